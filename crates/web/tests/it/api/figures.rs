//! Two days of a venture: every figure against the chain's own views, and against what was paid.

use crate::world::{WANDA, World, XAVER, YVES};
use alloy::{
    eips::BlockId,
    primitives::{Address, B256, U256},
};
use serde_json::{Value, json};
use usufruct_model::Command;
use usufruct_testkit::cast::{ALICE, BOB, CAROL, KEEPER, OPERATOR};

/// What was paid on the first day.
pub struct Paid {
    pub wanda: u128,
    pub xaver: u128,
    pub yves: u128,
    pub alice: u128,
}

pub const BY_OPERATOR: u64 = 12_345;
pub const REMITTED: u64 = 50_001;

impl Paid {
    pub fn in_all(&self) -> u128 {
        self.wanda + self.xaver + self.yves + self.alice + u128::from(BY_OPERATOR)
    }
}

/// Customers by voucher and by transfer, a holder and the operator among those who pay; then the keeper.
pub async fn first_day(world: &World) -> Paid {
    let mut paid = Paid { wanda: 0, xaver: 0, yves: 0, alice: 0 };
    for units in [3, 20, 50] {
        paid.wanda += world.buy(WANDA, units, true).await;
    }
    paid.xaver += world.buy(XAVER, 7, true).await;
    paid.yves += world.buy(YVES, 11, false).await;
    paid.alice += world.buy(ALICE, 5, true).await;
    world.donate(OPERATOR, BY_OPERATOR).await;
    world.keep().await;
    paid
}

/// The operator brings money from elsewhere, shares move, income is claimed, in part to another account.
pub async fn second_day(world: &World) {
    let stage = &world.stage;
    stage.advance(86_400);
    stage.must(OPERATOR, &Command::Remit { report_hash: B256::repeat_byte(7), amount: U256::from(REMITTED) }).await;
    stage.must(BOB, &Command::Transfer { to: stage.address(WANDA), value: U256::from(100_001) }).await;
    stage.must(KEEPER, &Command::Drip).await;
    stage.must(ALICE, &Command::Claim).await;
    stage.must(BOB, &Command::ClaimTo { to: stage.address(CAROL) }).await;
    stage.must(CAROL, &Command::SetPayee { payee: stage.address(ALICE) }).await;
    stage.advance(3_600);
    stage.must(KEEPER, &Command::Drip).await;
}

pub fn amount(value: &Value) -> u128 {
    let text = value.as_str().unwrap_or_else(|| panic!("an amount is text, not {value}"));
    text.parse().unwrap_or_else(|_| panic!("an amount is digits, not {text}"))
}

#[tokio::test]
async fn each_day_tells_where_its_revenue_came_from() {
    let world = World::open().await;
    let paid = first_day(&world).await;
    second_day(&world).await;
    world.look().await;
    let days = world.get("/days").await;
    let (today, yesterday) = (&days["data"]["days"][0], &days["data"]["days"][1]);

    assert_eq!(amount(&yesterday["came_from"]["vouchers"]), paid.wanda + paid.xaver);
    assert_eq!(amount(&yesterday["came_from"]["transfers"]), paid.yves);
    assert_eq!(amount(&yesterday["came_from"]["operator"]), u128::from(BY_OPERATOR));
    assert_eq!(amount(&yesterday["came_from"]["holders"]), paid.alice);
    for nothing in ["remitted", "unknown"] {
        assert_eq!(amount(&yesterday["came_from"][nothing]), 0);
    }
    assert_eq!(amount(&yesterday["revenue"]), paid.in_all());
    assert_eq!(amount(&yesterday["holders_part"]), (paid.in_all() * 8).div_ceil(10));
    assert_eq!(amount(&yesterday["operators_part"]), paid.in_all() - (paid.in_all() * 8).div_ceil(10));
    assert_eq!((&yesterday["payers"], &yesterday["complete"]), (&json!(5), &json!(true)));

    assert_eq!(amount(&today["came_from"]["remitted"]), u128::from(REMITTED));
    assert_eq!(amount(&today["revenue"]), u128::from(REMITTED));
    assert_eq!((&today["payers"], &today["complete"]), (&json!(0), &json!(false)));
    let claimed: u128 = [ALICE, BOB].map(|name| claimed(&world, name)).iter().sum();
    assert!(claimed > 0);
    assert_eq!(amount(&today["claimed"]), claimed);
    // Each day's is rounded down, and so is their sum.
    let released = amount(&today["released"]) + amount(&yesterday["released"]);
    let in_all = amount(&world.get("/purses").await["data"]["income"]["released"]);
    assert!(released > 0 && (released..=released + 2).contains(&in_all), "{released} of {in_all}");
}

