//! CADLabs' model of Ethereum's validators, written again from its rules (`model/parts/pos_incentives.py`,
//! `model/parts/system_metrics.py`): rewards and penalties of an epoch for all, and what is left after costs.

use crate::law::staking::{BASE_REWARD_FACTOR, ETH_PER_VALIDATOR, GWEI_PER_ETH};

/// Weights of the duties, of 64: source, target and head votes together; the sync committee; the proposer.
const VOTES: f64 = 54.0;
const SYNC: f64 = 2.0;
const PROPOSER: f64 = 8.0;
const ALL: f64 = 64.0;
/// Epochs in a year as the model has them: not 82,181.25.
const EPOCHS_PER_YEAR: f64 = 82_180.0;
/// A slashed validator loses 1/64 of its balance at once; who tells gets 1/512.
const SLASHED_QUOTIENT: u64 = 64;
const TOLD_QUOTIENT: u64 = 512;

/// How validators are run: part of all, dollars an epoch for hardware and cloud, part of the rewards for a service.
const ENVIRONMENTS: [(f64, f64, f64); 7] = [
    (0.37, 0.0014, 0.0),
    (0.13, 0.000_27, 0.0),
    (0.27, 0.0, 0.12),
    (0.05, 0.0007, 0.0),
    (0.02, 0.001_36, 0.0),
    (0.08, 0.0, 0.15),
    (0.08, 0.0, 0.12),
];

/// All validators together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Network {
    pub eth_staked: u64,
    /// Part of the validators that do their duty, at any time.
    pub uptime: f64,
    pub slashings_per_1000_epochs: u64,
}

impl Network {
    /// As in the report that the model was compared with: the connection up for 99.9 %, power 99.9 %, software 98.2 %.
    pub fn of_report(eth_staked: u64) -> Self {
        Self { eth_staked, uptime: 0.999 * 0.999 * 0.982, slashings_per_1000_epochs: 1 }
    }

    /// What all who are up earn in a year, over what is staked.
    pub fn revenue_yield(&self) -> f64 {
        self.rewards_gwei() / 1e9 / self.eth_staked as f64 * EPOCHS_PER_YEAR
    }

    /// What is left of it after hardware, cloud and services, at this price of an ETH in dollars.
    pub fn profit_yield(&self, price: f64) -> f64 {
        let rewards = self.rewards_gwei() / 1e9;
        let cost: f64 = ENVIRONMENTS
            .iter()
            .map(|(part, dollars, of_rewards)| part * (self.validators() * dollars / price + of_rewards * rewards))
            .sum();
        (rewards - cost) / self.eth_staked as f64 * EPOCHS_PER_YEAR
    }

    fn validators(&self) -> f64 {
        (self.eth_staked / ETH_PER_VALIDATOR) as f64
    }

    /// Rewards of an epoch for all, less penalties.
    fn rewards_gwei(&self) -> f64 {
        let increment = GWEI_PER_ETH * BASE_REWARD_FACTOR / (self.eth_staked * GWEI_PER_ETH).isqrt();
        let base_reward = (ETH_PER_VALIDATOR * increment) as f64;
        let all = self.validators();
        let (up, down) = (all * self.uptime, all * (1.0 - self.uptime));
        // A vote is paid in proportion to how many voted with it, so the uptime comes in twice.
        let votes = VOTES / ALL * base_reward * self.uptime * up;
        let sync_all = (base_reward * all * SYNC / ALL).floor();
        let sync = sync_all * self.uptime;
        let proposer = (base_reward * VOTES * up / ((ALL - PROPOSER) * ALL / PROPOSER)).floor()
            + (sync * PROPOSER / (ALL - PROPOSER)).floor();
        let penalties = VOTES / ALL * base_reward * down + sync_all * (1.0 - self.uptime);
        let told = (ETH_PER_VALIDATOR * GWEI_PER_ETH / TOLD_QUOTIENT * self.slashings_per_1000_epochs) as f64 / 1_000.0;
        votes + sync + proposer - penalties + told
    }
}

/// Gwei that are slashed in `epochs`. The further penalty in proportion to all that is slashed at the time rounds down to nothing
/// at these numbers.
pub fn amount_slashed_gwei(slashings_per_1000_epochs: u64, epochs: u64) -> u64 {
    ETH_PER_VALIDATOR * GWEI_PER_ETH / SLASHED_QUOTIENT * slashings_per_1000_epochs * epochs / 1_000
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::staking;

    #[test]
    fn validators_that_are_always_up_earn_what_the_law_says() {
        let network = Network { eth_staked: 20_000_000, uptime: 1.0, slashings_per_1000_epochs: 0 };
        let law = staking::rate_per_year(
            staking::base_reward_gwei(network.eth_staked * GWEI_PER_ETH).expect("staked") as f64
        );
        // The model's year is 1.25 epochs short.
        assert!((network.revenue_yield() / law - 82_180.0 / 82_181.25).abs() < 1e-9);
    }

    #[test]
    fn profit_is_revenue_when_an_eth_is_worth_anything_but_services_stay() {
        let network = Network::of_report(524_288);
        let services: f64 = ENVIRONMENTS.iter().map(|(part, _, of_rewards)| part * of_rewards).sum();
        assert!((network.profit_yield(1e12) / network.revenue_yield() - (1.0 - services)).abs() < 1e-9);
    }
}
