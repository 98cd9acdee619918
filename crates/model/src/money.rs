//! What is counted: cash, shares, parts and moments, each a type of its own, so that one is never added to another.
//!
//! Arithmetic is checked and every rounding is in the name: `_down` favours the purse that pays, `_up` the one that
//! receives. Amounts that arrive from outside are `U256` until a constructor here has accepted them.

use alloy_primitives::U256;
use std::fmt;

/// An amount of money in cash units: one base unit of a currency with at most 6 decimals, else 10^(decimals-6) of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cash(pub u128);

/// A number of share base units. The supply of a venture is below 2^64.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shares(pub u64);

/// A moment of the chain, in seconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub u64);

/// A part of a whole, in 1/10,000; never more than the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bps(u16);

impl Cash {
    pub const ZERO: Self = Self(0);
    pub const MAX: Self = Self(u128::MAX);

    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    pub fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    pub fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// `self * part`, rounded down. Cannot overflow: a part is at most the whole.
    pub fn part_down(self, part: Bps) -> Self {
        let (whole, rest) = (self.0 / 10_000, self.0 % 10_000);
        Self(whole * u128::from(part.0) + rest * u128::from(part.0) / 10_000)
    }

    /// `self * part`, rounded up.
    pub fn part_up(self, part: Bps) -> Self {
        let (whole, rest) = (self.0 / 10_000, self.0 % 10_000);
        Self(whole * u128::from(part.0) + (rest * u128::from(part.0)).div_ceil(10_000))
    }

    /// `self * shares / supply`, rounded down; zero when there is no supply.
    pub fn share_down(self, shares: Shares, supply: Shares) -> Self {
        if supply.0 == 0 {
            return Self::ZERO;
        }
        // Below 2^192, so the product is exact; at most `self` whenever `shares <= supply`.
        let product = U256::from(self.0) * U256::from(shares.0);
        Self::from_u256(product / U256::from(supply.0)).unwrap_or(Self::MAX)
    }

    /// The amount in base units of a currency whose cash unit is `unit` of them; `None` above 2^256.
    pub fn to_base(self, unit: U256) -> Option<U256> {
        U256::from(self.0).checked_mul(unit)
    }

    /// The whole cash units in `amount` base units; `None` above 2^128, more than any currency has.
    pub fn from_base_down(amount: U256, unit: U256) -> Option<Self> {
        Self::from_u256(amount.checked_div(unit)?)
    }

    pub fn from_u256(amount: U256) -> Option<Self> {
        u128::try_from(amount).ok().map(Self)
    }
}

impl Shares {
    pub const ZERO: Self = Self(0);

    pub fn from_u256(amount: U256) -> Option<Self> {
        u64::try_from(amount).ok().map(Self)
    }

    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    pub fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Timestamp {
    pub fn saturating_add(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Seconds from `earlier` to `self`; zero when `earlier` is later.
    pub fn seconds_since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl Bps {
    pub const WHOLE: Self = Self(10_000);

    /// `None` above 10,000.
    pub fn new(part: u16) -> Option<Self> {
        (part <= Self::WHOLE.0).then_some(Self(part))
    }

    pub fn get(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Cash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Shares {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::{Bps, Cash, Shares};
    use alloy_primitives::U256;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_round_to_their_side_and_never_exceed_the_whole(amount in any::<u128>(), part in 0_u16..=10_000) {
            let bps = Bps::new(part).expect("within limits");
            let exact = U256::from(amount) * U256::from(part);
            prop_assert_eq!(U256::from(Cash(amount).part_down(bps).0), exact / U256::from(10_000));
            prop_assert_eq!(U256::from(Cash(amount).part_up(bps).0), exact.div_ceil(U256::from(10_000)));
        }

        #[test]
        fn redeeming_share_by_share_leaves_nothing_and_overpays_nobody(
            undrawn in 0..u128::from(u64::MAX), parts in prop::collection::vec(1_u64..1 << 40, 1..12)
        ) {
            let (mut cash, mut supply) = (undrawn, parts.iter().sum::<u64>());
            for shares in parts {
                let exact = U256::from(cash) * U256::from(shares) / U256::from(supply);
                let paid = Cash(cash).share_down(Shares(shares), Shares(supply));
                prop_assert_eq!(U256::from(paid.0), exact);
                cash -= paid.0;
                supply -= shares;
            }
            prop_assert_eq!((cash, supply), (0, 0));
        }
    }
}
