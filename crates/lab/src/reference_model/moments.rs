//! Mean and spread of numbers that are seen once, and of groups of them.

/// Of some numbers: how many, their mean, the sum of squared distances from it, the least and the greatest.
///
/// By Welford's update, and Chan, Golub and LeVeque's for groups: nothing cancels, however many there are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    pub n: u64,
    pub mean: f64,
    squares: f64,
    pub least: f64,
    pub greatest: f64,
}

impl Default for Moments {
    fn default() -> Self {
        Self { n: 0, mean: 0.0, squares: 0.0, least: f64::INFINITY, greatest: f64::NEG_INFINITY }
    }
}

impl Moments {
    pub fn add(&mut self, number: f64) {
        self.n += 1;
        let distance = number - self.mean;
        self.mean += distance / self.n as f64;
        self.squares += distance * (number - self.mean);
        self.least = self.least.min(number);
        self.greatest = self.greatest.max(number);
    }

    /// Adds all numbers of another group.
    pub fn append(&mut self, other: &Self) {
        if other.n == 0 {
            return;
        }
        let (n, others) = (self.n as f64, other.n as f64);
        let all = n + others;
        let distance = other.mean - self.mean;
        self.n += other.n;
        self.mean += distance * (others / all);
        self.squares += other.squares + distance * distance * (n * others / all);
        self.least = self.least.min(other.least);
        self.greatest = self.greatest.max(other.greatest);
    }

    /// Of the numbers as a sample; 0 for less than two.
    pub fn standard_deviation(&self) -> f64 {
        if self.n < 2 { 0.0 } else { (self.squares / (self.n - 1) as f64).sqrt() }
    }

    /// Half of the mean's 95 % interval.
    pub fn margin(&self) -> f64 {
        1.96 * self.standard_deviation() / (self.n.max(1) as f64).sqrt()
    }
}
