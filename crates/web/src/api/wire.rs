//! Forms that several answers share.

use crate::figures::{AsOf, Currency, Money, Stall, money};
use alloy::primitives::{Address, B256};
use serde::{Serialize, Serializer};
use usufruct_model::{Shares, Terms};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

fn text(pattern: &str, description: &str, example: &str) -> RefOr<Schema> {
    let object = ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern)).description(Some(description));
    object.examples([example]).into()
}

/// Base units, of the currency or of shares: the field says which.
#[derive(Clone, Debug)]
pub struct Amount(String);

impl From<Money> for Amount {
    fn from(money: Money) -> Self {
        Self(money.to_string())
    }
}

impl From<Shares> for Amount {
    fn from(shares: Shares) -> Self {
        Self(shares.to_string())
    }
}

impl From<u128> for Amount {
    fn from(number: u128) -> Self {
        Self(number.to_string())
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl PartialSchema for Amount {
    fn schema() -> RefOr<Schema> {
        text("^(0|[1-9][0-9]{0,77})$", "A whole number of base units in decimal digits.", "1500000")
    }
}

impl ToSchema for Amount {}

/// An account, in checksummed form.
#[derive(Clone, Debug)]
pub struct Account(pub Address);

impl Serialize for Account {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0.to_checksum(None))
    }
}

impl PartialSchema for Account {
    fn schema() -> RefOr<Schema> {
        text("^0x[0-9a-fA-F]{40}$", "An address.", "0x036CbD53842c5426634e7929541eC2318f3dCF7e")
    }
}

impl ToSchema for Account {}

/// A block's or a transaction's hash.
#[derive(Clone, Debug)]
pub struct Hash(pub B256);

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0.to_string())
    }
}

impl PartialSchema for Hash {
    fn schema() -> RefOr<Schema> {
        text("^0x[0-9a-f]{64}$", "A hash.", &format!("0x{}", "5a".repeat(32)))
    }
}

impl ToSchema for Hash {}

/// The block that an answer holds for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Block {
    pub number: u64,
    pub hash: Hash,
    /// Seconds since 1970.
    pub timestamp: u64,
}

impl From<&AsOf> for Block {
    fn from(as_of: &AsOf) -> Self {
        Self { number: as_of.number, hash: Hash(as_of.hash), timestamp: as_of.timestamp.0 }
    }
}

/// What amounts are of.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Units {
    /// Of all amounts of money.
    pub money: MoneyUnit,
    /// Of all amounts of shares.
    pub shares: ShareUnit,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MoneyUnit {
    pub currency: Account,
    pub symbol: String,
    /// Base units are 10^-decimals of a whole one.
    pub decimals: u8,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ShareUnit {
    pub symbol: String,
    /// Base units are 10^-decimals of a whole share.
    pub decimals: u8,
}

impl Units {
    pub fn of(currency: &Currency, terms: &Terms) -> Self {
        Self {
            money: MoneyUnit {
                currency: Account(currency.address),
                symbol: currency.symbol.clone(),
                decimals: currency.decimals,
            },
            shares: ShareUnit { symbol: terms.symbol.clone(), decimals: terms.decimals },
        }
    }
}

/// When silence becomes wind-down.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StallState {
    /// Anyone may wind the venture down now.
    pub stalled: bool,
    /// First second since 1970 at which anyone may, if nothing more is credited; null if it cannot be wound down.
    pub wind_down_from: Option<u64>,
    /// Income that must be credited within every period.
    pub demand_floor: Amount,
    pub credited_since_proof: Amount,
    /// Seconds since 1970.
    pub proved_at: u64,
    pub period_seconds: u32,
}

impl From<Stall> for StallState {
    fn from(stall: Stall) -> Self {
        Self {
            stalled: stall.stalled,
            wind_down_from: stall.wind_down_from.map(|from| from.0),
            demand_floor: stall.demand_floor.into(),
            credited_since_proof: stall.credited_since_proof.into(),
            proved_at: stall.proved_at.0,
            period_seconds: stall.period,
        }
    }
}

/// Money as a decimal of whole units, for statements.
pub fn whole_money(amount: Money, currency: &Currency) -> String {
    amount.decimal(currency.decimals)
}

/// Shares as a decimal of whole shares, for statements.
pub fn whole_shares(shares: Shares, terms: &Terms) -> String {
    money::shares_decimal(shares, terms.decimals)
}

#[cfg(test)]
mod tests {
    use super::Amount;
    use crate::figures::Money;
    use alloy::primitives::U256;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        /// D06: an amount is the same after JSON, and is text there: nobody's float.
        #[test]
        fn amounts_survive_the_wire(amount in any::<u128>()) {
            let json = serde_json::to_string(&Amount::from(Money(U256::from(amount)))).expect("JSON");
            prop_assert_eq!(json, format!("\"{amount}\""));
        }
    }
}
