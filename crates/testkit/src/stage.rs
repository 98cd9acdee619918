//! A stage: the embedded chain with the stand-ins, a Factory, a venture, and a cast with money.
//!
//! ```text
//! let stage = Stage::open(stage::terms()).await;              // sale open, nothing sold
//! stage.sell(&[(ALICE, 600_000), (BOB, 400_000)]).await;      // sold out
//! stage.close().await;                                        // dripping
//! stage.earn(500_000).await;                                  // a customer pays the Till, somebody collects
//! let refused = stage.ask(MALLORY, &Command::Draw { to }).await;
//! ```
//!
//! Time stands still unless [`Stage::advance`] moves it; every transaction is a block of its own. What the rules refuse
//! is returned; what else goes wrong is a defect of the test or the program, and panics.

use crate::cast::{self, CAST, CUSTOMER, FOUNDER, KEEPER, OPERATOR};
use alloy::{
    primitives::{Address, B256, U256},
    providers::DynProvider,
    rpc::types::{TransactionReceipt, TransactionRequest},
};
use std::{collections::BTreeMap, path::Path};
use usufruct_chain::{Chain, Clock, Genesis};
use usufruct_model::{Bps, Cash, Command, Refusal, Shares, Terms, Timestamp};
use usufruct_protocol::{
    client::Client,
    deploy,
    deployment::Deployment,
    refusals,
    sender::{Patience, SendError, Sender},
    standins, verbs,
};

/// When every stage begins, in seconds since 1970: in May 2026.
pub const BEGINNING: u64 = 1_778_000_000;

/// Dollars of 6 decimals that each of the cast has, in base units: a million.
pub const POCKET: u128 = 1_000_000_000_000;

const DAY: u64 = 86_400;

/// A venture on its own chain.
#[derive(Debug)]
pub struct Stage {
    chain: Chain,
    client: Client,
    terms: Terms,
    senders: BTreeMap<String, Sender>,
}

/// The terms of most tests: a million shares (0 decimals) at one cent, half of which must be sold within 30 days; 80 % of
/// the revenue goes to the holders, through a reserve of a day.
pub fn terms() -> Terms {
    Terms {
        currency: standins::USDC,
        operator: cast::address(OPERATOR),
        name: "Lighthouse".to_owned(),
        symbol: "LIGHT".to_owned(),
        contract_uri: "data:application/json,{}".to_owned(),
        decimals: 0,
        holders_bps: Bps::new(8_000).expect("a part of the whole"),
        tau: 86_400,
        price: 10_000,
        soft_cap: Shares(500_000),
        hard_cap: Shares(1_000_000),
        deadline: Timestamp(BEGINNING + 30 * DAY),
        upfront_bps: Bps::new(2_000).expect("a part of the whole"),
        match_bps: Bps::new(5_000).expect("a part of the whole"),
        demand_floor: Cash(1_000_000),
        stall_period: 7 * 86_400,
    }
}

/// Opens the embedded chain with the stand-ins; `names` have ether. The founder mints the dollar.
pub async fn open_chain(names: &[&str], directory: Option<&Path>) -> Chain {
    Chain::open(&genesis(names).await, Clock::manual(BEGINNING), directory).expect("the directory can be used")
}

/// What the chain of [`open_chain`] begins with.
pub async fn genesis(names: &[&str]) -> Genesis {
    let empty = Chain::open(&Genesis::new(standins::CHAIN_ID, 0), Clock::manual(0), None).expect("a chain in memory");
    let codes = standins::runtime_codes(&empty.provider(), cast::address(FOUNDER)).await.expect("creation code runs");
    let mut genesis = Genesis::new(standins::CHAIN_ID, BEGINNING);
    for (address, code) in codes {
        genesis = genesis.with_code(address, code);
    }
    for name in names {
        genesis = genesis.with_balance(cast::address(name), U256::from(10).pow(U256::from(21)));
    }
    genesis
}

impl Stage {
    /// A venture with `terms`, its sale open; the whole cast has money and lets the venture take it.
    pub async fn open(terms: Terms) -> Self {
        Self::open_with(terms, &[], None).await
    }

