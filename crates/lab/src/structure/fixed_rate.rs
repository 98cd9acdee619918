//! S5: a fixed rate above what is earned, paid out of a reserve that an issuer fills, as Anchor's was.
//!
//! ```text
//!  borrowers ─ interest ─────────────┐
//!  their collateral's staking reward ┼─► depositors: the promised rate
//!  issuer ─ top-ups ─► reserve ──────┘         └─ run when what is earned does not cover it and the reserve is short
//! ```
//!
//! While top-ups come it stands still. When they stop, the reserve is used up at a date that everyone can compute (T3), at
//! most a tenth of it in an epoch of three hours. The run is a hypothesis: of those who stay, the part
//! `h1 * (1 - coverage) * e^(-runway / patience)` leaves in a day, and after a fall of the own token a part of the fall.

use super::mixture::Mixture;
use super::principal::{FROZEN_FROM, Principal, bad_debt};
use super::takings::Takings;
use super::{Flows, Life, Origins, Start, Structure};
use crate::law::{fixed_rate, lending};
use crate::path::Day;

const DAYS_PER_YEAR: f64 = 365.0;
/// A month of the dynamic rate.
const MONTH_DAYS: u32 = 30;
/// A price that fell by more than this in a day frightens.
const FRIGHTENING: f64 = 0.2;
/// How many epochs of three hours a day has.
const EPOCHS: u32 = 8;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FixedRate {
    /// Of what is promised on a usual day, what borrowers' interest and what collateral's staking rewards pay: 340 million each,
    /// 5.4 of 19.5 points together (TokenInsight, spring 2022).
    pub interest: f64,
    pub staking: f64,
    /// The lent part of deposits: where Anchor's curve, 0.02 + 0.42 u, gives that interest.
    pub utilisation: f64,
    /// Days that the reserve lasts when top-ups stop: 455.5 million at 3.692 a day on 9 March 2022 (Neptune).
    pub runway_days: f64,
    /// Part of the depositors who leave in a day for no reason, and when nothing is covered and nothing left.
    pub hazard: f64,
    pub run_hazard: f64,
    /// Days of runway that calm depositors e-fold. With `run_hazard`, 22 % leave in four days at 20 days of runway, as in
    /// January 2022: fitted to that one run, so it validates nothing.
    pub patience_days: f64,
    /// Part of depositors who leave in a day per part of its price that the own token has lost in one, and how many days
    /// that frightens. Fitted to May 2022.
    pub panic: f64,
    pub panic_days: f64,
    /// Whether the promised rate follows the reserve from month to month, as from May 2022.
    pub is_dynamic: bool,
    /// Part of the distance to what they want that borrowers go in a day.
    pub adjusted_per_day: f64,
    /// What collateral is worth per dollar lent, and what liquidating costs.
    pub collateral_ratio: f64,
    pub liquidation_cost: f64,
    /// Days within which borrowers replace collateral that lost value.
    pub recollateral_days: f64,
}

impl Default for FixedRate {
    fn default() -> Self {
        Self {
            interest: 2.7 / 19.5,
            staking: 2.7 / 19.5,
            utilisation: 0.23,
            runway_days: 123.4,
            hazard: 0.0,
            run_hazard: 0.62,
            patience_days: 10.0,
            panic: 0.5,
            panic_days: 5.0,
            is_dynamic: false,
            adjusted_per_day: 1.0 / 14.0,
            collateral_ratio: 2.0,
            liquidation_cost: 0.05,
            recollateral_days: 30.0,
        }
    }
}

impl Structure for FixedRate {
    fn key(&self) -> &'static str {
        "S5"
    }

    fn name(&self) -> &'static str {
        "fixed rate with reserve"
    }

    fn about(&self) -> &'static str {
        "A promised rate is paid from borrowers' interest as far as it goes, and from a reserve that the issuer refills."
    }

    fn open(&self, start: &Start) -> Box<dyn Life> {
        Box::new(Promise::open(*self, *start))
    }
}

struct Promise {
    terms: FixedRate,
    start: Start,
    principal: Principal,
    borrowed: f64,
    /// Our interest over Anchor's at the same utilisation.
    scale: f64,
    usual_staking: f64,
    reserve: Mixture,
    usual_reserve: f64,
    rate_per_day: f64,
    month: Month,
    /// Logarithm of the collateral's price beside the usual, and what part of its price the token has lost lately.
    collateral_price: f64,
    fright: f64,
    /// What was missing of the promise yesterday, a day, and the part of it that was earned.
    missing: f64,
    coverage: f64,
}

/// The month that the dynamic rate looks back on.
struct Month {
    days: u32,
    reserve_then: f64,
}

impl Promise {
    fn open(terms: FixedRate, start: Start) -> Self {
        let income = start.income_per_day;
        let missing = income * (1.0 - terms.interest - terms.staking).max(0.0);
        let reserve = missing * terms.runway_days;
        let at_curve = terms.utilisation * lending::ANCHOR.borrow(terms.utilisation);
        Self {
            terms,
            start,
            principal: Principal::new(start.capital),
            borrowed: start.capital * terms.utilisation,
            scale: income * terms.interest / (start.capital * at_curve),
            usual_staking: income * terms.staking,
            reserve: Mixture::new(Origins { issuer: reserve, ..Origins::default() }),
            usual_reserve: reserve,
            rate_per_day: income / start.capital,
            month: Month { days: 0, reserve_then: reserve },
            collateral_price: 0.0,
            fright: 0.0,
            missing,
            coverage: 1.0 - missing / income,
        }
    }

