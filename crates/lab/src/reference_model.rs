//! RS-1, the reference model: a smoothed revenue share whose price follows demand, hour by hour.
//!
//! Small enough to be written in any simulator in twenty lines, and has what such models cost: three exact random draws, a logit and an
//! exponential each step. It is what the lab's speed is measured by, and what other tools must agree with about the same economy
//! (`clients/simulators`). With the customers N, the excess demand X, the price P and the reserve R, in each hour:
//!
//! ```text
//!  a  = 1 / (1 + e^(beta (ln P - ln P_ref)))      part of the customers who accept the price
//!  N += Poisson(arrivals a) - Binomial(N, 1 - e^-churn)
//!  U  = Poisson(N units a)                        sold
//!  revenue = U P
//!  X  = max(0, X + U - target),  P = floor e^(X / kappa)
//!  R += share revenue,  paid out: R (1 - e^(-1/tau))
//! ```
//!
//! Arrivals and departures of an hour both see the customers of its beginning. Paths are simulated in blocks of [`LANES`]
//! beside each other ([`crate::lanes`]), blocks in batches on all threads, and of each path only its end is kept, in sums: memory
//! does not grow with the number of paths. Batches are added up in their order, so that neither the number of threads nor
//! chance decides about the last bit.

#![expect(
    clippy::needless_range_loop,
    reason = "a loop over lanes walks several arrays at once, and has to stay a plain loop"
)]

mod moments;
#[cfg(test)]
mod tests;

pub use moments::Moments;

use std::ops::Range;

use pulp::{Simd, WithSimd};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::lanes::exponential::exp;
use crate::lanes::poisson::Poisson;
use crate::lanes::streams::Streams;
use crate::lanes::{LANES, Lanes, Width, rare};

/// Paths of a batch, which one thread simulates at a time: some milliseconds of work for a year.
const BATCH_PATHS: u64 = 8 * LANES as u64;

/// Batches whose sums are held at the same time, until they are added up: under a megabyte.
const BATCHES_AT_ONCE: u64 = 1024;

/// The economy's figures. [`Parameters::default`] is RS-1 as it is compared between tools.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameters {
    pub customers_at_start: f64,
    /// New customers an hour, if all accept the price.
    pub arrivals_per_hour: f64,
    /// Hazard of each customer's leaving.
    pub churn_per_hour: f64,
    /// Units that a customer who accepts the price buys in an hour.
    pub units_per_hour: f64,
    /// How sharply acceptance falls with the logarithm of the price, and the price that half of the customers accept.
    pub price_sensitivity: f64,
    pub price_of_half: f64,
    pub price_floor: f64,
    /// Units an hour at which the price stays as it is.
    pub target_per_hour: f64,
    /// Units of excess that raise the price by the factor e.
    pub kappa: f64,
    /// Hours in which the reserve would pay out all but 1/e.
    pub tau_hours: f64,
    /// The holders' part of revenue.
    pub holders_share: f64,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            customers_at_start: 50.0,
            arrivals_per_hour: 0.05,
            churn_per_hour: 5e-4,
            units_per_hour: 1.0,
            price_sensitivity: 2.0,
            price_of_half: 1.5,
            price_floor: 1.0,
            target_per_hour: 25.0,
            kappa: 600.0,
            tau_hours: 720.0,
            holders_share: 0.8,
        }
    }
}

/// Why parameters were refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{name} is {value}, and has to be {valid}")]
pub struct OutOfRange {
    name: &'static str,
    value: f64,
    valid: &'static str,
}

/// How a path ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct End {
    pub payout: f64,
    pub reserve: f64,
    pub revenue: f64,
    pub customers: f64,
    pub price: f64,
}

/// The ends of many paths.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ends {
    pub payout: Moments,
    pub reserve: Moments,
    pub revenue: Moments,
    pub customers: Moments,
    pub price: Moments,
}

impl Ends {
    pub fn add(&mut self, end: &End) {
        self.payout.add(end.payout);
        self.reserve.add(end.reserve);
        self.revenue.add(end.revenue);
        self.customers.add(end.customers);
        self.price.add(end.price);
    }

    /// Adds paths that come after those that are in already.
    pub fn append(&mut self, later: &Self) {
        self.payout.append(&later.payout);
        self.reserve.append(&later.reserve);
        self.revenue.append(&later.revenue);
        self.customers.append(&later.customers);
        self.price.append(&later.price);
    }
}

/// The model, ready to run.
pub struct ReferenceModel {
    parameters: Parameters,
    poisson: Poisson,
    /// beta (ln P - ln P_ref) = `logit_slope` X + `logit_at_floor`
    logit_slope: f64,
    logit_at_floor: f64,
    excess_to_log_price: f64,
    paid_of_reserve: f64,
}

impl ReferenceModel {
    pub fn new(parameters: Parameters) -> Result<Self, OutOfRange> {
        parameters.check()?;
        let p = &parameters;
        Ok(Self {
            parameters,
            poisson: Poisson::new(),
            logit_slope: p.price_sensitivity / p.kappa,
            logit_at_floor: p.price_sensitivity * (p.price_floor.ln() - p.price_of_half.ln()),
            excess_to_log_price: 1.0 / p.kappa,
            paid_of_reserve: -(-1.0 / p.tau_hours).exp_m1(),
        })
    }

    /// Simulates `paths` paths on the threads of the current rayon pool. The result is the same for any number of threads and
    /// any width.
    pub fn run(&self, seed: u64, paths: u64, hours: u32, width: Width) -> Ends {
        let batches = paths.div_ceil(BATCH_PATHS);
        let mut ends = Ends::default();
        let mut first = 0;
        while first < batches {
            let last = batches.min(first + BATCHES_AT_ONCE);
            let done: Vec<Ends> = (first..last)
                .into_par_iter()
                .map(|batch| {
                    let mut ends = Ends::default();
                    let begin = batch * BATCH_PATHS;
                    self.for_each_end(seed, begin..paths.min(begin + BATCH_PATHS), hours, width, |end| ends.add(end));
                    ends
                })
                .collect();
            for batch in &done {
                ends.append(batch);
            }
            first = last;
        }
        ends
    }

