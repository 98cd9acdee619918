//! S6: customers burn the token for service, and providers are paid in newly minted ones, as in Helium.
//!
//! ```text
//!  customers ─ dollars ─► market ─ tokens ─► burned ─► credits for service
//!  schedule ─ new tokens (+ burned ones again, up to a cap) ─► providers ─► market ─ dollars
//! ```
//!
//! Providers live by selling what they are minted: customers buy as much of it as they burn, investors have to buy the
//! rest, a usual number of tokens at whatever they cost. Customers spend dollars, so the cheaper the token is, the more they
//! burn. The tokens are Helium's (HIP-20), and the price is such that they are worth the income of the start.

use super::takings::Takings;
use super::token_market::{Emission, TokenMarket};
use super::{Flows, Life, Origins, Start, Structure};
use crate::law::burn_and_mint::{self, NetEmissionsPool};
use crate::path::Day;

const DAYS_PER_YEAR: f64 = 365.0;
/// An epoch is half an hour.
const EPOCHS_PER_DAY: f64 = 48.0;
/// What a day leaves of the pool: (1 - 1/336)^48.
const LEFT_AFTER_A_DAY: f64 = 0.866_693_267_683_615;
/// Days over which a buyer of used equipment averages its income.
const VALUATION_DAYS: f64 = 30.0;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BurnAndMint {
    /// Tokens burned by customers over tokens issued on a usual day: 7.6 over 47 million HNT in the 34 months from May 2023,
    /// rising from 1 % to over 100 %. In June 2022 it was 0.03 %.
    pub burned_of_issued: f64,
    /// Part of what they are paid that providers sell at once.
    pub sold: f64,
    /// Dollars in the token's market, in days of what is sold there. A guess.
    pub depth_days: f64,
    /// The year of the schedule in which the first day is, from its beginning; the second of each two is before a halving.
    pub year: u32,
    /// What providers usually spend on power and connections, as a part of their income.
    pub cost: f64,
    /// All tokens that are there, in years of the first year's issue.
    pub supply_years: f64,
}

impl Default for BurnAndMint {
    fn default() -> Self {
        Self { burned_of_issued: 0.16, sold: 0.9, depth_days: 90.0, year: 1, cost: 0.05, supply_years: 2.0 }
    }
}

impl Structure for BurnAndMint {
    fn key(&self) -> &'static str {
        "S6"
    }

    fn name(&self) -> &'static str {
        "burn and mint"
    }

    fn about(&self) -> &'static str {
        "Customers burn tokens to use a network, and those who provide it are paid in new tokens that investors mostly buy."
    }

    fn open(&self, start: &Start) -> Box<dyn Life> {
        Box::new(Network::open(*self, *start))
    }
}

struct Network {
    terms: BurnAndMint,
    start: Start,
    market: TokenMarket,
    pool: NetEmissionsPool,
    days: u32,
    /// Tokens of the market for one HNT.
    per_hnt: f64,
    usual_burning: f64,
    usual_buying: f64,
    supply: f64,
    /// Income a day, averaged.
    valuation: f64,
    capital: f64,
}

impl Network {
    fn open(terms: BurnAndMint, start: Start) -> Self {
        let (emission, market) = Emission::worth(start.income_per_day, terms.sold, terms.depth_days);
        let brought = market.dollars / terms.depth_days;
        // What customers pay buys this many of the tokens after the providers' sale, in the proportion that is asked for.
        let usual_burning = (terms.burned_of_issued * emission.tokens).min(brought);
        let minted = scheduled_hnt_a_day(terms.year);
        let burned = terms.burned_of_issued * minted / EPOCHS_PER_DAY;
        let returned = burned.min(burn_and_mint::POOL_INCREASE_MAX);
        let per_hnt = emission.tokens / (minted + returned * EPOCHS_PER_DAY);
        Self {
            terms,
            start,
            market,
            pool: NetEmissionsPool { tokens: returned * burn_and_mint::EPOCHS_PER_WEEK },
            days: 0,
            per_hnt,
            usual_burning,
            usual_buying: brought - usual_burning,
            supply: minted * DAYS_PER_YEAR * terms.supply_years * per_hnt,
            valuation: start.income_per_day,
            capital: start.capital,
        }
    }

