//! A world: every process, their faulty surroundings, and the clock. It moves in steps; after each of them it waits until
//! nothing moves any more, so that what happens next is its own choice and nobody else's.

use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZeroU64,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use alloy::primitives::{Address, B256, Keccak256};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use usufruct_chain::Chain;
use usufruct_gateway::{
    Asset, ClassConfig, Clock, Gateway, GatewayConfig, Limits, Metering, Millis, config::QUOTE_LIFETIME_SECONDS_DEFAULT,
};
use usufruct_keeper::Policy;
use usufruct_model::price::{PriceClass, PriceQ64};
use usufruct_protocol::{
    client::Client,
    escrow::Escrow,
    sender::Sender,
    standins::{CHAIN_ID, USDC},
    x402::{payer::Payment, signature::Key, voucher::EscrowDomain},
};
use usufruct_testkit::{cast, stage::BEGINNING};

use crate::{
    board::{Board, Party},
    customer::{Customer, KINDS, Kind, Reply},
    dice::Dice,
    ground::{CUSTOMERS_MAX, Ground},
    node::Node,
    pulse::Pulse,
    recipe::Recipe,
    seats::{KeeperSeat, LedgerSeat, PATIENCE, Round},
    service::{UNITS_HEADER, UNITS_MAX, Workshop},
    tally::Tally,
    trouble::Weather,
    witness::Witness,
};

/// Between a payer's wish to withdraw and the withdrawal.
pub const WITHDRAW_DELAY: u32 = 3_600;
/// A request to the floor price of a unit, in base units.
const FLOOR: u64 = 1_000;
const MIN_DEPOSIT: u128 = 60_000;
/// Customers in a world, the one of its end not counted.
const CUSTOMERS: usize = 6;
/// How long the gateway waits for a second try by the machine's clock; the world says when it has waited.
const NEVER: Duration = Duration::from_secs(86_400);
/// Looks at a world that does not move, before it is believed.
const STILL_LOOKS: u32 = 8;
/// Looks before one waits for news instead.
const BUSY_LOOKS: u32 = 16;
/// Looks after which what is waited for is told, in case that it never comes.
const LONG_LOOKS: u32 = 1_000;

/// A request on its way.
pub struct Visit {
    pub customer: usize,
    pub payment: Payment,
    pub target: String,
    /// Its customer waits for it.
    pub own: bool,
    pub task: JoinHandle<Reply>,
}

pub struct World {
    pub recipe: Recipe,
    pub weather: Weather,
    pub ground: &'static Ground,
    pub chain: Chain,
    pub board: Board,
    pub pulse: Pulse,
    /// Through an honest node.
    pub client: Client,
    pub escrow: Escrow,
    pub gateway_node: Node,
    pub keeper_node: Node,
    pub ledger_node: Node,
    pub workshop: Workshop,
    pub customers: Vec<Customer>,
    pub senders: BTreeMap<Address, Sender>,
    pub visits: Vec<Visit>,
    pub gateway: Option<Gateway>,
    /// Gateways that were opened so far.
    pub incarnation: u32,
    pub book: PathBuf,
    pub disk_is_bad: bool,
    pub keeper: KeeperSeat,
    pub ledger: LedgerSeat,
    pub witness: Witness,
    pub tally: Tally,
    /// Milliseconds since 1970, as they are.
    pub now: Arc<AtomicU64>,
    /// Seconds by which the gateway's and the keeper's clocks are wrong.
    pub skew: Arc<AtomicI64>,
    pub directory: TempDir,
    /// What can happen to money that is nobody's fault, for the reckoning at the end.
    pub history: History,
    /// As it was drawn; it gets better at the end.
    pub drawn: Weather,
    /// No reorganisation goes back behind this block.
    pub oldest: u64,
    pub domain: EscrowDomain,
    pub limits: Limits,
    /// The keeper's, if it is not the usual one.
    pub policy: Option<Policy>,
    pub last_report: Option<Round>,
    /// What nobody may be sold, because its payment was forged.
    pub forged: BTreeSet<String>,
    trace: Option<Vec<String>>,
    digest: Keccak256,
    pub at_step: u32,
}

