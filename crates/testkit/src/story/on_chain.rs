//! A story in the contracts on the embedded chain, with signed transactions.

use super::{
    Mistake, Story,
    expectation::{Figure, Sight},
};
use crate::{cast, machine_code, stage, stage::Stage};
use alloy::{
    eips::BlockId,
    network::TransactionBuilder,
    primitives::{Address, U256},
    rpc::types::TransactionRequest,
};
use usufruct_model::{Cash, Command, Refusal};
use usufruct_protocol::{refusals, sender::SendError};

/// How people act and see in a world that has contracts. What goes wrong beyond the rules is a defect, and panics.
pub trait World {
    /// The stage beneath. It moves time.
    fn stage(&self) -> &Stage;

    /// Somebody with a key asks for something.
    fn ask(&self, actor: &str, command: &Command) -> impl Future<Output = Result<(), Refusal>>;

    /// What is to be seen now.
    fn see(&self, figure: Figure) -> impl Future<Output = Sight>;
}

/// Plays `story` on a stage of its own.
pub async fn play(story: &Story) -> Result<(), Mistake> {
    play_in(&story.stage().await, story).await
}

/// Plays `story` in a world that stands on [`Story::stage`].
pub async fn play_in(world: &impl World, story: &Story) -> Result<(), Mistake> {
    let stage = world.stage();
    let mut accounts = story.accounts(stage.at().purses);
    for contract in &story.setting.contracts {
        accounts.insert(contract.clone(), create_relay(stage).await);
    }
    for scene in &story.scenes {
        stage.chain().set_time(stage::BEGINNING + scene.at);
        if let Some((actor, command)) = scene.command(&accounts)? {
            let answer = if story.setting.contracts.contains(&scene.actor) {
                ask_relay(stage, actor, &command).await
            } else {
                world.ask(&scene.actor, &command).await
            };
            scene.check_answer(&answer)?;
        }
        // A view sees the time of the block that it is asked of.
        stage.chain().mine().expect("a chain in memory has no faults");
        for expectation in scene.expectations(&accounts)? {
            if let Some(what) = expectation.mistake(world.see(expectation.figure).await) {
                return Err(scene.mistake(what));
            }
        }
    }
    Ok(())
}

impl Story {
    /// The embedded chain with the venture that the story is about, and everybody who plays.
    pub async fn stage(&self) -> Stage {
        let people = self.people().filter(|name| !cast::CAST.contains(name));
        Stage::open_with(self.setting.terms.clone(), &people.collect::<Vec<_>>(), None).await
    }
}

/// The contracts alone: by transactions and views.
impl World for Stage {
    fn stage(&self) -> &Stage {
        self
    }

    async fn ask(&self, actor: &str, command: &Command) -> Result<(), Refusal> {
        Stage::ask(self, actor, command).await.map(|_| ())
    }

    async fn see(&self, figure: Figure) -> Sight {
        let (client, latest) = (self.client(), BlockId::latest());
        const ANSWERS: &str = "the embedded chain answers";
        let views = client.views(latest).await.expect(ANSWERS);
        let holding = async |holder| client.holdings(&[holder], latest).await.expect(ANSWERS)[0];
        match figure {
            Figure::Balance(holder) => Sight::Shares(holding(holder).await.balance),
            Figure::Cash(account) => {
                let amount: U256 = client.cash(account, latest).await.expect(ANSWERS);
                Sight::Cash(Cash(amount.saturating_to()))
            }
            Figure::Owed(holder) => Sight::Cash(holding(holder).await.owed),
            Figure::Accrued(holder) => Sight::Cash(holding(holder).await.accrued),
            Figure::Reserve => Sight::Cash(views.share.reserve.to_cash_down()),
            Figure::OperatorPart => Sight::Cash(views.till.operator_part),
            Figure::Drawable => Sight::Cash(views.offering.drawable),
            Figure::Sale => Sight::Sale(views.offering.phase),
            Figure::Stalled => Sight::Stalled(views.share.stalled),
        }
    }
}

/// Somebody has to send what a contract does: the keeper.
const SENDS_FOR_CONTRACTS: &str = cast::KEEPER;

async fn create_relay(stage: &Stage) -> Address {
    let creation = TransactionRequest::default().with_deploy_code(machine_code::creation_of(&machine_code::relay()));
    let created = stage.sender(SENDS_FOR_CONTRACTS).send(&creation).await.expect("a contract can be created");
    created.contract_address.expect("a creation has an address")
}

async fn ask_relay(stage: &Stage, relay: Address, command: &Command) -> Result<(), Refusal> {
    let request = stage.at().transaction(command);
    let target = request.to.and_then(|kind| kind.into_to()).expect("a call has somewhere to go");
    let data = request.input.input().cloned().unwrap_or_default();
    let told = TransactionRequest::default().with_to(relay).with_input(machine_code::relayed(target, &data));
    match stage.sender(SENDS_FOR_CONTRACTS).send(&told).await {
        Ok(_) => Ok(()),
        Err(SendError::Refused(revert)) => Err(refusals::refusal(&revert.data).expect("a refusal of the rules")),
        Err(SendError::Fault(fault)) => panic!("the chain failed a contract: {fault}"),
    }
}
