//! Quantiles of any number of values in bounded memory.

use super::{Ranks, Sum, Z, float};
use crate::findings::Estimate;

/// Values below 2^-20 dollars (or days, or parts) count as nothing: a millionth of a dollar.
const OCTAVES_BELOW_ONE: i64 = 20;
/// Values from 2^44 upwards (1.8e13) count as 2^44.
const OCTAVES: i64 = 64;
/// Bits of the mantissa of a double.
const MANTISSA: u32 = 52;

/// A histogram whose buckets are 1/2^`bits` of an octave wide: a quantile is told within `1 / 2^(bits + 1)` of itself, for
/// any distribution. Nothings (0 and less) and infinities have buckets of their own, so that infinite half-lives have a median.
///
/// The bucket is read off the number's own bits, exponent and first bits of the mantissa, so that no logarithm rounds
/// differently elsewhere. Only the buckets between the least and the greatest value seen are kept, at most
/// [`Sketch::BYTES_MAX`] bytes for 6 bits.
#[derive(Clone, Debug, PartialEq)]
pub struct Sketch {
    bits: u32,
    nothing: u64,
    infinite: u64,
    /// Index of the first bucket that is kept.
    first: usize,
    counts: Vec<u32>,
}

impl Sketch {
    /// For the days' quantiles: within 0.8 %.
    pub const OF_DAYS: u32 = 6;
    /// For single figures: within 0.013 %.
    pub const OF_FIGURES: u32 = 12;
    /// A sketch of days, were its values to span all 64 octaves.
    pub const BYTES_MAX: usize = size_of::<Sketch>() + 64 * (1 << Sketch::OF_DAYS) * size_of::<u32>();

    pub fn new(bits: u32) -> Sketch {
        Sketch { bits, nothing: 0, infinite: 0, first: 0, counts: Vec::new() }
    }

    /// Not a number is not taken in.
    pub fn add(&mut self, value: f64) {
        if value.is_nan() {
        } else if value == f64::INFINITY {
            self.infinite += 1;
        } else {
            match self.bucket(value) {
                None => self.nothing += 1,
                Some(bucket) => *self.count_at(bucket) += 1,
            }
        }
    }

    pub fn merge(&mut self, other: &Sketch) {
        debug_assert_eq!(self.bits, other.bits, "sketches of one width are merged");
        self.nothing += other.nothing;
        self.infinite += other.infinite;
        if let Some(last) = other.counts.len().checked_sub(1) {
            self.count_at(other.first);
            self.count_at(other.first + last);
            let at = other.first - self.first;
            for (mine, theirs) in self.counts[at..].iter_mut().zip(&other.counts) {
                *mine += theirs;
            }
        }
    }

    pub fn n(&self) -> u64 {
        self.nothing + self.infinite + self.counts.iter().map(|count| u64::from(*count)).sum::<u64>()
    }

    /// The value at a quantile in 0..=1 with the values at the ranks that bound it; nothing if nothing was taken in.
    pub fn estimate(&self, quantile: f64) -> Estimate {
        let n = self.n();
        if n == 0 {
            return Estimate::NOTHING;
        }
        let Ranks { low, at, high } = Ranks::of(quantile, n);
        let [low, value, high] = self.ranked([low, at, high]);
        Estimate { value, low, high, n }
    }

    /// Mean of the least `part` of the values, with the interval that its known variance gives
    /// (tail's variance plus (1 - part) (quantile - mean)^2, over part n).
    pub fn tail_mean(&self, part: f64) -> Estimate {
        let n = self.n();
        if n == 0 {
            return Estimate::NOTHING;
        }
        let of = Ranks::of(part, n).at;
        let (mut left, mut sum, mut squares, mut edge) = (of, Sum::default(), Sum::default(), 0.0);
        let mut take = |value: f64, count: u64| {
            let taken = count.min(left);
            if taken > 0 {
                left -= taken;
                sum.add(value * float(taken));
                squares.add(value * value * float(taken));
                edge = value;
            }
        };
        take(0.0, self.nothing);
        for (offset, count) in self.counts.iter().enumerate() {
            take(self.middle(self.first + offset), u64::from(*count));
        }
        take(f64::INFINITY, self.infinite);
        let mean = sum.total() / float(of);
        let spread = (squares.total() / float(of) - mean * mean).max(0.0);
        let error = Z * ((spread + (1.0 - part) * (edge - mean) * (edge - mean)) / float(of)).sqrt();
        Estimate { value: mean, low: (mean - error).max(0.0), high: mean + error, n }
    }

    /// What it takes of memory.
    pub fn bytes(&self) -> usize {
        size_of::<Sketch>() + self.counts.capacity() * size_of::<u32>()
    }

