//! What customers buy in a day at a price that follows demand, in continuous time.
//!
//! The law is `usufruct_model::price`: the price is `floor * e^(X/kappa)`, and the excess `X` rises by what is sold and
//! falls by `target` a day, never below zero. Customers buy what they can use times a logit of the price,
//!
//! ```text
//!  S(X) = 2 * spend * target / (1 + (price/usual)^beta),     X' = S(X) - target   where X > 0
//! ```
//!
//! so that on a usual day (spend 1) the price stands still at `usual`, where exactly the target is sold and half of those
//! who would buy find it too dear. A day is [`STEPS`] implicit steps of Euler: `X1 = X0 + h (S(X1) - target)`, which has one
//! solution and neither overshoots nor oscillates however hard demand jumps. An explicit step would show the chaos of
//! its step size, not of the rule. What is sold in a step is paid at the mean of the prices at its ends.

/// Steps a day; the price relaxes within about `kappa / (target * beta / 2)` = one day, so six hours resolve it.
pub const STEPS: u32 = 4;
/// Newton's method converges from below in a few rounds; each e-fold of demand takes about one more.
const ROUNDS_MAX: u32 = 200;
/// Part of kappa within which the excess is known: 10^-7 of the price. What is sold follows from the excess, so errors do not add up.
const TOLERANCE: f64 = 1e-7;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DemandPrice {
    terms: PriceTerms,
    /// The excess at which the price is usual, and how dear the floor is.
    usual_excess: f64,
    floor_dearness: f64,
    target_a_step: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PriceTerms {
    /// Lowest price of a unit, and the price on a usual day; dollars.
    pub floor: f64,
    pub usual: f64,
    /// Units a day that hold the price.
    pub target: f64,
    /// Units of excess that raise the price e-fold.
    pub kappa: f64,
    /// How sharply customers turn away: the exponent of the logit.
    pub beta: f64,
}

/// What was sold in a day.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sold {
    pub units: f64,
    pub dollars: f64,
}

impl DemandPrice {
    pub fn new(terms: PriceTerms) -> Self {
        Self {
            usual_excess: terms.kappa * (terms.usual / terms.floor).ln(),
            floor_dearness: (terms.floor / terms.usual).powf(terms.beta),
            target_a_step: terms.target / f64::from(STEPS),
            terms,
        }
    }

    pub fn terms(&self) -> &PriceTerms {
        &self.terms
    }

    pub fn usual_excess(&self) -> f64 {
        self.usual_excess
    }

    pub fn price(&self, excess: f64) -> f64 {
        self.terms.floor * (excess / self.terms.kappa).exp()
    }

    /// Sells for a day to customers who would spend `spend` times the usual, and moves the excess.
    pub fn sell_day(&self, excess: &mut f64, spend: f64) -> Sold {
        let mut sold = Sold::default();
        let mut price = self.price(*excess);
        for _ in 0..STEPS {
            let units = self.sell_step(excess, spend);
            let after = self.price(*excess);
            sold.units += units;
            sold.dollars += units * 0.5 * (price + after);
            price = after;
        }
        sold
    }

    fn sell_step(&self, excess: &mut f64, spend: f64) -> f64 {
        let before = *excess;
        *excess = self.after_step(before, spend);
        if *excess > 0.0 {
            (*excess - before + self.target_a_step).max(0.0)
        } else {
            // The target is not reached, and the floor forgets by how much.
            self.bought_at_floor(spend)
        }
    }

    /// What customers buy in a step at the floor.
    fn bought_at_floor(&self, spend: f64) -> f64 {
        spend * 2.0 * self.target_a_step / (1.0 + self.floor_dearness)
    }

    /// What customers buy in a step at this excess, and how fast that falls as the excess rises.
    fn bought_a_step(&self, excess: f64, spend: f64) -> (f64, f64) {
        let steepness = self.terms.beta / self.terms.kappa;
        let dearness = ((excess - self.usual_excess) * steepness).exp();
        let bought = spend * 2.0 * self.target_a_step / (1.0 + dearness);
        let slope = if dearness.is_finite() { bought * steepness * dearness / (1.0 + dearness) } else { 0.0 };
        (bought, slope)
    }

    /// The root of `X1 - X0 - h (S(X1) - target)`, or zero where that is below zero. The function rises everywhere.
    fn after_step(&self, before: f64, spend: f64) -> f64 {
        let drained = before - self.target_a_step;
        let (mut low, mut high) = (0.0_f64, drained + self.bought_at_floor(spend));
        if high <= 0.0 {
            return 0.0;
        }
        let mut guess = before.min(high);
        for _ in 0..ROUNDS_MAX {
            let (bought, slope) = self.bought_a_step(guess, spend);
            let miss = guess - drained - bought;
            if miss.abs() <= TOLERANCE * self.terms.kappa {
                break;
            }
            if miss > 0.0 {
                high = guess
            } else {
                low = guess
            }
            let next = guess - miss / (1.0 + slope);
            guess = if next > low && next < high { next } else { 0.5 * (low + high) };
        }
        guess
    }
}

#[cfg(test)]
mod tests {
    use super::{DemandPrice, PriceTerms, STEPS};
    use proptest::prelude::*;
    use std::num::NonZeroU64;
    use usufruct_model::Cash;
    use usufruct_model::price::{Demand, Excess, Millis, PriceClass, PriceQ64};

