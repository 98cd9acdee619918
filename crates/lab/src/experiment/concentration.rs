//! What becomes of our own income when the largest customer leaves, and how unequal customers are.

use rayon::prelude::{IntoParallelIterator, ParallelIterator};

use super::{lives, paths};
use crate::findings::{Concentration, WaterfallStep};
use crate::metric::{Lived, WINDOW_DAYS};
use crate::path::Population;
use crate::run::Options;
use crate::scenario::{Scenario, Shock};
use crate::statistics::Moments;
use crate::structure::Structure;
use crate::structure::revenue_share::RevenueShare;

/// With the shock and without it.
pub(super) const WORLDS: u64 = 2;

/// Mean income a day of one path: before the shock, in the 30 days after it, and in the last 30 days.
struct Levels {
    before: f64,
    soon: f64,
    end: f64,
}

pub fn concentration(options: &Options, progress: &(dyn Fn(u64) + Sync)) -> Concentration {
    let usual = Scenario::default();
    let shock = Shock { top_customer_leaves: true, ..Shock::default() };
    let shocked = Scenario { shock, ..usual.clone() };
    let ours = RevenueShare::default();
    let of_path = |path: u64| {
        let pair = [&usual, &shocked].map(|scenario| levels(&ours, scenario, options, path));
        progress(WORLDS);
        pair
    };
    let all: Vec<[Levels; 2]> = (0..paths(options)).into_par_iter().map(of_path).collect();
    Concentration {
        structure: ours.key().to_owned(),
        scenario: "5-top-customer-leaves".to_owned(),
        lorenz: lorenz(&Population::draw(options.seed, 0, &usual), f64::from(usual.time.shock_day) - 0.5),
        waterfall: waterfall(&all),
    }
}

fn levels(structure: &dyn Structure, scenario: &Scenario, options: &Options, path: u64) -> Levels {
    let (path, flows) = lives(structure, scenario, options, path);
    let lived = Lived::new(&path.days, &flows, scenario.time.shock_day as usize);
    Levels {
        before: lived.income_before(),
        soon: lived.income(lived.shock + WINDOW_DAYS - 1),
        end: lived.income(flows.len() - 1),
    }
}

/// What the shock does is the difference of the same path with it and without it; the rest is what happened anyway.
fn waterfall(all: &[[Levels; 2]]) -> Vec<WaterfallStep> {
    let step = |label: &str, level: bool, of: &dyn Fn(&Levels, &Levels) -> f64| {
        let mut dollars = Moments::default();
        all.iter().for_each(|[usual, shocked]| dollars.add(of(usual, shocked)));
        WaterfallStep { label: label.to_owned(), level, dollars_per_day: dollars.estimate() }
    };
    vec![
        step("Before", true, &|usual, _| usual.before),
        step("Missing in the first 30 days", false, &|usual, shocked| shocked.soon - usual.soon),
        step("Missing later, when the reserve has paid out", false, &|usual, shocked| {
            (shocked.end - usual.end) - (shocked.soon - usual.soon)
        }),
        step("Other customers came and went", false, &|usual, _| usual.end - usual.before),
        step("At the end", true, &|_, shocked| shocked.end),
    ]
}

/// (Part of the customers, part of their usual spending), smallest first.
fn lorenz(population: &Population, at: f64) -> Vec<[f64; 2]> {
    let mut usual: Vec<f64> =
        population.customers.iter().filter(|customer| customer.is_there(at)).map(|customer| customer.usual).collect();
    usual.sort_by(f64::total_cmp);
    let (mut number, mut spent, all) = (0.0, 0.0, usual.iter().sum::<f64>());
    let mut curve = vec![[0.0, 0.0]];
    let count: f64 = usual.iter().map(|_| 1.0).sum();
    for spends in usual {
        number += 1.0;
        spent += spends;
        curve.push([number / count, spent / all]);
    }
    curve
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_lead_from_before_to_the_end() {
        let found = concentration(&Options { paths: 10, ..Options::default() }, &|_| ());
        let dollars: Vec<f64> = found.waterfall.iter().map(|step| step.dollars_per_day.value).collect();
        let sum: f64 = dollars[..4].iter().sum();
        assert!((sum - dollars[4]).abs() < 1e-9 * dollars[0], "{dollars:?}");
        assert!(dollars[1] < 0.0, "somebody is missing: {dollars:?}");
        assert_eq!(found.structure, "S7");
    }

    #[test]
    fn the_lorenz_curve_bends_below_the_diagonal() {
        let curve = lorenz(&Population::draw(1, 0, &Scenario::default()), 89.5);
        assert_eq!((curve[0], curve.last().copied()), ([0.0, 0.0], Some([1.0, curve[curve.len() - 1][1]])));
        assert!((curve[curve.len() - 1][1] - 1.0).abs() < 1e-12);
        assert!(curve.windows(2).all(|pair| pair[0][1] <= pair[1][1]) && curve.iter().all(|[n, s]| s <= &(n + 1e-12)));
    }
}
