//! From the voucher to the holder.

use alloy::primitives::U256;
use usufruct_keeper::{DutyKind, PayOut, Policy};
use usufruct_model::Cash;
use usufruct_testkit::cast::{ALICE, BOB, CAROL};

use crate::world::{World, eager};

#[tokio::test]
async fn one_cycle_brings_vouchers_into_the_reserve_of_the_holders() {
    let world = World::open(5, |i| 1_001 * (i as u128 + 1)).await;
    let keeper = world.keeper(eager()).await;
    let report = keeper.cycle(&world.book, &[], world.stage.now()).await.expect("a cycle");

    let all = world.charged_in_all();
    assert_eq!((report.channels, report.claimed, report.settled), (5, all, all));
    // The dollar has 6 decimals, so a cash unit is a base unit; holders get 80 %, rounded up.
    assert_eq!((report.collected, report.holders_part), (Cash(all), Cash((all * 8).div_ceil(10))));
    assert!(report.set_aside.is_empty() && report.refused.is_empty());
    let kinds: Vec<DutyKind> = report.deeds.iter().map(|deed| deed.kind).collect();
    assert_eq!(kinds, [DutyKind::Claim, DutyKind::Settle, DutyKind::Collect]);

    let (views, channels, till) = world.state().await;
    assert_eq!(views.share.credited, report.holders_part);
    assert_eq!(views.share.reserve.to_cash_down(), report.holders_part);
    assert_eq!(views.till.operator_part, Cash(all - report.holders_part.0));
    assert_eq!((till.claimed, till.settled), (all, all));
    for (number, channel) in channels.iter().enumerate() {
        assert_eq!(channel.total_claimed, world.book[number].claim.total_claimed);
        assert!(report.totals.contains(&(world.id(number), channel.total_claimed)));
    }
}

#[tokio::test]
async fn when_nothing_is_due_nothing_is_sent() {
    let world = World::open(3, |_| 1_000).await;
    let keeper = world.keeper(eager()).await;
    keeper.cycle(&world.book, &[], world.stage.now()).await.expect("a cycle");
    let head = world.stage.chain().head();
    let report = keeper.cycle(&world.book, &[], world.stage.now()).await.expect("a cycle");
    assert_eq!(report, usufruct_keeper::Report::default());
    assert_eq!(world.stage.chain().head(), head);
}

#[tokio::test]
async fn later_cycles_drip_and_pay_holders_out() {
    let world = World::open(1, |_| 1_000_000).await;
    let policy = Policy { pay_out: Some(PayOut { owed: Cash(1), holders_per_batch: 2 }), ..eager() };
    let keeper = world.keeper(policy).await;
    let holders = [ALICE, BOB, CAROL].map(|name| world.stage.address(name));
    keeper.cycle(&world.book, &holders, world.stage.now()).await.expect("a cycle");
    world.stage.advance(86_400);
    let dripped = keeper.cycle(&world.book, &holders, world.stage.now()).await.expect("a cycle");
    let released: U256 = dripped.dripped_q32 >> 32;
    let released = Cash::from_u256(released).expect("less than was earned");
    assert_eq!(released, Cash(505_696), "800,000 * (1 - 1/e), rounded down");

    let paid = keeper.cycle(&world.book, &holders, world.stage.now()).await.expect("a cycle");
    let kinds: Vec<DutyKind> = paid.deeds.iter().map(|deed| deed.kind).collect();
    assert_eq!(kinds, [DutyKind::PayOut, DutyKind::PayOut]);
    let dust = released.0 - paid.paid_out.0;
    assert!(dust <= 3, "at most a cash unit per holder stays, not {dust}");
}
