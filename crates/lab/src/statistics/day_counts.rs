//! On which day something happened, over many paths: exact, because there are few days.

use super::{Ranks, proportion};
use crate::findings::Estimate;

/// Counts paths by the day on which something happened to them, or never did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DayCounts {
    counts: Vec<u64>,
    never: u64,
}

impl DayCounts {
    pub fn add(&mut self, day: Option<u32>) {
        match day {
            None => self.never += 1,
            Some(day) => {
                let day = day as usize;
                if day >= self.counts.len() {
                    self.counts.resize(day + 1, 0);
                }
                self.counts[day] += 1;
            }
        }
    }

    pub fn merge(&mut self, other: &DayCounts) {
        self.never += other.never;
        if other.counts.len() > self.counts.len() {
            self.counts.resize(other.counts.len(), 0);
        }
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
    }

    /// The median day, infinite if it never happened to half of the paths.
    pub fn median(&self) -> Estimate {
        let n = self.n();
        if n == 0 {
            return Estimate::NOTHING;
        }
        let ranks = Ranks::of(0.5, n);
        Estimate { value: self.ranked(ranks.at), low: self.ranked(ranks.low), high: self.ranked(ranks.high), n }
    }

    /// Part of the paths to which it happened.
    pub fn happened(&self) -> Estimate {
        proportion(self.n() - self.never, self.n())
    }

    /// Part of the paths to which it has not happened by the end of a day.
    pub fn not_until(&self, day: u32) -> Estimate {
        let until: u64 = self.counts.iter().take(day as usize + 1).sum();
        proportion(self.n() - until, self.n())
    }

    /// Part of the paths to which it never happened.
    pub fn survived(&self) -> Estimate {
        proportion(self.never, self.n())
    }

    /// What it takes of memory.
    pub fn bytes(&self) -> usize {
        size_of::<DayCounts>() + self.counts.capacity() * size_of::<u64>()
    }

    fn n(&self) -> u64 {
        self.never + self.counts.iter().sum::<u64>()
    }

    fn ranked(&self, rank: u64) -> f64 {
        let mut seen = 0;
        for (day, count) in (0_u32..).zip(&self.counts) {
            seen += count;
            if seen >= rank {
                return f64::from(day);
            }
        }
        f64::INFINITY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(days: &[Option<u32>]) -> DayCounts {
        let mut counts = DayCounts::default();
        days.iter().for_each(|day| counts.add(*day));
        counts
    }

    #[test]
    fn what_happened_to_fewer_than_half_has_no_median_day() {
        assert_eq!(of(&[Some(3), Some(9), None, Some(5)]).median().value, 5.0);
        assert_eq!(of(&[Some(3), None, None]).median().value, f64::INFINITY);
    }

    #[test]
    fn who_is_left_falls_day_by_day() {
        let counts = of(&[Some(0), Some(2), None, None]);
        assert_eq!([0, 1, 2, 9].map(|day| counts.not_until(day).value), [0.75, 0.75, 0.5, 0.5]);
        assert_eq!(counts.happened().value, 0.5);
    }

    #[test]
    fn merging_is_as_if_all_had_been_added_to_one() {
        let mut left = of(&[Some(1), None]);
        left.merge(&of(&[Some(7), Some(1)]));
        assert_eq!(left, of(&[Some(1), None, Some(7), Some(1)]));
    }
}
