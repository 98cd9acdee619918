//! If customers stop: the reserve's law and nothing else.

use super::Reading;
use crate::figures::{Forecast, Money, Silence, Stall, days::SECONDS_PER_DAY};
use usufruct_model::{Timestamp, offering, reserve::ReserveQ32, share};

/// After how many days the reserve is told.
const DAYS: [u32; 4] = [1, 7, 30, 90];

/// ln 2 in 10^-18.
const LN_2_E18: u128 = 693_147_180_559_945_309;
const E18: u128 = 1_000_000_000_000_000_000;

impl Reading {
    pub fn silence(&self) -> Silence {
        let venture = self.venture();
        let now = self.as_of.now;
        let forecasts = DAYS.map(|days| {
            let then = now.saturating_add(u64::from(days) * SECONDS_PER_DAY);
            Forecast {
                days,
                reserve: self.reserve_at(then),
                released: self.released_between(now, then),
                income_per_day: self.released_between(then, then.saturating_add(SECONDS_PER_DAY)),
            }
        });
        Silence {
            as_of: self.as_of,
            tau: venture.terms.tau,
            half_life: half_life(venture.terms.tau),
            reserve: self.reserve_at(now),
            income_per_day: self.released_between(now, now.saturating_add(SECONDS_PER_DAY)),
            forecasts: forecasts.into(),
            stall: self.stall(),
            undrawn: self.money(venture.books.offering.undrawn()),
            drawable: self.money(venture.drawable()),
        }
    }

    pub fn stall(&self) -> Stall {
        let venture = self.venture();
        let (terms, share) = (&venture.terms, &venture.books.share);
        let running = venture.books.offering.phase == offering::Phase::Active;
        let stalls = share.demand.proved_at.saturating_add(u64::from(terms.stall_period)).saturating_add(1);
        Stall {
            stalled: running && venture.is_stalled(self.as_of.now),
            wind_down_from: running.then_some(stalls),
            demand_floor: self.money(terms.demand_floor),
            credited_since_proof: self.money(share.demand.credited_since),
            proved_at: share.demand.proved_at,
            period: terms.stall_period,
        }
    }

    /// What a drip at `then` would leave, if nothing is credited before.
    fn reserve_q32_at(&self, then: Timestamp) -> ReserveQ32 {
        let venture = self.venture();
        let share = &venture.books.share;
        let due = share.drip_due(venture.decay, then);
        share.reserve.saturating_sub(due.map_or(ReserveQ32::ZERO, |drip| drip.released))
    }

    fn reserve_at(&self, then: Timestamp) -> Money {
        self.money(self.reserve_q32_at(then).to_cash_down())
    }

    fn released_between(&self, from: Timestamp, until: Timestamp) -> Money {
        let left = self.reserve_q32_at(from).saturating_sub(self.reserve_q32_at(until));
        self.money(left.to_cash_down())
    }

    /// True while what is credited goes on to the holders at once.
    pub fn holds_nothing_back(&self) -> bool {
        let venture = self.venture();
        venture.books.share.phase != share::Phase::Selling && venture.books.share.holds_nothing_back(venture.decay)
    }
}

fn half_life(tau: u32) -> u64 {
    let seconds = (u128::from(tau) * LN_2_E18 + E18 / 2) / E18;
    u64::try_from(seconds).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::half_life;

    #[test]
    fn half_lives_are_tau_times_ln_2() {
        // 0.69, 59,887.92 and 218,590,894.86.
        assert_eq!([0, 1, 86_400, 315_360_000].map(half_life), [0, 1, 59_888, 218_590_895]);
    }
}