/// As the ledger folded it, for the purpose of a sum.
fn claimed(world: &World, name: &str) -> u128 {
    let reading = world.web.reading().expect("there is one");
    let received = reading.position(world.stage.address(name), 0, 1).received;
    u128::try_from(received.0).expect("it fits")
}

#[tokio::test]
async fn purses_say_what_the_chain_says() {
    let world = World::open().await;
    first_day(&world).await;
    world.buy(XAVER, 9, true).await;
    second_day(&world).await;
    world.donate(WANDA, 99).await;
    world.look().await;
    let purses = world.get("/purses").await;
    let views = world.views().await;
    let (capital, revenue, income) =
        (&purses["data"]["capital"], &purses["data"]["revenue"], &purses["data"]["income"]);
    for (figure, view) in [
        (&capital["raised"], views.offering.raised.0),
        (&capital["drawn"], views.offering.drawn.0),
        (&capital["undrawn"], views.offering.undrawn.0),
        (&capital["drawable"], views.offering.drawable.0),
        (&capital["balance"], views.cash.offering.to()),
        (&revenue["balance"], views.cash.till.to()),
        (&revenue["operators_part"], views.till.operator_part.0),
        (&revenue["collectable"], views.till.collectable.0),
        (&income["balance"], views.cash.share.to()),
        (&income["credited"], views.share.credited.0),
        (&income["reserve"], views.share.reserve.to_cash_down().0),
    ] {
        assert_eq!(amount(figure), view, "{purses}");
    }
    let sum = |of: &Value, parts: &[&str]| parts.iter().map(|part| amount(&of[*part])).sum::<u128>();
    assert_eq!(amount(&capital["raised"]), sum(capital, &["drawn", "redeemed", "undrawn"]));
    assert_eq!(sum(revenue, &["collected", "remitted"]), sum(revenue, &["holders_part", "operators_part", "pulled"]));
    assert_eq!(amount(&income["credited"]), sum(income, &["claimed", "owed", "reserve", "dust"]));
    assert!(amount(&income["dust"]) <= 5, "below a unit for each holder, and one: {income}");
}

#[tokio::test]
async fn what_is_claimed_and_not_settled_is_told() {
    use usufruct_protocol::{escrow, x402::voucher::EscrowDomain};
    let world = World::open().await;
    let paid = world.buy(WANDA, 20, true).await;
    let claims = world.gateway.claimable();
    let domain = EscrowDomain::new(world.stage.at().chain_id);
    let key = usufruct_testkit::cast::key("authorizer");
    let claim = escrow::claim_with_signature(&claims, &domain, &key);
    world.stage.sender(KEEPER).send(&claim).await.expect("claimed");
    world.look().await;
    let of_escrow = async || world.get("/purses").await["data"]["revenue"]["escrow"].clone();
    let text = paid.to_string();
    assert_eq!(of_escrow().await, json!({ "claimed": text, "settled": "0", "waiting": text }));
    let settle = escrow::settle(world.stage.at().purses.till, world.stage.at().currency);
    world.stage.sender(KEEPER).send(&settle).await.expect("settled");
    world.look().await;
    assert_eq!(of_escrow().await, json!({ "claimed": text, "settled": text, "waiting": "0" }));
    assert_eq!(amount(&world.get("/purses").await["data"]["revenue"]["collectable"]), paid);
}

