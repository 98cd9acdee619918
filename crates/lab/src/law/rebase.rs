//! Rebasing tokens with bonds, as Olympus was: every epoch stakers get a part of the *supply* in new tokens
//! (`nextRewardAt = totalSupply * rate / 1e6`, `StakingDistributor.sol`); the outside money is what buyers of bonds bring.

/// An epoch is 2,200 blocks, about eight hours.
pub const EPOCHS_PER_DAY: f64 = 3.0;
pub const EPOCHS_PER_YEAR: f64 = 1_095.0;

/// Tokens minted to stakers in an epoch.
pub fn reward_per_epoch(supply: f64, reward_rate: f64) -> f64 {
    supply * reward_rate
}

/// What a staked token grows by in an epoch.
pub fn yield_per_epoch(supply: f64, reward_rate: f64, staked: f64) -> f64 {
    reward_per_epoch(supply, reward_rate) / staked
}

/// What a staked token grows by in a day of three epochs.
pub fn yield_per_day(yield_per_epoch: f64) -> f64 {
    (1.0 + yield_per_epoch).powf(EPOCHS_PER_DAY) - 1.0
}

/// The annual yield as it was advertised: compounded 1,095 times.
pub fn annual_yield(yield_per_epoch: f64) -> f64 {
    (1.0 + yield_per_epoch).powf(EPOCHS_PER_YEAR) - 1.0
}

/// The yield of an epoch that compounds to this annual yield.
pub fn yield_per_epoch_for(annual_yield: f64) -> f64 {
    (1.0 + annual_yield).powf(1.0 / EPOCHS_PER_YEAR) - 1.0
}

/// Tokens minted in a day to `staked` tokens.
pub fn minted_per_day(staked: f64, yield_per_epoch: f64) -> f64 {
    staked * yield_per_day(yield_per_epoch)
}

/// Days until the staked tokens outnumber the risk-free value of the treasury, as the protocol's own dashboard reckoned its
/// runway: every token is to be backed by one unit of it.
pub fn runway_days(risk_free_value: f64, staked: f64, yield_per_epoch: f64) -> f64 {
    if yield_per_epoch <= 0.0 {
        return f64::INFINITY;
    }
    (risk_free_value / staked).ln().max(0.0) / yield_per_epoch.ln_1p() / EPOCHS_PER_DAY
}

/// The part of the emission's worth that outside money from bonds pays for: below one, holders pay themselves by dilution.
pub fn covered_by_bonds(bonds_per_day: f64, minted_per_day: f64, price: f64) -> f64 {
    bonds_per_day / (minted_per_day * price)
}

/// The annual yield that bonds alone would pay for, the price being what it is.
pub fn annual_yield_paid_by_bonds(bonds_per_day: f64, staked: f64, price: f64) -> f64 {
    let per_day = bonds_per_day / (staked * price);
    (1.0 + per_day).powf(365.0) - 1.0
}

/// The price at which bonds alone would pay for the emission.
pub fn price_paid_by_bonds(bonds_per_day: f64, minted_per_day: f64) -> f64 {
    bonds_per_day / minted_per_day
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn epoch_yields_compound_to_annual_ones_and_back() {
        let per_epoch = yield_per_epoch_for(70.0);
        assert!((annual_yield(per_epoch) - 70.0).abs() < 1e-9);
        assert!((yield_per_epoch(10.0, 0.003, 9.0) - 0.03 / 9.0).abs() < 1e-15);
    }

    #[test]
    fn a_treasury_as_large_as_the_stake_has_no_runway() {
        assert_eq!(runway_days(1.0, 1.0, 0.004), 0.0);
        assert_eq!(runway_days(2.0, 1.0, 0.0), f64::INFINITY);
        let days = runway_days(2.0, 1.0, 0.004);
        assert!((1.004f64.powf(days * EPOCHS_PER_DAY) - 2.0).abs() < 1e-9);
    }
}
