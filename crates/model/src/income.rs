//! Income by merely holding: one word per holder, and linear algebra modulo 2^256.
//!
//! `index` is the income of one share base unit since the beginning (Q128 cash units, 192 bits, wraps). Let
//! `G = index * 2^64 + 1`. A holder's word is `x = debt * 2^64 + balance`; moving `v` shares is `x_from -= v*G;
//! x_to += v*G`, and what a holder is owed is `(G * balance - x) >> 192`.
//!
//! Why a transfer changes nobody's `owed`: it adds `v*G` to `x` and `v` to `balance`, so `G * balance - x` stays what it
//! was, bit for bit. Why the wrap of `index` is harmless: only differences of it are ever used. What is left over below
//! one cash unit stays in the word until more income makes it whole.

use crate::money::{Cash, Shares};
use crate::reserve::ReserveQ32;
use alloy_primitives::U256;

/// Income per share base unit since the beginning, Q128 cash units modulo 2^192.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Index(U256);

/// A holder's word: `debt * 2^64 + balance`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Word(U256);

impl Index {
    pub const ZERO: Self = Self(U256::ZERO);

    /// Keeps the lowest 192 bits.
    pub fn wrapping_from(index: U256) -> Self {
        Self(index & ((U256::ONE << 192) - U256::ONE))
    }

    pub fn get(self) -> U256 {
        self.0
    }

    /// The index after `released` was shared out among `supply`. The division drops less than 2^-64 cash unit in all.
    #[must_use]
    pub fn raised_down(self, released: ReserveQ32, supply: Shares) -> Self {
        if supply.is_zero() {
            return self;
        }
        Self::wrapping_from(self.0 + (U256::from(released.0) << 96) / U256::from(supply.0))
    }

    /// `G`: what one share weighs in a word.
    fn weight(self) -> U256 {
        (self.0 << 64) + U256::ONE
    }
}

impl Word {
    pub const EMPTY: Self = Self(U256::ZERO);

    pub fn get(self) -> U256 {
        self.0
    }

    pub fn balance(self) -> Shares {
        Shares(self.0.as_limbs()[0])
    }

    /// What a claim pays now, rounded down.
    pub fn owed_down(self, index: Index) -> Cash {
        let earned = index.weight().wrapping_mul(U256::from(self.balance().0)).wrapping_sub(self.0);
        Cash(u128::from((earned >> 192_u32).as_limbs()[0]))
    }

    #[must_use]
    pub fn plus_shares(self, shares: Shares, index: Index) -> Self {
        Self(self.0.wrapping_add(index.weight().wrapping_mul(U256::from(shares.0))))
    }

    /// The caller has checked the balance.
    #[must_use]
    pub fn minus_shares(self, shares: Shares, index: Index) -> Self {
        Self(self.0.wrapping_sub(index.weight().wrapping_mul(U256::from(shares.0))))
    }

    /// The word after `amount`, at most what is owed, was paid.
    #[must_use]
    pub fn minus_income(self, amount: Cash) -> Self {
        Self(self.0.wrapping_add(U256::from(amount.0) << 192_u32))
    }
}

#[cfg(test)]
mod tests {
    use super::{Index, Word};
    use crate::money::{Cash, Shares};
    use crate::reserve::ReserveQ32;
    use alloy_primitives::{U256, U512};
    use proptest::prelude::*;

    fn index() -> impl Strategy<Value = Index> {
        any::<[u64; 3]>().prop_map(|limbs| Index::wrapping_from(U256::from_limbs([limbs[0], limbs[1], limbs[2], 0])))
    }

    /// A word with the given balance bought at `index`: owed nothing then.
    fn bought(shares: u64, index: Index) -> Word {
        Word::EMPTY.plus_shares(Shares(shares), index)
    }

    proptest! {
        #[test]
        fn a_transfer_changes_nobodys_owed(
            start in index(), alice_has in 0_u64..1 << 49, bob_has in 1_u64..1 << 49,
            income in prop::collection::vec(1_u128..1 << 90, 1..6), moved in any::<u64>()
        ) {
            let supply = alice_has + bob_has;
            let (mut alice, mut bob) = (bought(alice_has, start), bought(bob_has, start));
            let mut index = start;
            for released in income {
                index = index.raised_down(ReserveQ32(released), Shares(supply));
                let before = (alice.owed_down(index), bob.owed_down(index));
                let moved = Shares(moved % (alice.balance().0 + 1));
                (alice, bob) = (alice.minus_shares(moved, index), bob.plus_shares(moved, index));
                prop_assert_eq!((alice.owed_down(index), bob.owed_down(index)), before);
                prop_assert_eq!(alice.balance().0 + bob.balance().0, supply);
            }
        }

        /// INCOME-3: the integral of balance / supply over what was released, within one unit for each claim.
        #[test]
        fn a_holder_earns_its_part_of_every_release_while_it_holds(
            start in index(), has in 0_u64..1 << 40, others_have in 1_u64..1 << 40,
            releases in prop::collection::vec((1_u128..1 << 80, any::<u64>(), any::<bool>()), 1..20)
        ) {
            let supply = has + others_have;
            let (mut holder, mut index) = (bought(has, start), start);
            let (mut earned, mut paid, mut claims) = (U512::ZERO, 0, 0);
            for (released, target, claiming) in releases {
                index = index.raised_down(ReserveQ32(released), Shares(supply));
                earned += U512::from(released) * U512::from(holder.balance().0);
                if claiming {
                    let due = holder.owed_down(index);
                    (holder, paid, claims) = (holder.minus_income(due), paid + due.0, claims + 1);
                }
                // Buys or sells until it has the target.
                let (had, wants) = (holder.balance().0, target % (supply + 1));
                holder = holder.plus_shares(Shares(wants.saturating_sub(had)), index);
                holder = holder.minus_shares(Shares(had.saturating_sub(wants)), index);
            }
            let exact = earned / (U512::from(supply) << 32);
            let found = U512::from(paid + holder.owed_down(index).0);
            prop_assert!(found <= exact && exact <= found + U512::from(claims + 1_u64));
        }

        #[test]
        fn claiming_often_pays_what_claiming_once_pays(
            start in index(), supply in 1_u64..1 << 50, income in prop::collection::vec(1_u128..1 << 90, 1..20)
        ) {
            let (patient, mut eager) = (bought(supply, start), bought(supply, start));
            let (mut index, mut paid, mut released_in_all) = (start, 0, 0);
            for released in income {
                index = index.raised_down(ReserveQ32(released), Shares(supply));
                released_in_all += released;
                let due = eager.owed_down(index);
                eager = eager.minus_income(due);
                prop_assert_eq!(eager.owed_down(index), Cash::ZERO);
                paid += due.0;
            }
            prop_assert_eq!(Cash(paid), patient.owed_down(index));
            // The sole holder gets all of it, but for what is below one cash unit; never more.
            prop_assert!(paid <= released_in_all >> 32 && released_in_all >> 32 <= paid + 1);
        }
    }
}