#[tokio::test]
async fn holders_and_positions_are_what_the_share_says_of_them() {
    let world = World::open().await;
    first_day(&world).await;
    second_day(&world).await;
    world.stage.chain().mine().expect("a block");
    world.look().await;
    let names = [ALICE, BOB, CAROL, WANDA, XAVER];
    let addresses: Vec<Address> = names.map(|name| world.stage.address(name)).into();
    let head = BlockId::hash(world.stage.chain().head().hash);
    let holdings = world.stage.client().holdings(&addresses, head).await.expect("holdings");
    let listed = world.get("/holders").await;
    let supply = amount(&listed["data"]["supply"]);
    assert_eq!(listed["data"]["count"], 4);
    for (address, holding) in addresses.iter().zip(&holdings) {
        let position = world.get(&format!("/positions/{address}")).await;
        let data = &position["data"];
        assert_eq!(amount(&data["balance"]), u128::from(holding.balance.0));
        assert_eq!(amount(&data["owed"]), holding.owed.0);
        // The clock stands at the second that the next block would have: the head's.
        assert_eq!(amount(&data["accrued"]), holding.accrued.0);
        assert_eq!(data["share_bps"], json!(u128::from(holding.balance.0) * 10_000 / supply));
        let payee = holding.payee.map_or(Value::Null, |payee| json!(payee.to_checksum(None)));
        assert_eq!(data["payee"], payee);
        let earned: u128 = data["earned"].as_array().expect("days").iter().map(|day| amount(&day["amount"])).sum();
        assert_eq!(earned, holding.owed.0 + amount(&data["received"]), "{position}");
        let line = listed["data"]["holders"].as_array().expect("holders").iter();
        let line = line.into_iter().find(|line| line["address"] == json!(address.to_checksum(None)));
        if let Some(line) = line {
            assert_eq!((&line["balance"], &line["owed"]), (&data["balance"], &data["owed"]));
            assert_eq!(line["claimed"], data["received"]);
        } else {
            assert_eq!((holding.balance.0, holding.owed.0), (0, 0));
        }
    }
}

#[tokio::test]
async fn entries_tell_how_a_position_came_about() {
    let world = World::open().await;
    first_day(&world).await;
    second_day(&world).await;
    world.look().await;
    let bob = world.stage.address(BOB);
    let position = world.get(&format!("/positions/{bob}")).await;
    let entries = position["data"]["entries"].as_array().expect("entries");
    let told: Vec<_> = entries.iter().map(|entry| (entry["what"].as_str().expect("a word"), &entry["other"])).collect();
    let checksummed = |name| json!(world.stage.address(name).to_checksum(None));
    assert_eq!(told, [("claimed", &checksummed(CAROL)), ("sent", &checksummed(WANDA)), ("bought", &checksummed(BOB))]);
    assert_eq!((&entries[1]["shares"], &entries[1]["money"]), (&json!("100001"), &Value::Null));
    assert_eq!((&entries[2]["shares"], &entries[2]["money"]), (&json!("300000"), &json!("3000000000")));
    assert_eq!(entries[0]["money"], position["data"]["received"]);

    let page = world.get(&format!("/positions/{bob}?offset=1&limit=1")).await;
    assert_eq!((&page["data"]["entries"][0], &page["data"]["next"]), (&entries[1], &json!(2)));
    let last = world.get(&format!("/positions/{bob}?offset=2&limit=1")).await;
    assert_eq!((&last["data"]["entries"][0], &last["data"]["next"]), (&entries[2], &Value::Null));
}

