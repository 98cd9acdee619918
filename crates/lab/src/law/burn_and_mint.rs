//! Burn and mint, as Helium does it: customers burn tokens for credits of a fixed dollar price, providers get newly minted ones.
//!
//! Schedule and pool are HIP-20 (`0020-hnt-max-supply.md`), the one-to-one rule is HIP-10
//! (`0010-usage-based-data-transfer-rewards.md`). The pool is a smoothing reserve on a chain, years before ours: what is burned
//! flows into it, and 1/336 of it flows out to providers each epoch, of which a week has 336.

/// A data credit costs a thousandth of a cent. (The text of HIP-10 says 0.0001, but its own example of 50 HNT needs 0.00001.)
pub const DOLLARS_PER_CREDIT: f64 = 1e-5;
/// HNT minted in each of the first two years, halved every two years.
pub const FIRST_YEAR_MINT: f64 = 60_000_000.0;
pub const YEARS_PER_HALVING: u32 = 2;
pub const EPOCHS_PER_WEEK: f64 = 336.0;
/// The most that an epoch's burning adds to the pool: 1 % of what an epoch minted at first.
pub const POOL_INCREASE_MAX: f64 = 34.24;

/// HNT that the schedule mints in a year, the first being 1.
pub fn minted_in_year(year: u32) -> f64 {
    let halvings = year.saturating_sub(1) / YEARS_PER_HALVING;
    FIRST_YEAR_MINT * 0.5f64.powi(i32::try_from(halvings).unwrap_or(i32::MAX))
}

/// HNT that the schedule has minted when this many years are over.
pub fn minted_after(years: u32) -> f64 {
    (1..=years).map(minted_in_year).sum()
}

/// Burned tokens on their way back to providers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct NetEmissionsPool {
    pub tokens: f64,
}

impl NetEmissionsPool {
    /// One epoch: pays 1/336 of what the pool held, then takes in what was burned, up to the cap. What is above the cap is gone
    /// for good. Returns what is paid.
    pub fn epoch(&mut self, burned: f64) -> f64 {
        let paid = self.tokens / EPOCHS_PER_WEEK;
        self.tokens += burned.min(POOL_INCREASE_MAX) - paid;
        paid
    }
}

/// Tokens that must be burned for these credits.
pub fn tokens_for_credits(credits: f64, token_price: f64) -> f64 {
    credits * DOLLARS_PER_CREDIT / token_price
}

/// What providers of data get for these credits: one for one, and no more than was set aside for them.
pub fn data_reward(credits: f64, token_price: f64, set_aside: f64) -> f64 {
    tokens_for_credits(credits, token_price).min(set_aside)
}

/// How many times over one gets back what one spends on one's own credits. At most 1 since HIP-10.
pub fn self_payment_gain(earned: f64, spent: f64) -> f64 {
    earned / spent
}

/// The price at which as many tokens are burned as minted, `spent` dollars being spent a day.
pub fn resting_price(spent_per_day: f64, minted_per_day: f64, returned_per_day: f64) -> f64 {
    spent_per_day / (minted_per_day - returned_per_day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pool_gives_back_what_it_took_within_weeks() {
        let mut pool = NetEmissionsPool::default();
        assert_eq!(pool.epoch(30.0), 0.0);
        let paid: f64 = (0..336).map(|_| pool.epoch(0.0)).sum();
        assert!((paid + pool.tokens - 30.0).abs() < 1e-12);
        // A week is one time constant.
        assert!((pool.tokens / 30.0 - (-1.0f64).exp()).abs() < 1e-3);
    }

    #[test]
    fn beyond_the_cap_burning_makes_scarce() {
        let mut pool = NetEmissionsPool::default();
        pool.epoch(1_000.0);
        assert_eq!(pool.tokens, POOL_INCREASE_MAX);
    }

    #[test]
    fn the_schedule_halves_every_two_years() {
        assert_eq!([1, 2, 3, 4, 5].map(minted_in_year), [60e6, 60e6, 30e6, 30e6, 15e6]);
        assert_eq!(minted_after(4), 180e6);
    }

    #[test]
    fn nobody_gains_by_paying_for_its_own_credits() {
        let spent = 1e9 * DOLLARS_PER_CREDIT;
        assert!(self_payment_gain(data_reward(1e9, 2.0, 1_000.0) * 2.0, spent) <= 1.0);
        assert!((resting_price(100.0, 60.0, 10.0) - 2.0).abs() < 1e-12);
    }
}
