//! What people ask of the books.

use crate::fold::Folded;
use alloy::primitives::Address;
use usufruct_model::{Cash, Shares, offering, share};

/// A venture at a glance, as of the last event; amounts in cash units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    pub sale: offering::Phase,
    pub income: share::Phase,
    pub supply: Shares,
    pub holders: usize,
    /// Revenue from customers, and brought by the operator.
    pub from_customers: Cash,
    pub off_chain: Cash,
    pub holders_part: Cash,
    pub operators_part: Cash,
    pub claimed: Cash,
    pub owed: Cash,
    /// Not yet released, rounded down.
    pub reserve: Cash,
    pub raised: Cash,
    pub drawn: Cash,
    pub redeemed: Cash,
}

/// One who holds shares or ever did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    pub address: Address,
    pub balance: Shares,
    pub owed: Cash,
    pub claimed: Cash,
}

impl Folded {
    pub fn summary(&self) -> Summary {
        let books = &self.venture.books;
        let owed = self.holders().fold(Cash::ZERO, |sum, holder| sum.saturating_add(holder.owed));
        Summary {
            sale: books.offering.phase,
            income: books.share.phase,
            supply: books.share.supply,
            holders: self.holders().filter(|holder| !holder.balance.is_zero()).count(),
            from_customers: books.till.collected,
            off_chain: books.till.remitted,
            holders_part: books.till.holders_part,
            operators_part: books.till.operator_part.saturating_add(books.till.pulled),
            claimed: books.share.claimed,
            owed,
            reserve: books.share.reserve.to_cash_down(),
            raised: books.offering.raised,
            drawn: books.offering.drawn,
            redeemed: books.offering.redeemed,
        }
    }

    /// Everybody who ever held a share, by address.
    pub fn holders(&self) -> impl Iterator<Item = Holder> {
        let index = self.venture.books.share.index;
        self.venture.words.iter().map(move |(&address, word)| Holder {
            address,
            balance: word.balance(),
            owed: word.owed_down(index),
            claimed: self.claimed.get(&address).copied().unwrap_or_default(),
        })
    }
}
