//! Demand sets the price: `floor * e^(X/kappa)` a unit, where the excess `X` rises by every unit sold and falls by `target`
//! units a second, never below zero. It is the law of EIP-4844 in continuous time.
//!
//! A batch costs the integral, not spot times units: `F(X + u) - F(X)` with `F(X) = floor * kappa * e^(X/kappa)`, rounded
//! up. Because it is a difference of one and the same rounded `F`, parts add up to the whole exactly, and rounding up
//! each part can only make it dearer: PRICE-2 holds without a tolerance. PRICE-1 is a maximum with `floor * u`.
//!
//! Numbers: excess is counted in 2^-32 thousandths of a unit, so that it falls by an exact amount each millisecond and
//! looking often changes nothing. `F` is exact to the part 2^-182 (see `exponential`), so a price below 2^115 cash units is
//! within one of the truth. Amounts that do not fit become the largest that does.

use crate::exponential::{FRACTION_BITS, exp_down};
use crate::money::Cash;
use alloy_primitives::{U256, U512};
use std::num::NonZeroU64;

/// A moment of the gateway, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millis(pub u64);

/// How the price of one kind of unit behaves. Any values are legal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceClass {
    /// Lowest price of one unit, in cash units, Q64.
    pub floor: PriceQ64,
    /// Units a second that hold the price, Q32.
    pub target_q32: u64,
    /// Units of excess that raise the price e-fold (kappa).
    pub sensitivity: NonZeroU64,
}

/// Cash units for one unit, in Q64.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PriceQ64(pub u128);

/// The excess demand for one class. Begins at zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Demand {
    excess: Excess,
    last: Millis,
}

/// Units sold beyond the target, in 2^-32 thousandths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Excess(pub u128);

impl Excess {
    const PER_UNIT: u128 = 1_000 << 32;

    fn plus_units(self, units: u64) -> Self {
        Self(self.0.saturating_add(u128::from(units) * Self::PER_UNIT))
    }
}

impl Demand {
    /// The demand whose excess was `excess` at `last`: for those who store or quote one.
    pub fn new(excess: Excess, last: Millis) -> Self {
        Self { excess, last }
    }

    pub fn excess(self) -> Excess {
        self.excess
    }

    /// The moment that [`Self::excess`] is of.
    pub fn last(self) -> Millis {
        self.last
    }

    /// The demand as of `now`. A `now` before the last one leaves it as it is.
    #[must_use]
    pub fn at(self, class: &PriceClass, now: Millis) -> Self {
        let elapsed = u128::from(now.0.saturating_sub(self.last.0));
        // Q32 units a second are 2^-32 thousandths a millisecond.
        let fallen = u128::from(class.target_q32) * elapsed;
        Self { excess: Excess(self.excess.0.saturating_sub(fallen)), last: self.last.max(now) }
    }

    /// What one more unit costs now, of a demand brought up to now with `at`; rounded down, for display.
    pub fn spot_down(self, class: &PriceClass) -> PriceQ64 {
        let spot = exp_down(class.exponent(self.excess), U512::BITS).and_then(|e| {
            let product = U512::from(class.floor.0) * e.mantissa;
            Some(shifted_left(product, e.power)? >> FRACTION_BITS)
        });
        PriceQ64(spot.and_then(|spot: U512| u128::try_from(spot).ok()).unwrap_or(u128::MAX))
    }

    /// What `units` cost together, of a demand brought up to now with `at`; rounded up.
    pub fn cost_up(self, class: &PriceClass, units: u64) -> Cash {
        if units == 0 {
            return Cash::ZERO;
        }
        let Some(after) = class.integral(self.excess.plus_units(units)) else {
            // From 2^256 cash units on; the last unit alone costs more than 2^128 of them.
            return Cash::MAX;
        };
        let before = class.integral(self.excess).unwrap_or(after);
        let whole = (after - before).div_ceil(U512::ONE << (64 + FRACTION_BITS));
        let integral = u128::try_from(whole).map_or(Cash::MAX, Cash);
        integral.max(class.floor_up(units))
    }

    /// Sells `units` at `now`: the demand afterwards, and what they cost.
    pub fn sell(self, class: &PriceClass, units: u64, now: Millis) -> (Self, Cash) {
        let present = self.at(class, now);
        let cost = present.cost_up(class, units);
        (Self { excess: present.excess.plus_units(units), ..present }, cost)
    }

    /// Whole units of excess, rounded down.
    pub fn excess_units(self) -> u128 {
        self.excess.0 / Excess::PER_UNIT
    }
}

impl PriceClass {
    /// X / kappa in Q192, rounded down.
    fn exponent(&self, excess: Excess) -> U512 {
        let per_kappa = U512::from(Excess::PER_UNIT) * U512::from(self.sensitivity.get());
        (U512::from(excess.0) << FRACTION_BITS) / per_kappa
    }

    /// `F(X)` in 2^-256 cash units, rounded down; `None` from 2^256 cash units on. Never decreases with X.
    fn integral(&self, excess: Excess) -> Option<U512> {
        let e = exp_down(self.exponent(excess), U512::BITS)?;
        shifted_left(U512::from(self.floor.0) * U512::from(self.sensitivity.get()) * e.mantissa, e.power)
    }

    /// `floor * units`, rounded up.
    fn floor_up(&self, units: u64) -> Cash {
        let cost = (U256::from(self.floor.0) * U256::from(units)).div_ceil(U256::ONE << 64);
        Cash::from_u256(cost).unwrap_or(Cash::MAX)
    }
}

impl PriceQ64 {
    pub fn from_cash(amount: u64) -> Self {
        Self(u128::from(amount) << 64)
    }
}

/// `value * 2^power`; `None` if it does not fit.
fn shifted_left(value: U512, power: usize) -> Option<U512> {
    (value.leading_zeros() >= power).then(|| value << power)
}

#[cfg(test)]
mod tests;