/// Facts for the reckoning.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// A transaction was lost in a reorganisation.
    pub lost_transactions: bool,
    /// When a channel's payer last took its money, in seconds of the world.
    pub taken: BTreeMap<B256, u64>,
    /// Channels whose payers asked for money back.
    pub refunds: BTreeSet<B256>,
    /// Whole rounds of the keeper: when they began and ended, in seconds of the world.
    pub rounds: Vec<(u64, u64)>,
    /// The last block of the chain at which something was looked at.
    pub looked_at: B256,
}

impl World {
    pub async fn open(recipe: Recipe, traced: bool, pulse: Pulse) -> Self {
        let (seed, ground) = (recipe.seed, Ground::get());
        let weather = Weather::of(seed).without(recipe.without.iter().copied());
        let (chain, board) = (ground.chain(), pulse.board().clone());
        let node = |name: &str| Node::new(&chain, &board, Dice::of(seed, name), &weather);
        let directory = TempDir::new().expect("a directory for the world's files");
        let mut dice = Dice::of(seed, "customers");
        let mut kinds: Vec<Kind> = vec![Kind::Honest];
        kinds.extend((1..CUSTOMERS).map(|_| dice.pick(&KINDS)));
        let customers = kinds.into_iter().enumerate().map(|(number, kind)| Customer::new(number, kind)).collect();
        let path = directory.path().join("ledger-0.sqlite");
        let mut world = Self {
            client: Client::new(chain.provider(), ground.at),
            escrow: Escrow::new(chain.provider()),
            gateway_node: node("gateway's node"),
            keeper_node: node("keeper's node"),
            ledger_node: node("ledger's node"),
            workshop: Workshop::new(&board, seed, &weather),
            customers,
            senders: BTreeMap::new(),
            visits: Vec::new(),
            gateway: None,
            incarnation: 0,
            book: directory.path().join("book-0.sqlite"),
            disk_is_bad: false,
            keeper: KeeperSeat::default(),
            ledger: LedgerSeat { ledger: None, task: None, path, opened: 0 },
            witness: Witness::default(),
            tally: Tally::default(),
            now: Arc::new(AtomicU64::new(BEGINNING * 1_000)),
            skew: Arc::new(AtomicI64::new(0)),
            directory,
            history: History::default(),
            drawn: weather.clone(),
            oldest: chain.head().number,
            domain: EscrowDomain::new(CHAIN_ID),
            limits: gateway_config(ground.at.purses.till).limits,
            policy: None,
            last_report: None,
            forged: BTreeSet::new(),
            trace: traced.then(Vec::new),
            digest: Keccak256::new(),
            at_step: 0,
            recipe,
            weather,
            ground,
            chain,
            board,
            pulse,
        };
        let actors = [cast::OPERATOR, cast::ALICE, cast::BOB].map(cast::key);
        let customers = (0..CUSTOMERS_MAX).map(|number| cast::key(&crate::ground::customer_name(number)));
        for key in actors.into_iter().chain(customers) {
            let sender = Sender::connect(world.chain.provider(), &key, PATIENCE).await.expect("an honest node");
            world.senders.insert(sender.address(), sender);
        }
        world.open_gateway().await;
        world.open_ledger().await;
        world
    }

    // ---- time ----

    pub fn seconds(&self) -> u64 {
        self.now.load(Ordering::SeqCst) / 1_000
    }

    /// As the gateway and the keeper believe.
    pub fn believed_seconds(&self) -> u64 {
        self.seconds().saturating_add_signed(self.skew.load(Ordering::SeqCst))
    }

    pub fn pass(&self, millis: u64) {
        let now = self.now.fetch_add(millis, Ordering::SeqCst) + millis;
        self.chain.set_time(now / 1_000);
    }

    pub fn gateway_clock(&self) -> Clock {
        let (now, skew) = (Arc::clone(&self.now), Arc::clone(&self.skew));
        Arc::new(move || {
            let skew_millis = skew.load(Ordering::SeqCst).saturating_mul(1_000);
            Millis(now.load(Ordering::SeqCst).saturating_add_signed(skew_millis))
        })
    }

    // ---- what is seen of it ----

    pub fn note(&mut self, what: impl FnOnce() -> String) {
        let line = format!("{:>3} {}", self.at_step, what());
        self.pulse.beat(self.at_step, &line);
        self.digest.update(line.as_bytes());
        self.digest.update(b"\n");
        if let Some(trace) = &mut self.trace {
            trace.push(line);
        }
    }

