//! Every key that a scenario file may have.

use super::quantity::{self, Quantity, Written};
use super::{Scenario, Spread};

/// Customers are drawn one by one, every day: more would not make a path differ, only slower.
const CUSTOMERS_MAX: f64 = 10_000.0;
/// Ten years.
const DAYS_MAX: u32 = 3_650;
/// The 30 days before the shock say what is usual, and the first mean of 30 days after it must fall into the scenario.
const WINDOW: u32 = 30;
/// Long enough for a paragraph.
const ABOUT_MAX: usize = 600;
const NAME_MAX: usize = 60;

/// One key: `table` is empty for those at the top.
pub struct Field {
    pub table: &'static str,
    pub key: &'static str,
    pub about: &'static str,
    pub(super) set: fn(&mut Scenario, Written) -> Quantity<()>,
}

macro_rules! field {
    ($table:literal, $key:literal, $about:literal, $set:expr) => {
        Field { table: $table, key: $key, about: $about, set: $set }
    };
}

#[rustfmt::skip]
pub const FIELDS: [Field; 27] = [
    field!("", "name", "what it is called in tables and pictures",
        |s, w| { s.name = quantity::text(w, NAME_MAX)?; Ok(()) }),
    field!("", "about", "what happens, in a sentence or two",
        |s, w| { s.about = quantity::text(w, ABOUT_MAX)?; Ok(()) }),
    field!("time", "before_shock", "usual days before the shock",
        |s, w| { s.time.shock_day = quantity::days(w, WINDOW..=DAYS_MAX)?; Ok(()) }),
    field!("time", "after_shock", "days from the shock on",
        |s, w| { s.time.days_after = quantity::days(w, WINDOW..=DAYS_MAX)?; Ok(()) }),
    field!("customers", "mean_number", "how many customers there usually are",
        |s, w| { s.customers.mean_number = quantity::number(w, 1.0..=CUSTOMERS_MAX)?; Ok(()) }),
    field!("customers", "churn", "how fast customers leave",
        |s, w| { s.customers.churn_per_day = quantity::rate_per_day(w, 0.000_01..=1.0)?; Ok(()) }),
    field!("customers", "spend_gamma_shape", "how equal customers are, as the shape of a gamma distribution",
        |s, w| { s.customers.spread = Spread::Gamma { shape: quantity::number(w, 0.01..=1000.0)? }; Ok(()) }),
    field!("customers", "spend_zipf_exponent", "or how unequal: what each spends falls as rank^-exponent",
        |s, w| { s.customers.spread = Spread::Zipf { exponent: quantity::number(w, 0.0..=3.0)? }; Ok(()) }),
    field!("customers", "daily_variation", "standard deviation of a customer's spending on a day, over its mean",
        |s, w| { s.customers.daily_variation = quantity::part(w, 0.0..=10.0)?; Ok(()) }),
    field!("customers", "weekly_dip", "how much less is spent on two days of seven",
        |s, w| { s.customers.weekly_dip = quantity::part(w, 0.0..=1.0)?; Ok(()) }),
    field!("investors", "inflow", "principal that usually comes, as a part of the capital at the start",
        |s, w| { s.investors.inflow_per_day = quantity::rate_per_day(w, 0.0..=1.0)?; Ok(()) }),
    field!("investors", "withdrawal", "principal that is usually withdrawn",
        |s, w| { s.investors.withdrawal_per_day = quantity::rate_per_day(w, 0.0..=1.0)?; Ok(()) }),
    field!("investors", "daily_variation", "standard deviation of a day's inflow and token buying, over its mean",
        |s, w| { s.investors.daily_variation = quantity::part(w, 0.0..=10.0)?; Ok(()) }),
    field!("market", "yearly_volatility", "standard deviation of the market's return over a year",
        |s, w| { s.market.volatility_per_year = quantity::part(w, 0.0..=10.0)?; Ok(()) }),
    field!("market", "token_yearly_volatility", "what an own or collateral token varies beside the market",
        |s, w| { s.market.token_volatility_per_year = quantity::part(w, 0.0..=10.0)?; Ok(()) }),
    field!("market", "token_beta", "how much of the market's move such a token makes too",
        |s, w| { s.market.token_beta = quantity::number(w, -5.0..=5.0)?; Ok(()) }),
    field!("shock", "new_investors", "whether principal, token buyers and top-ups still come",
        |s, w| { s.shock.new_investors = quantity::flag(w)?; Ok(()) }),
    field!("shock", "new_customers", "whether new customers still come",
        |s, w| { s.shock.new_customers = quantity::flag(w)?; Ok(()) }),
    field!("shock", "demand", "change of what customers spend",
        |s, w| { s.shock.demand = quantity::change(w, 0.0..=10.0)?; Ok(()) }),
    field!("shock", "top_customer_leaves", "whether the largest customer leaves",
        |s, w| { s.shock.top_customer_leaves = quantity::flag(w)?; Ok(()) }),
    field!("shock", "token_price", "change of the price of an own or collateral token, once",
        |s, w| { s.shock.token_price = quantity::change(w, 0.001..=10.0)?; Ok(()) }),
    field!("shock", "withdrawal", "principal that is withdrawn in a run",
        |s, w| { s.shock.withdrawal_per_day = Some(quantity::rate_per_day(w, 0.0..=5.0)?); Ok(()) }),
    field!("shock", "operating_cost", "change of what it costs to run the service",
        |s, w| { s.shock.operating_cost = quantity::change(w, 0.0..=10.0)?; Ok(()) }),
    field!("shock", "self_paid", "part of the reported revenue that the issuer pays to itself",
        |s, w| { s.shock.self_paid = quantity::part(w, 0.0..=0.99)?; Ok(()) }),
    field!("shock", "self_paid_hops", "through how many others such a payment comes back",
        |s, w| { s.shock.self_paid_hops = quantity::count(w, 1..=10)?; Ok(()) }),
    field!("shock", "snipers", "part of the supply that buys just before a payment and sells just after",
        |s, w| { s.shock.snipers = quantity::part(w, 0.0..=0.99)?; Ok(()) }),
    field!("shock", "hoarding", "customers buy what they need for so long at once, and then nothing",
        |s, w| { s.shock.hoarding_days = quantity::days(w, 1..=90)?; Ok(()) }),
];

/// Keys that say the same thing in two ways; a file has one of each pair.
pub(super) const EITHER: [(&str, &str, &str); 1] = [("customers", "spend_gamma_shape", "spend_zipf_exponent")];
