//! S2: a lending pool with a kinked rate, as Aave's and Compound's are. Borrowers are the customers.
//!
//! ```text
//!  borrowers ─► interest r(u) ─► lenders, less the reserve factor        u = lent part of what was deposited
//! ```
//!
//! Who borrows what follows demand and the rate: the wish is `usual * spend * (r / r_usual)^-elasticity`, and loans go
//! towards it by a part a day. Lenders who leave are paid from what is not lent; when everything is lent they wait (T2).
//! The curve is as published above the kink, and below it scaled so that the usual day pays the income of the start.

use super::principal::{FROZEN_FROM, Principal, bad_debt};
use super::takings::Takings;
use super::{Flows, Life, Origins, Start, Structure};
use crate::law::lending::{self, KinkedRate};
use crate::path::Day;

const DAYS_PER_YEAR: f64 = 365.0;
/// Below this part of the usual rate nobody borrows more for its cheapness.
const CHEAPEST: f64 = 0.1;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KinkedLending {
    /// Aave's first strategy for USDC: kink at 90 %, 0, 4 and 60 % (aave-v3-core, rateStrategies.ts).
    pub rate: KinkedRate,
    /// The protocol's part of the interest: 10 %, as there.
    pub reserve_factor: f64,
    /// The lent part on a usual day. Pools of stablecoins rest between 70 and 90 %.
    pub utilisation: f64,
    /// How much less is borrowed when the rate rises. At 1 borrowers spend the same dollars whatever the rate is. The least known
    /// and most telling number.
    pub elasticity: f64,
    /// Part of the distance to what they want that borrowers go in a day, by borrowing or repaying.
    pub adjusted_per_day: f64,
    /// What collateral is worth per dollar lent, and what liquidating costs.
    pub collateral_ratio: f64,
    pub liquidation_cost: f64,
}

impl Default for KinkedLending {
    fn default() -> Self {
        Self {
            rate: lending::AAVE_STABLECOIN,
            reserve_factor: 0.1,
            utilisation: 0.8,
            elasticity: 1.0,
            adjusted_per_day: 1.0 / 14.0,
            collateral_ratio: 2.0,
            liquidation_cost: 0.05,
        }
    }
}

impl Structure for KinkedLending {
    fn key(&self) -> &'static str {
        "S2"
    }

    fn name(&self) -> &'static str {
        "kinked lending"
    }

    fn about(&self) -> &'static str {
        "Borrowers pay interest to lenders, at a rate that jumps when nearly everything is lent; then lenders cannot leave."
    }

    fn open(&self, start: &Start) -> Box<dyn Life> {
        let usual_rate = start.income_per_day * DAYS_PER_YEAR / start.capital;
        Box::new(Pool {
            terms: *self,
            start: *start,
            principal: Principal::new(start.capital),
            borrowed: start.capital * self.utilisation,
            rate: scaled(self.rate, usual_rate / self.rate.supply(self.utilisation, self.reserve_factor)),
        })
    }
}

struct Pool {
    terms: KinkedLending,
    start: Start,
    principal: Principal,
    borrowed: f64,
    rate: KinkedRate,
}

/// The curve with everything below its kink `factor` times as high. What is added above is a penalty, not a price: it stays.
fn scaled(rate: KinkedRate, factor: f64) -> KinkedRate {
    match rate {
        KinkedRate::Aave { base, slope_below, slope_above, kink } => {
            KinkedRate::Aave { base: base * factor, slope_below: slope_below * factor, slope_above, kink }
        }
        KinkedRate::Compound { base, slope, jump, kink } => {
            KinkedRate::Compound { base: base * factor, slope: slope * factor, jump, kink }
        }
    }
}

impl Pool {
    fn utilisation(&self) -> f64 {
        lending::utilisation(self.borrowed, (self.principal.deposited - self.borrowed).max(0.0), 0.0)
    }

    /// Borrowers repay what they do not want, and borrow what they do as far as nobody waits for that money.
    fn borrow_and_repay(&mut self, day: &Day) {
        let usual = self.rate.borrow(self.terms.utilisation);
        let rate = (self.rate.borrow(self.utilisation()) / usual).max(CHEAPEST);
        let wish = self.start.capital * self.terms.utilisation * day.spend() * rate.powf(-self.terms.elasticity);
        let change = (wish - self.borrowed) * self.terms.adjusted_per_day;
        let free = (self.principal.deposited - self.borrowed - self.principal.queued).max(0.0);
        self.borrowed = (self.borrowed + change.min(free)).max(0.0);
    }
}

impl Life for Pool {
    fn live(&mut self, day: &Day) -> Flows {
        let debt = bad_debt(self.borrowed, self.terms.collateral_ratio, day.token_return, self.terms.liquidation_cost);
        self.borrowed -= debt;
        let loss = self.principal.lose(debt);
        self.borrow_and_repay(day);
        self.principal.move_day(day, self.start.capital, day.withdrawal_hazard);
        self.principal.serve(self.principal.deposited - self.borrowed);

        let utilisation = self.utilisation();
        let rate = self.rate.borrow(utilisation) / DAYS_PER_YEAR;
        let takings = Takings::of(day, self.borrowed * rate);
        let paid: Origins = takings.origins().times(1.0 - self.terms.reserve_factor);
        Flows {
            paid,
            capital: self.principal.deposited,
            loss,
            organic_revenue: takings.organic,
            reported_revenue: takings.reported(),
            liquid: (self.principal.deposited - self.borrowed).max(0.0),
            redeemable: self.principal.deposited,
            frozen: utilisation >= FROZEN_FROM,
            // Interest accrues by the second.
            sniped: if self.principal.deposited > 0.0 { paid.total() / self.principal.deposited } else { 0.0 },
            ..Flows::default()
        }
    }
}
