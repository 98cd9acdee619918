//! Customers who come back, and stop coming: nobody tells when a customer has left, so it is inferred from silence.
//!
//! BG/NBD (Fader, Hardie and Lee 2005, "Counting your customers the easy way"): each customer buys at random at a rate of its own
//! (gamma with shape r and rate alpha over all customers), and leaves after each repeat purchase with a probability of its own
//! (beta with a and b). Pareto/NBD (Schmittlein, Morrison and Colombo 1987): as before, but it leaves at random in time, at a rate
//! of its own (gamma with s and beta). Gamma-Gamma (Fader and Hardie 2013, note 025): what a customer spends at a time.
//!
//! All three are fitted by maximum likelihood. Any unit of time will do, if it is one throughout.

use libm::lgamma;

use super::hypergeometric::gauss_2f1;
use super::likelihood::{Minimum, minimum};

/// What is known of a customer: its repeat purchases, the time from the first purchase to the last, and until now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Customer {
    pub repeats: f64,
    pub recency: f64,
    pub age: f64,
}

/// Parameters of the BG/NBD model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BgNbd {
    pub r: f64,
    pub alpha: f64,
    pub a: f64,
    pub b: f64,
}

impl BgNbd {
    /// Repeat purchases that a new customer is expected to make in `time`.
    pub fn expected(&self, time: f64) -> f64 {
        let &Self { r, alpha, a, b } = self;
        let left = (alpha / (alpha + time)).powf(r) * gauss_2f1(r, b, a + b - 1.0, time / (alpha + time));
        (a + b - 1.0) / (a - 1.0) * (1.0 - left)
    }

    /// Repeat purchases that this customer is expected to make in the next `time`.
    pub fn expected_of(&self, customer: &Customer, time: f64) -> f64 {
        let &Self { r, alpha, a, b } = self;
        let (x, age) = (customer.repeats, customer.age);
        let hypergeometric = gauss_2f1(r + x, b + x, a + b + x - 1.0, time / (alpha + age + time));
        let left = ((alpha + age) / (alpha + age + time)).powf(r + x) * hypergeometric;
        (a + b + x - 1.0) / (a - 1.0) * (1.0 - left) * self.alive(customer)
    }

    /// Probability that this customer has not left.
    pub fn alive(&self, customer: &Customer) -> f64 {
        let &Self { r, alpha, a, b } = self;
        if customer.repeats == 0.0 {
            return 1.0;
        }
        let silence = (alpha + customer.age) / (alpha + customer.recency);
        1.0 / (1.0 + a / (b + customer.repeats - 1.0) * silence.powf(r + customer.repeats))
    }

    /// Mean probability of leaving after a repeat purchase.
    pub fn leaves_after_purchase(&self) -> f64 {
        self.a / (self.a + self.b)
    }

    /// Logarithm of the likelihood of this customer's purchases.
    pub fn log_likelihood(&self, customer: &Customer) -> f64 {
        let &Self { r, alpha, a, b } = self;
        let Customer { repeats: x, recency, age } = *customer;
        let common =
            lgamma(r + x) - lgamma(r) + r * alpha.ln() + lgamma(a + b) + lgamma(b + x) - lgamma(b) - lgamma(a + b + x);
        let stayed = -(r + x) * (alpha + age).ln();
        if x == 0.0 {
            return common + stayed;
        }
        let left = a.ln() - (b + x - 1.0).ln() - (r + x) * (alpha + recency).ln();
        common + log_sum(stayed, left)
    }

    /// The most likely parameters. None if the likelihood has no maximum that can be found.
    pub fn fit(customers: &[Customer]) -> Option<Fit<Self>> {
        let of = |p: &[f64; 4]| {
            let [r, alpha, a, b] = p.map(f64::exp);
            Self { r, alpha, a, b }
        };
        fit([1.0, mean_age(customers), 1.0, 1.0], &sorted(customers), of, Self::log_likelihood)
    }
}

/// Parameters of the Pareto/NBD model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ParetoNbd {
    pub r: f64,
    pub alpha: f64,
    pub s: f64,
    pub beta: f64,
}

impl ParetoNbd {
    /// Repeat purchases that a new customer is expected to make in `time`.
    pub fn expected(&self, time: f64) -> f64 {
        let &Self { r, alpha, s, beta } = self;
        r * beta / (alpha * (s - 1.0)) * (1.0 - (beta / (beta + time)).powf(s - 1.0))
    }

