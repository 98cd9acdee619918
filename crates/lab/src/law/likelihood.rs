//! How parameters are found that make data most likely: the simplex search of Nelder and Mead (1965).
//!
//! It needs no derivatives, and the likelihoods here have at most four parameters, for which it is what the published fits used. A
//! general optimiser would bring a linear-algebra library along for these hundred lines.

/// A simplex smaller than this, in each direction and in value, has found its minimum.
const TOLERANCE: f64 = 1e-9;
/// Evaluations after which a search is given up; the fits of four parameters take some hundred.
const EVALUATIONS_MAX: u32 = 20_000;
/// How far the corners of the first simplex are from the start. Parameters are logarithms, so this is about a third up.
const FIRST_STEP: f64 = 0.3;

/// A minimum that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Minimum<const N: usize> {
    pub at: [f64; N],
    pub value: f64,
}

struct Simplex<const N: usize, F> {
    /// N + 1 corners with their values, best first.
    corners: Vec<([f64; N], f64)>,
    function: F,
    evaluations: u32,
}

/// The minimum of a function of `N` unbounded parameters near `start`. None if the search did not settle.
pub fn minimum<const N: usize>(start: [f64; N], function: impl Fn(&[f64; N]) -> f64) -> Option<Minimum<N>> {
    let found = Simplex::around(start, &function).settle()?;
    // A simplex can collapse on a slope. A second search from where the first ended finds nothing better if it did not.
    let again = Simplex::around(found.at, &function).settle()?;
    Some(if again.value <= found.value { again } else { found })
}

impl<const N: usize, F: Fn(&[f64; N]) -> f64> Simplex<N, F> {
    fn around(start: [f64; N], function: F) -> Self {
        let mut simplex = Self { corners: Vec::with_capacity(N + 1), function, evaluations: 0 };
        let first = simplex.evaluate(start);
        simplex.corners.push(first);
        for direction in 0..N {
            let mut corner = start;
            corner[direction] += FIRST_STEP;
            let corner = simplex.evaluate(corner);
            simplex.corners.push(corner);
        }
        simplex
    }

    fn evaluate(&mut self, at: [f64; N]) -> ([f64; N], f64) {
        self.evaluations += 1;
        let value = (self.function)(&at);
        (at, if value.is_nan() { f64::INFINITY } else { value })
    }

    fn settle(mut self) -> Option<Minimum<N>> {
        while self.evaluations < EVALUATIONS_MAX {
            self.corners.sort_by(|a, b| a.1.total_cmp(&b.1));
            let (at, value) = self.corners[0];
            let settled = self.corners.iter().all(|(corner, other)| {
                (other - value).abs() <= TOLERANCE && corner.iter().zip(&at).all(|(a, b)| (a - b).abs() <= TOLERANCE)
            });
            if settled {
                return Some(Minimum { at, value });
            }
            self.step();
        }
        None
    }

    /// Reflects the worst corner at the middle of the others; goes further, or less far, or draws all together.
    fn step(&mut self) {
        let (worst, worst_value) = self.corners[N];
        let middle: [f64; N] =
            std::array::from_fn(|d| self.corners[..N].iter().map(|(corner, _)| corner[d]).sum::<f64>() / N as f64);
        let along = |part: f64| std::array::from_fn(|d| middle[d] + part * (worst[d] - middle[d]));
        let reflected = self.evaluate(along(-1.0));
        let replacement = if reflected.1 < self.corners[0].1 {
            let further = self.evaluate(along(-2.0));
            Some(if further.1 < reflected.1 { further } else { reflected })
        } else if reflected.1 < self.corners[N - 1].1 {
            Some(reflected)
        } else {
            let nearer = self.evaluate(along(if reflected.1 < worst_value { -0.5 } else { 0.5 }));
            (nearer.1 < reflected.1.min(worst_value)).then_some(nearer)
        };
        match replacement {
            Some(corner) => self.corners[N] = corner,
            None => self.shrink(),
        }
    }

    fn shrink(&mut self) {
        let best = self.corners[0].0;
        for corner in 1..=N {
            let old = self.corners[corner].0;
            let halfway = std::array::from_fn(|d| 0.5 * (old[d] + best[d]));
            self.corners[corner] = self.evaluate(halfway);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bottom_of_a_bent_valley_is_found() {
        // Rosenbrock's function: its minimum of 0 at (1, 1) is at the end of a flat, curved valley.
        let banana = |p: &[f64; 2]| (1.0 - p[0]).powi(2) + 100.0 * (p[1] - p[0] * p[0]).powi(2);
        let found = minimum([-1.2, 1.0], banana).expect("it settles");
        assert!((found.at[0] - 1.0).abs() < 1e-5 && (found.at[1] - 1.0).abs() < 1e-5, "{found:?}");
    }

    #[test]
    fn a_function_without_a_minimum_is_given_up() {
        assert_eq!(minimum([0.0], |p: &[f64; 1]| p[0]), None);
    }

    #[test]
    fn what_cannot_be_computed_is_no_minimum() {
        let found = minimum([2.0], |p: &[f64; 1]| if p[0] < 1.0 { f64::NAN } else { p[0] }).expect("it settles");
        assert!((found.value - 1.0).abs() < 1e-6);
    }
}
