//! The venture at a glance, and its purses.

use super::Reading;
use crate::figures::{CapitalPurse, Escrow, IncomePurse, Money, Overview, Purses, RevenuePurse};
use alloy::primitives::U256;
use usufruct_model::{Cash, offering};

impl Reading {
    pub fn overview(&self) -> Overview {
        let venture = self.venture();
        let whole_share = U256::from(10).pow(U256::from(venture.terms.decimals));
        let price = self.money(Cash(venture.terms.price.into()));
        Overview {
            as_of: self.as_of,
            at: self.at,
            terms: venture.terms.clone(),
            currency: self.currency.clone(),
            sale: venture.books.offering.phase,
            income: venture.books.share.phase,
            price_per_share: Money(price.0.saturating_mul(whole_share)),
            supply: venture.books.share.supply,
            holders: self.snapshot.ranked().holding,
            holders_bps: venture.books.till.holders_bps,
            operator: venture.books.till.operator,
            stall: self.stall(),
        }
    }

    pub fn purses(&self) -> Purses {
        Purses { as_of: self.as_of, capital: self.capital(), revenue: self.revenue(), income: self.income() }
    }

    fn capital(&self) -> CapitalPurse {
        let venture = self.venture();
        let offering = &venture.books.offering;
        let over = matches!(offering.phase, offering::Phase::Failed | offering::Phase::WoundDown);
        let undrawn = self.money(offering.undrawn());
        CapitalPurse {
            balance: Money(venture.books.cash.offering),
            raised: self.money(offering.raised),
            drawn: self.money(offering.drawn),
            redeemed: self.money(offering.redeemed),
            undrawn,
            drawable: self.money(venture.drawable()),
            redeemable: if over { undrawn } else { Money::ZERO },
        }
    }

    fn revenue(&self) -> RevenuePurse {
        let venture = self.venture();
        let till = &venture.books.till;
        RevenuePurse {
            balance: Money(venture.books.cash.till),
            collected: self.money(till.collected),
            remitted: self.money(till.remitted),
            holders_part: self.money(till.holders_part),
            operators_part: self.money(till.operator_part),
            pulled: self.money(till.pulled),
            collectable: self.money(venture.collectable().unwrap_or(Cash::MAX)),
            escrow: self.escrow(),
        }
    }

    fn escrow(&self) -> Escrow {
        let payments = &self.snapshot.folded.payments;
        Escrow {
            claimed: Money(payments.claimed.saturating_add(payments.unclaimed)),
            settled: Money(payments.settled),
            waiting: Money(payments.waiting()),
        }
    }

    fn income(&self) -> IncomePurse {
        let venture = self.venture();
        let share = &venture.books.share;
        let reserve = share.reserve.to_cash_down();
        let due = share.drip_due(venture.decay, self.as_of.now);
        let owed = self.snapshot.ranked().owed;
        let released = share.credited.saturating_sub(reserve);
        IncomePurse {
            balance: Money(venture.books.cash.share),
            credited: self.money(share.credited),
            released: self.money(released),
            claimed: self.money(share.claimed),
            owed: self.money(owed),
            reserve: self.money(reserve),
            due: self.money(due.map_or(Cash::ZERO, |drip| drip.released.to_cash_down())),
            dust: self.money(released.saturating_sub(share.claimed).saturating_sub(owed)),
        }
    }
}