    const TERMS: PriceTerms = PriceTerms { floor: 2.0, usual: 3.0, target: 600.0, kappa: 600.0, beta: 2.0 };

    fn sale() -> DemandPrice {
        DemandPrice::new(TERMS)
    }

    fn days(spend: impl Fn(u32) -> f64, days: u32) -> Vec<(f64, f64)> {
        let mut excess = sale().usual_excess();
        (0..days)
            .map(|day| {
                let sold = sale().sell_day(&mut excess, spend(day));
                (sold.units, sale().price(excess))
            })
            .collect()
    }

    #[test]
    fn on_usual_days_the_target_is_sold_at_the_usual_price() {
        for (units, price) in days(|_| 1.0, 400) {
            assert!((units - 600.0).abs() < 1e-6 && (price - 3.0).abs() < 1e-9);
        }
    }

    #[test]
    fn lasting_demand_finds_the_price_at_which_the_target_is_sold() {
        // 2 * spend / (1 + (p/usual)^2) = 1  =>  p = usual * sqrt(2 * spend - 1).
        let (units, price) = days(|_| 2.5, 60)[59];
        assert!((units - 600.0).abs() < 1e-3 && (price - 6.0).abs() < 1e-5, "{units} at {price}");
        // With half the demand the floor is reached, and less than the target is sold there: 1 / (1 + 4/9).
        let (units, price) = days(|_| 0.5, 60)[59];
        assert!((units - 600.0 / (1.0 + 4.0 / 9.0)).abs() < 1e-9 && (price - 2.0).abs() < 1e-12, "{units} at {price}");
    }

    /// A class of the model whose cash unit is 10^-6 of this one's, so that rounding up is small against a batch.
    fn class() -> PriceClass {
        PriceClass {
            floor: PriceQ64::from_cash(2_000_000),
            target_q32: (600_u64 << 32) / 86_400,
            sensitivity: NonZeroU64::new(600_000).expect("not zero"),
        }
    }

    proptest! {
        #[test]
        fn the_price_is_the_models(excess in 0_u32..4_500) {
            let class = class();
            // The class sells thousandths of a unit, so that a batch may be a fraction of one.
            let demand = Demand::new(Excess(u128::from(excess) * 1_000 * (1_000 << 32)), Millis(0));
            let ours = sale().price(f64::from(excess));
            let theirs = u64::try_from(demand.spot_down(&class).0 >> 64).expect("small");
            prop_assert!((ours * 1e6 / f64::from(u32::try_from(theirs).expect("small")) - 1.0).abs() < 1e-6);
        }

        /// The same units, sold by the model in batches a step long, cost what we say within 4 % (a threefold demand from one
        /// moment to the next; far less when demand is calm).
        #[test]
        fn a_days_sale_costs_what_the_model_asks(spends in prop::collection::vec(0.2_f64..3.0, 1..12)) {
            const BATCHES: u32 = 12;
            let class = PriceClass { target_q32: 600_000 * (1 << 32) / 86_400, ..class() };
            let mut excess = sale().usual_excess();
            let mut demand = Demand::new(Excess(thousandths(excess) * (1_000 << 32)), Millis(0));
            let (mut ours, mut theirs, mut now) = (0.0, 0, 0);
            for spend in spends {
                let mut of_steps = excess;
                ours += sale().sell_day(&mut excess, spend).dollars;
                for _ in 0..STEPS {
                    let units = sale().sell_step(&mut of_steps, spend);
                    for _ in 0..BATCHES {
                        now += 86_400_000 / u64::from(STEPS * BATCHES);
                        let batch = u64::try_from(thousandths(units / f64::from(BATCHES))).expect("small");
                        let (after, Cash(cost)) = demand.sell(&class, batch, Millis(now));
                        (demand, theirs) = (after, theirs + cost);
                    }
                }
                prop_assert_eq!(of_steps, excess);
            }
            let theirs = f64::from(u32::try_from(theirs / 1_000_000).expect("small")) / 1_000.0;
            prop_assert!((ours / theirs - 1.0).abs() < 0.04, "{} against {}", ours, theirs);
        }

        #[test]
        fn it_finds_a_price_whatever_demand_does(spends in prop::collection::vec(
            prop_oneof![Just(0.0), 0.0_f64..3.0, 0.0_f64..1e12], 1..40)
        ) {
            let mut excess = sale().usual_excess();
            for spend in spends {
                let before = excess;
                let sold = sale().sell_day(&mut excess, spend);
                prop_assert!(excess >= 0.0 && excess.is_finite() && sold.dollars >= 0.0 && sold.dollars.is_finite());
                prop_assert!(sold.dollars >= sold.units * TERMS.floor * (1.0 - 1e-12), "PRICE-1");
                // What was sold beyond the target is in the excess; only the floor forgets.
                prop_assert!(excess >= before + sold.units - TERMS.target - 1e-6 * (1.0 + before));
            }
        }
    }

    /// Thousandths of a unit, for the model.
    fn thousandths(units: f64) -> u128 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "small and positive in these tests"
        )]
        let thousandths = (units * 1_000.0) as u128;
        thousandths
    }
}
