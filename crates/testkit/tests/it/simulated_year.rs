//! Contract in the loop: what the lab says of S7 (its integers) and what the real contracts do on the embedded chain, on the
//! same path of customers, day by day over a year and more.
//!
//! The lab's path says what reaches the Till on each day. The same is paid on the chain, and the same calls follow at the same
//! time, in the order that `usufruct_lab::structure::revenue_share::purses` states. Then everything is compared, to the unit:
//! the holders' part, what the reserve released and holds, the index, what is owed and claimed, pulled and drawn, the
//! wind-down and what is redeemed. Beside it runs the smoothing as the lab's floating-point model has it
//! (`R += part * revenue; pay = R * (1 - e^(-dt/tau))`), held to a bound.

use alloy::{
    eips::BlockId,
    primitives::{Address, U256},
};
use usufruct_lab::{
    path::draw,
    run::Options,
    scenario::standard,
    structure::revenue_share::{DayInPurses, InIntegers, RevenueShare},
};
use usufruct_model::{Cash, Command, Shares, Timestamp, reserve::ReserveQ32};
use usufruct_protocol::{
    client::{Holding, Views},
    standins, verbs,
};
use usufruct_testkit::{
    cast::{self, ALICE, CUSTOMER, FOUNDER, KEEPER, OPERATOR},
    stage::{BEGINNING, Stage},
};

const DAY: u64 = 86_400;
const TAU_DAYS: f64 = 30.0;

/// A venture on the chain whose one holder has all shares, and what it showed last.
struct Venture {
    stage: Stage,
    views: Views,
    /// What the holder and the operator have in the currency.
    holder_cash: U256,
    operator_cash: U256,
}

impl Venture {
    async fn open(lab: &InIntegers) -> Self {
        let mut terms = lab.terms.clone();
        (terms.currency, terms.operator) = (standins::USDC, cast::address(OPERATOR));
        terms.deadline = Timestamp(BEGINNING + DAY);
        let all = terms.hard_cap;
        let stage = Stage::open(terms).await;
        for name in [ALICE, CUSTOMER] {
            let mint = verbs::mint_cash(standins::USDC, stage.address(name), U256::from(u64::MAX));
            stage.sender(FOUNDER).send(&mint).await.expect("the founder mints");
        }
        stage.must(ALICE, &Command::Buy { shares: U256::from(all.0), to: stage.address(ALICE) }).await;
        stage.must(KEEPER, &Command::Close).await;
        pay_and_collect(&stage, lab.opening_payment).await;
        pull_and_draw(&stage).await;
        let (views, holder_cash, operator_cash) = seen(&stage).await;
        Self { stage, views, holder_cash, operator_cash }
    }

    /// Drives a day, and tells it as the lab tells it.
    async fn live(&mut self, lab: &DayInPurses, now: u64) -> DayInPurses {
        self.stage.chain().set_time(now);
        pay_and_collect(&self.stage, lab.paid_in).await;
        self.stage.must(KEEPER, &Command::Drip).await;
        let owed = self.holding().await.owed;
        self.stage.must(ALICE, &Command::Claim).await;
        let mut claimed = self.stage.client().cash(self.stage.address(ALICE), BlockId::latest()).await.expect("a view");
        claimed -= self.holder_cash;
        assert_eq!(U256::from(owed.0), claimed, "owed is what a claim pays");
        pull_and_draw(&self.stage).await;
        let stalled = self.stage.client().views(BlockId::latest()).await.expect("views").share.stalled;
        if stalled {
            claimed += self.wind_down().await;
        }
        let (views, holder_cash, operator_cash) = seen(&self.stage).await;
        assert_eq!(self.stage.now(), Timestamp(now), "a day's end is one moment");
        let credited = less(views.share.credited, self.views.share.credited);
        let drawn = less(views.offering.drawn, self.views.offering.drawn);
        let day = DayInPurses {
            at: lab.at,
            paid_in: lab.paid_in,
            holders_part: credited,
            released: ReserveQ32(self.views.share.reserve.0 + (credited.0 << 32) - views.share.reserve.0),
            claimed: Cash(claimed.to()),
            pulled: Cash((operator_cash - self.operator_cash).to::<u128>() - drawn.0),
            drawn,
            wound_down: stalled,
            redeemed: views.offering.redeemed,
            reserve: views.share.reserve,
            index: views.share.index,
            undrawn: views.offering.undrawn,
            supply: views.share.supply,
        };
        (self.views, self.holder_cash, self.operator_cash) = (views, holder_cash, operator_cash);
        day
    }

