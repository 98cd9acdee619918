//! A story in the contracts on the embedded chain, with signed transactions.

use super::{
    Mistake, Story,
    expectation::{Figure, phase_text, stalled_text},
    words,
};
use crate::{machine_code, stage, stage::Stage};
use alloy::{
    eips::BlockId,
    network::TransactionBuilder,
    primitives::{Address, U256},
    rpc::types::TransactionRequest,
};
use usufruct_model::{Cash, Command, Refusal};
use usufruct_protocol::{refusals, sender::SendError};

pub async fn play(story: &Story) -> Result<(), Mistake> {
    let people: Vec<&str> = story.setting.people.iter().map(String::as_str).collect();
    let people: Vec<&str> = people.into_iter().filter(|name| !crate::cast::CAST.contains(name)).collect();
    let stage = Stage::open_with(story.setting.terms.clone(), &people, None).await;
    let mut accounts = story.accounts(stage.at().purses);
    for contract in &story.setting.contracts {
        accounts.insert(contract.clone(), create_relay(&stage).await);
    }
    for scene in &story.scenes {
        stage.chain().set_time(stage::BEGINNING + scene.at);
        if let Some((actor, command)) = scene.command(&accounts)? {
            let answer = if story.setting.contracts.contains(&scene.actor) {
                ask_relay(&stage, actor, &command).await
            } else {
                stage.ask(&scene.actor, &command).await.map(|_| ())
            };
            scene.check_answer(&answer)?;
        }
        // A view sees the time of the block that it is asked of.
        stage.chain().mine().expect("a chain in memory has no faults");
        for expectation in scene.expectations(&accounts)? {
            if let Some(what) = expectation.mistake(&found(&stage, expectation.figure).await) {
                return Err(scene.mistake(what));
            }
        }
    }
    Ok(())
}

/// Somebody has to send what a contract does: the keeper.
const SENDS_FOR_CONTRACTS: &str = crate::cast::KEEPER;

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

async fn found(stage: &Stage, figure: Figure) -> String {
    let (client, latest) = (stage.client(), BlockId::latest());
    const ANSWERS: &str = "the embedded chain answers";
    let views = client.views(latest).await.expect(ANSWERS);
    let holding = async |holder| client.holdings(&[holder], latest).await.expect(ANSWERS)[0];
    match figure {
        Figure::Balance(holder) => words::shares_text(holding(holder).await.balance),
        Figure::Cash(account) => {
            let amount: U256 = client.cash(account, latest).await.expect(ANSWERS);
            words::cash_text(Cash(amount.saturating_to()))
        }
        Figure::Owed(holder) => words::cash_text(holding(holder).await.owed),
        Figure::Accrued(holder) => words::cash_text(holding(holder).await.accrued),
        Figure::Reserve => words::cash_text(views.share.reserve.to_cash_down()),
        Figure::OperatorPart => words::cash_text(views.till.operator_part),
        Figure::Drawable => words::cash_text(views.offering.drawable),
        Figure::Sale => phase_text(views.offering.phase).to_owned(),
        Figure::Stalled => stalled_text(views.share.stalled).to_owned(),
    }
}
