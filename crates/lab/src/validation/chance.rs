//! B21 to B23: what is simulated, with fixed seeds. Standard errors come from the means of a hundred stretches of a run, so that
//! what hangs together in time does not look more certain than it is.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Beta, Distribution, Exp1, Gamma, Poisson};

use super::check::{Check, in_unit, plain};
use crate::law::queue::{self, one_server};
use crate::law::repeat_buying::{BgNbd, Customer, GammaGamma, Spender};
use crate::law::smoothing;

const TEXTBOOK: &str = "textbook (M/M/1, Erlang B and C)";
const LINDLEY: &str = "Pollaczek and Khinchine, for a server of constant speed";
const CAMPBELL: &str = "Campbell's theorem";

/// Stretches that a run is cut into.
const STRETCHES: usize = 100;

pub fn checks() -> Vec<Check> {
    let mut checks = waiting_lines();
    checks.extend(controller());
    checks.extend(smoothed());
    checks
}

fn waiting_lines() -> Vec<Check> {
    let line = one_server(0.8, 1.0).unwrap_or(queue::Line {
        in_system: f64::NAN,
        waiting: f64::NAN,
        time_in_system: f64::NAN,
    });
    let exact =
        |what, expected, ours, decimals| Check::near("B21", what, (expected, ours, 5e-6), plain(decimals), TEXTBOOK);
    let (in_system, waiting) = simulated_line(0.8);
    let sampled = |what, expected: f64, ours| {
        Check::estimated("B21", what, (expected, 0.01 * expected), ours, plain(3), TEXTBOOK)
    };
    vec![
        exact("M/M/1 at load 0.8, mean number in the system", 4.0, line.in_system, 3),
        exact("mean number waiting", 3.2, line.waiting, 3),
        exact("mean time in the system, in services", 5.0, line.time_in_system, 3),
        sampled("mean number in the system, simulated", 4.0, in_system),
        sampled("mean number waiting, simulated", 3.2, waiting),
        exact("Erlang C, 2 servers at load 1.6", 0.711_11, queue::have_to_wait(2, 1.6), 5),
        exact("Erlang C, 10 servers at load 8", 0.409_18, queue::have_to_wait(10, 8.0), 5),
        exact("Erlang B, 10 servers at load 8", 0.121_66, queue::lost(10, 8.0), 5),
    ]
}

fn controller() -> Vec<Check> {
    let mut checks = Vec::new();
    for (seed, load, expected) in [(1, 0.5, 0.25), (2, 0.8, 1.6), (3, 0.9, 4.05)] {
        let what = format!("mean excess of the price controller at load {load}");
        checks.push(Check::near("B22", what.clone(), (expected, queue::excess_mean(load), 1e-9), plain(4), LINDLEY));
        let ours = simulated_excess(seed, load);
        checks.push(Check::estimated(
            "B22",
            format!("{what}, simulated"),
            (expected, 0.01 * expected),
            ours,
            plain(4),
            LINDLEY,
        ));
    }
    let theta = queue::excess_decay(0.8).unwrap_or(f64::NAN);
    let what = "rate at which large excesses get rare at load 0.8";
    checks.push(Check::near("B22", what, (0.430_84, theta, 5e-6), plain(5), "load (e^theta - 1) = theta"));
    checks
}

fn smoothed() -> Vec<Check> {
    let noise = smoothing::shot_noise(24.0, 1.0, 2.0, 30.0);
    vec![
        Check::near(
            "B23",
            "half-life at tau = 30 days",
            (20.794, smoothing::half_life(30.0), 5e-4),
            in_unit(3, " d"),
            "tau ln 2",
        ),
        Check::near(
            "B23",
            "deviation of smoothed payments, 24 a day of mean 1",
            (0.8944, noise.deviation, 5e-5),
            plain(4),
            CAMPBELL,
        ),
        Check::estimated(
            "B23",
            "the same, simulated",
            (0.8944, 0.02 * 0.8944),
            simulated_shot_noise(),
            plain(4),
            CAMPBELL,
        ),
    ]
}

