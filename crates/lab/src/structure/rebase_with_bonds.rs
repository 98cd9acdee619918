//! S4: a token that pays its stakers in itself, and a treasury that sells bonds for dollars, as Olympus did.
//!
//! ```text
//!  new tokens ─► stakers (rebase), who sell them ─┐
//!  investors ─┬─ buy in the market ◄──────────────┤ price
//!             └─ buy bonds ─► treasury            │
//!                   └─ tokens at a discount, sold when vested
//! ```
//!
//! The rebase is a number of tokens whatever they are worth, and so is what investors usually buy. Below its backing the treasury buys the token back, as long
//! as it has dollars. The treasury pays no income, so it is not counted as a reserve of it.

use super::token_market::TokenMarket;
use super::{Flows, Life, Origins, Start, Structure};
use crate::law::rebase;
use crate::path::Day;

/// Bonds vest in equal parts over five days (olympus-contracts, BondDepository).
const VESTING_DAYS: usize = 5;
const VESTED_A_DAY: f64 = 0.2;
/// Rebases come every eight hours, and one who holds across one only has a third of a day's yield in 24 seconds.
const SNIPE_GAIN: f64 = 86_400.0 / 24.0 / rebase::EPOCHS_PER_DAY;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RebaseWithBonds {
    /// Part of the rebase that stakers sell at once.
    pub sold: f64,
    /// What investors put into bonds on a usual day over what the rebase is worth: 3.8 over 10.2 million dollars (OIP-63).
    pub bonds_of_rebase: f64,
    /// How much cheaper a bond is than the market; 1 to 5 %.
    pub discount: f64,
    /// Part of the supply that is staked (about 90 % in 2021).
    pub staked: f64,
    /// Dollars in the token's market, and in the treasury free of risk, over the market value of all tokens.
    pub depth_of_value: f64,
    pub treasury_of_value: f64,
}

impl Default for RebaseWithBonds {
    fn default() -> Self {
        Self {
            sold: 0.8,
            bonds_of_rebase: 3.8 / 10.2,
            discount: 0.03,
            staked: 0.9,
            depth_of_value: 0.1,
            treasury_of_value: 0.15,
        }
    }
}

impl Structure for RebaseWithBonds {
    fn key(&self) -> &'static str {
        "S4"
    }

    fn name(&self) -> &'static str {
        "rebase with bonds"
    }

    fn about(&self) -> &'static str {
        "Stakers are paid in newly minted tokens, which keep their price while others buy them or the treasury's bonds."
    }

    fn open(&self, start: &Start) -> Box<dyn Life> {
        Box::new(Treasury::open(*self, *start))
    }
}

struct Treasury {
    terms: RebaseWithBonds,
    start: Start,
    market: TokenMarket,
    staked: f64,
    supply: f64,
    dollars: f64,
    /// What a staked token grows by in a day.
    growth: f64,
    usual_bonds: f64,
    usual_market_buying: f64,
    /// Tokens that vest on each of the next days, the next one first.
    vesting: [f64; VESTING_DAYS],
}

impl Treasury {
    fn open(terms: RebaseWithBonds, start: Start) -> Self {
        let supply = start.capital / terms.staked;
        let market = TokenMarket::new(supply * terms.depth_of_value, 1.0);
        let usual_bonds = terms.bonds_of_rebase * start.income_per_day;
        let vesting = usual_bonds / (1.0 - terms.discount);
        let minted = minted(&terms, &market, vesting, start.income_per_day);
        // Buyers give for it all what it brought, and the price is what it was.
        let sold = minted * terms.sold + vesting;
        let usual_market_buying = market.dollars * sold / (market.tokens + sold);
        Self {
            terms,
            start,
            market,
            staked: start.capital,
            supply,
            dollars: supply * terms.treasury_of_value,
            growth: minted / start.capital,
            usual_bonds,
            usual_market_buying,
            vesting: steady_vesting(vesting),
        }
    }

    /// All tokens. Arbitrage brings tokens from elsewhere, of which nobody can have bought back more than are not staked.
    fn supply(&self) -> f64 {
        self.supply.max(self.staked).max(f64::MIN_POSITIVE)
    }