    fn utilisation(&self) -> f64 {
        lending::utilisation(self.borrowed, (self.principal.deposited - self.borrowed).max(0.0), 0.0)
    }

    /// Borrowers repay or borrow as they like; the rate hardly changes, so they only follow demand.
    fn borrow_and_repay(&mut self, day: &Day) {
        let wish = self.start.capital * self.terms.utilisation * day.spend();
        let free = (self.principal.deposited - self.borrowed - self.principal.queued).max(0.0);
        let change = ((wish - self.borrowed) * self.terms.adjusted_per_day).min(free);
        self.borrowed = (self.borrowed + change).max(0.0);
    }

    /// The part of depositors who ask for their money today.
    fn hazard(&mut self, day: &Day) -> f64 {
        let fallen = -day.token_return.exp_m1();
        self.fright *= (-1.0 / self.terms.panic_days).exp();
        if fallen > FRIGHTENING {
            self.fright = self.fright.max(fallen);
        }
        let runway = fixed_rate::runway_days(self.reserve.total(), self.missing);
        let uncovered = (1.0 - self.coverage).max(0.0);
        let run = self.terms.hazard
            + self.terms.run_hazard * uncovered * (-runway / self.terms.patience_days).exp()
            + self.terms.panic * self.fright;
        1.0 - (1.0 - day.withdrawal_hazard.clamp(0.0, 1.0)) * (1.0 - run.clamp(0.0, 1.0))
    }

    /// What the reserve gives in a day to close the gap, epoch by epoch.
    fn subsidise(&mut self, missing: f64) -> Origins {
        let mut left = self.reserve.total();
        let mut given = 0.0;
        for _ in 0..EPOCHS {
            let amount = fixed_rate::subsidy_per_epoch(left, missing / f64::from(EPOCHS));
            left -= amount;
            given += amount;
        }
        self.reserve.take(given)
    }

    /// Pays what was promised, as far as it goes: first what was earned, then the reserve; what is left over fills it.
    fn pay(&mut self, promised: f64, earned: Origins) -> Origins {
        let total = earned.total();
        self.missing = (promised - total).max(0.0);
        self.coverage = if promised > 0.0 { fixed_rate::coverage(total, promised) } else { 1.0 };
        if total > promised {
            let mut all = Mixture::new(earned);
            let paid = all.take(promised);
            self.reserve.add(all.take(total));
            return paid;
        }
        earned.plus(self.subsidise(self.missing))
    }

    fn top_up(&mut self) {
        let amount = (self.usual_reserve - self.reserve.total()).max(0.0);
        self.reserve.add(Origins { issuer: amount, ..Origins::default() });
    }

    fn set_rate(&mut self) {
        self.month.days += 1;
        if self.month.days == MONTH_DAYS {
            let reserve = self.reserve.total();
            if self.terms.is_dynamic {
                let rate = self.rate_per_day * DAYS_PER_YEAR;
                self.rate_per_day = fixed_rate::next_rate(rate, self.month.reserve_then, reserve) / DAYS_PER_YEAR;
            }
            self.month = Month { days: 0, reserve_then: reserve };
        }
    }
}

impl Life for Promise {
    fn live(&mut self, day: &Day) -> Flows {
        let debt = bad_debt(self.borrowed, self.terms.collateral_ratio, day.token_return, self.terms.liquidation_cost);
        self.borrowed -= debt;
        let loss = self.principal.lose(debt);
        self.borrow_and_repay(day);
        let hazard = self.hazard(day);
        self.principal.move_day(day, self.start.capital, hazard);
        self.principal.serve(self.principal.deposited - self.borrowed);

        let usual_borrowed = self.start.capital * self.terms.utilisation;
        let takings = Takings::of(day, self.borrowed * self.scale * lending::ANCHOR.borrow(self.utilisation()));
        self.collateral_price =
            (self.collateral_price + day.token_return) * (-1.0 / self.terms.recollateral_days).exp();
        let staking = self.usual_staking * self.borrowed / usual_borrowed * self.collateral_price.exp();
        let earned = takings.origins().plus(Origins { emission: staking, ..Origins::default() });
        let promised = self.principal.deposited * self.rate_per_day;
        let paid = self.pay(promised, earned);
        if day.top_ups {
            self.top_up();
        }
        self.set_rate();
        let deposited = self.principal.deposited;
        Flows {
            paid,
            capital: deposited,
            loss,
            organic_revenue: takings.organic,
            reported_revenue: takings.reported(),
            promised: Some(promised),
            reserve: self.reserve.total(),
            liquid: (deposited - self.borrowed).max(0.0),
            redeemable: deposited,
            frozen: self.utilisation() >= FROZEN_FROM,
            // Interest accrues by the block.
            sniped: if deposited > 0.0 { paid.total() / deposited } else { 0.0 },
            ..Flows::default()
        }
    }
}
