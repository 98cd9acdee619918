//! Waiting lines: what textbooks know of them, and the line that the price controller is.
//!
//! The controller's excess `X+ = max(0, X + sold - target)` is a line (Lindley's) in which one target of work is done a step. With
//! sales Poisson of mean `rho` targets it has an exact mean, and its tail falls as e^(-theta X): so the mean price is finite only
//! if kappa > 1/theta.

/// A line with one server: arrivals and services at random, in the long run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// Mean number in the system and in the line, mean time in the system.
    pub in_system: f64,
    pub waiting: f64,
    pub time_in_system: f64,
}

/// M/M/1. None if more arrive than can be served.
pub fn one_server(arrivals: f64, service: f64) -> Option<Line> {
    let load = arrivals / service;
    (load < 1.0).then(|| Line {
        in_system: load / (1.0 - load),
        waiting: load * load / (1.0 - load),
        time_in_system: 1.0 / (service - arrivals),
    })
}

/// Part of the customers that `servers` lose at this load (in servers) when nobody can wait: Erlang B.
pub fn lost(servers: u32, load: f64) -> f64 {
    (1..=servers).fold(1.0, |blocked, server| load * blocked / (f64::from(server) + load * blocked))
}

/// Part of the customers that have to wait for one of `servers` at this load (in servers): Erlang C. 1 if overloaded.
pub fn have_to_wait(servers: u32, load: f64) -> f64 {
    let part = load / f64::from(servers);
    if part >= 1.0 {
        return 1.0;
    }
    let lost = lost(servers, load);
    lost / (1.0 - part * (1.0 - lost))
}

/// Mean excess of the controller in the long run, in units sold where one unit is the target of a step, at this load below one.
pub fn excess_mean(load: f64) -> f64 {
    load * load / (2.0 * (1.0 - load))
}

/// The rate at which large excesses get rare: P(X > x) falls as e^(-theta x). The positive root of `load * (e^theta - 1) = theta`.
/// None at a load of one or more, where the excess grows without end, and at none.
pub fn excess_decay(load: f64) -> Option<f64> {
    if !(load > 0.0 && load < 1.0) {
        return None;
    }
    let surplus = |theta: f64| load * theta.exp_m1() - theta;
    // The surplus is negative from 0 on, least at -ln(load), and exponential beyond: a few doublings pass its root.
    let mut below = -load.ln();
    let mut above = 2.0 * below.max(1e-6);
    while surplus(above) <= 0.0 {
        above *= 2.0;
    }
    // Halvings below what an f64 can tell apart.
    for _ in 0..80 {
        let middle = 0.5 * (below + above);
        if surplus(middle) < 0.0 {
            below = middle;
        } else {
            above = middle;
        }
    }
    Some(0.5 * (below + above))
}

/// One step of the controller.
pub fn next_excess(excess: f64, sold: f64, target: f64) -> f64 {
    (excess + sold - target).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn erlangs_formulas_agree_with_one_server() {
        assert!((have_to_wait(1, 0.8) - 0.8).abs() < 1e-12);
        assert!((lost(1, 0.8) - 0.8 / 1.8).abs() < 1e-12);
        assert_eq!(have_to_wait(2, 2.5), 1.0);
        assert_eq!(one_server(1.0, 1.0), None);
        // Little's law.
        let line = one_server(0.8, 1.0).expect("served faster than they come");
        assert!((line.in_system - 0.8 * line.time_in_system).abs() < 1e-12);
    }

    #[test]
    fn the_decay_solves_its_equation() {
        for load in [0.01, 0.5, 0.8, 0.999] {
            let theta = excess_decay(load).expect("below one");
            assert!(theta > 0.0 && (load * theta.exp_m1() - theta).abs() < 1e-9, "load {load}: {theta}");
        }
        assert_eq!(excess_decay(1.0), None);
        assert_eq!(excess_decay(0.0), None);
    }

    #[test]
    fn the_excess_stops_at_nothing() {
        assert_eq!(next_excess(0.5, 0.0, 1.0), 0.0);
        assert_eq!(next_excess(0.5, 2.0, 1.0), 1.5);
    }
}
