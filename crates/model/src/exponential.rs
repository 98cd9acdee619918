//! `e^x` in fixed point: the same bits on every machine, never above the truth, never decreasing.
//!
//! `x = k * ln 2 + r` with `0 <= r < ln 2`; then `e^x = 2^k * e^r`, and `e^r` is its series, each term and so the sum rounded
//! down. `ln 2` is rounded up, so that `r` is too small if anything, and `e^r` stays below two.
//!
//! Error: the series loses less than 2^-192 a term, of which there are at most 47, and `r` is too small by less than
//! `k * 2^-192`. So the result is too small by less than the part `(47 + k) * 2^-192`, under 2^-182 for all `k` used here.
//! `it_is_just_below_the_truth` tests it against a slower twin.

use alloy_primitives::U512;

/// Fractional bits of exponents and mantissas.
pub(crate) const FRACTION_BITS: usize = 192;

/// ln 2 in Q192, rounded up; limbs from the lowest.
const LN2_UP: U512 =
    U512::from_limbs([0x40f3_4326_7298_b62e, 0xc9e3_b398_03f2_f6af, 0xb172_17f7_d1cf_79ab, 0, 0, 0, 0, 0]);

/// `e^x` as `mantissa * 2^power`, the mantissa in [1, 2) with `FRACTION_BITS` bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Exponential {
    pub mantissa: U512,
    pub power: usize,
}

/// `e^x` for `x` in Q192; `None` from `2^power_limit` on.
pub(crate) fn exp_down(x: U512, power_limit: usize) -> Option<Exponential> {
    let (quotient, rest) = x.div_rem(LN2_UP);
    let power = usize::try_from(quotient).ok().filter(|power| *power < power_limit)?;
    let one: U512 = U512::ONE << FRACTION_BITS;
    let (mut term, mut sum, mut n) = (one, one, 0_u64);
    loop {
        n += 1;
        term = ((term * rest) >> FRACTION_BITS) / U512::from(n);
        if term.is_zero() {
            return Some(Exponential { mantissa: sum, power });
        }
        sum += term;
    }
}

#[cfg(test)]
mod tests {
    use super::{FRACTION_BITS, LN2_UP, exp_down};
    use alloy_primitives::{U512, Uint};
    use proptest::prelude::*;

    type Wide = Uint<2048, 32>;
    const WIDE_BITS: usize = 640;

    /// The slow twin: the plain series without range reduction, with 448 bits more.
    fn exp_wide(x: U512) -> Wide {
        let x = Wide::from(x) << (WIDE_BITS - FRACTION_BITS);
        let (mut term, mut sum) = (Wide::ONE << WIDE_BITS, Wide::ONE << WIDE_BITS);
        for n in 1_u64.. {
            term = ((term * x) >> WIDE_BITS) / Wide::from(n);
            if term.is_zero() {
                break;
            }
            sum += term;
        }
        sum
    }

    #[test]
    fn ln_2_is_rounded_up() {
        // ln 2 = sum of 1 / (n * 2^n).
        let one = Wide::ONE << WIDE_BITS;
        let ln_2: Wide = (1..WIDE_BITS).map(|n| (one >> n) / Wide::from(n)).sum();
        assert_eq!(Wide::from(LN2_UP), (ln_2 >> (WIDE_BITS - FRACTION_BITS)) + Wide::ONE);
    }

    /// Exponents from 0 to 96, finer and coarser ones alike.
    fn exponent() -> impl Strategy<Value = U512> {
        (any::<[u64; 4]>(), 0_usize..200).prop_map(|(limbs, shift)| {
            let [a, b, c, d] = limbs;
            U512::from_limbs([a, b, c, d % 96, 0, 0, 0, 0]) >> shift
        })
    }

    proptest! {
        #[test]
        fn it_is_just_below_the_truth(x in exponent()) {
            let found = exp_down(x, 512).expect("small");
            let found_wide = Wide::from(found.mantissa) << (found.power + WIDE_BITS - FRACTION_BITS);
            let truth = exp_wide(x);
            // The twin is rounded down too, so it may be below the truth by a few of its own, much smaller, units.
            prop_assert!(found_wide <= truth + Wide::from(1_000));
            let bound = (truth >> FRACTION_BITS) * Wide::from(47 + found.power);
            prop_assert!(truth.saturating_sub(found_wide) <= bound);
        }

        #[test]
        fn it_never_decreases(x in exponent(), near in 0_u64..1_000, steps in 1_u64..300) {
            let at_step = LN2_UP * U512::from(steps) - U512::from(500_u64) + U512::from(near);
            for (low, high) in [(x, x + U512::from(near)), (at_step, at_step + U512::from(500_u64))] {
                let [low, high] = [low, high].map(|x| exp_down(x, 512).expect("small"));
                prop_assert!((low.power, low.mantissa) <= (high.power, high.mantissa));
                prop_assert!(high.mantissa < U512::ONE << (FRACTION_BITS + 1));
            }
        }
    }
}
