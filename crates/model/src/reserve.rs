//! The reserve: revenue enters it unevenly and leaves it by one law, `R(t) = R * e^(-t/tau)`.
//!
//! Everything is integers, so that Solidity computes the same bits. The decay of one second is computed once per venture
//! from the series of `e^(-1/tau)`; a decay over `n` seconds is its `n`-th power by squaring, rounded down at each
//! product, which makes it at most `n` units of 2^-128 smaller than the true power. What stays in the reserve is rounded
//! up: the rounding is in nobody's favour, it only leaves a moment later.
//!
//! Poking. Over `n` seconds, `m` drips instead of one leave less than `m + R*n/2^128` units of 2^-32 cash more in the
//! reserve, and less than `1 + R*n/2^128` of them less (R in the same units). For a reserve below 2^64 cash units and any
//! period below a century the second term is under one unit. `pokes_release_what_one_drip_releases` tests it.

use crate::money::{Cash, Timestamp};
use alloy_primitives::U256;

/// Money in the reserve, in 2^-32 cash units, so that frequent pokes never stall it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReserveQ32(pub u128);

/// What one second leaves of a reserve: `e^(-1/tau)` in Q128, rounded down. Zero when tau is zero: all leaves at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decay {
    per_second_q128: U256,
}

impl ReserveQ32 {
    pub const ZERO: Self = Self(0);

    /// `None` from 2^96 cash units on, 10^16 times all the dollars there are.
    pub fn from_cash(amount: Cash) -> Option<Self> {
        amount.0.checked_mul(1 << 32).map(Self)
    }

    /// The whole cash units in it, rounded down.
    pub fn to_cash_down(self) -> Cash {
        Cash(self.0 >> 32)
    }

    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    pub fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    pub(crate) fn wrapping_add(self, other: Self) -> Self {
        Self(self.0.wrapping_add(other.0))
    }

    pub fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    pub fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl Decay {
    /// The decay of a venture with time constant `tau` seconds, by the alternating series of `e^(-1/tau)` in Q192.
    ///
    /// Each term is rounded down, so that the sum is within 2^-187 of the truth before it is cut to Q128.
    pub fn of_tau(tau: u32) -> Self {
        if tau == 0 {
            return Self { per_second_q128: U256::ZERO };
        }
        let one: U256 = U256::ONE << 192;
        let (mut term, mut sum, mut n) = (one, one, 0_u64);
        // At most 44 terms, when tau is one second.
        loop {
            n += 1;
            term /= U256::from(u64::from(tau) * n);
            if term.is_zero() {
                break;
            }
            if n % 2 == 1 {
                sum -= term;
            } else {
                sum += term;
            }
        }
        Self { per_second_q128: sum >> 64 }
    }

    pub fn per_second_q128(self) -> U256 {
        self.per_second_q128
    }

    /// True when nothing is held back, not even for an instant.
    pub fn is_instant(self) -> bool {
        self.per_second_q128.is_zero()
    }

    /// What `seconds` leave of a reserve, Q128, rounded down: at most 1, and at most `seconds` * 2^-128 too small.
    fn over_q128(self, seconds: u64) -> U256 {
        if self.is_instant() {
            return U256::ZERO;
        }
        let (mut result, mut base, mut left) = (U256::ONE << 128, self.per_second_q128, seconds);
        while left > 0 {
            if left % 2 == 1 {
                result = (result * base) >> 128;
            }
            left >>= 1;
            if left > 0 {
                base = (base * base) >> 128;
            }
        }
        result
    }

    /// What is still in the reserve after the time from `since` to `now`, rounded up.
    pub fn left_up(self, reserve: ReserveQ32, since: Timestamp, now: Timestamp) -> ReserveQ32 {
        let product = U256::from(reserve.0) * self.over_q128(now.seconds_since(since));
        // Reserve < 2^128 and decay <= 2^128, so neither the product nor rounding it up leaves 256 bits.
        let left = (product + ((U256::ONE << 128) - U256::ONE)) >> 128;
        ReserveQ32(u128::try_from(left).unwrap_or(reserve.0))
    }
}

#[cfg(test)]
mod tests {
    use super::{Decay, ReserveQ32};
    use crate::money::Timestamp;
    use alloy_primitives::{U256, U512};
    use proptest::prelude::*;

    /// e^(-1/tau) in Q384 by the same series with 192 bits more: the slow twin.
    fn decay_q384(tau: u32) -> U512 {
        let one: U512 = U512::ONE << 384;
        let (mut term, mut plus, mut minus) = (one, one, U512::ZERO);
        for n in 1_u64.. {
            term /= U512::from(u64::from(tau) * n);
            if term.is_zero() {
                break;
            }
            if n % 2 == 1 { minus += term } else { plus += term }
        }
        plus - minus
    }

    #[test]
    fn known_decays() {
        assert!(Decay::of_tau(0).is_instant());
        // floor(2^128 / e) and floor(2^128 * e^(-1/86400)), computed with 120 decimal digits.
        let q = |tau| Decay::of_tau(tau).per_second_q128().to_string();
        assert_eq!(q(1), "125182886983370532117250726298150828301");
        assert_eq!(q(86_400), "340278428490409506572813709004026816391");
    }

    proptest! {
        #[test]
        fn decay_of_a_second_is_the_truth_rounded_down(tau in 1_u32..=315_360_000) {
            let truth = U256::from(decay_q384(tau) >> 256);
            prop_assert!(truth.abs_diff(Decay::of_tau(tau).per_second_q128()) <= U256::ONE);
        }

        #[test]
        fn pokes_release_what_one_drip_releases(
            tau in 1_u32..=315_360_000, reserve in 0_u128..1 << 96, gaps in prop::collection::vec(0_u64..3_000_000, 1..40)
        ) {
            let decay = Decay::of_tau(tau);
            let end: u64 = gaps.iter().sum();
            let once = decay.left_up(ReserveQ32(reserve), Timestamp(0), Timestamp(end));
            let (mut poked, mut now) = (ReserveQ32(reserve), 0);
            for gap in &gaps {
                poked = decay.left_up(poked, Timestamp(now), Timestamp(now + gap));
                now += gap;
            }
            let pokes = u128::try_from(gaps.len()).expect("few");
            // R * n < 2^96 * 2^27 here, so the term R*n/2^128 of the bound is below one.
            prop_assert!(poked.0 <= once.0 + pokes, "poking keeps {} back", poked.0 - once.0);
            prop_assert!(once.0 <= poked.0 + 1, "poking releases {} more", once.0 - poked.0);
        }

        #[test]
        fn waiting_longer_never_leaves_more(
            tau in 0_u32..=315_360_000, reserve in any::<u128>(), a in any::<u32>(), b in any::<u32>()
        ) {
            let decay = Decay::of_tau(tau);
            let left = |seconds: u32| decay.left_up(ReserveQ32(reserve), Timestamp(0), Timestamp(u64::from(seconds)));
            prop_assert!(left(a) <= ReserveQ32(reserve));
            // Squaring rounds at other places for other exponents: at most n units of 2^-128 of the reserve, see above.
            let slack = (U256::from(reserve) * U256::from(a.max(b))) >> 128;
            let slack = u128::try_from(slack).expect("below 2^32") + 1;
            prop_assert!(left(a.max(b)).0 <= left(a.min(b)).0.saturating_add(slack));
        }
    }
}