    /// Simulates the paths of these numbers on this thread, and shows how each ends, in their order.
    pub fn for_each_end(&self, seed: u64, paths: Range<u64>, hours: u32, width: Width, mut see: impl FnMut(&End)) {
        let mut first = paths.start;
        while first < paths.end {
            let block = width.run(Simulation { model: self, seed, first_path: first, hours });
            let ended = (paths.end - first).min(LANES as u64);
            for lane in (0..LANES).take(usize::try_from(ended).unwrap_or(LANES)) {
                see(&block.end(lane));
            }
            first += ended;
        }
    }
}

impl Parameters {
    fn check(&self) -> Result<(), OutOfRange> {
        let positive = [
            ("units_per_hour", self.units_per_hour),
            ("price_of_half", self.price_of_half),
            ("price_floor", self.price_floor),
            ("target_per_hour", self.target_per_hour),
            ("kappa", self.kappa),
            ("tau_hours", self.tau_hours),
        ];
        for (name, value) in positive {
            refuse_unless(value > 0.0 && value.is_finite(), name, value, "a positive number")?;
        }
        let name = "customers_at_start";
        let customers = self.customers_at_start;
        refuse_unless(customers >= 0.0 && customers.fract() == 0.0, name, customers, "a whole number")?;
        refuse_unless((0.0..=1.0).contains(&self.holders_share), "holders_share", self.holders_share, "from 0 to 1")?;
        let sensitivity = self.price_sensitivity;
        refuse_unless((0.0..=100.0).contains(&sensitivity), "price_sensitivity", sensitivity, "from 0 to 100")?;
        refuse_unless(
            (0.0..=1e4).contains(&self.arrivals_per_hour),
            "arrivals_per_hour",
            self.arrivals_per_hour,
            "from 0 to 10,000",
        )?;
        refuse_unless(
            (1e-9..=32.0).contains(&self.churn_per_hour),
            "churn_per_hour",
            self.churn_per_hour,
            "from 1e-9 to 32",
        )?;
        // Customers stay near the larger of what they begin with and where arrivals and departures balance.
        let most = customers.max(self.arrivals_per_hour / self.churn_per_hour) * self.units_per_hour.max(1.0);
        refuse_unless(
            most <= rare::MEAN_MAX / 2.0,
            "units_per_hour, of all customers together,",
            most,
            "65,536 at most",
        )
    }
}

fn refuse_unless(is_valid: bool, name: &'static str, value: f64, valid: &'static str) -> Result<(), OutOfRange> {
    if is_valid { Ok(()) } else { Err(OutOfRange { name, value, valid }) }
}

/// A block of paths from beginning to end: what is compiled for each width.
struct Simulation<'a> {
    model: &'a ReferenceModel,
    seed: u64,
    first_path: u64,
    hours: u32,
}

impl WithSimd for Simulation<'_> {
    type Output = Block;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> Block {
        let mut streams = Streams::new(self.seed, self.first_path);
        let mut block = Block::new(&self.model.parameters);
        for _ in 0..self.hours {
            block.step(self.model, &mut streams);
        }
        block
    }
}

/// The state of a block of paths.
struct Block {
    excess: Lanes,
    price: Lanes,
    customers: Lanes,
    reserve: Lanes,
    payout: Lanes,
    revenue: Lanes,
}

impl Block {
    fn new(parameters: &Parameters) -> Self {
        Self {
            excess: [0.0; LANES],
            price: [parameters.price_floor; LANES],
            customers: [parameters.customers_at_start; LANES],
            reserve: [0.0; LANES],
            payout: [0.0; LANES],
            revenue: [0.0; LANES],
        }
    }

    /// One hour.
    #[inline(always)]
    fn step(&mut self, model: &ReferenceModel, streams: &mut Streams) {
        let parameters = &model.parameters;
        let mut acceptance = [0.0; LANES];
        let mut means = [0.0; LANES];
        for lane in 0..LANES {
            acceptance[lane] = 1.0 / (1.0 + exp(self.excess[lane] * model.logit_slope + model.logit_at_floor));
            means[lane] = acceptance[lane] * parameters.arrivals_per_hour;
        }
        let arrivals = rare::poisson(&means, streams);
        let departures = rare::binomial(&self.customers, parameters.churn_per_hour, streams);
        for lane in 0..LANES {
            self.customers[lane] += arrivals[lane] - departures[lane];
            means[lane] = self.customers[lane] * parameters.units_per_hour * acceptance[lane];
        }
        let sold = model.poisson.draw(&means, streams);
        for lane in 0..LANES {
            let revenue = sold[lane] * self.price[lane];
            let excess = self.excess[lane] + sold[lane] - parameters.target_per_hour;
            self.excess[lane] = if excess > 0.0 { excess } else { 0.0 };
            self.price[lane] = parameters.price_floor * exp(self.excess[lane] * model.excess_to_log_price);

            let reserve = self.reserve[lane] + parameters.holders_share * revenue;
            let payout = reserve * model.paid_of_reserve;
            self.reserve[lane] = reserve - payout;
            self.payout[lane] += payout;
            self.revenue[lane] += revenue;
        }
    }

    fn end(&self, lane: usize) -> End {
        End {
            payout: self.payout[lane],
            reserve: self.reserve[lane],
            revenue: self.revenue[lane],
            customers: self.customers[lane],
            price: self.price[lane],
        }
    }
}
