//! Random lives of a venture: who does what, with amounts around every limit. The same seed, the same life.

use alloy::primitives::{Address, B256, U256};
use rand::{Rng, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use usufruct_ledger::Ledger;
use usufruct_model::{Cash, Command, Shares, Terms, Timestamp};
use usufruct_testkit::{
    cast::{ALICE, BOB, CAROL, CUSTOMER, KEEPER, MALLORY, OPERATOR},
    stage::{self, Stage},
};

const ACTORS: [&str; 7] = [ALICE, BOB, CAROL, CUSTOMER, OPERATOR, KEEPER, MALLORY];

pub struct Life {
    pub stage: Stage,
    rng: ChaCha8Rng,
}

/// Terms under which sales end well or badly, reserves drip and ventures stall, all within one life.
pub fn lively_terms() -> Terms {
    Terms {
        soft_cap: Shares(150_000),
        hard_cap: Shares(400_000),
        deadline: Timestamp(stage::BEGINNING + 3 * 86_400),
        stall_period: 2 * 86_400,
        demand_floor: Cash(1_000_000),
        ..stage::terms()
    }
}

impl Life {
    /// A venture that is about to be sold.
    pub async fn begin(seed: u64) -> Self {
        Self { stage: Stage::open(lively_terms()).await, rng: ChaCha8Rng::seed_from_u64(seed) }
    }

    /// Goes on with another future, as after a fork.
    pub fn turn(&mut self, seed: u64) {
        self.rng = ChaCha8Rng::seed_from_u64(seed);
    }

    /// Steps until one is not refused, and so makes a block.
    pub async fn step(&mut self) {
        const REFUSALS_MAX: u32 = 1_000;
        if self.rng.random_ratio(1, 3) {
            let seconds = *[1, 60, 3_600, 86_400, 200_000].choose(&mut self.rng).expect("not empty");
            self.stage.advance(self.rng.random_range(0..=seconds));
        }
        for _ in 0..REFUSALS_MAX {
            let (name, command) = self.choose();
            if self.stage.ask(name, &command).await.is_ok() {
                return;
            }
        }
        panic!("a thousand commands in a row were refused");
    }

    fn choose(&mut self) -> (&'static str, Command) {
        let purses = self.stage.at().purses;
        let (name, to) = (self.actor(), self.account());
        let rng = &mut self.rng;
        let shares = U256::from(rng.random_range(0..=300_000_u64) >> rng.random_range(0..18));
        let amount = U256::from(rng.random_range(0..=2_000_000_u64) >> rng.random_range(0..20));
        let command = match rng.random_range(0..36) {
            0..=3 => Command::Buy { shares, to },
            4 => Command::Close,
            5..=10 => Command::TransferCash { to: purses.till, amount },
            11..=13 => Command::Collect,
            14..=16 => Command::Drip,
            17..=19 => Command::Transfer { to, value: shares },
            20 => Command::Claim,
            21 => Command::ClaimTo { to },
            22 => Command::ClaimFor { holder: to },
            23 => Command::ClaimMany { holders: vec![to, name_address(name), to] },
            24 => Command::SetPayee { payee: if rng.random() { to } else { Address::ZERO } },
            25 | 32 | 33 => Command::Redeem { shares },
            26 => Command::WindDown,
            27 => Command::Approve { spender: to, value: shares },
            28 | 34 => return (OPERATOR, Command::Draw { to: if rng.random() { to } else { purses.till } }),
            29 => return (OPERATOR, Command::Pull { to }),
            30 => return (OPERATOR, Command::Remit { report_hash: B256::repeat_byte(7), amount }),
            _ => self.oddity(amount),
        };
        (name, command)
    }

    /// What one does by mistake or out of malice.
    fn oddity(&mut self, amount: U256) -> Command {
        let purses = self.stage.at().purses;
        let to = self.account();
        match self.rng.random_range(0..6) {
            0 => Command::TransferCash { to: purses.share, amount },
            1 => Command::TransferCash { to: purses.offering, amount },
            2 => Command::Transfer { to: purses.till, value: U256::from(3) },
            3 => Command::RaiseHoldersBps { holders_bps: self.rng.random_range(8_000..=10_000) },
            4 => Command::OfferOperator { candidate: to },
            _ => Command::TransferCash { to: self.stage.at().currency, amount },
        }
    }

    fn actor(&mut self) -> &'static str {
        ACTORS.choose(&mut self.rng).expect("not empty")
    }

    fn account(&mut self) -> Address {
        name_address(self.actor())
    }
}

fn name_address(name: &str) -> Address {
    usufruct_testkit::cast::address(name)
}

/// A ledger of `stage` in a file of `folder`.
pub async fn ledger(stage: &Stage, folder: &tempfile::TempDir) -> Ledger {
    let path = folder.path().join("ledger.sqlite");
    Ledger::open(&path, stage.client().clone()).await.expect("the ledger opens")
}

/// Follows to the newest block and demands that the audit holds there.
pub async fn check(ledger: &mut Ledger, stage: &Stage) {
    ledger.catch_up().await.expect("the chain can be followed");
    assert_eq!(ledger.last().map(|last| last.hash), Some(stage.chain().head().hash));
    let audit = ledger.audit().await.expect("the chain answers").expect("there is a block");
    assert!(audit.holds(), "{audit}");
}
