//! S7 and S8: customers pay for a service, a fixed part of what they pay is the holders', and leaves a reserve by
//! `R * e^(-t/tau)`. This is our own structure. S8 is the same with `tau = 0`, to see what smoothing alone does.
//!
//! ```text
//!  customers ─► price that follows demand ─► Till ─┬─► operator: pays the cost of the service
//!               (demand_price, float)              └─► Share: reserve ─► holders     (purses, integers)
//! ```
//!
//! Up to the cash that arrives in the Till this is a hypothesis about customers, in floating-point dollars. From there on
//! it is what the contracts do, to the unit: see [`purses`] for the order of calls within a day, and
//! [`RevenueShare::in_integers`] for the amounts.

pub mod demand_price;
pub mod purses;

use super::mixture::Mixture;
use super::takings::Takings;
use super::{Controller, Flows, Life, Origins, Start, Structure};
use crate::path::{Day, Path};
use alloy_primitives::Address;
use demand_price::{DemandPrice, PriceTerms, Sold};
pub use purses::{DayInPurses, Purses};
use usufruct_model::{Bps, Cash, Shares, Terms};

/// Cash units of a dollar.
const UNITS_PER_DOLLAR: f64 = 1e6;
/// More dollars than there are; what a day's sale beyond it brings is not counted.
const DOLLARS_MAX: f64 = 1e12;
/// How long a sniper holds: it enters one block before a payment and leaves one block after it.
const SNIPE_SECONDS: f64 = 24.0;
/// Whatever people think of a share, it is not worth 10^12 times as much or as little.
const MOOD_MAX: f64 = 27.6;
/// Days over which the market averages an income before it values it.
const VALUATION_DAYS: f64 = 30.0;

/// The terms of a venture and the habits of its customers.
#[derive(Clone, Debug, PartialEq)]
pub struct RevenueShare {
    /// The holders' part of revenue, in 1/10,000.
    pub holders_bps: u16,
    /// Time constant of the reserve; 0 pays at once.
    pub tau_seconds: u32,
    /// Units a day that hold the price, and units of excess that raise it e-fold.
    pub target_units: f64,
    pub kappa_units: f64,
    /// The price on a usual day as a multiple of the floor.
    pub usual_over_floor: f64,
    /// How sharply customers turn away from a price: the exponent of the logit.
    pub beta: f64,
    /// The cost of the service on a usual day as a part of the operator's usual revenue, and the part of it that does not
    /// depend on what is sold.
    pub cost_of_operators_part: f64,
    pub fixed_cost: f64,
    /// Days of usual cost that the operator keeps. When they are gone the service ends.
    pub operator_cushion_days: f64,
    /// Of the capital raised: what may be drawn at once, and what per unit of income credited since; in 1/10,000.
    pub upfront_bps: u16,
    pub match_bps: u16,
    /// Silence: less than this many usual days' income within the stall period.
    pub demand_floor_days: f64,
    pub stall_period_seconds: u32,
    /// How long ago the last drip was when a sniper buys. 0: the seller drips first, as anyone can.
    pub undripped_seconds: f64,
}

impl Default for RevenueShare {
    /// The reference model of the speed comparison (see `reference_model`): 80 % to the holders, tau of 30 days, 25 units
    /// an hour, kappa of 600 units, a usual price of 1.5 floors, beta of 2. The other terms are what we would choose.
    fn default() -> Self {
        Self {
            holders_bps: 8_000,
            tau_seconds: 30 * 86_400,
            target_units: 600.0,
            kappa_units: 600.0,
            usual_over_floor: 1.5,
            beta: 2.0,
            cost_of_operators_part: 0.5,
            fixed_cost: 0.5,
            operator_cushion_days: 90.0,
            upfront_bps: 2_000,
            match_bps: 5_000,
            demand_floor_days: 9.0,
            stall_period_seconds: 90 * 86_400,
            undripped_seconds: 0.0,
        }
    }
}

/// What the integer side of a life looked like, day by day; how to do the same on a chain is in [`purses`].
#[derive(Clone, Debug, PartialEq)]
pub struct InIntegers {
    pub terms: Terms,
    pub opening_payment: Cash,
    pub days: Vec<DayInPurses>,
}

impl RevenueShare {
    /// S8: the same without the reserve.
    pub fn instant() -> Self {
        Self { tau_seconds: 0, ..Self::default() }
    }