    /// Of everything that was noted, and of the chain.
    pub fn finish(&mut self) -> (B256, Vec<String>) {
        let head = self.chain.head().hash;
        self.note(|| format!("the chain ends at {head}"));
        (self.digest.clone().finalize(), self.trace.take().unwrap_or_default())
    }

    pub fn party(&self) -> Party {
        Party::Gateway(self.incarnation)
    }

    /// Customers by their numbers.
    pub fn payers(&self) -> Vec<(usize, Address)> {
        self.customers.iter().map(|customer| (customer.number, customer.key.address())).collect()
    }

    pub fn channels(&self) -> Vec<B256> {
        self.customers.iter().filter_map(|customer| Some(customer.channel?.1)).collect()
    }

    // ---- stillness ----

    /// Waits until everything waits for the world. However long that takes: a world that never comes to rest has no pulse.
    pub async fn settle(&self) {
        let (mut still, mut busy) = (0, 0_u32);
        while still < STILL_LOOKS {
            tokio::task::yield_now().await;
            if self.is_still() {
                still += 1;
                continue;
            }
            still = 0;
            busy += 1;
            if busy > BUSY_LOOKS {
                // Somebody waits for a file. The time that this takes changes nothing but when it is noticed.
                drop(tokio::time::timeout(Duration::from_millis(1), self.board.changed()).await);
                if busy.is_multiple_of(LONG_LOOKS) {
                    self.pulse.waits(&self.state());
                }
            }
        }
        self.pulse.beat(self.at_step, "everything came to rest");
    }

    /// For a world that hangs.
    fn state(&self) -> String {
        let (through, progress) = (&self.keeper.through_gateway, self.gateway.as_ref().map(Gateway::in_progress));
        let visits = self.visits.iter().filter(|visit| !visit.task.is_finished()).count();
        let (keeper, ledger) = (self.keeper.task.is_some(), self.ledger.task.is_some());
        format!("{visits} visits, {progress:?} in progress, keeper {keeper} {through:?}, ledger {ledger}")
    }

    fn is_still(&self) -> bool {
        let blown = self.board.blown();
        let through = self.keeper.through_gateway.load(Ordering::SeqCst);
        let gateway = self.gateway.as_ref().is_none_or(|gateway| {
            let (in_progress, in_line) = gateway.in_progress();
            let asking = self.visits.iter().filter(|visit| !visit.task.is_finished()).count();
            let waiting = self.board.standing_of(self.party()) + in_line;
            blown == Some(self.party()) || (in_progress + through == waiting && asking <= in_progress)
        });
        let keeper = self.keeper.task.as_ref().is_none_or(|task| {
            let stands = through > 0 || self.board.standing_of(Party::Keeper) > 0;
            task.is_finished() || stands || blown == Some(Party::Keeper)
        });
        let ledger = self.ledger.task.as_ref().is_none_or(|task| {
            let stands = self.board.standing_of(Party::Ledger) > 0;
            task.is_finished() || stands || blown == Some(Party::Ledger)
        });
        gateway && keeper && ledger
    }
}

/// Signs claims and refunds.
pub fn authorizer() -> Key {
    cast::key("authorizer")
}

pub fn gateway_config(till: Address) -> GatewayConfig {
    let work = ClassConfig {
        name: "work".to_owned(),
        path_prefix: "/jobs".to_owned(),
        price: PriceClass {
            floor: PriceQ64::from_cash(FLOOR),
            target_q32: 1 << 32,
            sensitivity: NonZeroU64::new(400).expect("not zero"),
        },
        metering: Metering::Header(UNITS_HEADER),
        units_max: UNITS_MAX,
        description: String::new(),
    };
    GatewayConfig {
        upstream: "http://in.process".to_owned(),
        chain_id: CHAIN_ID,
        asset: Asset { address: USDC, name: "USDC".into(), version: "2".into(), cash_unit: 1 },
        pay_to: till,
        receiver_authorizer: authorizer().address(),
        refund_key: Some(authorizer()),
        withdraw_delay: WITHDRAW_DELAY,
        min_deposit: MIN_DEPOSIT,
        unpinned_credit_max: 5_000,
        classes: vec![work],
        quote_key: [42; 32],
        quote_lifetime_seconds: QUOTE_LIFETIME_SECONDS_DEFAULT,
        limits: Limits { channel_queue: 3, requests_at_once: 12, second_try_patience: NEVER, ..Limits::default() },
    }
}