    /// Mints to the stakers and sells, together with the bonds that vest. Returns what stakers' new tokens are worth.
    fn mint_and_sell(&mut self, minted: f64) -> f64 {
        let vested = self.vesting[0];
        self.vesting.rotate_left(1);
        self.vesting[VESTING_DAYS - 1] = 0.0;
        let sold = minted * self.terms.sold;
        let worth = worth(&mut self.market, sold, minted - sold, vested);
        self.supply += minted;
        worth
    }

    /// Investors buy bonds and in the market.
    fn investors_buy(&mut self, day: &Day, price: f64) {
        // Buyers follow the price, and the treasury offers bonds for what the market pays.
        let appetite = day.token_buying.max(0.0) * price;
        self.market.buy(self.usual_market_buying * appetite);
        let bonds = self.usual_bonds * appetite;
        self.dollars += bonds;
        let tokens = bonds / (self.market.price() * (1.0 - self.terms.discount));
        self.supply += tokens;
        for vests in &mut self.vesting {
            *vests += tokens * VESTED_A_DAY;
        }
    }

    /// Below what backs a token the treasury buys, as long as it can.
    fn defend_the_backing(&mut self) {
        let backing = self.dollars / self.supply();
        let spent = self.market.dollars_up_to(backing).min(self.dollars);
        if spent > 0.0 {
            self.dollars -= spent;
            self.supply = self.supply() - self.market.buy(spent);
        }
    }
}

/// What vests on the next days after a long time of the same sales: a fifth of each of the last five days' bonds is due
/// tomorrow, a fifth of the last four the day after, and so on.
fn steady_vesting(a_day: f64) -> [f64; VESTING_DAYS] {
    [5.0, 4.0, 3.0, 2.0, 1.0].map(|days| a_day * VESTED_A_DAY * days)
}

/// Sells `sold` and `vested` together; what the stakers' part of it brings, and `kept` at the price that is left.
fn worth(market: &mut TokenMarket, sold: f64, kept: f64, vested: f64) -> f64 {
    let all = sold + vested;
    let brought = market.sell(all);
    let ours = if all > 0.0 { brought * sold / all } else { 0.0 };
    ours + kept * market.price()
}

/// The tokens a day that are worth `income` when they are sold together with what vests: the worth rises with their number
/// until they flood the market, so halving finds it.
fn minted(terms: &RebaseWithBonds, market: &TokenMarket, vesting: f64, income: f64) -> f64 {
    let (mut low, mut high) = (income, 3.0 * income);
    // Below what an f64 can tell apart.
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        let sold = middle * terms.sold;
        if worth(&mut market.clone(), sold, middle - sold, vesting) < income { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

impl Life for Treasury {
    fn live(&mut self, day: &Day) -> Flows {
        let capital_before = self.staked * self.market.price();
        self.market.begin_day(day.token_return);
        let price = self.market.price();
        let minted = self.staked * self.growth;
        let issued = minted / self.supply();
        let worth = self.mint_and_sell(minted);
        self.investors_buy(day, price);

        // New stakers buy their stake in the market, those who leave sell it there.
        let came = day.principal_inflow.max(0.0) * self.start.capital * price;
        self.staked += self.market.buy(came);
        let leaving = self.staked * day.withdrawal_hazard.clamp(0.0, 1.0);
        let left_with = self.market.sell(leaving);
        self.staked -= leaving;
        self.defend_the_backing();

        let capital = self.staked * self.market.price();
        let paid = Origins { emission: worth, ..Origins::default() };
        Flows {
            paid: paid.times(1.0 - day.snipers.clamp(0.0, 1.0)),
            capital,
            loss: capital_before + came - left_with - capital,
            liquid: self.market.dollars,
            redeemable: capital,
            issued,
            staked: self.staked / self.supply(),
            sniped: if capital_before > 0.0 { worth / capital_before * SNIPE_GAIN } else { 0.0 },
            ..Flows::default()
        }
    }
}