    /// The terms as the Factory would be given them. One share base unit costs one cash unit.
    pub fn terms(&self, start: &Start) -> Terms {
        let capital = u64::try_from(cash(start.capital).0).unwrap_or(u64::MAX);
        Terms {
            currency: Address::repeat_byte(0xc0),
            operator: Address::repeat_byte(0x01),
            name: "Simulated share".into(),
            symbol: "SIM".into(),
            contract_uri: String::new(),
            decimals: 6,
            holders_bps: part(self.holders_bps),
            tau: self.tau_seconds,
            price: 1,
            soft_cap: Shares(capital),
            hard_cap: Shares(capital),
            deadline: purses::OPENED.saturating_add(purses::DAY_SECONDS),
            upfront_bps: part(self.upfront_bps),
            match_bps: part(self.match_bps),
            demand_floor: Cash(cash(start.income_per_day * self.demand_floor_days).0.max(1)),
            stall_period: self.stall_period_seconds,
        }
    }

    /// The payment that fills the reserve to where usual days hold it: a day releases just what the day's end brings.
    pub fn opening_payment(&self, start: &Start) -> Cash {
        if self.tau_seconds == 0 {
            return Cash::ZERO;
        }
        let released_a_day = -(-86_400.0 / f64::from(self.tau_seconds)).exp_m1();
        cash(self.usual_revenue(start) / released_a_day)
    }

    /// The integers of a life through `path`: what the contracts must show if they are driven alike.
    pub fn in_integers(&self, start: &Start, path: &Path) -> InIntegers {
        let mut life = Venture::open(self, start);
        let days = path.days.iter().map(|day| life.end_day(day).2).collect();
        InIntegers { terms: self.terms(start), opening_payment: self.opening_payment(start), days }
    }

    /// Dollars a day that customers usually pay.
    fn usual_revenue(&self, start: &Start) -> f64 {
        start.income_per_day / self.holders_part()
    }

    fn holders_part(&self) -> f64 {
        f64::from(part(self.holders_bps).get()) / 10_000.0
    }

    fn demand_price(&self, start: &Start) -> DemandPrice {
        let usual = self.usual_revenue(start) / self.target_units;
        DemandPrice::new(PriceTerms {
            floor: usual / self.usual_over_floor,
            usual,
            target: self.target_units,
            kappa: self.kappa_units,
            beta: self.beta,
        })
    }
}

impl Structure for RevenueShare {
    fn key(&self) -> &'static str {
        if self.tau_seconds == 0 { "S8" } else { "S7" }
    }

    fn name(&self) -> &'static str {
        if self.tau_seconds == 0 { "revenue share, instant" } else { "revenue share, smoothed" }
    }

    fn about(&self) -> &'static str {
        if self.tau_seconds == 0 {
            "Customers pay for a service, and holders of its share receive their part of each payment at once."
        } else {
            "Customers pay for a service, and holders of its share receive their part through a reserve that smooths it."
        }
    }

    fn open(&self, start: &Start) -> Box<dyn Life> {
        Box::new(Venture::open(self, start))
    }
}

/// A venture and its customers in the middle of their life.
struct Venture {
    terms: RevenueShare,
    start: Start,
    sale: DemandPrice,
    excess: f64,
    purses: Purses,
    /// Whose money is in the reserve.
    reserve: Mixture,
    operator: Operator,
    valuation: Valuation,
    capital: f64,
}

/// Dollars that the operator has for the cost of the service, and may have at most: the rest is its profit.
struct Operator {
    purse: f64,
    cushion: f64,
    usual_cost: f64,
    has_stopped: bool,
}

/// What the market thinks of the share.
struct Valuation {
    /// Holders' income from customers a day, averaged.
    income: f64,
    /// Logarithm of the price beside what the income explains; nothing brings it back.
    mood: f64,
}

impl Venture {
    fn open(terms: &RevenueShare, start: &Start) -> Self {
        let sale = terms.demand_price(start);
        let purses = Purses::open(terms.terms(start), terms.opening_payment(start));
        let usual = Day::usual(0);
        let inside = Origins::of_customers(q32_dollars(purses.reserve().0), usual.newcomer_spend / usual.spend());
        let usual_cost = terms.usual_revenue(start) * (1.0 - terms.holders_part()) * terms.cost_of_operators_part;
        let cushion = usual_cost * terms.operator_cushion_days;
        Self {
            sale,
            excess: sale.usual_excess(),
            purses,
            reserve: Mixture::new(inside),
            operator: Operator { purse: cushion, cushion, usual_cost, has_stopped: false },
            valuation: Valuation { income: start.income_per_day, mood: 0.0 },
            capital: start.capital,
            terms: terms.clone(),
            start: *start,
        }
    }

