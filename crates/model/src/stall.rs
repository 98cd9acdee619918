//! Silence means wind-down: when a venture counts as stalled.
//!
//! A *proof of demand* is the moment when the income credited since the last proof reaches `demandFloor`. A venture is
//! stalled when its last proof is more than `stallPeriod` ago. Two moments and amounts are all it needs, and it errs only
//! on one side:
//!
//! * It never calls a venture stalled in whose last `stallPeriod` the floor was credited: were the last proof older than
//!   that, all of it would have been added up since, and would have been a proof.
//! * Of a venture that has never been stalled, silence is noticed at most two `stallPeriod`s after the floor last came in.

use crate::money::{Cash, Timestamp};

/// The last proof of demand, and the income credited since.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DemandWindow {
    pub proved_at: Timestamp,
    pub credited_since: Cash,
}

impl DemandWindow {
    /// Counting begins, with the benefit of the doubt.
    pub fn beginning(now: Timestamp) -> Self {
        Self { proved_at: now, credited_since: Cash::ZERO }
    }

    #[must_use]
    pub fn after_credit(self, amount: Cash, floor: Cash, now: Timestamp) -> Self {
        let credited_since = self.credited_since.saturating_add(amount);
        if credited_since >= floor { Self::beginning(now) } else { Self { credited_since, ..self } }
    }

    pub fn is_stalled(self, stall_period: u32, now: Timestamp) -> bool {
        now > self.proved_at.saturating_add(u64::from(stall_period))
    }
}

#[cfg(test)]
mod tests {
    use super::DemandWindow;
    use crate::money::{Cash, Timestamp};
    use proptest::prelude::*;

    const FLOOR: u128 = 100;
    const PERIOD: u32 = 50;

    /// The slow twin: what the last `period` seconds brought, from the whole history.
    fn credited_within(history: &[(u64, u128)], period: u64, now: u64) -> u128 {
        history.iter().filter(|(at, _)| at + period >= now).map(|(_, amount)| amount).sum()
    }

    proptest! {
        #[test]
        fn a_venture_with_demand_is_never_called_stalled(
            credits in prop::collection::vec((0_u64..40, 1_u128..150), 1..60)
        ) {
            let (mut window, mut now, mut history) = (DemandWindow::beginning(Timestamp(0)), 0, Vec::new());
            let mut ever_stalled = false;
            for (gap, amount) in credits {
                for second in now..=now + gap {
                    let stalled = window.is_stalled(PERIOD, Timestamp(second));
                    ever_stalled |= stalled;
                    if credited_within(&history, u64::from(PERIOD), second) >= FLOOR {
                        prop_assert!(!stalled, "the floor came in within the period, yet stalled at {second}");
                    }
                    if !ever_stalled && second > 2 * u64::from(PERIOD) {
                        prop_assert!(credited_within(&history, 2 * u64::from(PERIOD), second) >= FLOOR, "unnoticed at {second}");
                    }
                }
                now += gap;
                window = window.after_credit(Cash(amount), Cash(FLOOR), Timestamp(now));
                history.push((now, amount));
            }
        }
    }
}