    /// Tokens minted today: the schedule's, and what the pool of burned ones returns. Takes in what was burned yesterday.
    fn mint(&mut self, burned: f64) -> f64 {
        let year = self.terms.year + self.days / 365;
        self.days += 1;
        let burned_hnt = burned / self.per_hnt / EPOCHS_PER_DAY;
        let returned = returned_in_a_day(&mut self.pool, burned_hnt);
        (scheduled_hnt_a_day(year) + returned) * self.per_hnt
    }

    /// What the equipment fetches: its income at the yield of the start, but no more than new.
    fn value(&mut self, income: f64) -> f64 {
        self.valuation += (income - self.valuation) / VALUATION_DAYS;
        self.start.capital * (self.valuation / self.start.income_per_day).min(1.0)
    }
}

/// What the pool pays in the 48 epochs of a day in each of which as much is burned: `NetEmissionsPool::epoch` that many times, in
/// closed form.
fn returned_in_a_day(pool: &mut NetEmissionsPool, burned_an_epoch: f64) -> f64 {
    let taken_in = burned_an_epoch.min(burn_and_mint::POOL_INCREASE_MAX);
    // Where it tends to: a 336th of it is what comes in.
    let resting = taken_in * burn_and_mint::EPOCHS_PER_WEEK;
    let after = resting + (pool.tokens - resting) * LEFT_AFTER_A_DAY;
    let paid = pool.tokens + taken_in * EPOCHS_PER_DAY - after;
    pool.tokens = after;
    paid.max(0.0)
}

fn scheduled_hnt_a_day(year: u32) -> f64 {
    burn_and_mint::minted_in_year(year) / DAYS_PER_YEAR
}

impl Life for Network {
    fn live(&mut self, day: &Day) -> Flows {
        self.market.begin_day(day.token_return);
        let price = self.market.price();
        let takings = Takings::of(day, self.usual_burning * day.spend());
        // What is burned today is known at today's price; customers buy after providers have sold.
        let burned_at_least = takings.reported() / price;
        let minted = self.mint(burned_at_least);
        let (worth, _) = Emission { tokens: minted, sold: self.terms.sold }.pay(&mut self.market);
        let burned = self.market.buy(takings.reported());
        self.market.buy(self.usual_buying * price * day.token_buying.max(0.0));

        // Of what providers got, customers paid what they burned, whoever else bought the rest.
        let from_customers = takings.origins().times((worth / takings.reported().max(f64::MIN_POSITIVE)).min(1.0));
        let emission = (worth - from_customers.total()).max(0.0);
        let paid = from_customers.plus(Origins { emission, ..Origins::default() });
        let issued = minted / self.supply;
        self.supply = (self.supply + minted - burned).max(minted);
        let capital = self.value(paid.total());
        let loss = self.capital - capital;
        self.capital = capital;
        Flows {
            paid,
            capital,
            loss,
            organic_revenue: takings.organic,
            reported_revenue: takings.reported(),
            operating_cost: self.terms.cost * self.start.income_per_day * day.cost_factor,
            issued,
            // Only who provides is paid; there is nothing to buy for a moment.
            sniped: if capital > 0.0 { paid.total() / capital } else { 0.0 },
            ..Flows::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{EPOCHS_PER_DAY, LEFT_AFTER_A_DAY, returned_in_a_day};
    use crate::law::burn_and_mint::NetEmissionsPool;
    use proptest::prelude::*;

    #[test]
    fn a_day_leaves_what_48_epochs_leave() {
        assert!((LEFT_AFTER_A_DAY - (1.0_f64 - 1.0 / 336.0).powf(EPOCHS_PER_DAY)).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn the_closed_form_is_the_law_48_times(tokens in 0.0_f64..1e5, burned in 0.0_f64..100.0) {
            let (mut law, mut ours) = (NetEmissionsPool { tokens }, NetEmissionsPool { tokens });
            let paid: f64 = (0..48).map(|_| law.epoch(burned)).sum();
            let closed = returned_in_a_day(&mut ours, burned);
            prop_assert!((paid - closed).abs() < 1e-6, "{} against {}", closed, paid);
            prop_assert!((law.tokens - ours.tokens).abs() < 1e-6);
        }
    }
}
