//! A running venture with customers who have paid by voucher.

use alloy::{
    eips::BlockId,
    network::TransactionBuilder,
    primitives::{B256, Bytes, U256, keccak256},
    rpc::types::TransactionRequest,
};
use serde_json::json;
use usufruct_keeper::{Charged, Keeper, Policy};
use usufruct_model::Cash;
use usufruct_protocol::{
    client::Views,
    escrow::{self, ChannelReading, Escrow, ReceiverReading, VoucherClaim},
    sender::{Patience, Sender},
    standins::{CHAIN_ID, USDC},
    verbs,
    x402::{
        batch::{BatchPayload, ChannelConfig},
        payer::{self, Moment, Payer},
        signature::Key,
        voucher::EscrowDomain,
        wire::{PaymentRequired, SettlementResponse},
    },
};
use usufruct_testkit::{
    cast::{self, FOUNDER, KEEPER, RELAYER},
    stage::{Stage, terms},
};

/// Base units that every customer brings into its channel.
pub const DEPOSIT: u128 = 1_000_000;
pub const WITHDRAW_DELAY: u32 = 86_400;

pub struct World {
    pub stage: Stage,
    pub book: Vec<Charged>,
}

pub fn domain() -> EscrowDomain {
    EscrowDomain::new(CHAIN_ID)
}

/// Signs claims; the gateway's hot key.
pub fn authorizer() -> Key {
    cast::key("authorizer")
}

pub fn customer(number: usize) -> Key {
    cast::key(&format!("customer {number}"))
}

/// Everything is worth a transaction.
pub fn eager() -> Policy {
    Policy { claim_amount: 1, collect_amount: Cash(1), drip_interval: 1, ..Policy::default() }
}

impl World {
    /// `customers` channels; customer `i` was charged `charge(i)`.
    pub async fn open(customers: usize, charge: impl Fn(usize) -> u128) -> Self {
        let mut world = Self { stage: Stage::running(terms()).await, book: Vec::new() };
        for number in 0..customers {
            let line = world.pay(&customer(number), charge(number)).await;
            world.book.push(line);
        }
        world
    }

    /// A customer deposits and pays one request, as its client does.
    async fn pay(&self, key: &Key, price: u128) -> Charged {
        let mint = verbs::mint_cash(USDC, key.address(), U256::from(DEPOSIT));
        self.stage.sender(FOUNDER).send(&mint).await.expect("the founder mints");

        let mut payer = Payer::new(key.clone(), payer::Policy::default());
        let moment = Moment { now: self.stage.now().0, salt: keccak256(key.address()) };
        let payment = payer.pay(&self.asks(price), moment).expect("the customer pays");
        let payload = payment.payload.batch().expect("by voucher");
        let BatchPayload::Deposit { config, voucher, deposit } = payload else { panic!("a first payment deposits") };
        let call = escrow::deposit(&config, deposit.amount, &deposit.authorization);
        self.relayer().send(&call).await.expect("the escrow takes the deposit");
        let answer = SettlementResponse { success: true, ..Default::default() };
        payer.settled(&payment, &answer).expect("a fair answer");
        self.line(config, voucher.max_claimable_amount, voucher.signature)
    }

    pub fn line(&self, config: ChannelConfig, charged: u128, signature: Bytes) -> Charged {
        let claim = VoucherClaim { config, max_claimable: charged, signature, total_claimed: charged };
        Charged { claim, since: self.stage.now() }
    }

    pub fn asks(&self, price: u128) -> PaymentRequired {
        let offer = json!({
            "scheme": "batch-settlement", "network": "eip155:84532", "amount": price.to_string(), "asset": USDC,
            "payTo": self.stage.at().purses.till, "maxTimeoutSeconds": 60,
            "extra": { "receiverAuthorizer": authorizer().address(), "withdrawDelay": WITHDRAW_DELAY, "name": "USDC",
                "version": "2", "minDeposit": DEPOSIT.to_string() } });
        serde_json::from_value(json!({ "x402Version": 2, "resource": { "url": "http://a" }, "accepts": [offer] }))
            .expect("a 402")
    }

    pub fn relayer(&self) -> &Sender {
        self.stage.sender(RELAYER)
    }

    /// Sends the transactions of `key`, which gets ether for them.
    pub async fn sender_of(&self, key: &Key) -> Sender {
        let ether = U256::from(10).pow(U256::from(18));
        let gift = TransactionRequest::default().with_to(key.address()).with_value(ether);
        self.relayer().send(&gift).await.expect("the relayer gives");
        Sender::connect(self.stage.provider(), key, Patience::default()).await.expect("the chain answers")
    }

    pub async fn keeper(&self, policy: Policy) -> Keeper {
        self.keeper_of(self.stage.sender(KEEPER).clone(), policy).await
    }

    pub async fn keeper_of(&self, sender: Sender, policy: Policy) -> Keeper {
        Keeper::open(sender, *self.stage.at(), authorizer(), policy).await.expect("the venture is there")
    }

    pub fn charged_in_all(&self) -> u128 {
        self.book.iter().map(|line| line.claim.total_claimed).sum()
    }

    pub fn id(&self, line: usize) -> B256 {
        domain().channel_id(&self.book[line].claim.config)
    }

    /// Where all the money is.
    pub async fn state(&self) -> (Views, Vec<ChannelReading>, ReceiverReading) {
        let escrow = Escrow::new(self.stage.provider());
        let ids: Vec<B256> = (0..self.book.len()).map(|line| self.id(line)).collect();
        let views = self.stage.client().views(BlockId::latest()).await.expect("views");
        let channels = escrow.channels(&ids).await.expect("channels");
        let till = escrow.receiver(self.stage.at().purses.till, USDC).await.expect("receiver");
        (views, channels, till)
    }
}