    /// The sad end: everything released and claimed, every share redeemed. Returns what the claim paid.
    async fn wind_down(&self) -> U256 {
        self.stage.must(KEEPER, &Command::WindDown).await;
        let Holding { balance, owed, .. } = self.holding().await;
        self.stage.must(ALICE, &Command::Claim).await;
        self.stage.must(ALICE, &Command::Redeem { shares: U256::from(balance.0) }).await;
        U256::from(owed.0)
    }

    async fn holding(&self) -> Holding {
        let holders: [Address; 1] = [self.stage.address(ALICE)];
        self.stage.client().holdings(&holders, BlockId::latest()).await.expect("views")[0]
    }
}

async fn pay_and_collect(stage: &Stage, amount: Cash) {
    if !amount.is_zero() {
        let to = stage.at().purses.till;
        stage.must(CUSTOMER, &Command::TransferCash { to, amount: U256::from(amount.0) }).await;
        stage.must(KEEPER, &Command::Collect).await;
    }
}

async fn pull_and_draw(stage: &Stage) {
    let to = stage.address(OPERATOR);
    stage.must(OPERATOR, &Command::Pull { to }).await;
    stage.must(OPERATOR, &Command::Draw { to }).await;
}

async fn seen(stage: &Stage) -> (Views, U256, U256) {
    let (client, latest) = (stage.client(), BlockId::latest());
    let views = client.views(latest).await.expect("views");
    let holder = client.cash(stage.address(ALICE), latest).await.expect("a view");
    (views, holder, client.cash(stage.address(OPERATOR), latest).await.expect("a view"))
}

fn less(after: Cash, before: Cash) -> Cash {
    Cash(after.0 - before.0)
}

/// Lives a path of a standard scenario in the lab and on the chain, and says how it ended in the lab.
async fn check(scenario: &str, seed: u64, path: u64) -> DayInPurses {
    let scenario = standard::by_name(scenario).expect("it can be read").expect("it is a standard one");
    let path = draw(seed, path, &scenario);
    assert!(path.days.len() >= 365, "a year at least");
    let start = Options::default().start;
    let lab = RevenueShare::default().in_integers(&start, &path);
    let mut venture = Venture::open(&lab).await;
    let mut float = Smoothing { reserve: units(lab.opening_payment) * 0.8, claimed: 0.0 };
    let mut claimed = 0;
    for (number, day) in (1..).zip(&lab.days) {
        let chain = venture.live(day, BEGINNING + number * DAY).await;
        assert_eq!(chain, *day, "day {number}");
        if day.wound_down {
            assert_eq!((day.supply, chain.undrawn), (Shares(0), Cash::ZERO));
            return *day;
        }
        float.live(units(day.paid_in));
        claimed += day.claimed.0;
        // Each collect gives the holders at most a unit more than 80 %, each claim leaves less than one, floats do the rest.
        let far = (float.claimed - units(Cash(claimed))).abs();
        let bound = 2.0 + f64::from(u32::try_from(number).expect("few days"));
        assert!(far < bound, "day {number}: {far} units apart, more than {bound}");
    }
    *lab.days.last().expect("a year of days")
}

/// Smoothing in floating point.
struct Smoothing {
    reserve: f64,
    claimed: f64,
}

impl Smoothing {
    fn live(&mut self, paid_in: f64) {
        let pay = self.reserve * -(-1.0 / TAU_DAYS).exp_m1();
        self.claimed += pay;
        self.reserve += 0.8 * paid_in - pay;
    }
}

fn units(amount: Cash) -> f64 {
    amount.0 as f64
}

#[tokio::test]
async fn a_year_of_usual_customers_is_the_same_on_the_chain() {
    let end = check("0-base", 1, 0).await;
    assert!(!end.wound_down && end.supply.0 > 0);
}

#[tokio::test]
async fn another_year_is_as_well() {
    check("0-base", 2, 7).await;
}

#[tokio::test]
async fn when_customers_stop_both_wind_down_on_the_same_day() {
    let end = check("4-demand-stops", 1, 0).await;
    assert!(end.wound_down && end.redeemed > Cash::ZERO, "{end:?}");
}

#[tokio::test]
async fn when_the_top_customer_leaves_both_go_on_alike() {
    check("5-top-customer-leaves", 3, 1).await;
}
