//! What is due, at, below and above each limit.

use alloy::primitives::B256;
use usufruct_keeper::{Claimable, Duty, DutyKind, Observation, Policy, plan};
use usufruct_model::{Cash, Shares, Timestamp, offering, reserve::ReserveQ32, share};
use usufruct_protocol::escrow::{Escrow, finalize_withdraw, initiate_withdraw};
use usufruct_testkit::stage::{Stage, terms};

use crate::world::{DEPOSIT, WITHDRAW_DELAY, World, customer, eager};

const DAY: u64 = 86_400;

/// A running venture to which nothing has happened.
async fn quiet(world: &World) -> Observation {
    let keeper = world.keeper(Policy::default()).await;
    let (duties, seen) = keeper.due(&[], &[], world.stage.now()).await.expect("the chain answers");
    assert_eq!(duties, []);
    seen
}

fn kinds(seen: &Observation, policy: &Policy) -> Vec<DutyKind> {
    plan(seen, policy).iter().map(Duty::kind).collect()
}

fn channel(world: &World, unclaimed: u128, since: Timestamp) -> Claimable {
    let claim = world.book[0].claim.clone();
    Claimable { channel_id: B256::ZERO, claim, unclaimed, since, withdrawing: false }
}

#[tokio::test]
async fn a_channel_is_claimed_when_it_has_enough_or_waited_enough() {
    let world = World::open(1, |_| 500).await;
    let mut seen = quiet(&world).await;
    let policy = Policy { claim_amount: 1_000, claim_age: DAY, ..Policy::default() };
    let mut due = |unclaimed, waited: u64, withdrawing| {
        let since = Timestamp(seen.now.0 - waited);
        seen.channels = vec![Claimable { withdrawing, ..channel(&world, unclaimed, since) }];
        kinds(&seen, &policy).contains(&DutyKind::Claim)
    };
    assert!(!due(999, DAY - 1, false));
    assert!(due(1_000, 0, false));
    assert!(due(1, DAY, false));
    assert!(due(1, 0, true));
}

#[tokio::test]
async fn a_withdrawal_is_claimed_against_at_once() {
    let world = World::open(2, |_| 500).await;
    let keeper = world.keeper(Policy::default()).await;
    let (duties, _) = keeper.due(&world.book, &[], world.stage.now()).await.expect("the chain answers");
    assert_eq!(duties, [], "too little and too young");

    let config = &world.book[1].claim.config;
    let payer = world.sender_of(&customer(1)).await;
    payer.send(&initiate_withdraw(config, DEPOSIT)).await.expect("the payer may");
    let escrow = Escrow::new(world.stage.provider());
    let head = world.stage.chain().head().number;
    let announced = escrow.withdrawals_announced(head, head).await;
    assert_eq!(announced.expect("logs"), [world.id(1)]);

    let report = keeper.cycle(&world.book, &[], world.stage.now()).await.expect("a cycle");
    assert_eq!((report.channels, report.claimed), (1, 500));
    // The payer gets the rest and no more.
    world.stage.advance(u64::from(WITHDRAW_DELAY));
    payer.send(&finalize_withdraw(config)).await.expect("after the delay");
    let reading = escrow.channel(world.id(1)).await.expect("a channel");
    assert_eq!((reading.balance, reading.total_claimed, reading.withdrawal), (500, 500, None));
}

#[tokio::test]
async fn money_goes_one_purse_further_by_each_duty() {
    let world = World::open(1, |_| 500).await;
    let mut seen = quiet(&world).await;
    seen.waiting = 1;
    assert_eq!(kinds(&seen, &eager()), [DutyKind::Settle, DutyKind::Collect]);
    let choosy = Policy { collect_amount: Cash(2), ..eager() };
    assert_eq!(kinds(&seen, &choosy), [DutyKind::Settle]);
    seen.views.till.collectable = Cash(1);
    assert_eq!(kinds(&seen, &choosy), [DutyKind::Settle, DutyKind::Collect]);
    seen.waiting = 0;
    assert_eq!(kinds(&seen, &eager()), [DutyKind::Collect]);
}

#[tokio::test]
async fn a_reserve_drips_every_interval_and_not_without_holders() {
    let world = World::open(1, |_| 500).await;
    let mut seen = quiet(&world).await;
    let policy = Policy { drip_interval: 60, ..Policy::default() };
    seen.views.share.reserve = ReserveQ32(1);
    seen.views.share.last_drip = Timestamp(seen.now.0 - 59);
    assert_eq!(kinds(&seen, &policy), []);
    seen.views.share.last_drip = Timestamp(seen.now.0 - 60);
    assert_eq!(kinds(&seen, &policy), [DutyKind::Drip]);
    seen.views.share.supply = Shares(0);
    assert_eq!(kinds(&seen, &policy), []);
    seen.views.share.supply = Shares(1);
    seen.views.share.phase = share::Phase::Selling;
    assert_eq!(kinds(&seen, &policy), []);
}

#[tokio::test]
async fn a_sale_is_closed_when_it_is_over() {
    let world = World { stage: Stage::open(terms()).await, book: Vec::new() };
    let keeper = world.keeper(Policy::default()).await;
    let (duties, mut seen) = keeper.due(&[], &[], world.stage.now()).await.expect("the chain answers");
    assert_eq!(duties, []);
    seen.now = seen.terms.deadline;
    assert_eq!(kinds(&seen, &Policy::default()), []);
    seen.now = seen.terms.deadline.saturating_add(1);
    assert_eq!(kinds(&seen, &Policy::default()), [DutyKind::CloseOffering]);
    seen.now = seen.terms.deadline;
    seen.views.share.supply = seen.terms.hard_cap;
    assert_eq!(kinds(&seen, &Policy::default()), [DutyKind::CloseOffering]);

    world.stage.chain().set_time(world.stage.terms().deadline.0 + 1);
    let report = keeper.cycle(&[], &[], world.stage.now()).await.expect("a cycle");
    assert_eq!(report.deeds.len(), 1);
    assert_eq!(world.state().await.0.offering.phase, offering::Phase::Failed);
}

#[tokio::test]
async fn a_stalled_venture_is_wound_down_unless_income_is_on_its_way() {
    let world = World::open(1, |_| 500).await;
    let mut seen = quiet(&world).await;
    let stall = u64::from(seen.terms.stall_period);
    seen.views.share.window_start = Timestamp(seen.now.0 - stall);
    assert_eq!(kinds(&seen, &Policy::default()), []);
    seen.views.share.window_start = Timestamp(seen.now.0 - stall - 1);
    assert_eq!(kinds(&seen, &Policy::default()), [DutyKind::WindDown]);
    assert_eq!(kinds(&seen, &Policy { wind_down: false, ..Policy::default() }), []);
    seen.waiting = 1;
    assert_eq!(kinds(&seen, &Policy::default()), [DutyKind::Settle, DutyKind::Collect]);

    world.stage.advance(stall + 1);
    let keeper = world.keeper(Policy::default()).await;
    keeper.cycle(&[], &[], world.stage.now()).await.expect("a cycle");
    assert_eq!(world.state().await.0.offering.phase, offering::Phase::WoundDown);
}