    /// Values at ranks from 1, which rise.
    fn ranked<const N: usize>(&self, ranks: [u64; N]) -> [f64; N] {
        let (mut seen, mut next) = (self.nothing, 0);
        let mut values = [f64::INFINITY; N];
        while next < N && ranks[next] <= seen {
            values[next] = 0.0;
            next += 1;
        }
        for (offset, count) in self.counts.iter().enumerate() {
            seen += u64::from(*count);
            while next < N && ranks[next] <= seen {
                values[next] = self.middle(self.first + offset);
                next += 1;
            }
        }
        values
    }

    fn bucket(&self, value: f64) -> Option<usize> {
        if value < exp2(-OCTAVES_BELOW_ONE) {
            return None;
        }
        let value = value.min(exp2(OCTAVES - OCTAVES_BELOW_ONE).next_down());
        let lowest = exp2(-OCTAVES_BELOW_ONE).to_bits() >> (MANTISSA - self.bits);
        usize::try_from((value.to_bits() >> (MANTISSA - self.bits)) - lowest).ok()
    }

    fn middle(&self, bucket: usize) -> f64 {
        let lowest = exp2(-OCTAVES_BELOW_ONE).to_bits() >> (MANTISSA - self.bits);
        let edge = |bucket: u64| f64::from_bits((lowest + bucket) << (MANTISSA - self.bits));
        let bucket = bucket as u64;
        (edge(bucket) + edge(bucket + 1)) / 2.0
    }

    /// Widens what is kept so that the bucket is in it.
    fn count_at(&mut self, bucket: usize) -> &mut u32 {
        if self.counts.is_empty() {
            self.first = bucket;
        }
        if bucket < self.first {
            let more = self.first - bucket;
            self.counts.splice(0..0, std::iter::repeat_n(0, more));
            self.first = bucket;
        }
        let at = bucket - self.first;
        if at >= self.counts.len() {
            self.counts.resize(at + 1, 0);
        }
        &mut self.counts[at]
    }
}

fn exp2(exponent: i64) -> f64 {
    f64::from_bits(u64::try_from(1023 + exponent).expect("exponents here are small") << MANTISSA)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{Strategy, prop, prop_assert, proptest};

    fn of(values: &[f64]) -> Sketch {
        let mut sketch = Sketch::new(Sketch::OF_DAYS);
        values.iter().for_each(|value| sketch.add(*value));
        sketch
    }

    fn values() -> impl Strategy<Value = Vec<f64>> {
        prop::collection::vec((-18.0..40.0_f64).prop_map(f64::exp2), 1..300)
    }

    proptest! {
        #[test]
        fn a_quantile_is_within_half_a_bucket_of_the_ordered_value(mut values in values(), quantile in 0.0..=1.0_f64) {
            let told = of(&values).estimate(quantile);
            values.sort_by(f64::total_cmp);
            let n = u64::try_from(values.len()).expect("few");
            let ranks = Ranks::of(quantile, n);
            for (told, rank) in [(told.low, ranks.low), (told.value, ranks.at), (told.high, ranks.high)] {
                let exact = values[usize::try_from(rank).expect("few") - 1];
                prop_assert!((told / exact - 1.0).abs() <= 1.0 / 128.0, "{told} for {exact}");
            }
        }

        #[test]
        fn merging_in_any_order_is_as_if_all_had_been_added_to_one(left in values(), right in values()) {
            let (mut one, mut other) = (of(&left), of(&right));
            one.merge(&of(&right));
            other.merge(&of(&left));
            let whole = of(&left.iter().chain(&right).copied().collect::<Vec<_>>());
            prop_assert!(one == whole && other == whole);
        }
    }

    #[test]
    fn nothing_and_never_have_ranks_too() {
        let sketch = of(&[0.0, -1.0, 3.0, f64::INFINITY, f64::INFINITY, f64::INFINITY]);
        let at = |quantile| sketch.estimate(quantile).value;
        assert_eq!((sketch.n(), at(0.05), at(0.2), at(0.6), at(0.9)), (6, 0.0, 0.0, f64::INFINITY, f64::INFINITY));
        assert_eq!(of(&[f64::NAN]).estimate(0.5).n, 0);
    }

    #[test]
    fn memory_has_a_ceiling_whatever_is_added() {
        let mut sketch = of(&[1e-300, 1e300, f64::MIN_POSITIVE, 1e-6, 1e13]);
        (0..100_000_u32).for_each(|i| sketch.add(f64::from(i).exp2()));
        assert!(sketch.counts.len() <= 64 << Sketch::OF_DAYS, "{}", sketch.counts.len());
    }

    #[test]
    fn the_mean_of_the_tail_is_of_the_least_values() {
        let values: Vec<f64> = (1..=1000).map(f64::from).collect();
        let mut sketch = Sketch::new(Sketch::OF_FIGURES);
        values.iter().for_each(|value| sketch.add(*value));
        let tail = sketch.tail_mean(0.05);
        assert!((tail.value / 25.5 - 1.0).abs() < 2e-4, "{tail:?}");
        assert!(tail.low < 25.5 && tail.high > 25.5);
    }
}
