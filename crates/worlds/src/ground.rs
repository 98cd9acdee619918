//! The chain that a world begins with: a venture that runs, and customers with money. It is staged once in a process;
//! every world executes the same transactions again, on a chain of its own.

use std::sync::OnceLock;

use alloy::{
    eips::{BlockId, BlockNumberOrTag},
    primitives::{Address, B256, Bytes, U256},
    providers::{DynProvider, Provider},
    sol_types::SolCall,
};
use usufruct_chain::{Chain, Clock, Genesis};
use usufruct_protocol::{
    bindings::{Multicall3, Usdc},
    deployment::Deployment,
    standins::{MULTICALL3, USDC},
    x402::{ERC3009_COLLECTOR, ESCROW},
};
use usufruct_testkit::{
    cast::{self, CAST},
    stage::{self, BEGINNING, Stage},
};

use crate::dice::Dice;

/// Customers there can be in a world.
pub const CUSTOMERS_MAX: usize = 10;

pub fn customer_name(number: usize) -> String {
    format!("customer {number}")
}

/// What every world begins with.
pub struct Ground {
    genesis: Genesis,
    raws: Vec<Bytes>,
    pub at: Deployment,
    /// Everybody who can have money.
    accounts: Vec<Address>,
}

impl Ground {
    /// The ground of this process.
    pub fn get() -> &'static Self {
        static GROUND: OnceLock<Ground> = OnceLock::new();
        GROUND.get_or_init(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(Self::stage())
        })
    }

    async fn stage() -> Self {
        let customers: Vec<String> = (0..CUSTOMERS_MAX).map(customer_name).collect();
        let more: Vec<&str> = customers.iter().map(String::as_str).collect();
        let stage = Stage::open_with(stage::terms(), &more, None).await;
        let all = stage.terms().hard_cap.0;
        stage.sell(&[(cast::ALICE, all / 10 * 6), (cast::BOB, all / 10 * 4)]).await;
        stage.close().await;
        let names: Vec<&str> = CAST.iter().copied().chain(more).collect();
        let at = *stage.at();
        let purses = [at.purses.share, at.purses.till, at.purses.offering, ESCROW, ERC3009_COLLECTOR];
        let accounts = names.iter().map(|name| cast::address(name)).chain(purses).collect();
        let raws = raws(stage.chain(), 1).await;
        let ground = Self { genesis: stage::genesis(&names).await, raws, at, accounts };
        assert_eq!(ground.chain().head(), stage.chain().head(), "the same transactions make the same chain");
        ground
    }

    /// A chain of its own for a world.
    pub fn chain(&self) -> Chain {
        let chain = Chain::open(&self.genesis, Clock::manual(BEGINNING), None).expect("a chain in memory");
        for raw in &self.raws {
            chain.submit(raw.clone()).expect("it is in memory").expect("it was accepted before");
        }
        chain
    }

    /// All money there is, and all that anybody who could have it has. In base units.
    pub async fn money(&self, provider: &DynProvider) -> (U256, U256) {
        let question = |data: Vec<u8>| Multicall3::Call3 { target: USDC, allowFailure: false, callData: data.into() };
        let balances = self.accounts.iter().map(|&account| Usdc::balanceOfCall { account }.abi_encode());
        let calls = [Usdc::totalSupplyCall {}.abi_encode()].into_iter().chain(balances).map(question).collect();
        let data = Multicall3::aggregate3Call { calls }.abi_encode();
        let request = alloy::rpc::types::TransactionRequest {
            to: Some(MULTICALL3.into()),
            input: Bytes::from(data).into(),
            ..Default::default()
        };
        let answer = provider.call(request).block(BlockId::latest()).await.expect("an honest node answers");
        let answers = Multicall3::aggregate3Call::abi_decode_returns(&answer).expect("as Multicall3 does");
        let figures: Vec<U256> = answers.iter().map(|answer| U256::from_be_slice(&answer.returnData)).collect();
        let (supply, balances) = figures.split_first().expect("one for each question");
        (*supply, balances.iter().copied().sum())
    }
}

/// The transactions from block `from` on, in the order of the chain.
pub async fn raws(chain: &Chain, from: u64) -> Vec<Bytes> {
    let provider = chain.provider();
    let mut raws = Vec::new();
    for number in from..=chain.head().number {
        let block = provider.get_block_by_number(BlockNumberOrTag::Number(number)).await;
        let block = block.expect("an honest node answers").expect("the block is there");
        for hash in block.transactions.hashes() {
            let raw = provider.get_raw_transaction_by_hash(hash).await.expect("an honest node answers");
            raws.push(raw.expect("the transaction is there"));
        }
    }
    raws
}

/// Replaces the newest `depth` blocks by as many others and one. Their transactions come again, some later than others,
/// unless they are lost. Returns the transactions whose effect is lost: they are not in the chain any more, or came too late.
pub async fn reorganise(chain: &Chain, depth: u64, lost_per_mille: u32, dice: &mut Dice) -> Vec<B256> {
    let to = chain.head().number - depth;
    let dropped = raws(chain, to + 1).await;
    let hashes = dropped.iter().map(alloy::primitives::keccak256);
    let effective: Vec<B256> = hashes.filter(|hash| chain.succeeded(*hash) == Some(true)).collect();
    chain.rollback(to).expect("it is in memory");
    let mut waiting = Vec::new();
    for raw in &dropped {
        if !dice.chance(lost_per_mille) {
            waiting.push(raw.clone());
        }
    }
    while !waiting.is_empty() || chain.head().number <= to + depth {
        if dice.below(3) == 0 {
            chain.mine().expect("it is in memory");
            if waiting.is_empty() {
                continue;
            }
        }
        // Each block takes the first few; a transaction whose predecessor is lost is refused, and lost with it.
        let some = waiting.len().min(1 + dice.place(3));
        chain.submit_batch(waiting.drain(..some).collect()).expect("it is in memory");
        if waiting.is_empty() && chain.head().number <= to + depth {
            chain.mine().expect("it is in memory");
        }
    }
    effective.into_iter().filter(|hash| chain.succeeded(*hash) != Some(true)).collect()
}