    /// Repeat purchases that this customer is expected to make in the next `time`.
    pub fn expected_of(&self, customer: &Customer, time: f64) -> f64 {
        let &Self { r, alpha, s, beta } = self;
        let Customer { repeats: x, age, .. } = *customer;
        let later = (1.0 - ((beta + age) / (beta + age + time)).powf(s - 1.0)) / (s - 1.0);
        self.alive(customer) * (r + x) * (beta + age) / (alpha + age) * later
    }

    /// Probability that this customer has not left.
    pub fn alive(&self, customer: &Customer) -> f64 {
        let &Self { r, alpha, s, beta } = self;
        let Customer { repeats: x, age, .. } = *customer;
        let here = -(r + x) * (alpha + age).ln() - s * (beta + age).ln();
        1.0 / (1.0 + (s.ln() - (r + s + x).ln() + self.log_left(customer) - here).exp())
    }

    /// Part of the customers that leave in a unit of time at the beginning.
    pub fn leave_rate(&self) -> f64 {
        self.s / self.beta
    }

    /// Logarithm of the integral over the times at which the customer may have left (A0 in the published derivation).
    fn log_left(&self, customer: &Customer) -> f64 {
        let &Self { r, alpha, s, beta } = self;
        let Customer { repeats: x, recency, age } = *customer;
        let (larger, second) = if alpha < beta { (beta, r + x) } else { (alpha, s + 1.0) };
        let distance = (alpha - beta).abs();
        let power = r + s + x;
        let since = |time: f64| {
            gauss_2f1(power, second, power + 1.0, distance / (larger + time)).ln() - power * (larger + time).ln()
        };
        let (last, now) = (since(recency), since(age));
        last + (-(now - last).exp()).ln_1p()
    }

    /// Logarithm of the likelihood of this customer's purchases.
    pub fn log_likelihood(&self, customer: &Customer) -> f64 {
        let &Self { r, alpha, s, beta } = self;
        let Customer { repeats: x, age, .. } = *customer;
        let common = lgamma(r + x) - lgamma(r) + r * alpha.ln() + s * beta.ln();
        let stayed = -(r + x) * (alpha + age).ln() - s * (beta + age).ln();
        common + log_sum(stayed, s.ln() - (r + s + x).ln() + self.log_left(customer))
    }

    /// The most likely parameters. None if the likelihood has no maximum that can be found.
    pub fn fit(customers: &[Customer]) -> Option<Fit<Self>> {
        let of = |p: &[f64; 4]| {
            let [r, alpha, s, beta] = p.map(f64::exp);
            Self { r, alpha, s, beta }
        };
        let age = mean_age(customers);
        fit([1.0, age, 1.0, age], &sorted(customers), of, Self::log_likelihood)
    }
}

/// What a customer spent: its repeat purchases, and their mean value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spender {
    pub repeats: f64,
    pub mean_value: f64,
}

/// Parameters of the Gamma-Gamma model of spending.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GammaGamma {
    pub p: f64,
    pub q: f64,
    pub v: f64,
}

impl GammaGamma {
    /// What a customer spends at a time, on average over all.
    pub fn mean_value(&self) -> f64 {
        self.v * self.p / (self.q - 1.0)
    }

    /// What this customer is expected to spend at a time: its own mean, drawn to that of all.
    pub fn expected_of(&self, spender: &Spender) -> f64 {
        let own = self.p * spender.repeats / (self.p * spender.repeats + self.q - 1.0);
        (1.0 - own) * self.mean_value() + own * spender.mean_value
    }

    /// Logarithm of the likelihood of what this customer spent.
    pub fn log_likelihood(&self, spender: &Spender) -> f64 {
        let &Self { p, q, v } = self;
        let Spender { repeats: x, mean_value: m } = *spender;
        let shape = p * x;
        lgamma(shape + q) - lgamma(shape) - lgamma(q) + q * v.ln() + (shape - 1.0) * m.ln() + shape * x.ln()
            - (shape + q) * (x * m + v).ln()
    }

    /// The most likely parameters for those who came back and paid something. None if none can be found.
    pub fn fit(spenders: &[Spender]) -> Option<Fit<Self>> {
        let of = |parameters: &[f64; 3]| {
            let [p, q, v] = parameters.map(f64::exp);
            Self { p, q, v }
        };
        let paying: Vec<Spender> = spenders.iter().filter(|s| s.repeats > 0.0 && s.mean_value > 0.0).copied().collect();
        let mean = paying.iter().map(|s| s.mean_value).sum::<f64>() / count(&paying);
        fit([1.0, 2.0, mean], &paying, of, Self::log_likelihood)
    }
}

/// Parameters, and how likely they make the data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit<P> {
    pub parameters: P,
    pub log_likelihood: f64,
}

