//! A keeper that is killed anywhere does no harm: the next cycle ends in the state of one that was never killed.

use usufruct_keeper::{Keeper, Policy, Report};
use usufruct_protocol::sender::{Patience, Sender};
use usufruct_testkit::cast::{self, KEEPER};

use crate::{
    fuse::{Fuse, Side},
    world::{World, eager},
};

/// Two batches, so that it can die between them.
fn policy() -> Policy {
    Policy { claims_per_batch: 2, ..eager() }
}

async fn world() -> World {
    World::open(4, |i| 1_000 + i as u128).await
}

/// A keeper over a connection of its own.
async fn keeper(world: &World, fuse: &Fuse) -> Keeper {
    let sender = Sender::connect(fuse.provider(), &cast::key(KEEPER), Patience::default()).await;
    world.keeper_of(sender.expect("the chain answers"), policy()).await
}

/// Runs a cycle until it is done or its connection breaks. Whether it was done.
async fn run(world: &World, fuse: &Fuse) -> bool {
    let life = async { keeper(world, fuse).await.cycle(&world.book, &[], world.stage.now()).await };
    tokio::select! {
        report = life => report.is_ok(),
        () = fuse.blown() => false,
    }
}

async fn whole(world: &World) -> Report {
    world.keeper(policy()).await.cycle(&world.book, &[], world.stage.now()).await.expect("a cycle")
}

async fn killed_at_every_request(side: Side) {
    let undisturbed = world().await;
    whole(&undisturbed).await;
    let expected = undisturbed.state().await;

    let mut deaths = 0;
    loop {
        let world = world().await;
        let fuse = Fuse::new(world.stage.chain(), side, deaths);
        let done = run(&world, &fuse).await;
        whole(&world).await;
        assert_eq!(world.state().await, expected, "after a death {side:?} request {deaths}");
        if done {
            break;
        }
        deaths += 1;
    }
    assert!(deaths > 20, "a cycle of four transactions makes more than {deaths} requests");
}

#[tokio::test]
async fn killed_before_any_request() {
    killed_at_every_request(Side::Before).await;
}

#[tokio::test]
async fn killed_after_any_request() {
    killed_at_every_request(Side::After).await;
}

#[tokio::test]
async fn stopped_after_any_duty() {
    let undisturbed = world().await;
    whole(&undisturbed).await;
    let expected = undisturbed.state().await;
    for done in 0..4 {
        let world = world().await;
        let keeper = world.keeper(policy()).await;
        let (duties, _) = keeper.due(&world.book, &[], world.stage.now()).await.expect("the chain answers");
        assert_eq!(duties.len(), 4);
        for duty in &duties[..done] {
            keeper.act(duty, &mut Report::default()).await.expect("the chain answers");
        }
        whole(&world).await;
        assert_eq!(world.state().await, expected, "stopped after {done} duties");
    }
}

#[tokio::test]
async fn two_keepers_at_once_do_what_one_does() {
    let undisturbed = world().await;
    whole(&undisturbed).await;
    let expected = undisturbed.state().await;
    let world = world().await;
    let (one, two) = (world.keeper(policy()).await, world.keeper_of(world.relayer().clone(), policy()).await);
    let now = world.stage.now();
    let (first, second) = tokio::join!(one.cycle(&world.book, &[], now), two.cycle(&world.book, &[], now));
    first.expect("a cycle");
    second.expect("a cycle");
    assert_eq!(world.state().await, expected);
}