/// Mean and standard error of the values of the stretches of a run.
fn mean_and_error(stretches: &[f64; STRETCHES]) -> (f64, f64) {
    let n = STRETCHES as f64;
    let mean = stretches.iter().sum::<f64>() / n;
    let variance = stretches.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

/// Time averages of a line with one server: in the system, and waiting.
fn simulated_line(arrivals: f64) -> ((f64, f64), (f64, f64)) {
    /// In mean services. At load 0.8 the error of the mean is then a third of a per cent.
    const TIME: f64 = 100_000.0;
    let mut random = ChaCha8Rng::seed_from_u64(21);
    let mut present = 0u32;
    let mut system = [0.0; STRETCHES];
    let mut waiting = [0.0; STRETCHES];
    for stretch in 0..STRETCHES {
        let mut left = TIME;
        while left > 0.0 {
            let rate = if present == 0 { arrivals } else { arrivals + 1.0 };
            let pause: f64 = Exp1.sample(&mut random);
            let pause = f64::min(pause / rate, left);
            left -= pause;
            system[stretch] += pause * f64::from(present) / TIME;
            waiting[stretch] += pause * f64::from(present.saturating_sub(1)) / TIME;
            if left > 0.0 {
                if present == 0 || random.random::<f64>() * rate < arrivals {
                    present += 1;
                } else {
                    present -= 1;
                }
            }
        }
    }
    (mean_and_error(&system), mean_and_error(&waiting))
}

/// Mean excess of the controller, a target of one unit a step.
fn simulated_excess(seed: u64, load: f64) -> (f64, f64) {
    const STEPS: u32 = 200_000;
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let sold = Poisson::new(load).expect("a positive mean");
    let mut excess = 0.0;
    let mut means = [0.0; STRETCHES];
    for mean in &mut means {
        for _ in 0..STEPS {
            excess = queue::next_excess(excess, sold.sample(&mut random), 1.0);
            *mean += excess / f64::from(STEPS);
        }
    }
    mean_and_error(&means)
}

/// Standard deviation of what a smoothing reserve pays a day, 24 payments a day with exponential amounts of mean one coming in.
fn simulated_shot_noise() -> (f64, f64) {
    const DAYS: u32 = 5_000;
    const TAU: f64 = 30.0;
    const MEAN: f64 = 24.0;
    let mut random = ChaCha8Rng::seed_from_u64(23);
    let mut reserve = MEAN * TAU;
    let mut variances = [0.0; STRETCHES];
    let day = |reserve: &mut f64, random: &mut ChaCha8Rng| {
        let mut left = 1.0;
        loop {
            let pause: f64 = Exp1.sample(random);
            let pause = f64::min(pause / MEAN, left);
            left -= pause;
            *reserve -= smoothing::released(*reserve, pause, TAU);
            if left <= 0.0 {
                return;
            }
            let payment: f64 = Exp1.sample(random);
            *reserve += payment;
        }
    };
    for _ in 0..1_000 {
        day(&mut reserve, &mut random);
    }
    for variance in &mut variances {
        for _ in 0..DAYS {
            day(&mut reserve, &mut random);
            // The mean is known, so that a stretch does not lose what its own mean would take.
            *variance += (reserve / TAU - MEAN).powi(2) / f64::from(DAYS);
        }
    }
    let (mean, error) = mean_and_error(&variances);
    (mean.sqrt(), error / (2.0 * mean.sqrt()))
}

/// Customers drawn from the BG/NBD model, first seen at some time of the first twelve of 39 weeks.
pub fn customers(model: &BgNbd, number: u32) -> Vec<Customer> {
    let mut random = ChaCha8Rng::seed_from_u64(24);
    let rates = Gamma::new(model.r, 1.0 / model.alpha).expect("positive parameters");
    let leaving = Beta::new(model.a, model.b).expect("positive parameters");
    let draw = |_| {
        let (rate, leaves) = (rates.sample(&mut random), leaving.sample(&mut random));
        let age = 39.0 - 12.0 * random.random::<f64>();
        let mut customer = Customer { repeats: 0.0, recency: 0.0, age };
        loop {
            let pause: f64 = Exp1.sample(&mut random);
            let next = customer.recency + pause / rate;
            if next > age {
                return customer;
            }
            customer.repeats += 1.0;
            customer.recency = next;
            if random.random::<f64>() < leaves {
                return customer;
            }
        }
    };
    (0..number).map(draw).collect()
}

/// What customers spend who are drawn from the Gamma-Gamma model; a few come back once, a few up to ten times.
pub fn spenders(model: &GammaGamma, number: u32) -> Vec<Spender> {
    let mut random = ChaCha8Rng::seed_from_u64(25);
    let scales = Gamma::new(model.q, 1.0 / model.v).expect("positive parameters");
    let draw = |n: u32| {
        let repeats = f64::from(1 + n % 10);
        let scale = scales.sample(&mut random);
        let total = Gamma::new(model.p * repeats, 1.0 / scale).expect("positive parameters").sample(&mut random);
        Spender { repeats, mean_value: total / repeats }
    };
    (0..number).map(draw).collect()
}
