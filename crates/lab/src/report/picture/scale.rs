//! From values to places in a picture.

/// Units along each side of a picture.
pub const EXTENT: f64 = 2_000.0;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Law {
    Linear,
    Logarithmic,
}

/// Where a value is along one side of a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    from: f64,
    to: f64,
    law: Law,
}

impl Scale {
    /// A scale without an extent gets one.
    pub fn linear(from: f64, to: f64) -> Self {
        let to = if to > from { to } else { from + 1.0 };
        Self { from, to, law: Law::Linear }
    }

    /// Both ends above zero.
    pub fn logarithmic(from: f64, to: f64) -> Self {
        let from = if from > 0.0 { from } else { f64::MIN_POSITIVE };
        let to = if to > from { to } else { from * 10.0 };
        Self { from, to, law: Law::Logarithmic }
    }

    /// 0 at the beginning, 1 at the end; what lies outside is put on the edge, and what is no number at the beginning.
    pub fn part(&self, value: f64) -> f64 {
        let part = match self.law {
            Law::Linear => (value - self.from) / (self.to - self.from),
            Law::Logarithmic if value <= 0.0 => 0.0,
            Law::Logarithmic => (value / self.from).ln() / (self.to / self.from).ln(),
        };
        if part.is_nan() { 0.0 } else { part.clamp(0.0, 1.0) }
    }

    /// In units from the beginning.
    pub fn along(&self, value: f64) -> i32 {
        units(self.part(value) * EXTENT)
    }

    /// In units from the top, for values that grow upwards.
    pub fn down(&self, value: f64) -> i32 {
        units((1.0 - self.part(value)) * EXTENT)
    }

    pub fn to(&self) -> f64 {
        self.to
    }

    /// Round values, about so many; the powers of ten of a logarithmic scale.
    pub fn ticks(&self, about: u32) -> Vec<f64> {
        match self.law {
            Law::Linear => self.round_steps(about),
            Law::Logarithmic => self.powers_of_ten(about),
        }
    }

    fn round_steps(&self, about: u32) -> Vec<f64> {
        let step = round_up((self.to - self.from) / f64::from(about.max(1)));
        let first = (self.from / step).ceil();
        // Never more than twice as many as asked for, whatever rounding does.
        let places = (0..=about.saturating_mul(2)).map(|place| (first + f64::from(place)) * step);
        places.take_while(|value| *value <= self.to + step * 1e-9).collect()
    }

    fn powers_of_ten(&self, about: u32) -> Vec<f64> {
        let (first, last) = ((self.from.log10() - 1e-9).ceil(), (self.to.log10() + 1e-9).floor());
        let stride = ((last - first + 1.0) / f64::from(about.max(1))).ceil().max(1.0);
        let places = (0..=about.saturating_mul(2)).map(|place| first + f64::from(place) * stride);
        places.take_while(|power| *power <= last).map(|power| 10_f64.powf(power)).collect()
    }
}

/// The least of 1, 2, 2.5 and 5 times a power of ten that is not less; 1 of what has no size.
pub fn round_up(size: f64) -> f64 {
    if size <= 0.0 || !size.is_finite() {
        return 1.0;
    }
    let power = 10_f64.powf(size.log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0].map(|times| times * power);
    steps.into_iter().find(|step| *step >= size * (1.0 - 1e-9)).unwrap_or(power * 10.0)
}

#[expect(clippy::cast_possible_truncation, reason = "rounded, and within the extent, which is far below 2^31")]
fn units(place: f64) -> i32 {
    place.round() as i32
}

#[cfg(test)]
mod tests {
    use super::{Scale, round_up};

    #[test]
    fn ends_and_what_lies_beyond_are_on_the_edge() {
        let scale = Scale::linear(0.0, 50.0);
        assert_eq!(
            [-1.0, 0.0, 25.0, 50.0, 51.0, f64::INFINITY].map(|value| scale.along(value)),
            [0, 0, 1_000, 2_000, 2_000, 2_000]
        );
        assert_eq!(scale.down(50.0), 0);
        assert_eq!(scale.along(f64::NAN), 0);
    }

    #[test]
    fn a_logarithmic_scale_gives_each_power_the_same_room() {
        let scale = Scale::logarithmic(1.0, 10_000.0);
        assert_eq!([0.0, 1.0, 10.0, 100.0, 10_000.0].map(|value| scale.along(value)), [0, 0, 500, 1_000, 2_000]);
        assert_eq!(scale.ticks(5), [1.0, 10.0, 100.0, 1_000.0, 10_000.0]);
        assert_eq!(Scale::logarithmic(1e-8, 1.0).ticks(3).len(), 3);
    }

    #[test]
    fn ticks_are_round() {
        assert_eq!(Scale::linear(0.0, 365.0).ticks(4), [0.0, 100.0, 200.0, 300.0]);
        assert_eq!(Scale::linear(-1.0, 1.0).ticks(4), [-1.0, -0.5, 0.0, 0.5, 1.0]);
        assert_eq!([0.0, 0.9, 1.0, 1.1, 2.1, 30.0, 51.0].map(round_up), [1.0, 1.0, 1.0, 2.0, 2.5, 50.0, 100.0]);
    }

    #[test]
    fn a_scale_of_nothing_is_still_a_scale() {
        assert_eq!(Scale::linear(3.0, 3.0).along(3.0), 0);
        assert!(!Scale::logarithmic(0.0, 0.0).ticks(3).is_empty());
    }
}
