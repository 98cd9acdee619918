//! A story in the model alone.

use super::{
    Mistake, Story,
    expectation::{Figure, Sight},
    imaginary, imaginary_purses,
};
use crate::{cast, stage};
use alloy::primitives::U256;
use usufruct_model::{Cash, Command, Timestamp, Venture, World, invariants::violations};

pub fn play(story: &Story) -> Result<(), Mistake> {
    let accounts = story.accounts(imaginary_purses());
    let mut world = begin(story);
    for scene in &story.scenes {
        let now = Timestamp(stage::BEGINNING + scene.at);
        if let Some((actor, command)) = scene.command(&accounts)? {
            let answer = world.apply(actor, &command, now).map(|_| ());
            scene.check_answer(&answer)?;
        }
        for expectation in scene.expectations(&accounts)? {
            if let Some(what) = expectation.mistake(found(&world, expectation.figure, now)) {
                return Err(scene.mistake(what));
            }
        }
        let broken = violations(&world.venture);
        if !broken.is_empty() {
            return Err(scene.mistake(format!("{broken:?}")));
        }
    }
    Ok(())
}

/// As a `Stage` begins: everybody has money and lets the purses take it.
fn begin(story: &Story) -> World {
    let purses = imaginary_purses();
    let venture = Venture::new(story.setting.terms.clone(), purses, U256::ONE);
    let mut world = World::new(venture);
    world.contracts.extend(story.setting.contracts.iter().map(|name| imaginary(name)));
    let people = story.setting.people.iter().map(String::as_str).chain([cast::OPERATOR]);
    for person in people.map(cast::address) {
        world.endow(person, Cash(stage::POCKET));
        for spender in [purses.offering, purses.till] {
            let approve = Command::ApproveCash { spender, amount: U256::MAX };
            world.apply(person, &approve, Timestamp(stage::BEGINNING)).expect("anyone may approve a purse");
        }
    }
    world
}

fn found(world: &World, figure: Figure, now: Timestamp) -> Sight {
    let venture = &world.venture;
    match figure {
        Figure::Balance(holder) => Sight::Shares(venture.balance(holder)),
        Figure::Cash(account) => Sight::Cash(Cash(world.currency.balance(account).saturating_to())),
        Figure::Owed(holder) => Sight::Cash(venture.owed(holder)),
        Figure::Accrued(holder) => Sight::Cash(venture.accrued(holder, now)),
        Figure::Reserve => Sight::Cash(venture.books.share.reserve.to_cash_down()),
        Figure::OperatorPart => Sight::Cash(venture.books.till.operator_part),
        Figure::Drawable => Sight::Cash(venture.drawable()),
        Figure::Sale => Sight::Sale(venture.books.offering.phase),
        Figure::Stalled => Sight::Stalled(venture.is_stalled(now)),
    }
}
