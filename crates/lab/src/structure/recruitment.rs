//! C1, a control: a textbook Ponzi in the terms of Artzrouni (2009). Interest is promised to all members and paid out of what
//! new ones bring.
//!
//! ```text
//!  recruits ─► pot ─► promised interest of all members, and principal of those who leave
//! ```
//!
//! We watch the members of the first day and those who take the place of leavers. Recruits beyond that become members
//! too, and their promised interest burdens the pot: it lives for ever only if recruiting grows faster than what is promised.

use super::mixture::Mixture;
use super::{Flows, Life, Origins, Start, Structure};
use crate::path::Day;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recruitment {
    /// What is in the pot over what members believe they have. In the end nobody can know; Madoff's was a few hundredths.
    pub pot: f64,
    /// How fast recruiting grows, over the promised rate: above one it could go on for ever (Artzrouni: r_i > r_p).
    pub growth: f64,
    /// What the pot really earns, over the promised rate: 0.054 over 0.195, as in the reference case of the law's check.
    pub earned: f64,
}

impl Default for Recruitment {
    fn default() -> Self {
        Self { pot: 0.1, growth: 1.2, earned: 0.054 / 0.195 }
    }
}

impl Structure for Recruitment {
    fn key(&self) -> &'static str {
        "C1"
    }

    fn name(&self) -> &'static str {
        "textbook Ponzi"
    }

    fn about(&self) -> &'static str {
        "A control: members are paid out of what new members bring, until too few come."
    }

    fn open(&self, start: &Start) -> Box<dyn Life> {
        Box::new(Scheme {
            terms: *self,
            start: *start,
            claims: start.capital,
            recruits: 0.0,
            recruiting: start.income_per_day,
            pot: Mixture::new(Origins { principal: start.capital * self.pot, ..Origins::default() }),
            has_collapsed: false,
        })
    }
}

struct Scheme {
    terms: Recruitment,
    start: Start,
    /// What the members whom we watch, and the later recruits, believe they have.
    claims: f64,
    recruits: f64,
    /// What recruits bring on a usual day; grows.
    recruiting: f64,
    pot: Mixture,
    has_collapsed: bool,
}

impl Scheme {
    fn promised_per_day(&self) -> f64 {
        self.start.income_per_day / self.start.capital
    }

    /// What comes into the pot: newcomers' money, and what the pot earns wherever it lies.
    fn take_in(&mut self, day: &Day) {
        let joining = day.principal_inflow.max(0.0) * self.start.capital;
        let recruited = self.recruiting * day.token_buying.max(0.0);
        let earned = self.pot.total() * self.terms.earned * self.promised_per_day();
        self.recruiting *= (self.terms.growth * self.promised_per_day()).exp();
        self.pot.add(Origins { newcomers: joining + recruited, unknown: earned, ..Origins::default() });
        self.claims += joining;
        self.recruits += recruited;
    }

    /// Pays all or, for the last time, what is left. Returns what those whom we watch get as interest, and as principal.
    fn pay_out(&mut self, day: &Day) -> (Origins, f64) {
        let promised = self.promised_per_day();
        let hazard = day.withdrawal_hazard.clamp(0.0, 1.0);
        let due = (self.claims + self.recruits) * (promised + hazard);
        let met = if due > 0.0 { (self.pot.total() / due).min(1.0) } else { 1.0 };
        let interest = self.pot.take(self.claims * promised * met);
        let principal = self.claims * hazard * met;
        self.pot.take(principal + self.recruits * (promised + hazard) * met);
        self.claims -= principal;
        self.recruits *= 1.0 - hazard * met;
        self.has_collapsed = met < 1.0;
        (interest, principal)
    }
}

impl Life for Scheme {
    fn live(&mut self, day: &Day) -> Flows {
        if self.has_collapsed {
            return Flows { promised: Some(self.claims * self.promised_per_day()), frozen: true, ..Flows::default() };
        }
        self.take_in(day);
        let held = self.claims;
        let promised = held * self.promised_per_day();
        let (paid, principal) = self.pay_out(day);
        let capital = if self.has_collapsed { 0.0 } else { self.claims };
        Flows {
            paid,
            capital,
            loss: held - principal - capital,
            promised: Some(promised),
            reserve: self.pot.total(),
            liquid: self.pot.total(),
            redeemable: self.claims + self.recruits,
            frozen: self.has_collapsed,
            sniped: if held > 0.0 { paid.total() / held } else { 0.0 },
            ..Flows::default()
        }
    }
}
