//! Poisson counts of means up to some forty, exact, at the cost of one look into a table and one exponential.
//!
//! Poisson(m) = Poisson(w) + Poisson(m - w) with w the whole part of m. The first comes from a table by Walker's alias method
//! (Walker, 1977; built as by Vose, 1991), one row for each w: a random word picks a column, and the rest of the word
//! whether the count is the column or its alias. The second has a mean below one and is counted, u > F(0), u > F(1), ...
//! Means beyond the last row leave a larger rest, which is counted too: as exact, but slow.

use std::array;

use super::exponential::exp;
use super::rare;
use super::streams::Streams;
use super::{LANES, LaneSet, Lanes};

/// Rows are for means of 0 to 47: the table stays in a processor's second cache, and what paths use of it in the first.
const ROWS: usize = 48;

/// Columns are counts of 0 to 127. With a mean of 47 the counts beyond have 2^-75 together.
const COLUMNS: usize = 1 << COLUMN_BITS;
const COLUMN_BITS: u32 = 7;
const COLUMN_MASK: u64 = COLUMNS as u64 - 1;

/// What a column holds, and what all columns of a row hold: the whole of a random word.
const COLUMN_WEIGHT: u128 = 1 << (u64::BITS - COLUMN_BITS);
const ROW_WEIGHT: u128 = 1 << u64::BITS;

/// Values of the rest's distribution that all lanes are held against. A rest of one is larger in 6 of 10,000 draws.
const TERMS: usize = 5;

/// 2^52: below it, the bits of `number + WHOLE` end in the number's whole part, rounded.
const WHOLE: f64 = 4_503_599_627_370_496.0;

/// A row of columns: in the upper 57 bits the weight that the column keeps, in the lower 7 its alias.
type Row = [u64; COLUMNS];

/// The alias tables of all whole means.
pub struct Poisson {
    rows: Box<[Row; ROWS]>,
}

impl Poisson {
    /// Makes the tables.
    pub fn new() -> Self {
        Self { rows: Box::new(array::from_fn(|mean| row(&weights(mean)))) }
    }

    /// Draws a Poisson count of each lane's mean.
    #[inline(always)]
    pub fn draw(&self, means: &Lanes, streams: &mut Streams) -> Lanes {
        let mut rows = [0; LANES];
        let mut rests = [0.0; LANES];
        let mut words = [0; LANES];
        let mut uniforms = [0.0; LANES];
        for lane in 0..LANES {
            let whole = whole_part(means[lane]);
            rows[lane] = (whole + WHOLE).to_bits() & u64::from(u32::MAX);
            rests[lane] = means[lane] - whole;
            words[lane] = streams.bits(lane);
            uniforms[lane] = streams.uniform(lane);
        }

        let mut counts = [0.0; LANES];
        for lane in 0..LANES {
            counts[lane] = self.look_up(rows[lane], words[lane]);
        }
        let mut beyond = LaneSet::default();
        for lane in 0..LANES {
            let (count, is_beyond) = count_rest(rests[lane], uniforms[lane]);
            counts[lane] += count;
            beyond.add(lane, is_beyond);
        }
        while let Some(lane) = beyond.take() {
            counts[lane] += rare::poisson_of_one(rests[lane], uniforms[lane], lane, streams) - TERMS as f64;
        }
        counts
    }

    /// The count that `word` picks from a row.
    #[inline(always)]
    fn look_up(&self, row: u64, word: u64) -> f64 {
        let column = word & COLUMN_MASK;
        let entry = self.rows[index(row)][index(column)];
        let count = if word >> COLUMN_BITS < entry >> COLUMN_BITS { column } else { entry & COLUMN_MASK };
        f64::from_bits(count | WHOLE.to_bits()) - WHOLE
    }
}

impl Default for Poisson {
    fn default() -> Self {
        Self::new()
    }
}

/// A row's or column's number, which is small.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "below 128")]
fn index(number: u64) -> usize {
    number as usize
}

