//! The terms of a venture: fixed for ever when it is created, but for `holders_bps`, which can rise.

use crate::money::{Bps, Cash, Shares, Timestamp};
use crate::refusal::Refusal;
use alloy_primitives::{Address, U256};

pub const TAU_MAX: u32 = 10 * 365 * 86_400;
pub const SALE_MAX: u64 = 365 * 86_400;
pub const STALL_PERIOD_MIN: u32 = 86_400;
pub const STALL_PERIOD_MAX: u32 = 365 * 86_400;
pub const MATCH_MAX: u16 = 5_000;
pub const DECIMALS_MAX: u8 = 18;
pub const TEXT_MAX: usize = 31;
pub const CURRENCY_DECIMALS_MAX: u8 = 36;

/// As Solidity's `Terms`, field by field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The ERC-20 that customers and share buyers pay in.
    pub currency: Address,
    /// The first operator. Its key can rotate; the terms keep this one.
    pub operator: Address,
    pub name: String,
    pub symbol: String,
    pub contract_uri: String,
    /// Decimals of the share.
    pub decimals: u8,
    /// The holders' part of revenue when the venture begins.
    pub holders_bps: Bps,
    /// Time constant of the reserve in seconds; zero pays at once.
    pub tau: u32,
    /// Cash units for one share base unit.
    pub price: u64,
    pub soft_cap: Shares,
    pub hard_cap: Shares,
    /// Last second at which shares can be bought.
    pub deadline: Timestamp,
    /// The part of raised capital that may be drawn at once.
    pub upfront_bps: Bps,
    /// The further capital released per unit of income credited since the sale.
    pub match_bps: Bps,
    /// Income that must reach the holders within every `stall_period`.
    pub demand_floor: Cash,
    /// In seconds.
    pub stall_period: u32,
}

impl Terms {
    /// Refuses the first term, in the order of the fields, that is outside its limits at `now`.
    pub fn check(&self, now: Timestamp) -> Result<(), Refusal> {
        let text_fits = |text: &str| (1..=TEXT_MAX).contains(&text.len());
        let sold_out = u128::from(self.hard_cap.0) * u128::from(self.price);
        let checks = [
            ("operator", !self.operator.is_zero()),
            ("name", text_fits(&self.name)),
            ("symbol", text_fits(&self.symbol)),
            ("decimals", self.decimals <= DECIMALS_MAX),
            ("holdersBps", self.holders_bps.get() >= 1),
            ("tau", self.tau <= TAU_MAX),
            ("price", self.price >= 1),
            ("softCap", self.soft_cap.0 >= 1),
            ("hardCap", self.soft_cap <= self.hard_cap && sold_out < 1 << 64),
            ("deadline", now < self.deadline && self.deadline.seconds_since(now) <= SALE_MAX),
            ("matchBps", self.match_bps.get() <= MATCH_MAX),
            ("demandFloor", self.demand_floor.0 >= 1),
            ("stallPeriod", (STALL_PERIOD_MIN..=STALL_PERIOD_MAX).contains(&self.stall_period)),
        ];
        match checks.into_iter().find(|(_, holds)| !holds) {
            Some((term, _)) => Err(Refusal::TermOutOfRange { term }),
            None => Ok(()),
        }
    }
}

/// The cash unit of a currency: how many of its base units make one. `None` if the currency has too many decimals.
pub fn cash_unit(decimals: u8) -> Option<U256> {
    (decimals <= CURRENCY_DECIMALS_MAX).then(|| U256::from(10).pow(U256::from(decimals.saturating_sub(6))))
}