    /// Sells, collects, pays out. Returns the units sold, who paid for them, and what the purses did.
    fn end_day(&mut self, day: &Day) -> (f64, Takings, DayInPurses) {
        let sold = self.sell(day);
        // Whoever pays itself pays into the Till and asks for no service, so the price does not notice.
        let takings = Takings::of(day, sold.dollars.min(DOLLARS_MAX));
        let today = self.purses.end_day(cash(takings.reported()), purses::end_of_day(day.number));
        (sold.units, takings, today)
    }

    fn sell(&mut self, day: &Day) -> Sold {
        if self.operator.has_stopped || self.purses.is_over() {
            return Sold::default();
        }
        self.sale.sell_day(&mut self.excess, day.spend())
    }

    /// What the service cost today. An operator who cannot pay it any more ends the service.
    fn pay_costs(&mut self, day: &Day, units: f64, today: &DayInPurses) -> f64 {
        let operator = &mut self.operator;
        if operator.has_stopped || today.wound_down || self.purses.is_over() {
            operator.has_stopped = true;
            return 0.0;
        }
        let busy = units / self.sale.terms().target;
        let fixed = self.terms.fixed_cost;
        let cost = operator.usual_cost * day.cost_factor * (fixed + (1.0 - fixed) * busy);
        let income = dollars(today.pulled) + dollars(today.drawn);
        operator.purse = (operator.purse + income - cost).min(operator.cushion);
        operator.has_stopped = operator.purse < 0.0;
        cost
    }

    /// What all shares are worth: their income from customers at the yield of the start, and a mood.
    fn value(&mut self, day: &Day, takings: &Takings, today: &DayInPurses) -> f64 {
        if self.purses.is_over() {
            // What was redeemed is the holders' own again.
            return if today.wound_down { dollars(today.redeemed) } else { self.capital };
        }
        let income = takings.organic * self.terms.holders_part();
        self.valuation.income += (income - self.valuation.income) / VALUATION_DAYS;
        self.valuation.mood = (self.valuation.mood + day.token_return).clamp(-MOOD_MAX, MOOD_MAX);
        self.start.capital * self.valuation.income / self.start.income_per_day * self.valuation.mood.exp()
    }

    /// The part of a day's payout that one who holds across the payment only gets for all shares.
    fn sniped_part(&self) -> f64 {
        if self.terms.tau_seconds == 0 {
            return 1.0;
        }
        ((SNIPE_SECONDS + self.terms.undripped_seconds) / 86_400.0).min(1.0)
    }
}

impl Life for Venture {
    fn live(&mut self, day: &Day) -> Flows {
        let (units, takings, today) = self.end_day(day);
        // The Till's integers are the truth; what customers meant to pay only says in which proportion.
        let paid_in = dollars(today.paid_in);
        let origins =
            takings.origins().times(if takings.reported() > 0.0 { paid_in / takings.reported() } else { 0.0 });
        let credited = origins.times(if paid_in > 0.0 { dollars(today.holders_part) / paid_in } else { 0.0 });

        let released = dollars(today.claimed);
        // A day's payments come after what the reserve released, unless nothing is held back.
        let holds_nothing_back = self.terms.tau_seconds == 0 || today.wound_down;
        if holds_nothing_back {
            self.reserve.add(credited);
        }
        let paid = self.reserve.take(released);
        if !holds_nothing_back {
            self.reserve.add(credited);
        }
        let operating_cost = self.pay_costs(day, units, &today);
        let capital = self.value(day, &takings, &today);
        let loss = self.capital - capital;
        let held = self.capital;
        self.capital = capital;
        let caught = self.sniped_part();
        let undrawn = if self.purses.is_over() { dollars(today.redeemed) } else { 0.0 };
        Flows {
            paid: paid.times(1.0 - day.snipers.clamp(0.0, 1.0) * caught),
            capital,
            loss,
            organic_revenue: paid_in - origins.issuer,
            reported_revenue: paid_in,
            operating_cost,
            reserve: q32_dollars(today.reserve.0),
            liquid: undrawn,
            redeemable: undrawn,
            sniped: if held > 0.0 { released / held * caught / (SNIPE_SECONDS / 86_400.0) } else { 0.0 },
            controller: Some(Controller {
                price: self.sale.price(self.excess),
                floor: self.sale.terms().floor,
                excess: self.excess,
                sold: units,
                target: self.sale.terms().target,
            }),
            ..Flows::default()
        }
    }
}

