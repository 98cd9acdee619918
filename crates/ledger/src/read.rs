//! What people ask of the books.

use crate::fold::{Folded, Grade};
use alloy::primitives::Address;
use usufruct_model::{Cash, Shares, Timestamp, offering, share};

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

/// Revenue of one period, by where it came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// The period's first second.
    pub from: Timestamp,
    pub from_customers: Cash,
    pub off_chain: Cash,
    pub holders_part: Cash,
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

    /// Revenue in periods of `seconds` (at least one), counted from 1970; those without any are left out.
    pub fn revenue_by_period(&self, seconds: u64) -> Vec<Period> {
        let mut periods: Vec<Period> = Vec::new();
        for revenue in &self.revenues {
            let from = Timestamp(revenue.at.0 - revenue.at.0 % seconds.max(1));
            if periods.last().is_none_or(|period| period.from != from) {
                periods.push(Period { from, ..Period::default() });
            }
            let Some(period) = periods.last_mut() else { continue };
            match revenue.grade {
                Grade::Customers => period.from_customers = period.from_customers.saturating_add(revenue.amount),
                Grade::OffChain => period.off_chain = period.off_chain.saturating_add(revenue.amount),
            }
            period.holders_part = period.holders_part.saturating_add(revenue.holders_part);
        }
        periods
    }
}