/// The mean of the last row that is not above `mean`.
#[inline(always)]
fn whole_part(mean: f64) -> f64 {
    let last = (ROWS - 1) as f64;
    let mean = if mean < last { mean } else { last };
    let nearest = (mean + WHOLE) - WHOLE;
    if nearest > mean { nearest - 1.0 } else { nearest }
}

/// How many of the first [`TERMS`] cumulative probabilities lie below `uniform`, and whether all do.
#[inline(always)]
fn count_rest(mean: f64, uniform: f64) -> (f64, bool) {
    let mut term = exp(-mean);
    let mut cumulative = term;
    let mut count = if uniform > cumulative { 1.0 } else { 0.0 };
    let mut k = 1;
    while k < TERMS {
        term = term * mean * (1.0 / k as f64);
        cumulative += term;
        count += if uniform > cumulative { 1.0 } else { 0.0 };
        k += 1;
    }
    (count, uniform > cumulative)
}

/// The Poisson probabilities of counts 0 to 127, as parts of 2^64 that add up to it.
fn weights(mean: usize) -> [u128; COLUMNS] {
    let mut probability = exp(-(mean as f64));
    let mut weights = [parts(probability); COLUMNS];
    for (count, weight) in weights.iter_mut().enumerate().skip(1) {
        probability *= mean as f64 / count as f64;
        *weight = parts(probability);
    }
    // What rounding took or gave, some 2^-50 of the whole, is put on the likeliest count.
    weights[mean] = weights[mean] + ROW_WEIGHT - weights.iter().sum::<u128>();
    weights
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a probability, so at most 2^64 parts")]
fn parts(probability: f64) -> u128 {
    (probability * ROW_WEIGHT as f64) as u128
}

/// Fills columns of equal weight with one count and at most one other, in integers: nothing is lost.
fn row(weights: &[u128; COLUMNS]) -> Row {
    let mut left = *weights;
    let mut row: Row = array::from_fn(|column| column as u64);
    let (mut small, mut large): (Vec<usize>, Vec<usize>) = (0..COLUMNS).partition(|&count| left[count] < COLUMN_WEIGHT);
    while let (Some(column), Some(&giver)) = (small.pop(), large.last()) {
        row[column] = kept(left[column]) | giver as u64;
        left[giver] -= COLUMN_WEIGHT - left[column];
        if left[giver] < COLUMN_WEIGHT {
            small.extend(large.pop());
        }
    }
    // A column that needs nothing from others is its own alias already.
    row
}

/// The weight that a column keeps, in the bits above its alias.
#[expect(clippy::cast_possible_truncation, reason = "less than a whole column, so the shift leaves less than 2^64")]
fn kept(weight: u128) -> u64 {
    (weight << COLUMN_BITS) as u64
}

#[cfg(test)]
mod tests {
    use super::{COLUMN_BITS, COLUMN_MASK, COLUMN_WEIGHT, COLUMNS, Poisson, ROW_WEIGHT, index};

    #[test]
    fn every_row_holds_its_distribution_to_fourteen_digits() {
        for (mean, row) in Poisson::new().rows.iter().enumerate() {
            let mut weights = [0; COLUMNS];
            for (column, entry) in row.iter().enumerate() {
                let kept = u128::from(entry >> COLUMN_BITS);
                weights[column] += kept;
                weights[index(entry & COLUMN_MASK)] += COLUMN_WEIGHT - kept;
            }
            assert_eq!(weights.iter().sum::<u128>(), ROW_WEIGHT);
            let mut log_factorial = 0.0;
            for (count, &weight) in weights.iter().enumerate() {
                log_factorial += (count.max(1) as f64).ln();
                let log = if mean == 0 {
                    f64::NEG_INFINITY
                } else {
                    count as f64 * (mean as f64).ln() - mean as f64 - log_factorial
                };
                let probability = if mean + count == 0 { 1.0 } else { log.exp() };
                let difference = (weight as f64 / ROW_WEIGHT as f64 - probability).abs();
                assert!(difference < 4e-15, "Poisson({mean}) at {count}: {probability}, off by {difference}");
            }
        }
    }
}
