//! What is assumed: how customers and investors usually behave, and what changes on the day of the shock.
//!
//! A scenario is a TOML file ([`read`]). Everything in it has a usual value, so that a file says only what it changes:
//!
//! ```toml
//! name = "Demand halves"
//! about = "On the day of the shock every customer begins to spend half of what it spent."
//!
//! [shock]
//! demand = "-50 %"
//! ```
//!
//! Quantities are written with their units, as text; [`field`] lists every key. The [`standard`] set is part of the program.

pub mod standard;
pub mod field;
pub mod quantity;
mod read;

pub use read::{BYTES_MAX, Problem, ReadError, read};

/// What is assumed of one world.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// File name without its ending, as in `4-demand-stops`.
    pub key: String,
    pub name: String,
    pub about: String,
    pub time: Time,
    pub customers: Customers,
    pub investors: Investors,
    pub market: Market,
    pub shock: Shock,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    /// Usual days before the shock, which falls on the day of this number.
    pub shock_day: u32,
    /// The day of the shock and what follows.
    pub days_after: u32,
}

/// Customers come one by one (Poisson), stay for a time that has no memory, and differ in how much they spend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Customers {
    /// How many there usually are; they come as often as keeps this number.
    pub mean_number: f64,
    /// Intensity with which each leaves.
    pub churn_per_day: f64,
    pub spread: Spread,
    /// Standard deviation of what one customer spends on a day, over its mean.
    pub daily_variation: f64,
    /// How much less is spent on two days of seven, as a part; the other five make up for it.
    pub weekly_dip: f64,
}

/// How unequal customers are in what they usually spend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Spread {
    /// Gamma with this shape: 1 is exponential, more is more equal.
    Gamma { shape: f64 },
    /// Each has a rank, the first spends most: rank^-exponent. 0 is all alike, 1 gives the top of 50 some 22 %.
    Zipf { exponent: f64 },
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Investors {
    /// Principal that usually comes, as a part of the capital at the start.
    pub inflow_per_day: f64,
    /// Intensity with which principal is usually withdrawn.
    pub withdrawal_per_day: f64,
    /// Standard deviation of a day's inflow and token buying, over its mean.
    pub daily_variation: f64,
}

/// Prices follow geometric Brownian motion without a trend: the expected price tomorrow is today's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Market {
    pub volatility_per_year: f64,
    /// What an own or collateral token varies beside the market.
    pub token_volatility_per_year: f64,
    /// How much of the market's move the token makes too.
    pub token_beta: f64,
}

/// What is different from the day of the shock on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shock {
    pub new_investors: bool,
    pub new_customers: bool,
    /// What customers spend, as a multiple of the usual.
    pub demand: f64,
    pub top_customer_leaves: bool,
    /// Price of an own or collateral token, as a multiple, once.
    pub token_price: f64,
    /// Intensity of withdrawals, if a run begins.
    pub withdrawal_per_day: Option<f64>,
    pub operating_cost: f64,
    /// Part of the reported revenue that the issuer pays to itself, through so many others.
    pub self_paid: f64,
    pub self_paid_hops: u32,
    /// Part of the supply that buys just before a payment and sells just after.
    pub snipers: f64,
    /// Customers buy the need of so many days in one day, and then nothing; 1 is no hoarding.
    pub hoarding_days: u32,
}

/// Nothing changes.
impl Default for Shock {
    fn default() -> Self {
        Self {
            new_investors: true,
            new_customers: true,
            demand: 1.0,
            top_customer_leaves: false,
            token_price: 1.0,
            withdrawal_per_day: None,
            operating_cost: 1.0,
            self_paid: 0.0,
            self_paid_hops: 3,
            snipers: 0.0,
            hoarding_days: 1,
        }
    }
}

/// What is usual. Fifty customers, of whom one in twenty leaves in a month: a tenth of the spending is by newcomers.
impl Default for Scenario {
    fn default() -> Self {
        Self {
            key: String::new(),
            name: String::new(),
            about: String::new(),
            time: Time { shock_day: 90, days_after: 365 },
            customers: Customers {
                mean_number: 50.0,
                churn_per_day: 0.05 / quantity::DAYS_PER_MONTH,
                spread: Spread::Gamma { shape: 1.0 },
                daily_variation: 1.0,
                weekly_dip: 0.0,
            },
            investors: Investors { inflow_per_day: 0.002, withdrawal_per_day: 0.002, daily_variation: 1.0 },
            market: Market { volatility_per_year: 0.6, token_volatility_per_year: 0.6, token_beta: 1.0 },
            shock: Shock::default(),
        }
    }
}

impl Scenario {
    /// The same world without its shock: what income is held against.
    pub fn without_shock(&self) -> Scenario {
        Scenario { shock: Shock::default(), ..self.clone() }
    }

    /// Whether another scenario assumes the same, whatever it is called.
    pub fn assumes_the_same(&self, other: &Scenario) -> bool {
        (self.time, self.customers, self.investors) == (other.time, other.customers, other.investors)
            && (self.market, self.shock) == (other.market, other.shock)
    }

    pub fn days(&self) -> u32 {
        self.time.shock_day + self.time.days_after
    }
}
