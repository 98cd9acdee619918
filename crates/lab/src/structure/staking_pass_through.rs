//! S1: a pass-through of proof-of-stake rewards, as Lido is, on Ethereum's law.
//!
//! ```text
//!  protocol issues ETH (law of 1/sqrt(stake)) ──┐
//!  customers pay for transactions ─┬─ tips ─────┴─► stakers, less the pass-through's fee
//!                                  └─ base fee: burned, to all who hold ETH
//! ```
//!
//! The network is counted per dollar staked on the first day. How much ETH is staked is what the law asks for the income of
//! the start. Issue is emission, tips are customers' money, and of the burn the stakers' part offsets issue: it takes
//! from other holders what customers have given back to them.

use super::principal::Principal;
use super::takings::Takings;
use super::token_market::TokenMarket;
use super::{Flows, Life, Origins, Start, Structure};
use crate::law::staking;
use crate::path::Day;

/// Votes to leave that an epoch takes, in ETH: at least, at most (EIP-7251), and the part of the stake in between.
const CHURN_ETH_MIN: f64 = 128.0;
const CHURN_ETH_MAX: f64 = 256.0;
const CHURN_OF_STAKE: f64 = 1.0 / 65_536.0;
/// Who would wait longer than this cannot leave, for what it matters here.
const WAIT_DAYS_MAX: f64 = 30.0;
/// A share that rebases once a day gives a day's reward to whoever holds it for a block before and after.
const SNIPE_DAYS: f64 = 24.0 / 86_400.0;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StakingPassThrough {
    /// What the pass-through keeps: 10 % (docs.lido.fi, protocol fee).
    pub fee: f64,
    /// Part of the rewards that is tips and MEV. Assumed: it was between a fifth and a third in most months since the merge.
    pub tips: f64,
    /// Part of what customers pay for transactions that is burned. Assumed: far more before blobs, less since.
    pub burned: f64,
    /// Part of all ETH that is staked (28 %, 2024), and part of that which is in this pass-through (28 %, 2024).
    pub staked: f64,
    pub of_stake: f64,
    /// How many dollars of market value a dollar of net buying adds. 5 is what Gabaix and Koijen find for shares.
    pub flow_multiplier: f64,
}

impl Default for StakingPassThrough {
    fn default() -> Self {
        Self { fee: 0.1, tips: 0.25, burned: 0.5, staked: 0.28, of_stake: 0.28, flow_multiplier: 5.0 }
    }
}

impl Structure for StakingPassThrough {
    fn key(&self) -> &'static str {
        "S1"
    }

    fn name(&self) -> &'static str {
        "staking pass-through"
    }

    fn about(&self) -> &'static str {
        "The chain issues new ETH to stakers and customers tip for transactions; a pool passes both on, less its fee."
    }

    fn open(&self, start: &Start) -> Box<dyn Life> {
        Box::new(Pool::open(*self, *start))
    }
}

struct Pool {
    terms: StakingPassThrough,
    start: Start,
    /// In units of the token, at one dollar on the first day.
    principal: Principal,
    market: TokenMarket,
    /// ETH staked in the network on the first day.
    stake_eth: f64,
    /// Per dollar staked on the first day and per day, before the fee.
    usual_tips: f64,
    usual_buying: f64,
}

impl Pool {
    fn open(terms: StakingPassThrough, start: Start) -> Self {
        // A dollar that is sold moves the market's value by the multiplier, and half of a pool's dollars move its price by half.
        let dollars = 2.0 / (terms.staked * terms.flow_multiplier);
        // All stakers sell their rewards, and must get the income of the start for them. What burning gives back is no payment.
        let brought = (start.income_per_day / start.capital / (1.0 - terms.fee)).min(0.5 * dollars);
        let reward = brought * dollars / (dollars - brought);
        let issued = reward * (1.0 - terms.tips);
        let usual_tips = reward * terms.tips;
        let fees = usual_tips / (1.0 - terms.burned);
        Self {
            terms,
            start,
            principal: Principal::new(start.capital),
            market: TokenMarket::new(dollars, 1.0),
            stake_eth: staking::eth_staked_at(issued * staking::DAYS_PER_YEAR),
            usual_tips,
            // Customers buy what they pay with; others the rest.
            usual_buying: brought - fees,
        }
    }

