//! One published value beside ours.

/// A value that was published, what we compute instead, and what comes of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// As in `B12`; several lines may belong to one.
    pub key: &'static str,
    /// What is compared, in a phrase.
    pub what: String,
    pub comparison: Comparison,
    pub kind: Kind,
    /// Where the expected value was published.
    pub source: &'static str,
    /// What a reader has to know to judge the line; often empty.
    pub note: String,
}

/// How a line came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A formula, computed.
    Exact,
    /// Somebody else's model, written again here.
    Port,
    /// Simulated, with a fixed seed.
    MonteCarlo,
    /// An interval in which the value was seen. Never aimed at.
    Band,
    /// Computed from real data.
    Data,
}

/// Expected and ours.
#[derive(Clone, Debug, PartialEq)]
pub enum Comparison {
    /// Whole numbers, or lists of them: the same or not.
    Same { expected: String, ours: String },
    /// Numbers that may differ by `tolerance`.
    Near { expected: f64, ours: f64, tolerance: f64, shown: Shown },
    /// Ours is an estimate with a standard error; it may differ by `tolerance`.
    Estimated { expected: f64, ours: f64, standard_error: f64, tolerance: f64, shown: Shown },
    /// Ours is to be in an interval.
    Within { low: f64, high: f64, ours: f64, shown: Shown },
}

/// How numbers of a line are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    pub decimals: usize,
    /// As in ` %`, with the space that belongs before it.
    pub unit: &'static str,
}

/// What comes of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Met,
    Missed,
    Inside,
    Outside,
}

/// Plain numbers with so many decimals.
pub const fn plain(decimals: usize) -> Shown {
    Shown { decimals, unit: "" }
}

/// Numbers in a unit.
pub const fn in_unit(decimals: usize, unit: &'static str) -> Shown {
    Shown { decimals, unit }
}

impl Check {
    /// Whole numbers that are to be the same.
    pub fn same(
        key: &'static str,
        what: impl Into<String>,
        expected: impl ToString,
        ours: impl ToString,
        source: &'static str,
    ) -> Self {
        let comparison = Comparison::Same { expected: expected.to_string(), ours: ours.to_string() };
        Self { key, what: what.into(), comparison, kind: Kind::Exact, source, note: String::new() }
    }

    /// Numbers that may differ by a tolerance.
    pub fn near(
        key: &'static str,
        what: impl Into<String>,
        (expected, ours, tolerance): (f64, f64, f64),
        shown: Shown,
        source: &'static str,
    ) -> Self {
        let comparison = Comparison::Near { expected, ours, tolerance, shown };
        Self { key, what: what.into(), comparison, kind: Kind::Exact, source, note: String::new() }
    }

    /// An estimate (value, standard error) that may differ from what is expected by a tolerance.
    pub fn estimated(
        key: &'static str,
        what: impl Into<String>,
        (expected, tolerance): (f64, f64),
        (ours, standard_error): (f64, f64),
        shown: Shown,
        source: &'static str,
    ) -> Self {
        let comparison = Comparison::Estimated { expected, ours, standard_error, tolerance, shown };
        Self { key, what: what.into(), comparison, kind: Kind::MonteCarlo, source, note: String::new() }
    }

    /// A number and the interval that it was seen in.
    pub fn within(
        key: &'static str,
        what: impl Into<String>,
        (low, high): (f64, f64),
        ours: f64,
        shown: Shown,
        source: &'static str,
    ) -> Self {
        let comparison = Comparison::Within { low, high, ours, shown };
        Self { key, what: what.into(), comparison, kind: Kind::Band, source, note: String::new() }
    }

    pub fn of_kind(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }

    pub fn noting(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }

    pub fn verdict(&self) -> Verdict {
        let met = |met: bool| if met { Verdict::Met } else { Verdict::Missed };
        match &self.comparison {
            Comparison::Same { expected, ours } => met(expected == ours),
            Comparison::Near { expected, ours, tolerance, .. }
            | Comparison::Estimated { expected, ours, tolerance, .. } => met(is_near(*expected, *ours, *tolerance)),
            Comparison::Within { low, high, ours, .. } => {
                if (*low..=*high).contains(ours) {
                    Verdict::Inside
                } else {
                    Verdict::Outside
                }
            }
        }
    }
}

/// Two infinities are the same; a NaN is nothing.
fn is_near(expected: f64, ours: f64, tolerance: f64) -> bool {
    expected == ours || (expected - ours).abs() <= tolerance
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(expected: f64, ours: f64) -> Verdict {
        Check::near("B0", "", (expected, ours, 0.5), plain(1), "").verdict()
    }

    #[test]
    fn a_tolerance_is_what_a_value_may_be_off_by_and_no_more() {
        assert_eq!(near(1.0, 1.5), Verdict::Met);
        assert_eq!(near(1.0, 0.5), Verdict::Met);
        assert_eq!(near(1.0, 1.51), Verdict::Missed);
        assert_eq!(near(f64::INFINITY, f64::INFINITY), Verdict::Met);
        assert_eq!(near(1.0, f64::NAN), Verdict::Missed);
    }

    #[test]
    fn a_band_includes_its_ends() {
        let within = |ours| Check::within("B0", "", (1.0, 2.0), ours, plain(1), "").verdict();
        assert_eq!([1.0, 2.0].map(within), [Verdict::Inside; 2]);
        assert_eq!([0.99, 2.01, f64::NAN].map(within), [Verdict::Outside; 3]);
    }

    #[test]
    fn whole_numbers_are_the_same_or_not() {
        assert_eq!(Check::same("B0", "", 5, 5, "").verdict(), Verdict::Met);
        assert_eq!(Check::same("B0", "", 5, 6, "").verdict(), Verdict::Missed);
    }
}
