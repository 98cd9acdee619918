//! The processes that are not asked but go round by themselves: the keeper and the ledger. Each is a task that may be
//! killed wherever it waits.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use alloy::{primitives::B256, providers::DynProvider};
use tokio::task::JoinHandle;
use usufruct_gateway::Gateway;
use usufruct_keeper::{Charged, Keeper, Policy, Report};
use usufruct_ledger::{Ledger, LedgerError, Progress};
use usufruct_model::{Cash, Timestamp};
use usufruct_protocol::{
    client::Client,
    deployment::Deployment,
    sender::{Patience, Sender},
    x402::{signature::Key, voucher::EscrowDomain},
};
use usufruct_testkit::cast::{self, KEEPER};

use crate::board::Board;

/// No receipt comes later than at the third look: the chain seals at once. What is not there yet is asked for again in
/// the next round.
pub const PATIENCE: Patience = Patience { interval: std::time::Duration::ZERO, polls: 3 };

/// Everything is worth a transaction at once.
pub fn eager() -> Policy {
    Policy { claim_amount: 1, claim_age: 0, collect_amount: Cash(1), drip_interval: 1, ..Policy::default() }
}

/// Vouchers wait until they are worth it.
pub fn patient() -> Policy {
    Policy { claim_amount: 40_000, claim_age: 1_800, claims_per_batch: 3, ..Policy::default() }
}

/// What a round came to: the report, and what cut it short, if something did.
pub type Round = (Report, Option<String>);

#[derive(Default)]
pub struct KeeperSeat {
    pub task: Option<JoinHandle<Round>>,
    /// One while the round asks through the gateway.
    pub through_gateway: Arc<AtomicUsize>,
    /// When unclaimed charges were first seen on a channel.
    since: Arc<Mutex<BTreeMap<B256, Timestamp>>>,
    /// When the round began, in seconds of the world.
    pub began: u64,
}

/// What a round needs.
pub struct RoundNeeds {
    pub gateway: Gateway,
    pub provider: DynProvider,
    pub at: Deployment,
    pub authorizer: Key,
    pub policy: Policy,
    pub channels: Vec<B256>,
    /// What the keeper takes the time for.
    pub now: Timestamp,
}

/// Counts while it lives, also when its task is killed.
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.store(0, Ordering::SeqCst);
    }
}

impl KeeperSeat {
    pub fn begin(&mut self, needs: RoundNeeds, board: &Board, world_now: u64) {
        let (through, since, board) = (Arc::clone(&self.through_gateway), Arc::clone(&self.since), board.clone());
        self.began = world_now;
        self.task = Some(tokio::spawn(async move {
            let round = round(needs, &through, &since).await;
            board.tell();
            round
        }));
    }

    pub fn kill(&mut self) -> bool {
        let Some(task) = self.task.take() else { return false };
        task.abort();
        self.through_gateway.store(0, Ordering::SeqCst);
        true
    }
}

/// The gateway learns what the chain says, the keeper carries what was charged, the gateway's book is told.
async fn round(needs: RoundNeeds, through: &Arc<AtomicUsize>, since: &Mutex<BTreeMap<B256, Timestamp>>) -> Round {
    let RoundNeeds { gateway, provider, at, authorizer, policy, channels, now } = needs;
    let cut = |what: &str, error: &dyn std::fmt::Display| (Report::default(), Some(format!("{what}: {error}")));
    let counted = Counted(Arc::clone(through));
    through.store(1, Ordering::SeqCst);
    let refreshed = gateway.refresh(&channels).await;
    drop(counted);
    if let Err(error) = refreshed {
        return cut("refresh", &error);
    }
    let sender = match Sender::connect(provider, &cast::key(KEEPER), PATIENCE).await {
        Ok(sender) => sender,
        Err(error) => return cut("connect", &error),
    };
    let domain = EscrowDomain::new(sender.chain_id());
    let keeper = match Keeper::open(sender, at, authorizer, policy).await {
        Ok(keeper) => keeper,
        Err(error) => return cut("open", &error),
    };
    let charged: Vec<Charged> = {
        let mut since = since.lock().unwrap_or_else(PoisonError::into_inner);
        let line = |claim: usufruct_protocol::escrow::VoucherClaim| {
            let since = *since.entry(domain.channel_id(&claim.config)).or_insert(now);
            Charged { claim, since }
        };
        gateway.claimable().into_iter().map(line).collect()
    };
    let (report, cut) = match keeper.cycle(&charged, &[], now).await {
        Ok(report) => (report, None),
        Err(usufruct_keeper::CycleError::Act { source, report }) => (*report, Some(format!("act: {source}"))),
        Err(error) => (Report::default(), Some(format!("observe: {error}"))),
    };
    for (channel, total) in &report.totals {
        since.lock().unwrap_or_else(PoisonError::into_inner).remove(channel);
        if let Err(error) = gateway.note_claimed(*channel, *total).await {
            return (report, Some(format!("note: {error}")));
        }
    }
    (report, cut)
}

pub struct LedgerSeat {
    pub ledger: Option<Arc<tokio::sync::Mutex<Ledger>>>,
    pub task: Option<JoinHandle<Result<Progress, LedgerError>>>,
    pub path: PathBuf,
    pub opened: u32,
}

impl LedgerSeat {
    pub async fn open(&mut self, client: Client) -> Result<(), LedgerError> {
        let ledger = Ledger::open(&self.path, client).await?;
        self.ledger = Some(Arc::new(tokio::sync::Mutex::new(ledger)));
        Ok(())
    }

    pub fn begin(&mut self, board: &Board) {
        let Some(ledger) = self.ledger.clone() else { return };
        let board = board.clone();
        self.task = Some(tokio::spawn(async move {
            let done = ledger.lock().await.catch_up().await;
            board.tell();
            done
        }));
    }

    /// Drops what it is at; the ledger goes on with what is in memory.
    pub fn interrupt(&mut self) -> bool {
        let Some(task) = self.task.take() else { return false };
        task.abort();
        true
    }
}