    /// The network's stake as a part of the first day's: what this pool's users take out is gone from it.
    fn stake(&self) -> f64 {
        let mine = self.principal.deposited / self.start.capital;
        (1.0 - self.terms.of_stake + self.terms.of_stake * mine).max(f64::MIN_POSITIVE)
    }

    /// Part of this pool's first deposits that can leave in a day.
    fn exits_a_day(&self) -> f64 {
        let stake = self.stake_eth * self.stake();
        let eth = (stake * CHURN_OF_STAKE).clamp(CHURN_ETH_MIN, CHURN_ETH_MAX) * staking::EPOCHS_PER_DAY;
        eth / (self.stake_eth * self.terms.of_stake)
    }

    /// What everybody trades in a day, per dollar of the first stake: stakers sell, customers and others buy.
    fn trade(&mut self, day: &Day, rewards: f64, fees: f64) -> f64 {
        let sold = rewards.max(0.0);
        let brought = self.market.sell(sold);
        let buying = fees + self.usual_buying * day.token_buying;
        if buying >= 0.0 {
            self.market.buy(buying);
        } else {
            self.market.sell(-buying / self.market.price());
        }
        if sold > 0.0 { brought / sold } else { self.market.price() }
    }
}

impl Life for Pool {
    fn live(&mut self, day: &Day) -> Flows {
        let capital_before = self.principal.deposited * self.market.price();
        self.market.begin_day(day.token_return);
        let price_before = self.market.price();
        let exits = self.exits_a_day() * self.start.capital;
        let came = self.principal.move_day(day, self.start.capital, day.withdrawal_hazard);
        let served = self.principal.serve(exits + came);

        let stake = self.stake();
        let issued = staking::rate_per_year_at(self.stake_eth * stake) / staking::DAYS_PER_YEAR;
        let takings = Takings::of(day, self.usual_tips * day.spend());
        let fees = takings.reported() / (1.0 - self.terms.burned);
        let tips_in_tokens = takings.reported() / price_before;
        let price = self.trade(day, issued * stake + tips_in_tokens, fees);

        // The pool's part of the stake gets its part of the tips; issue goes by what each has staked.
        let mine = self.principal.deposited / self.start.capital / stake * self.start.capital;
        let kept = 1.0 - self.terms.fee;
        let tips = takings.origins().times(mine * kept * price / price_before);
        let emission = self.principal.deposited * issued * kept * price;
        let burned = takings.organic / (1.0 - self.terms.burned) * self.terms.burned;
        let offset = (burned * self.terms.staked * mine).min(emission);
        let paid = tips
            .plus(Origins::of_customers(offset, takings.newcomers))
            .plus(Origins { emission: emission - offset, ..Origins::default() });

        let capital = self.principal.deposited * self.market.price();
        let wait = self.principal.queued / exits;
        Flows {
            paid: paid.times(1.0 - day.snipers.clamp(0.0, 1.0)),
            capital,
            loss: capital_before + (came - served) * price_before - capital,
            organic_revenue: takings.organic * mine + burned * self.terms.staked * mine,
            reported_revenue: takings.reported() * mine + burned * self.terms.staked * mine,
            liquid: exits * price,
            redeemable: (self.principal.queued + served) * price,
            frozen: wait > WAIT_DAYS_MAX,
            issued: issued * stake * self.terms.staked,
            staked: self.terms.staked * stake,
            sniped: if capital_before > 0.0 { paid.total() / capital_before / SNIPE_DAYS } else { 0.0 },
            ..Flows::default()
        }
    }
}
