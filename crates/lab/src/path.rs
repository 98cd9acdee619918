//! What happens to everybody: customers, investors and markets, day by day, whatever structure lives through it.
//!
//! A path is drawn once from (seed, path number, scenario) and then shown to every structure, so that all of them meet
//! the same people on the same day (common random numbers). Shocks of the scenario are in it already; a structure does
//! not know which scenario it is in.
//!
//! Quantities are multiples of what is usual before the shock, so that each structure can be of its own size: customers
//! of a path spend 1.0 a day in the mean before the shock, and a structure whose customers usually spend 500 dollars a
//! day multiplies by 500.
//!
//! Chance has a stream of its own for every purpose (`stream`), and a shock only changes what is made of the draws. So
//! all scenarios that share their assumptions are the same, bit for bit, until the day of the shock.

mod stream;
mod population;
mod draw;

pub use draw::draw;
pub use population::{Customer, Population};

/// One life of the world, for as many days as the scenario says.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    pub days: Vec<Day>,
}

/// What happens on one day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Day {
    /// From 0.
    pub number: u32,
    /// What customers who came 60 days ago or earlier would spend at the usual price; the usual total is 1.
    pub recurring_spend: f64,
    /// What customers who came less than 60 days ago would spend at the usual price.
    pub newcomer_spend: f64,
    /// What of the two the largest customer would spend: who usually spends most of those who are there today.
    pub top_spend: f64,
    /// Sum of the squares of the customers' parts of the usual spending, 0..=1; 0 if nobody is there.
    pub concentration_hhi: f64,
    /// Customers who are there.
    pub customers: u32,
    /// Principal that new investors bring, as a part of the capital at the start. 0 when no new investors come.
    pub principal_inflow: f64,
    /// Part of the present principal that its owners would take out today if they can, 0..=1.
    pub withdrawal_hazard: f64,
    /// Outside buying of an own token, as a multiple of the usual. 0 when no new investors come.
    pub token_buying: f64,
    /// Whether an issuer or its friends still top up what is missing.
    pub top_ups: bool,
    /// Logarithmic return of the market today; and the whole one of an own or collateral token, in which the market's
    /// move and the shocks are already (so never add the two).
    pub market_return: f64,
    pub token_return: f64,
    /// Operating cost as a multiple of the usual.
    pub cost_factor: f64,
    /// Part of the reported revenue that the issuer pays to itself, by way of others, 0..1.
    pub self_paid: f64,
    /// Part of the supply that buys just before a payment and sells just after it, 0..1.
    pub snipers: f64,
    /// Four numbers in 0..1 for what only some structures need chance for. The same for all structures.
    pub chance: [f64; 4],
}

/// For so long after it came a customer is a newcomer.
pub const NEWCOMER_DAYS: f64 = 60.0;

impl Day {
    /// What all customers would spend at the usual price; 1 on a usual day.
    pub fn spend(&self) -> f64 {
        self.recurring_spend + self.newcomer_spend
    }

    /// A day on which nothing happens but the usual, with a tenth of the spending by newcomers.
    pub fn usual(number: u32) -> Self {
        Self {
            number,
            recurring_spend: 0.9,
            newcomer_spend: 0.1,
            top_spend: 0.1,
            concentration_hhi: 0.04,
            customers: 50,
            principal_inflow: 0.0,
            withdrawal_hazard: 0.0,
            token_buying: 1.0,
            top_ups: true,
            market_return: 0.0,
            token_return: 0.0,
            cost_factor: 1.0,
            self_paid: 0.0,
            snipers: 0.0,
            chance: [0.5; 4],
        }
    }
}

impl Path {
    /// Nothing but usual days: what a structure is held against when it is asked for its usual income.
    pub fn usual(days: u32) -> Self {
        Self { days: (0..days).map(Day::usual).collect() }
    }
}
