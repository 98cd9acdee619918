//! Variable-rate gradual Dutch auctions (Paradigm, 2022): a price that falls with time and rises with each sale, by how far sales
//! are ahead of a schedule. The price of the n-th sale (from 1) at time t is `target * (1 - decay)^(t - schedule(n))`.
//!
//! It is the controller of this project without its floor: kappa = rate / (-ln(1 - decay)), but where EIP-4844's excess stops at 0,
//! here the price falls without limit while nobody buys.

/// When the n-th thing should have been sold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Schedule {
    /// `per_day` a day for ever.
    Linear { per_day: f64 },
    /// Along a logistic curve to just under `limit` + 1 in all, at this time scale (per day).
    Logistic { limit: f64, time_scale: f64 },
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Auction {
    /// Price of a sale that is on schedule.
    pub target_price: f64,
    /// What the price falls by in a day without sales, 0..1.
    pub decay_per_day: f64,
    pub schedule: Schedule,
}

impl Schedule {
    /// Day on which the n-th thing (from 1) should be sold. As in the published contracts, the logistic curve counts to `limit + 1`,
    /// so that the last has a day.
    pub fn day_of(&self, number: f64) -> f64 {
        match *self {
            Self::Linear { per_day } => number / per_day,
            Self::Logistic { limit, time_scale } => {
                let doubled = 2.0 * (limit + 1.0);
                -(doubled / (number + limit + 1.0) - 1.0).ln() / time_scale
            }
        }
    }
}

impl Auction {
    /// Price now of the next thing, `sold` having been sold before, `days` after the start.
    pub fn price(&self, days: f64, sold: f64) -> f64 {
        self.target_price * ((1.0 - self.decay_per_day).ln() * (days - self.schedule.day_of(sold + 1.0))).exp()
    }

    /// Sales ahead of schedule that multiply the price by e, for a linear schedule.
    pub fn kappa(per_day: f64, decay_per_day: f64) -> f64 {
        per_day / -(1.0 - decay_per_day).ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_linear_auction_is_an_exponential_of_what_is_sold_ahead() {
        let auction = Auction { target_price: 10.0, decay_per_day: 0.3, schedule: Schedule::Linear { per_day: 2.0 } };
        let kappa = Auction::kappa(2.0, 0.3);
        let ahead = 9.0 + 1.0 - 2.0 * 3.0;
        assert!((auction.price(3.0, 9.0) - 10.0 * (ahead / kappa).exp()).abs() < 1e-9);
    }

    #[test]
    fn the_price_falls_without_limit_while_nobody_buys() {
        let auction = Auction { target_price: 10.0, decay_per_day: 0.3, schedule: Schedule::Linear { per_day: 2.0 } };
        assert!(auction.price(200.0, 0.0) < 1e-20);
        let logistic = Schedule::Logistic { limit: 100.0, time_scale: 0.01 };
        assert!(logistic.day_of(100.0).is_finite() && logistic.day_of(50.0) < logistic.day_of(100.0));
    }
}