fn part(bps: u16) -> Bps {
    Bps::new(bps).unwrap_or(Bps::WHOLE)
}

/// Whole cash units of an amount in dollars, rounded down.
fn cash(dollars: f64) -> Cash {
    let units = (dollars * UNITS_PER_DOLLAR).clamp(0.0, DOLLARS_MAX * UNITS_PER_DOLLAR);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0..=10^18 above; no number is 0"
    )]
    let whole = units as u64;
    Cash(u128::from(whole))
}

fn dollars(amount: Cash) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "amounts are below 2^53 cash units unless somebody pays billions")]
    let units = amount.0 as f64;
    units / UNITS_PER_DOLLAR
}

fn q32_dollars(amount_q32: u128) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "53 bits are enough to report a reserve")]
    let units = amount_q32 as f64;
    units / (UNITS_PER_DOLLAR * 4_294_967_296.0)
}

#[cfg(test)]
mod tests {
    use super::{RevenueShare, cash, dollars, q32_dollars};
    use crate::path::{Day, Path};
    use crate::structure::{Flows, Origins, Start, Structure};

    const START: Start = Start { capital: 1_000_000.0, income_per_day: 274.0 };

    fn lives(terms: &RevenueShare, days: impl IntoIterator<Item = Day>) -> Vec<Flows> {
        let mut life = terms.open(&START);
        days.into_iter().map(|day| life.live(&day)).collect()
    }

    fn usual(days: u32) -> impl Iterator<Item = Day> {
        (0..days).map(Day::usual)
    }

    /// Demand stops dead on day 30.
    fn then_nobody_comes(days: u32) -> impl Iterator<Item = Day> {
        usual(days).map(|day| match day.number {
            ..30 => day,
            _ => Day { recurring_spend: 0.0, newcomer_spend: 0.0, ..day },
        })
    }

    #[test]
    fn usual_days_pay_the_usual_income_and_change_nothing() {
        for terms in [RevenueShare::default(), RevenueShare::instant()] {
            let lived = lives(&terms, usual(90));
            for flows in &lived {
                assert!((flows.paid.total() / START.income_per_day - 1.0).abs() < 1e-6, "{}", flows.paid.total());
                assert!((flows.paid.newcomers / flows.paid.total() - 0.1).abs() < 1e-9);
                assert!((flows.capital / START.capital - 1.0).abs() < 1e-6);
                assert!((flows.reserve - lived[0].reserve).abs() < 1e-3);
            }
        }
        // The reserve is tau days of income; a day's payments arrive at its end, which is half a day more.
        let reserve = lives(&RevenueShare::default(), usual(1))[0].reserve;
        assert!((reserve / START.income_per_day - 30.5).abs() < 0.01, "{reserve}");
    }

    #[test]
    fn when_demand_stops_dead_income_halves_every_tau_ln_2() {
        let lived = lives(&RevenueShare::default(), then_nobody_comes(110));
        let income = |day: usize| lived[day].paid.total() / START.income_per_day;
        let halved = (30..).find(|day| income(*day) <= 0.5).expect("it halves");
        // The last payments were made at the end of day 29 and begin to leave on day 30.
        assert_eq!(halved - 30, 21, "30 ln 2 is 20.8");
        assert!((income(60) - (-1.0_f64).exp()).abs() < 1e-4, "{}", income(60));
        // T5: what came in, and what was there in the beginning, was paid or is there.
        let came: f64 = lived.iter().map(|flows| flows.organic_revenue * 0.8).sum();
        let paid: f64 = lived.iter().map(|flows| flows.paid.total()).sum();
        let began = q32_dollars(super::Venture::open(&RevenueShare::default(), &START).purses.reserve().0);
        assert!((began + came - paid - lived[109].reserve).abs() < 1e-4);
    }

