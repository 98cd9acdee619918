//! Where an own token is sold for dollars: one pool with `dollars * tokens` constant while a day's trades last.
//!
//! The pool makes T1 exact by construction: what sellers get out of it, buyers (or those who filled it) have put in. A sale
//! moves the price it gets, so a token that nobody buys brings less each day, and in all never more than the pool had.
//! Overnight those who provide the pool bring it back to its usual number of tokens at the price that it has: what can be
//! traded follows what the token is worth, and dollars leave a falling market also with them.

/// Prices of a pool stay within 10^+-12 of the first, where a token is dead or a typing error.
const LOG_PRICE_MAX: f64 = 27.6;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TokenMarket {
    pub dollars: f64,
    pub tokens: f64,
    usual_tokens: f64,
    first_log_price: f64,
}

impl TokenMarket {
    /// A pool of `dollars` at `price`.
    pub fn new(dollars: f64, price: f64) -> Self {
        Self { dollars, tokens: dollars / price, usual_tokens: dollars / price, first_log_price: price.ln() }
    }

    pub fn price(&self) -> f64 {
        self.dollars / self.tokens
    }

    /// Sells tokens; returns what they bring.
    pub fn sell(&mut self, tokens: f64) -> f64 {
        let brought = self.dollars * tokens / (self.tokens + tokens);
        // Not by subtracting: a flood of tokens must leave something, however little.
        self.dollars *= self.tokens / (self.tokens + tokens);
        self.tokens += tokens;
        brought
    }

    /// Buys for `dollars`; returns the tokens.
    pub fn buy(&mut self, dollars: f64) -> f64 {
        let bought = self.tokens * dollars / (self.dollars + dollars);
        self.tokens *= self.dollars / (self.dollars + dollars);
        self.dollars += dollars;
        bought
    }

    /// A new day: the price moves by `log_return` for reasons from elsewhere, and the pool has its usual number of tokens at
    /// that price. Returns the dollars that its providers brought (or took).
    pub fn begin_day(&mut self, log_return: f64) -> f64 {
        let now = self.price().ln() - self.first_log_price;
        let log_price = self.first_log_price + (now + log_return).clamp(-LOG_PRICE_MAX, LOG_PRICE_MAX);
        let before = self.dollars;
        self.tokens = self.usual_tokens;
        self.dollars = self.usual_tokens * log_price.exp();
        self.dollars - before
    }

    /// Dollars that lift the price to `price`; zero if it is there.
    pub fn dollars_up_to(&self, price: f64) -> f64 {
        ((self.dollars * self.tokens * price).sqrt() - self.dollars).max(0.0)
    }
}

/// A day's emission, and what it is worth to those who receive it: the sold part at what it brought, the rest at the price
/// that the sale has left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Emission {
    pub tokens: f64,
    pub sold: f64,
}

impl Emission {
    /// Sells. Returns (worth of all, what the sold part brought).
    pub fn pay(&self, market: &mut TokenMarket) -> (f64, f64) {
        let brought = market.sell(self.tokens * self.sold);
        (brought + self.tokens * (1.0 - self.sold) * market.price(), brought)
    }

    /// The emission that is worth `income` at a price of one, in a pool of `depth_days` times what the sold part brings.
    /// Returns it with the pool.
    pub fn worth(income: f64, sold: f64, depth_days: f64) -> (Self, TokenMarket) {
        // With the price at one before, a sale of the d-th part of the pool's dollars leaves the price ((d-1)/d)^2.
        let kept_price = (depth_days - 1.0) / depth_days;
        let brought = income / (1.0 + (1.0 - sold) / sold * kept_price);
        let tokens = brought / kept_price / sold;
        (Self { tokens, sold }, TokenMarket::new(depth_days * brought, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::{Emission, TokenMarket};
    use proptest::prelude::*;

    #[test]
    fn an_emission_is_worth_what_it_was_made_for_and_buying_that_much_restores_the_price() {
        let (emission, mut market) = Emission::worth(100.0, 0.8, 30.0);
        let (worth, brought) = emission.pay(&mut market);
        assert!((worth - 100.0).abs() < 1e-9, "{worth}");
        market.buy(brought);
        assert!((market.price() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn without_buyers_half_of_the_pool_reaches_sellers_and_half_leaves_with_its_providers() {
        let mut market = TokenMarket::new(1_000.0, 1.0);
        let (mut brought, mut taken) = (0.0, 0.0);
        for _ in 0..100_000 {
            brought += market.sell(0.1);
            taken -= market.begin_day(0.0);
        }
        assert!((brought - 500.0).abs() < 0.1 && (taken - 500.0).abs() < 0.1, "{brought} and {taken}");
    }

    proptest! {
        /// T1: without buyers a pool never pays out more than it had, and with buyers no more than that and theirs.
        #[test]
        fn sellers_get_what_buyers_brought(
            trades in prop::collection::vec((0.0_f64..1e4, 0.0_f64..100.0, -1.0_f64..1.0), 1..100)
        ) {
            let mut market = TokenMarket::new(1_000.0, 2.0);
            let (mut brought, mut came) = (0.0, 1_000.0);
            for (tokens, dollars, log_return) in trades {
                brought += market.sell(tokens);
                market.buy(dollars);
                came += dollars + market.begin_day(log_return);
                prop_assert!(market.price().is_finite() && market.price() > 0.0);
                prop_assert!((came - brought - market.dollars).abs() < 1e-6 * (came.abs() + brought));
            }
        }
    }
}
