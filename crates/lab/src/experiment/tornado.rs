//! How far the headline moves when one assumption at a time is low or high.
//!
//! The headline: of what the income before the shock would have come to in a year, how much more our own structure keeps than
//! a farm that pays in its own token, when no new investors come. All settings live through the same paths.

use rayon::prelude::{IntoParallelIterator, ParallelIterator};

use super::{lives, paths};
use crate::findings::{Estimate, Tornado, TornadoBar};
use crate::metric::{Lived, income};
use crate::run::Options;
use crate::scenario::{Scenario, Shock, Spread, quantity};
use crate::statistics::Moments;
use crate::structure::Structure;
use crate::structure::emission_farm::EmissionFarm;
use crate::structure::revenue_share::RevenueShare;

/// What is assumed, and varied.
#[derive(Clone)]
struct Assumed {
    world: Scenario,
    ours: RevenueShare,
    farm: EmissionFarm,
}

type Setting = (&'static str, fn(&mut Assumed));

/// One assumption: its name, how it is low, how it is high.
type Lever = (&'static str, Setting, Setting);

const DAY_SECONDS: u32 = 86_400;

const LEVERS: [Lever; 12] = [
    (
        "churn of customers",
        ("2 %/month", |a| a.world.customers.churn_per_day = 0.02 / quantity::DAYS_PER_MONTH),
        ("10 %/month", |a| a.world.customers.churn_per_day = 0.10 / quantity::DAYS_PER_MONTH),
    ),
    (
        "number of customers",
        ("10", |a| a.world.customers.mean_number = 10.0),
        ("200", |a| a.world.customers.mean_number = 200.0),
    ),
    (
        "equality of customers (gamma shape)",
        ("0.3", |a| a.world.customers.spread = Spread::Gamma { shape: 0.3 }),
        ("5", |a| a.world.customers.spread = Spread::Gamma { shape: 5.0 }),
    ),
    (
        "volatility of the market",
        ("30 % a year", |a| a.world.market.volatility_per_year = 0.3),
        ("100 % a year", |a| a.world.market.volatility_per_year = 1.0),
    ),
    (
        "volatility of the token beside it",
        ("30 % a year", |a| a.world.market.token_volatility_per_year = 0.3),
        ("100 % a year", |a| a.world.market.token_volatility_per_year = 1.0),
    ),
    (
        "usual withdrawals",
        ("0.05 %/day", |a| a.world.investors.withdrawal_per_day = 0.0005),
        ("1 %/day", |a| a.world.investors.withdrawal_per_day = 0.01),
    ),
    (
        "ours: smoothing (tau)",
        ("7 days", |a| a.ours.tau_seconds = 7 * DAY_SECONDS),
        ("90 days", |a| a.ours.tau_seconds = 90 * DAY_SECONDS),
    ),
    (
        "ours: how sharply customers answer to the price (beta)",
        ("1", |a| a.ours.beta = 1.0),
        ("4", |a| a.ours.beta = 4.0),
    ),
    (
        "ours: cost, of the operator's part",
        ("25 %", |a| a.ours.cost_of_operators_part = 0.25),
        ("95 %", |a| a.ours.cost_of_operators_part = 0.95),
    ),
    ("farm: emission, of its income", ("30 %", |a| a.farm.emission = 0.3), ("95 %", |a| a.farm.emission = 0.95)),
    ("farm: emission that is sold", ("50 %", |a| a.farm.sold = 0.5), ("95 %", |a| a.farm.sold = 0.95)),
    (
        "farm: depth of the token's market",
        ("30 days of sales", |a| a.farm.depth_days = 30.0),
        ("270 days of sales", |a| a.farm.depth_days = 270.0),
    ),
];

/// All levers twice, and once as usual.
pub(super) const SETTINGS: u64 = 2 * LEVERS.len() as u64 + 1;

pub fn tornado(options: &Options, progress: &(dyn Fn(u64) + Sync)) -> Tornado {
    let shock = Shock { new_investors: false, ..Shock::default() };
    let usual = Assumed {
        world: Scenario { shock, ..Scenario::default() },
        ours: RevenueShare::default(),
        farm: EmissionFarm::default(),
    };
    let with = |set: fn(&mut Assumed)| {
        let mut assumed = usual.clone();
        set(&mut assumed);
        headline(&assumed, options, progress)
    };
    let mut bars: Vec<TornadoBar> = LEVERS
        .iter()
        .map(|(parameter, (low_setting, low), (high_setting, high))| TornadoBar {
            parameter: (*parameter).to_owned(),
            low_setting: (*low_setting).to_owned(),
            high_setting: (*high_setting).to_owned(),
            low: with(*low),
            high: with(*high),
        })
        .collect();
    let length = |bar: &TornadoBar| (bar.high.value - bar.low.value).abs();
    bars.sort_by(|one, other| length(other).total_cmp(&length(one)));
    Tornado {
        figure: "Income kept in the year after new investors stop coming: ours (S7) less the emission farm's (S3)"
            .to_owned(),
        usual: headline(&usual, options, progress),
        bars,
    }
}

/// Income after the shock and what it would have come to, of one life.
type Kept = (f64, f64);

/// The difference of two ratios of sums, with the interval of the delta method over paired paths.
fn headline(assumed: &Assumed, options: &Options, progress: &(dyn Fn(u64) + Sync)) -> Estimate {
    let structures: [&dyn Structure; 2] = [&assumed.ours, &assumed.farm];
    let of_path = |path: u64| {
        let pair = structures.map(|structure| {
            let (path, flows) = lives(structure, &assumed.world, options, path);
            let lived = Lived::new(&path.days, &flows, assumed.world.time.shock_day as usize);
            (income::after(&lived), income::had_it_gone_on(&lived))
        });
        progress(1);
        pair
    };
    let all: Vec<[Kept; 2]> = (0..paths(options)).into_par_iter().map(of_path).collect();
    let [ours, farm] = [0, 1].map(|of| Linear::of(all.iter().map(|pair| pair[of])));
    let mut difference = Moments::default();
    all.iter().for_each(|pair| difference.add(ours.at(pair[0]) - farm.at(pair[1])));
    difference.estimate()
}

/// A ratio of sums as a mean of one number a path: ratio + (above - ratio * below) / mean below.
struct Linear {
    ratio: f64,
    mean_below: f64,
}

impl Linear {
    fn of(all: impl Iterator<Item = Kept>) -> Linear {
        let (mut above, mut below) = (Moments::default(), Moments::default());
        all.for_each(|(one, other)| {
            above.add(one);
            below.add(other);
        });
        Linear { ratio: above.mean() / below.mean(), mean_below: below.mean() }
    }

    fn at(&self, (above, below): Kept) -> f64 {
        self.ratio + (above - self.ratio * below) / self.mean_below
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Ratio;

    #[test]
    fn every_lever_is_pulled_and_the_longest_bar_comes_first() {
        let done = std::sync::atomic::AtomicU64::new(0);
        let told = |paths| {
            done.fetch_add(paths, std::sync::atomic::Ordering::Relaxed);
        };
        let tornado = tornado(&Options { paths: 4, ..Options::default() }, &told);
        assert_eq!((tornado.bars.len(), done.into_inner()), (LEVERS.len(), 4 * SETTINGS));
        let lengths: Vec<f64> = tornado.bars.iter().map(|bar| (bar.high.value - bar.low.value).abs()).collect();
        assert!(lengths.windows(2).all(|pair| pair[0] >= pair[1]) && lengths[0] > 0.0, "{lengths:?}");
        assert_eq!(tornado.usual.n, 4);
    }

    #[test]
    fn the_mean_of_the_linear_form_is_the_ratio_of_the_sums() {
        let all = [(3.0, 10.0), (9.0, 12.0), (4.0, 20.0)];
        let linear = Linear::of(all.into_iter());
        let (mut mean, mut ratio) = (Moments::default(), Ratio::default());
        all.iter().for_each(|kept| mean.add(linear.at(*kept)));
        all.iter().for_each(|(above, below)| ratio.add(*above, *below));
        let (mean, ratio) = (mean.estimate(), ratio.estimate());
        assert!(
            (mean.value - ratio.value).abs() < 1e-12 && (mean.high - ratio.high).abs() < 1e-9,
            "{mean:?} {ratio:?}"
        );
    }
}
