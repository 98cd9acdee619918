//! A figure that is known to lie somewhere. What is missing widens it.

/// From `low` to `high`, both possible. `high` may be infinite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    low: f64,
    high: f64,
}

impl Interval {
    pub const ZERO: Self = Self { low: 0.0, high: 0.0 };
    /// A part of which nothing is known.
    pub const ANY_PART: Self = Self { low: 0.0, high: 1.0 };
    /// An amount of which nothing is known but that it is not negative.
    pub const ANY_AMOUNT: Self = Self { low: 0.0, high: f64::INFINITY };

    /// Either order. What is not a number is not known: it becomes [`Self::ANY_AMOUNT`].
    pub fn between(one: f64, other: f64) -> Self {
        if one.is_nan() || other.is_nan() {
            return Self::ANY_AMOUNT;
        }
        Self { low: one.min(other), high: one.max(other) }
    }

    pub fn exactly(value: f64) -> Self {
        Self::between(value, value)
    }

    pub fn low(self) -> f64 {
        self.low
    }

    pub fn high(self) -> f64 {
        self.high
    }

    pub fn width(self) -> f64 {
        self.high - self.low
    }

    /// One value, nothing missing.
    pub fn is_exact(self) -> bool {
        self.low >= self.high
    }

    /// Whether all that `other` allows is allowed here too.
    pub fn contains(self, other: Self) -> bool {
        self.low <= other.low && other.high <= self.high
    }

    pub fn map_ends(self, of: impl Fn(f64) -> f64) -> Self {
        Self::between(of(self.low), of(self.high))
    }

    /// Both ends moved into `low..=high`.
    pub fn clamp(self, low: f64, high: f64) -> Self {
        self.map_ends(|end| end.clamp(low, high))
    }

    /// What both allow; itself if they allow nothing together.
    #[must_use]
    pub fn narrowed_to(self, other: Self) -> Self {
        let (low, high) = (self.low.max(other.low), self.high.min(other.high));
        if low <= high { Self { low, high } } else { self }
    }

    /// The smallest that contains both.
    pub fn hull(self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.max(other.high) }
    }
}

impl std::ops::Add for Interval {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::between(self.low + other.low, self.high + other.high)
    }
}

impl std::iter::Sum for Interval {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, |sum, one| sum + one)
    }
}

#[cfg(test)]
mod tests {
    use super::Interval;

    #[test]
    fn what_is_not_a_number_is_not_known() {
        assert_eq!(Interval::between(f64::NAN, 1.0), Interval::ANY_AMOUNT);
        assert_eq!(Interval::between(2.0, 1.0), Interval::between(1.0, 2.0));
    }

    #[test]
    fn sums_are_as_wide_as_their_parts_together() {
        let sum: Interval = [Interval::exactly(1.0), Interval::between(0.0, 2.0)].into_iter().sum();
        assert_eq!((sum.low(), sum.high(), sum.width()), (1.0, 3.0, 2.0));
        assert!(Interval::ANY_AMOUNT.contains(sum) && !sum.contains(Interval::ANY_AMOUNT));
    }
}
