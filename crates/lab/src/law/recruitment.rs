//! The textbook Ponzi scheme: M. Artzrouni, "The mathematics of Ponzi schemes" (2009). A fund promises `promised`, really earns
//! `earned`, new money comes in at `inflow * e^(growth * t)`, and investors withdraw the part `withdrawn` of what they were promised,
//! all rates of a year:
//!
//! ```text
//! dS/dt = earned * S + s(t) - W(t),   W(t) = withdrawn * e^((promised - withdrawn) t) * (K + integral of s(u) e^(-(promised - withdrawn) u))
//! ```
//!
//! With exponential inflow this has a closed form, a sum of three exponentials.

/// A scheme at its beginning.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scheme {
    /// What is in the fund, K.
    pub fund: f64,
    pub promised: f64,
    pub earned: f64,
    pub withdrawn: f64,
    /// New money of a year at the start, and how fast it grows.
    pub inflow: f64,
    pub growth: f64,
}

/// Years after which a scheme that still stands is taken to stand for ever; the slowest collapse of interest takes decades.
const YEARS_MAX: f64 = 1_000.0;
/// How finely the first zero is looked for, in years, before it is bisected.
const STEP_YEARS: f64 = 0.01;

impl Scheme {
    /// What is in the fund after `years`.
    pub fn fund_after(&self, years: f64) -> f64 {
        let [(a, x), (b, y), (c, z)] = self.terms();
        a * (x * years).exp() + b * (y * years).exp() + c * (z * years).exp()
    }

    /// The three exponentials that the fund is a sum of: factor and rate.
    fn terms(&self) -> [(f64, f64); 3] {
        let promised_less_withdrawn = self.promised - self.withdrawn;
        let distance = self.growth - promised_less_withdrawn;
        let c = self.inflow * (self.growth - self.promised) / ((self.growth - self.earned) * distance);
        let b = self.withdrawn * (self.inflow - self.fund * distance)
            / ((promised_less_withdrawn - self.earned) * distance);
        [(self.fund - b - c, self.earned), (b, promised_less_withdrawn), (c, self.growth)]
    }

    /// Years until the fund is empty; infinite if it never is.
    pub fn collapse_years(&self) -> f64 {
        let mut before = 0.0;
        while before < YEARS_MAX {
            let after = before + STEP_YEARS;
            if self.fund_after(after) <= 0.0 {
                return self.bisect(before, after);
            }
            before = after;
        }
        f64::INFINITY
    }

    fn bisect(&self, mut standing: f64, mut fallen: f64) -> f64 {
        // Sixty halvings of a hundredth of a year are below what an f64 can tell apart.
        for _ in 0..60 {
            let middle = 0.5 * (standing + fallen);
            if self.fund_after(middle) > 0.0 {
                standing = middle;
            } else {
                fallen = middle;
            }
        }
        0.5 * (standing + fallen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEME: Scheme =
        Scheme { fund: 1.0, promised: 0.195, earned: 0.054, withdrawn: 0.25, inflow: 1.0, growth: 0.1 };

    /// The differential equation, stepped: fund, and what investors believe they have.
    fn stepped(scheme: &Scheme, years: f64) -> f64 {
        let steps = 200_000u32;
        let dt = years / f64::from(steps);
        let (mut fund, mut owed) = (scheme.fund, scheme.fund);
        for step in 0..steps {
            // The midpoint rule: second order, so that the comparison is with the formula, not with the step.
            let at = |t: f64| scheme.inflow * (scheme.growth * t).exp();
            let t = f64::from(step) * dt;
            let slope = |f: f64, o: f64, t: f64| {
                let drawn = scheme.withdrawn * o;
                (scheme.earned * f + at(t) - drawn, (scheme.promised - scheme.withdrawn) * o + at(t))
            };
            let (f1, o1) = slope(fund, owed, t);
            let (f2, o2) = slope(fund + 0.5 * dt * f1, owed + 0.5 * dt * o1, t + 0.5 * dt);
            fund += dt * f2;
            owed += dt * o2;
        }
        fund
    }

    #[test]
    fn the_closed_form_solves_the_equation() {
        for years in [0.5, 5.0, 12.0] {
            assert!((SCHEME.fund_after(years) - stepped(&SCHEME, years)).abs() < 1e-8, "after {years} years");
        }
        assert!((SCHEME.fund_after(0.0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn more_recruits_only_put_it_off() {
        let years = |growth| Scheme { growth, ..SCHEME }.collapse_years();
        assert!(years(0.0) < years(0.05) && years(0.05) < years(0.15));
        assert_eq!(years(0.25), f64::INFINITY);
    }
}