    #[test]
    fn silence_releases_the_reserve_and_gives_back_undrawn_capital() {
        let path = Path { days: then_nobody_comes(200).collect() };
        let walk = RevenueShare::default().in_integers(&START, &path);
        let end = walk.days.iter().position(|day| day.wound_down).expect("it is wound down");
        // Usual days prove demand every ninth day, the last time on day 26; it is stalled more than 90 days later.
        assert_eq!(end, 26 + 91);
        assert!(walk.days[end].reserve.is_zero());
        let credited: u128 = walk.days.iter().map(|day| day.holders_part.0).sum();
        let opening = walk.opening_payment.part_up(super::part(8_000)).0;
        let raised = cash(START.capital).0;
        let drawn = raised / 5 + (opening + credited) / 2;
        assert_eq!(walk.days[end].redeemed.0, raised - drawn);

        let lived = lives(&RevenueShare::default(), path.days.iter().copied());
        assert!((lived[end].capital - dollars(walk.days[end].redeemed)).abs() < 1e-6);
        assert!(lived[end].paid.total() > lived[end - 1].paid.total(), "the rest of the reserve comes at once");
        assert!(lived[end + 1..].iter().all(|flows| flows.paid.total() == 0.0 && flows.loss == 0.0));
    }

    #[test]
    fn new_investors_make_no_difference() {
        let hostile = |day: Day| Day {
            principal_inflow: 0.0,
            token_buying: 0.0,
            top_ups: false,
            withdrawal_hazard: 0.1,
            market_return: -0.05,
            token_return: -0.1,
            ..day
        };
        let (plain, shunned) =
            (lives(&RevenueShare::default(), usual(200)), lives(&RevenueShare::default(), usual(200).map(hostile)));
        for (plain, shunned) in plain.iter().zip(&shunned) {
            assert_eq!(plain.paid, shunned.paid);
        }
        assert!(shunned[199].capital < 0.5 * plain[199].capital, "only what the share is worth");
    }

    #[test]
    fn smoothing_changes_when_but_never_how_much() {
        let wild = |days| usual(days).map(|day| Day { recurring_spend: f64::from(day.number % 7) / 3.0, ..day });
        let total = |terms: &RevenueShare| {
            let lived = lives(terms, wild(350));
            lived.iter().map(|flows| flows.paid.total()).sum::<f64>() + lived[349].reserve
        };
        let (smoothed, instant) = (total(&RevenueShare::default()), total(&RevenueShare::instant()));
        let began = q32_dollars(super::Venture::open(&RevenueShare::default(), &START).purses.reserve().0);
        assert!((smoothed - began - instant).abs() < 1e-3, "{smoothed} - {began} against {instant}");
    }

    #[test]
    fn self_payment_is_told_apart_and_comes_out_of_the_reserve_as_such() {
        let lived = lives(&RevenueShare::default(), usual(200).map(|day| Day { self_paid: 0.3, ..day }));
        let last = lived[199];
        assert!((1.0 - last.organic_revenue / last.reported_revenue - 0.3).abs() < 1e-6);
        assert!((last.paid.issuer / last.paid.total() - 0.3).abs() < 2e-3, "after seven time constants");
        assert!((last.organic_revenue * 0.8 / START.income_per_day - 1.0).abs() < 1e-6, "and moves no price");
        assert_eq!(Origins { issuer: 0.0, ..lived[0].paid }, lives(&RevenueShare::default(), usual(1))[0].paid);
    }

    #[test]
    fn a_sniper_earns_what_a_holder_earns_but_for_the_instant_kind() {
        let honest = START.income_per_day / START.capital;
        let sniped = |terms: RevenueShare| lives(&terms, usual(1))[0].sniped / honest;
        assert!((sniped(RevenueShare::default()) - 1.0).abs() < 1e-6);
        assert!((sniped(RevenueShare::instant()) - 3_600.0).abs() < 1.0, "a day's income for 24 seconds");
        let stale = RevenueShare { undripped_seconds: 3_600.0, ..RevenueShare::default() };
        assert!((sniped(stale) - 151.0).abs() < 0.01, "whoever sells without dripping gives away an hour");
    }

    #[test]
    fn an_operator_who_cannot_pay_its_costs_ends_the_service() {
        let costly = lives(&RevenueShare::default(), usual(400).map(|day| Day { cost_factor: 8.0, ..day }));
        assert!(costly[399].organic_revenue == 0.0 && costly[30].organic_revenue > 0.0);
        let dearer = lives(&RevenueShare::default(), usual(400).map(|day| Day { cost_factor: 1.5, ..day }));
        assert!(dearer[399].organic_revenue > 0.0, "its profit, and capital that is released, pay for it");
    }
}
