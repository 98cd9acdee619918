//! Which offer a customer takes, and how much it deposits.

use alloy::primitives::{Address, B256, address};

use super::{BATCH_SETTLEMENT, PayRefusal, PaymentRequirements};
use crate::x402::EXACT;

/// What the customer's owner allows. The default is that of stock clients, with both schemes registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Pay by vouchers. Stock clients do once their user has registered the scheme.
    pub batch: bool,
    /// Pay by single transfers.
    pub exact: bool,
    /// The most that one request may cost, in base units.
    pub amount_max: u128,
    /// A deposit is this many prices unless the server asks for a minimum, and never more than this many `amount_max`.
    pub deposit_multiplier: u128,
    /// The tokens that are money to this customer, by chain id and address.
    pub assets: Vec<(u64, Address)>,
    /// Different salts give different channels with the same server.
    pub channel_salt: B256,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            batch: true,
            exact: true,
            amount_max: 1_000_000,
            deposit_multiplier: 5,
            assets: vec![
                (8_453, address!("833589fCD6eDb6E08f4c7C32D4f71b54bdA02913")),
                (84_532, address!("036CbD53842c5426634e7929541eC2318f3dCF7e")),
            ],
            channel_salt: B256::ZERO,
        }
    }
}

impl Policy {
    pub(super) fn choose<'a>(&self, offers: &'a [PaymentRequirements]) -> Result<&'a PaymentRequirements, PayRefusal> {
        let mut first_refusal = PayRefusal::NoScheme;
        for offer in offers {
            match self.allow(offer) {
                Ok(()) => return Ok(offer),
                Err(PayRefusal::NoScheme) => {}
                Err(refusal) if first_refusal == PayRefusal::NoScheme => first_refusal = refusal,
                Err(_) => {}
            }
        }
        Err(first_refusal)
    }

    fn allow(&self, offer: &PaymentRequirements) -> Result<(), PayRefusal> {
        let spoken = (self.batch && offer.scheme == BATCH_SETTLEMENT) || (self.exact && offer.scheme == EXACT);
        if !spoken {
            return Err(PayRefusal::NoScheme);
        }
        let terms = offer.terms()?;
        if !self.assets.contains(&(terms.chain_id, terms.asset)) {
            return Err(PayRefusal::UnknownAsset { chain_id: terms.chain_id, asset: terms.asset });
        }
        if terms.amount > self.amount_max {
            return Err(PayRefusal::AboveMax { amount: terms.amount, max: self.amount_max });
        }
        Ok(())
    }

    /// The deposit for a request of `price` when the channel lacks `needed`. The server's wish counts if it is at least
    /// the price; otherwise some prices at once, so that not every request is a transaction.
    pub(super) fn deposit(&self, price: u128, needed: u128, announced: Option<u128>) -> Result<u128, PayRefusal> {
        let max = self.amount_max.saturating_mul(self.deposit_multiplier);
        if needed > max {
            return Err(PayRefusal::DepositAboveMax { needed, max });
        }
        let target = match announced {
            Some(amount) if amount > 0 && amount >= price => amount,
            _ => price.saturating_mul(self.deposit_multiplier),
        };
        Ok(target.max(needed).min(max))
    }
}