#[tokio::test]
async fn customers_are_ranked_by_what_they_paid_in_the_window() {
    let world = World::open().await;
    let paid = first_day(&world).await;
    second_day(&world).await;
    world.look().await;
    let customers = world.get("/customers?window=week&top=2").await;
    let data = &customers["data"];
    let mut parts = [paid.wanda, paid.xaver, paid.yves, paid.alice, u128::from(BY_OPERATOR)];
    parts.sort_unstable_by(|a, b| b.cmp(a));
    let all = paid.in_all();
    assert_eq!((&data["count"], amount(&data["total"])), (&json!(5), all));
    assert_eq!(data["top_1_bps"], json!(parts[0] * 10_000 / all));
    assert_eq!((&data["top_5_bps"], &data["top_10_bps"]), (&json!(10_000), &json!(10_000)));
    let squares: u128 = parts.iter().map(|part| part * part).sum();
    assert_eq!(data["herfindahl_bps"], json!(squares * 10_000 / (all * all)));
    let top = data["top"].as_array().expect("payers");
    assert_eq!(top.iter().map(|line| amount(&line["paid"])).collect::<Vec<_>>(), parts[..2]);
    // A single transfer pays the most that was quoted.
    assert_eq!(top[0]["address"], json!(world.stage.address(YVES).to_checksum(None)));
    assert_eq!((&top[0]["by_voucher"], &top[0]["as_insider"]), (&json!("0"), &json!("0")));
    assert_eq!(top[1]["address"], json!(world.stage.address(WANDA).to_checksum(None)));
    assert_eq!((&top[1]["by_voucher"], &top[1]["as_insider"]), (&top[1]["paid"], &json!("0")));
    // Nobody paid today; the remittance has no payer.
    assert_eq!(world.get("/customers?window=day").await["data"]["count"], 0);
    assert_eq!(world.get("/customers?window=all").await["data"]["total"], data["total"]);
    let alice = world.get("/customers").await["data"]["top"].clone();
    let alice = alice
        .as_array()
        .expect("payers")
        .iter()
        .find(|line| line["address"] == json!(world.stage.address(ALICE).to_checksum(None)));
    let alice = alice.expect("she paid");
    assert_eq!(alice["as_insider"], alice["paid"]);
}

#[tokio::test]
async fn the_forecast_is_what_the_contracts_will_do() {
    let world = World::open().await;
    first_day(&world).await;
    world.look().await;
    let told = world.get("/if-customers-stop").await;
    assert_eq!(told["data"]["tau_seconds"], 86_400);
    let stall = &told["data"]["stall"];
    let (mut day, mut released_before) = (0, 0);
    for forecast in told["data"]["forecasts"].as_array().expect("forecasts") {
        let days = forecast["days"].as_u64().expect("a number");
        // One drip from now: how often it was poked in between makes no difference beyond roundings, but this is exact.
        let head = world.stage.chain().head().number;
        world.stage.chain().set_time(told["now"].as_u64().expect("a number") + days * 86_400);
        world.stage.must(KEEPER, &Command::Drip).await;
        let views = world.views().await;
        assert_eq!(amount(&forecast["reserve"]), views.share.reserve.to_cash_down().0, "after {days} days");
        assert_eq!(views.share.stalled, stall["wind_down_from"].as_u64().expect("it runs") <= world.stage.now().0);
        assert!(days > day && amount(&forecast["released"]) >= released_before);
        (day, released_before) = (days, amount(&forecast["released"]));
        world.stage.chain().rollback(head).expect("a chain in memory");
    }
    assert_eq!(day, 90);
}

#[tokio::test]
async fn prices_are_the_gateway_s() {
    let world = World::open().await;
    for units in [3, 20, 50] {
        world.buy(WANDA, units, true).await;
    }
    let price = world.get("/price?limit=2").await;
    let totals = world.gateway.totals();
    let class = &price["data"]["classes"][0];
    assert_eq!((&class["name"], &class["floor"]), (&json!("work"), &json!("1000")));
    assert_eq!((amount(&class["spot_q64"]), amount(&class["units"])), (totals.classes[0].spot.0, 73));
    assert_eq!(amount(&class["revenue"]), totals.revenue);
    let path = price["data"]["path"].as_array().expect("sales");
    assert_eq!(path.iter().map(|sale| &sale["units"]).collect::<Vec<_>>(), [&json!(20), &json!(50)]);
    assert_eq!(path[1]["seq"], 3);
    world.buy(XAVER, 1, true).await;
    assert_eq!(world.get("/price?limit=1").await["data"]["path"][0]["seq"], 4);
}