    /// As [`Self::open`], with more actors, on a chain that is kept in `directory` if one is given.
    pub async fn open_with(terms: Terms, more: &[&str], directory: Option<&Path>) -> Self {
        let names: Vec<&str> = CAST.iter().chain(more).copied().collect();
        let chain = open_chain(&names, directory).await;
        let mut senders = BTreeMap::new();
        for name in names {
            let sender = Sender::connect(chain.provider(), &cast::key(name), Patience::default()).await;
            senders.insert(name.to_owned(), sender.expect("the chain answers"));
        }
        let founder = &senders[FOUNDER];
        let factory = deploy::create_factory(founder).await.expect("a Factory");
        let deployment =
            deploy::create_venture(founder, factory, &terms, B256::ZERO).await.expect("terms are in limits");
        let client = Client::new(chain.provider(), deployment);
        let stage = Self { chain, client, terms, senders };
        stage.fill_pockets().await;
        stage
    }

    async fn fill_pockets(&self) {
        let purses = self.at().purses;
        for (name, sender) in &self.senders {
            let mint = verbs::mint_cash(standins::USDC, sender.address(), U256::from(POCKET));
            self.sent(FOUNDER, &mint).await.expect("the founder mints");
            for spender in [purses.offering, purses.till] {
                self.must(name, &Command::ApproveCash { spender, amount: U256::MAX }).await;
            }
        }
    }

    /// A venture that runs: sold out to alice (60 %), bob (30 %) and carol (10 %), and closed.
    pub async fn running(terms: Terms) -> Self {
        let all = terms.hard_cap.0;
        let (alice, bob) = (all / 10 * 6, all / 10 * 3);
        let stage = Self::open(terms).await;
        stage.sell(&[(cast::ALICE, alice), (cast::BOB, bob), (cast::CAROL, all - alice - bob)]).await;
        stage.close().await;
        stage
    }

    pub fn chain(&self) -> &Chain {
        &self.chain
    }

    pub fn provider(&self) -> DynProvider {
        self.chain.provider()
    }

    pub fn client(&self) -> &Client {
        &self.client
    }

    pub fn at(&self) -> &Deployment {
        self.client.deployment()
    }

    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Sends the transactions of the actor `name`.
    pub fn sender(&self, name: &str) -> &Sender {
        self.senders.get(name).unwrap_or_else(|| panic!("nobody called {name} is on stage"))
    }

    pub fn address(&self, name: &str) -> Address {
        self.sender(name).address()
    }

    /// The timestamp that the next block will have.
    pub fn now(&self) -> Timestamp {
        Timestamp(self.chain.next_timestamp())
    }

    pub fn advance(&self, seconds: u64) {
        self.chain.advance(seconds);
    }

    /// The actor `name` asks for `command`; nothing is sent if it would be refused.
    pub async fn ask(&self, name: &str, command: &Command) -> Result<TransactionReceipt, Refusal> {
        self.sent(name, &self.at().transaction(command)).await
    }

    /// As [`Self::ask`], for what must not be refused.
    pub async fn must(&self, name: &str, command: &Command) -> TransactionReceipt {
        let done = self.ask(name, command).await;
        done.unwrap_or_else(|refusal| panic!("{name} may not {command:?}: {refusal:?}"))
    }

    async fn sent(&self, name: &str, request: &TransactionRequest) -> Result<TransactionReceipt, Refusal> {
        match self.sender(name).send(request).await {
            Ok(receipt) => Ok(receipt),
            Err(SendError::Refused(revert)) => {
                Err(refusals::refusal(&revert.data).unwrap_or_else(|| panic!("{name} met no rule: {revert}")))
            }
            Err(SendError::Fault(fault)) => panic!("the chain failed {name}: {fault}"),
        }
    }

    /// Each buys that many shares.
    pub async fn sell(&self, buyers: &[(&str, u64)]) {
        for (name, shares) in buyers {
            self.must(name, &Command::Buy { shares: U256::from(*shares), to: self.address(name) }).await;
        }
    }

    /// Closes the sale, after its deadline if it is not sold out.
    pub async fn close(&self) {
        if self.ask(KEEPER, &Command::Close).await.is_ok() {
            return;
        }
        self.chain.set_time(self.terms.deadline.0 + 1);
        self.must(KEEPER, &Command::Close).await;
    }

    /// The customer pays `amount` cash units into the Till, and the keeper collects.
    pub async fn earn(&self, amount: u64) {
        let till = self.at().purses.till;
        self.must(CUSTOMER, &Command::TransferCash { to: till, amount: U256::from(amount) }).await;
        self.must(KEEPER, &Command::Collect).await;
    }
}