/// Searches over the logarithms of the parameters, so that all stay positive.
fn fit<const N: usize, P, D: PartialEq>(
    start: [f64; N],
    data: &[D],
    of: impl Fn(&[f64; N]) -> P,
    log_likelihood: impl Fn(&P, &D) -> f64,
) -> Option<Fit<P>> {
    if data.is_empty() {
        return None;
    }
    // Most customers never come back, and of those who came on one day all look alike: each kind is reckoned once.
    let mut kinds: Vec<(&D, f64)> = Vec::new();
    for datum in data {
        match kinds.last_mut() {
            Some((kind, times)) if *kind == datum => *times += 1.0,
            _ => kinds.push((datum, 1.0)),
        }
    }
    let surprise = |p: &[f64; N]| {
        let parameters = of(p);
        -kinds.iter().map(|(datum, times)| times * log_likelihood(&parameters, datum)).sum::<f64>() / count(data)
    };
    let Minimum { at, value } = minimum(start.map(f64::ln), surprise)?;
    Some(Fit { parameters: of(&at), log_likelihood: -value * count(data) })
}

/// Customers who look alike beside each other.
fn sorted(customers: &[Customer]) -> Vec<Customer> {
    let mut sorted = customers.to_vec();
    let key = |customer: &Customer| [customer.repeats, customer.recency, customer.age];
    sorted.sort_by(|a, b| {
        let pairs = key(a).into_iter().zip(key(b));
        pairs.map(|(a, b)| a.total_cmp(&b)).find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
    });
    sorted
}

fn mean_age(customers: &[Customer]) -> f64 {
    customers.iter().map(|c| c.age).sum::<f64>() / count(customers)
}

fn count<D>(data: &[D]) -> f64 {
    data.len() as f64
}

/// Logarithm of the sum of two numbers that are given by their logarithms.
fn log_sum(a: f64, b: f64) -> f64 {
    let larger = a.max(b);
    larger + (-(a - b).abs()).exp().ln_1p()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BG: BgNbd = BgNbd { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
    const PARETO: ParetoNbd = ParetoNbd { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };

    #[test]
    fn who_never_came_back_is_taken_to_be_there_by_bg_nbd_and_not_by_pareto_nbd() {
        let silent = Customer { repeats: 0.0, recency: 0.0, age: 39.0 };
        assert_eq!(BG.alive(&silent), 1.0);
        assert!(PARETO.alive(&silent) < 0.5);
    }

    #[test]
    fn silence_makes_it_likely_that_a_customer_left() {
        let lately = Customer { repeats: 5.0, recency: 38.0, age: 39.0 };
        let silent = Customer { recency: 10.0, ..lately };
        assert!(BG.alive(&lately) > 0.8 && BG.alive(&silent) < 0.2);
        assert!(PARETO.alive(&lately) > 0.8 && PARETO.alive(&silent) < 0.2);
        assert!(PARETO.expected_of(&lately, 39.0) > PARETO.expected_of(&silent, 39.0));
    }

    /// Likelihoods are densities: over all a customer could have done they are one. With no purchase or with one, the integral over
    /// the time of the purchase is what the model says of such customers.
    #[test]
    fn the_likelihood_of_one_purchase_integrates_to_what_the_models_expect_of_short_times() {
        // In a short time a customer comes back at most once, so the probability of that is the expectation.
        let age = 0.01;
        let steps = 100u32;
        let integral = |density: &dyn Fn(f64) -> f64| {
            (0..steps).map(|n| density(age * (f64::from(n) + 0.5) / f64::from(steps)).exp()).sum::<f64>() * age
                / f64::from(steps)
        };
        let bg = integral(&|recency| BG.log_likelihood(&Customer { repeats: 1.0, recency, age }));
        let pareto = integral(&|recency| PARETO.log_likelihood(&Customer { repeats: 1.0, recency, age }));
        assert!((bg / BG.expected(age) - 1.0).abs() < 0.005, "{bg}");
        assert!((pareto / PARETO.expected(age) - 1.0).abs() < 0.005, "{pareto}");
    }

    #[test]
    fn spending_is_drawn_to_the_mean_of_all_the_less_is_known() {
        let model = GammaGamma { p: 6.25, q: 3.74, v: 15.44 };
        let once = model.expected_of(&Spender { repeats: 1.0, mean_value: 100.0 });
        let often = model.expected_of(&Spender { repeats: 20.0, mean_value: 100.0 });
        assert!(model.mean_value() < once && once < often && often < 100.0);
    }

    #[test]
    fn a_fit_needs_data() {
        assert_eq!(BgNbd::fit(&[]), None);
        assert_eq!(GammaGamma::fit(&[Spender { repeats: 0.0, mean_value: 1.0 }]), None);
    }
}
