//! What Ethereum pays to validators, and who pays it.
//!
//! Every epoch an increment of one staked ETH earns `1e9 * 64 / isqrt(total active balance in gwei)` gwei, rounded down, if its
//! validator does all its duties (consensus specification, Altair, `get_base_reward_per_increment`). As a rate this is
//! 166.3232 / sqrt(ETH staked) a year. The issue is new ETH: who stakes takes it from who does not.

/// Base units of an ETH that the consensus layer counts in.
pub const GWEI_PER_ETH: u64 = 1_000_000_000;
/// `BASE_REWARD_FACTOR` of the specification.
pub const BASE_REWARD_FACTOR: u64 = 64;
/// An epoch is 32 slots of 12 seconds.
pub const EPOCHS_PER_DAY: f64 = 225.0;
pub const DAYS_PER_YEAR: f64 = 365.25;
/// What a validator held at most until Pectra.
pub const ETH_PER_VALIDATOR: u64 = 32;

/// Gwei that one staked ETH earns in an epoch in which its validator does everything right. Rounded down twice, as the
/// specification does. None if nothing is staked.
pub fn base_reward_gwei(total_active_balance_gwei: u64) -> Option<u64> {
    (GWEI_PER_ETH * BASE_REWARD_FACTOR).checked_div(total_active_balance_gwei.isqrt())
}

/// The rate of a year that an integer base reward amounts to, if every duty is done.
pub fn rate_per_year(base_reward_gwei: f64) -> f64 {
    base_reward_gwei * EPOCHS_PER_DAY * DAYS_PER_YEAR / 1e9
}

/// The rate of a year without the roundings: 166.3232 / sqrt(ETH staked).
pub fn rate_per_year_at(eth_staked: f64) -> f64 {
    rate_per_year(1e9 * 64.0 / (eth_staked * 1e9).sqrt())
}

/// ETH issued in a year to `eth_staked`, if every duty is done: 166.3232 * sqrt(ETH staked).
pub fn issue_eth_per_year(eth_staked: f64) -> f64 {
    rate_per_year_at(eth_staked) * eth_staked
}

/// ETH that must be staked for the rate of a year to be this: the law read backwards.
pub fn eth_staked_at(rate_per_year: f64) -> f64 {
    (rate_per_year_at(1.0) / rate_per_year).powi(2)
}

/// A yield that is paid by issuing tokens, taken apart. All rates of a year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IssuedYield {
    /// What a staker is told it earns: issue over stake.
    pub nominal: f64,
    /// The part of it that only keeps the staker's share of the supply from shrinking.
    pub self_dilution: f64,
    /// The part of it that comes from holders who do not stake.
    pub from_passive_holders: f64,
    /// What the staker's holding grows by if all tokens together are worth the same after the year.
    pub real: f64,
}

/// Takes apart a yield that is paid by issuing `issued_per_year` (part of the supply) to the `staked` part of the supply.
pub fn issued_yield(issued_per_year: f64, staked: f64) -> IssuedYield {
    let nominal = issued_per_year / staked;
    IssuedYield {
        nominal,
        self_dilution: issued_per_year,
        from_passive_holders: issued_per_year * (1.0 - staked) / staked,
        real: (1.0 + nominal) / (1.0 + issued_per_year) - 1.0,
    }
}

/// What reaches a user of a pass-through (as Lido is): rewards of consensus and execution layer less the protocol's fee.
pub fn passed_through(consensus_rate: f64, execution_rate: f64, fee: f64) -> f64 {
    (1.0 - fee) * (consensus_rate + execution_rate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_law_is_what_the_integers_do_without_rounding() {
        for validators in [16_384u64, 500_000, 1_000_000] {
            let eth = validators * ETH_PER_VALIDATOR;
            let reward = base_reward_gwei(eth * GWEI_PER_ETH).expect("something is staked");
            let exact = rate_per_year_at(eth as f64);
            let rounded = rate_per_year(reward as f64);
            assert!(rounded <= exact && exact < rate_per_year(reward as f64 + 1.0), "{validators} validators");
        }
        assert_eq!(base_reward_gwei(0), None);
    }

    #[test]
    fn the_law_can_be_read_backwards() {
        assert!((eth_staked_at(rate_per_year_at(34e6)) - 34e6).abs() < 1e-3);
        assert!((rate_per_year_at(1.0) - 166.3232).abs() < 1e-4);
    }

    #[test]
    fn what_is_issued_to_all_enriches_nobody() {
        let all = issued_yield(0.25, 1.0);
        assert!(all.real.abs() < 1e-15 && all.from_passive_holders == 0.0);
        let half = issued_yield(0.25, 0.5);
        assert!((half.real - 0.2).abs() < 1e-12);
        assert!((half.self_dilution + half.from_passive_holders - half.nominal).abs() < 1e-15);
    }
}
