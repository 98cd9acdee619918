//! One path: usual chance first, then what the scenario's shock makes of it.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Exp1, Gamma, StandardNormal};

use super::population::{Customer, Population};
use super::stream::{Purpose, stream};
use super::{Day, NEWCOMER_DAYS, Path};
use crate::scenario::{Market, Scenario};

const DAYS_PER_YEAR: f64 = 365.0;

/// The path of this number. The same arguments give the same path, bit for bit.
pub fn draw(seed: u64, path: u64, scenario: &Scenario) -> Path {
    let mut days: Vec<Day> = (0..scenario.days()).map(Day::usual).collect();
    customers(&mut days, seed, path, scenario);
    investors(&mut days, seed, path, scenario);
    markets(&mut days, seed, path, scenario);
    let mut chance = stream(seed, path, Purpose::Chance);
    let shock = &scenario.shock;
    for day in &mut days {
        day.chance = chance.random();
        let shocked = day.number >= scenario.time.shock_day;
        day.cost_factor = if shocked { shock.operating_cost } else { 1.0 };
        day.self_paid = if shocked { shock.self_paid } else { 0.0 };
        day.snipers = if shocked { shock.snipers } else { 0.0 };
    }
    Path { days }
}

fn customers(days: &mut [Day], seed: u64, path: u64, scenario: &Scenario) {
    let population = Population::draw(seed, path, scenario);
    let mut purchases = Variation::of(scenario.customers.daily_variation, stream(seed, path, Purpose::Purchases));
    let (shock, shock_at) = (&scenario.shock, f64::from(scenario.time.shock_day));
    let top = population.top(shock_at - 0.5).filter(|_| shock.top_customer_leaves);
    let gone =
        |index: usize, customer: &Customer| Some(index) == top || (!shock.new_customers && customer.comes >= shock_at);
    for day in days.iter_mut() {
        let noon = f64::from(day.number) + 0.5;
        let shocked = noon > shock_at;
        let factor = weekly(day.number, scenario.customers.weekly_dip) * if shocked { shock.demand } else { 1.0 };
        let mut crowd = Crowd::default();
        for (index, customer) in population.customers.iter().enumerate() {
            if customer.comes > noon {
                // Those after it come later still.
                break;
            }
            if customer.is_there(noon) {
                // Drawn for who is gone as well, so that the others buy what they would have bought.
                let spends = customer.usual * purchases.next() * factor;
                if !(shocked && gone(index, customer)) {
                    crowd.add(customer, spends, noon);
                }
            }
        }
        crowd.tell(day);
    }
    hoard(&mut days[scenario.time.shock_day as usize..], shock.hoarding_days);
}

/// Who spends on one day.
#[derive(Default)]
struct Crowd {
    number: u32,
    recurring: f64,
    newcomers: f64,
    usual: f64,
    usual_squares: f64,
    top_usual: f64,
    top_spends: f64,
}

impl Crowd {
    fn add(&mut self, customer: &Customer, spends: f64, noon: f64) {
        self.number += 1;
        let newcomer = noon - customer.comes < NEWCOMER_DAYS;
        *if newcomer { &mut self.newcomers } else { &mut self.recurring } += spends;
        self.usual += customer.usual;
        self.usual_squares += customer.usual * customer.usual;
        if customer.usual > self.top_usual {
            (self.top_usual, self.top_spends) = (customer.usual, spends);
        }
    }

    fn tell(&self, day: &mut Day) {
        day.customers = self.number;
        day.recurring_spend = self.recurring;
        day.newcomer_spend = self.newcomers;
        day.top_spend = self.top_spends;
        day.concentration_hhi = if self.usual > 0.0 { self.usual_squares / (self.usual * self.usual) } else { 0.0 };
    }
}

/// Buys what a stretch of days needs on its first day.
fn hoard(days: &mut [Day], stretch: u32) {
    for stretch in days.chunks_mut(stretch as usize) {
        let (first, rest) = stretch.split_first_mut().expect("chunks are not empty");
        for day in rest {
            first.recurring_spend += std::mem::take(&mut day.recurring_spend);
            first.newcomer_spend += std::mem::take(&mut day.newcomer_spend);
            first.top_spend += std::mem::take(&mut day.top_spend);
        }
    }
}

/// Two days of seven have less; the mean of a week is 1.
fn weekly(day: u32, dip: f64) -> f64 {
    if day % 7 >= 5 { 1.0 - dip } else { 1.0 + dip * 2.0 / 5.0 }
}

fn investors(days: &mut [Day], seed: u64, path: u64, scenario: &Scenario) {
    let usual = &scenario.investors;
    let mut inflow = Variation::of(usual.daily_variation, stream(seed, path, Purpose::Inflow));
    let mut buying = Variation::of(usual.daily_variation, stream(seed, path, Purpose::TokenBuying));
    for day in days {
        let shocked = day.number >= scenario.time.shock_day;
        let come = if shocked && !scenario.shock.new_investors { 0.0 } else { 1.0 };
        day.principal_inflow = usual.inflow_per_day * inflow.next() * come;
        day.token_buying = buying.next() * come;
        day.top_ups = come > 0.0;
        let run = scenario.shock.withdrawal_per_day.filter(|_| shocked).unwrap_or(0.0);
        // An intensity w takes out 1 - e^-w of what is there in a day.
        day.withdrawal_hazard = -(-usual.withdrawal_per_day.max(run)).exp_m1();
    }
}

fn markets(days: &mut [Day], seed: u64, path: u64, scenario: &Scenario) {
    let Market { volatility_per_year, token_volatility_per_year, token_beta } = scenario.market;
    let mut market = stream(seed, path, Purpose::Market);
    let mut token = stream(seed, path, Purpose::Token);
    let daily = DAYS_PER_YEAR.sqrt().recip();
    let (of_market, of_token) = (volatility_per_year * daily, token_volatility_per_year * daily);
    // Half the variance is taken off, so that the expected price tomorrow is today's.
    let shared = token_beta * of_market;
    for day in days {
        let (common, own): (f64, f64) = (StandardNormal.sample(&mut market), StandardNormal.sample(&mut token));
        day.market_return = of_market * common - of_market * of_market / 2.0;
        day.token_return = shared * common + of_token * own - (shared * shared + of_token * of_token) / 2.0;
        if day.number == scenario.time.shock_day {
            day.token_return += scenario.shock.token_price.ln();
        }
    }
}

/// Positive draws of mean 1 with a given standard deviation.
struct Variation {
    stream: ChaCha8Rng,
    law: Law,
}

enum Law {
    None,
    /// Standard deviation 1, and the fastest to draw.
    Exponential,
    Gamma(Gamma<f64>),
}

impl Variation {
    fn of(deviation: f64, stream: ChaCha8Rng) -> Variation {
        let law = if deviation == 0.0 {
            Law::None
        } else if deviation == 1.0 {
            Law::Exponential
        } else {
            let variance = deviation * deviation;
            Law::Gamma(Gamma::new(1.0 / variance, variance).expect("the variation was checked to be positive"))
        };
        Variation { stream, law }
    }

    fn next(&mut self) -> f64 {
        match &self.law {
            Law::None => 1.0,
            Law::Exponential => Exp1.sample(&mut self.stream),
            Law::Gamma(gamma) => gamma.sample(&mut self.stream),
        }
    }
}

#[cfg(test)]
mod tests;
