//! S3: a farm that pays depositors with its own token, as MasterChef does, beside what traders pay for using their money.
//!
//! ```text
//!  new tokens ─► depositors ─► sell most of them ─► price ─┐
//!       ▲          ▲  leave or come until the rate is what they ask for
//!       └──────────┴──────────────────────────────────────┘
//! ```
//!
//! Emission is a fixed number of tokens, so what it pays follows the price, and the price needs buyers (T1). Buyers take a
//! usual number of tokens at whatever they cost, so that a fall of the price stays until something else lifts it.

use super::takings::Takings;
use super::token_market::{Emission, TokenMarket};
use super::{Flows, Life, Origins, Start, Structure};
use crate::path::Day;

const DAYS_PER_YEAR: f64 = 365.0;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EmissionFarm {
    /// Part of the income that is emission: 68 % is the mean over pools that pay rewards (DefiLlama, 2025-10-06).
    pub emission: f64,
    /// Part of the emission that its receivers sell at once; literature and chain analyses span 50 to 95 %.
    pub sold: f64,
    /// Dollars in the token's market, in days of what is sold there. A guess, varied in the tornado.
    pub depth_days: f64,
    /// How fast depositors answer to the rate: the relative change in a day is this times the relative miss of the rate.
    pub answer_per_day: f64,
    /// New tokens in the first year as a part of the supply.
    pub issued_per_year: f64,
}

impl Default for EmissionFarm {
    fn default() -> Self {
        Self { emission: 0.68, sold: 0.8, depth_days: 90.0, answer_per_day: 1.0, issued_per_year: 0.5 }
    }
}

impl Structure for EmissionFarm {
    fn key(&self) -> &'static str {
        "S3"
    }

    fn name(&self) -> &'static str {
        "emission farm"
    }

    fn about(&self) -> &'static str {
        "Depositors are paid in newly issued tokens, which they sell to whoever still buys, and in traders' fees."
    }

    fn open(&self, start: &Start) -> Box<dyn Life> {
        let (emission, market) = Emission::worth(start.income_per_day * self.emission, self.sold, self.depth_days);
        Box::new(Farm {
            terms: *self,
            start: *start,
            emission,
            usual_buying: market.dollars / self.depth_days,
            market,
            deposited: start.capital,
            supply: emission.tokens * DAYS_PER_YEAR / self.issued_per_year,
        })
    }
}

struct Farm {
    terms: EmissionFarm,
    start: Start,
    emission: Emission,
    market: TokenMarket,
    usual_buying: f64,
    deposited: f64,
    supply: f64,
}

impl Farm {
    /// Depositors come and leave until the farm pays what they ask for. Nobody comes on a day without new principal.
    fn move_deposits(&mut self, day: &Day, paid: f64) {
        self.deposited += day.principal_inflow.max(0.0) * self.start.capital;
        self.deposited *= 1.0 - day.withdrawal_hazard.clamp(0.0, 1.0);
        let asked = self.deposited * self.start.income_per_day / self.start.capital;
        if asked > 0.0 {
            let miss = (paid / asked - 1.0).clamp(-1.0, 1.0);
            if miss < 0.0 || day.principal_inflow > 0.0 {
                self.deposited *= (self.terms.answer_per_day * miss).exp();
            }
        }
    }
}

impl Life for Farm {
    fn live(&mut self, day: &Day) -> Flows {
        self.market.begin_day(day.token_return);
        let price = self.market.price();
        let (worth, _) = self.emission.pay(&mut self.market);
        self.market.buy(self.usual_buying * price * day.token_buying.max(0.0));
        let usual_fees = self.start.income_per_day * (1.0 - self.terms.emission);
        let takings = Takings::of(day, if self.deposited > 0.0 { usual_fees * day.spend() } else { 0.0 });
        let paid = takings.origins().plus(Origins { emission: worth, ..Origins::default() });
        let held = self.deposited;
        self.move_deposits(day, paid.total());
        let issued = self.emission.tokens / self.supply;
        self.supply += self.emission.tokens;
        Flows {
            paid,
            capital: self.deposited,
            organic_revenue: takings.organic,
            reported_revenue: takings.reported(),
            liquid: self.deposited,
            redeemable: self.deposited,
            issued,
            // Rewards accrue by the block, to whoever is there.
            sniped: if held > 0.0 { paid.total() / held } else { 0.0 },
            ..Flows::default()
        }
    }
}
