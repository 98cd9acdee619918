//! Ways of paying an income. Whoever has another one implements [`Structure`] and gives it to the run.
//!
//! All start with the same capital and the same income in dollars on a usual day ([`Start`]), live through the same
//! [`Day`]s, and tell of each what they paid and whose money it was ([`Flows`]).

pub mod mixture;
pub mod principal;
pub mod takings;
pub mod token_market;

pub mod staking_pass_through;
pub mod kinked_lending;
pub mod emission_farm;
pub mod rebase_with_bonds;
pub mod fixed_rate;
pub mod burn_and_mint;
pub mod revenue_share;
pub mod external_bond;
pub mod recruitment;

#[cfg(test)]
mod claims;
#[cfg(test)]
mod laws;

use crate::path::Day;

/// Those that everybody knows, ours among them, and two controls: S1 to S8, C0, C1, in this order.
pub fn standard() -> Vec<Box<dyn Structure>> {
    vec![
        Box::new(staking_pass_through::StakingPassThrough::default()),
        Box::new(kinked_lending::KinkedLending::default()),
        Box::new(emission_farm::EmissionFarm::default()),
        Box::new(rebase_with_bonds::RebaseWithBonds::default()),
        Box::new(fixed_rate::FixedRate::default()),
        Box::new(burn_and_mint::BurnAndMint::default()),
        Box::new(revenue_share::RevenueShare::default()),
        Box::new(revenue_share::RevenueShare::instant()),
        Box::new(external_bond::ExternalBond),
        Box::new(recruitment::Recruitment::default()),
    ]
}

/// What every structure starts with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Start {
    /// Dollars that the recipients have in it.
    pub capital: f64,
    /// Dollars that they are paid on a usual day, all together.
    pub income_per_day: f64,
}

/// A way of paying an income.
pub trait Structure: Sync {
    /// As in `S7`: short, unique, and what `--structure` takes.
    fn key(&self) -> &'static str;

    /// As on a picture's axis: `revenue share, smoothed`.
    fn name(&self) -> &'static str;

    /// In one sentence, for people: who pays whom, and out of what.
    fn about(&self) -> &'static str;

    /// A new one, in the state that it has after a long time of usual days. Pays `start.income_per_day` on
    /// [`Day::usual`], within a thousandth.
    fn open(&self, start: &Start) -> Box<dyn Life>;
}

/// One structure in the middle of its life.
pub trait Life {
    fn live(&mut self, day: &Day) -> Flows;
}

/// Where the money of a payout came from (o1 to o6).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Origins {
    /// o1: customers who came 60 days ago or earlier and are not the issuer.
    pub recurring_customers: f64,
    /// o2: customers who came less than 60 days ago, entry tickets.
    pub newcomers: f64,
    /// o3: newly issued tokens, at the price that they bring.
    pub emission: f64,
    /// o4: top-ups by the issuer and its friends, circular payments among them.
    pub issuer: f64,
    /// o5: other people's principal.
    pub principal: f64,
    /// o6: nobody knows.
    pub unknown: f64,
}

impl Origins {
    pub fn total(&self) -> f64 {
        self.as_array().iter().sum()
    }

    /// o1 to o6, in this order.
    pub fn as_array(&self) -> [f64; 6] {
        [self.recurring_customers, self.newcomers, self.emission, self.issuer, self.principal, self.unknown]
    }
}

/// What happened to the recipients of an income on one day. Dollars; at the time of payment where it was a token.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Flows {
    /// Paid to the recipients, by origin.
    pub paid: Origins,
    /// What the recipients' capital is worth at the end of the day.
    pub capital: f64,
    /// What the recipients lost of their capital today, price changes of an own token among it; negative is a gain.
    pub loss: f64,
    /// Revenue from outside customers today, circular payments not in it.
    pub organic_revenue: f64,
    /// Revenue as the issuer reports it, circular payments in it.
    pub reported_revenue: f64,
    pub operating_cost: f64,
    /// What was promised for today, if a rate is promised.
    pub promised: Option<f64>,
    /// Reserves in outside currency from which income can be paid, at the end of the day.
    pub reserve: f64,
    /// Outside currency that is there for who leaves, and what could be demanded of it today.
    pub liquid: f64,
    pub redeemable: f64,
    /// Who wants to leave cannot.
    pub frozen: bool,
    /// New tokens issued today as a part of the supply, and the part of the supply that receives them.
    pub issued: f64,
    pub staked: f64,
    /// What a sniper made today per dollar and day that it held; the metric compares it with honest holders.
    pub sniped: f64,
    /// Only where demand sets the price.
    pub controller: Option<Controller>,
}

/// A price that follows demand, at the end of a day.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Controller {
    pub price: f64,
    pub floor: f64,
    pub excess: f64,
    pub sold: f64,
    pub target: f64,
}
