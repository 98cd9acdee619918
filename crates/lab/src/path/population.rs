//! The customers of a path, one by one: when each comes and leaves, and what it usually spends.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Exp1, Gamma, Poisson};

use super::stream::{Purpose, stream};
use crate::scenario::{Scenario, Spread};

/// One customer. Times are in days from the beginning of the path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Customer {
    /// Negative for who was there before.
    pub comes: f64,
    pub leaves: f64,
    /// What it usually spends on a day; the mean over all days of all customers together is 1.
    pub usual: f64,
}

impl Customer {
    pub fn is_there(&self, at: f64) -> bool {
        self.comes <= at && at < self.leaves
    }
}

/// Who comes within a path's days when nothing happens, in the order of coming.
#[derive(Clone, Debug, PartialEq)]
pub struct Population {
    pub customers: Vec<Customer>,
}

impl Population {
    /// In the state of a long time: Poisson in number, with lives behind and before them that have no memory.
    pub fn draw(seed: u64, path: u64, scenario: &Scenario) -> Population {
        let (mean, churn) = (scenario.customers.mean_number, scenario.customers.churn_per_day);
        let mut arrivals = stream(seed, path, Purpose::Arrivals);
        let mut lives = stream(seed, path, Purpose::Lives);
        let mut spread = SpreadDraw::of(scenario, stream(seed, path, Purpose::Spread));
        let mut customers = Vec::new();
        let mut arrive = |comes: f64, stays_from: f64, lives: &mut ChaCha8Rng| {
            let stays: f64 = Exp1.sample(lives);
            customers.push(Customer { comes, leaves: stays_from + stays / churn, usual: spread.next() / mean });
        };
        for _ in 0..there_already(mean, &mut arrivals) {
            let behind: f64 = Exp1.sample(&mut lives);
            arrive(-behind / churn, 0.0, &mut lives);
        }
        let end = f64::from(scenario.days());
        let mut now = 0.0;
        loop {
            let gap: f64 = Exp1.sample(&mut arrivals);
            now += gap / (mean * churn);
            if now >= end {
                return Population { customers };
            }
            arrive(now, now, &mut lives);
        }
    }

    /// Who spends most of those who are there at a time.
    pub fn top(&self, at: f64) -> Option<usize> {
        let there = self.customers.iter().enumerate().filter(|(_, customer)| customer.is_there(at));
        there.max_by(|(_, one), (_, other)| one.usual.total_cmp(&other.usual)).map(|(index, _)| index)
    }
}

/// A number of customers that is small enough to count.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a Poisson number of a mean up to 10,000")]
fn there_already(mean: f64, stream: &mut ChaCha8Rng) -> u32 {
    let poisson = Poisson::new(mean).expect("the mean number of customers was checked to be positive");
    poisson.sample(stream) as u32
}

/// What one customer usually spends, with mean 1.
struct SpreadDraw {
    stream: ChaCha8Rng,
    law: Law,
}

enum Law {
    Gamma(Gamma<f64>),
    /// By rank, from the first: each equally likely.
    Zipf(Vec<f64>),
}

impl SpreadDraw {
    fn of(scenario: &Scenario, stream: ChaCha8Rng) -> SpreadDraw {
        let law = match scenario.customers.spread {
            Spread::Gamma { shape } => {
                Law::Gamma(Gamma::new(shape, 1.0 / shape).expect("the shape was checked to be positive"))
            }
            Spread::Zipf { exponent } => Law::Zipf(ranks(scenario.customers.mean_number, exponent)),
        };
        SpreadDraw { stream, law }
    }

    fn next(&mut self) -> f64 {
        match &self.law {
            Law::Gamma(gamma) => gamma.sample(&mut self.stream),
            Law::Zipf(ranks) => ranks[self.stream.random_range(0..ranks.len())],
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of customers from 1 to 10,000")]
fn ranks(mean_number: f64, exponent: f64) -> Vec<f64> {
    let weights: Vec<f64> = (1..=mean_number.round() as u32).map(|rank| f64::from(rank).powf(-exponent)).collect();
    let mean = weights.iter().sum::<f64>() / mean_number.round();
    weights.iter().map(|weight| weight / mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Moments;

    fn at(spread: Spread, at: f64, of: impl Fn(&[&Customer]) -> f64) -> Moments {
        let mut scenario = Scenario::default();
        scenario.customers.spread = spread;
        scenario.customers.churn_per_day = 0.02;
        let mut moments = Moments::default();
        for path in 0..2000 {
            let population = Population::draw(7, path, &scenario);
            let there: Vec<_> = population.customers.iter().filter(|customer| customer.is_there(at)).collect();
            moments.add(of(&there));
        }
        moments
    }

    fn count(there: &[&Customer]) -> f64 {
        f64::from(u32::try_from(there.len()).expect("few"))
    }

    #[test]
    fn the_number_of_customers_is_poisson_on_every_day() {
        for day in [0.5, 50.5, 400.5] {
            let moments = at(Spread::Gamma { shape: 1.0 }, day, count);
            let estimate = moments.estimate();
            assert!(estimate.low < 50.0 && estimate.high > 50.0, "{day}: {estimate:?}");
            // The variance of 2,000 draws has a standard error of 50 sqrt(2 / 2000) = 1.6.
            assert!((moments.variance() - 50.0).abs() < 6.0, "{day}: {}", moments.variance());
        }
    }

    #[test]
    fn together_they_spend_one_whatever_the_spread() {
        for spread in [Spread::Gamma { shape: 0.3 }, Spread::Gamma { shape: 50.0 }, Spread::Zipf { exponent: 1.0 }] {
            let estimate = at(spread, 200.5, |there| there.iter().map(|c| c.usual).sum()).estimate();
            assert!(estimate.low < 1.0 && estimate.high > 1.0, "{spread:?}: {estimate:?}");
        }
    }

    #[test]
    fn concentration_follows_the_exponent() {
        let hhi = |exponent| {
            let of = |there: &[&Customer]| {
                let total: f64 = there.iter().map(|c| c.usual).sum();
                there.iter().map(|c| (c.usual / total).powi(2)).sum()
            };
            at(Spread::Zipf { exponent }, 10.5, of).mean()
        };
        let [equal, some, steep] = [0.0, 1.0, 2.0].map(hhi);
        assert!((equal - 1.0 / 50.0).abs() < 0.002, "{equal}");
        assert!(some > 3.0 * equal && steep > 2.0 * some, "{equal} {some} {steep}");
    }
}
