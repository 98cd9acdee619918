//! Makes cases from seeds. It plays each case on the model while making it, so that commands often get somewhere, and
//! leaves it often enough that they do not: wrong callers, absurd amounts, the wrong moment.

use super::case::{Case, PEOPLE, START, Step, callers, holders};
use crate::bench::{Bench, FINE_CURRENCY};
use alloy::primitives::{Address, B256, U256};
use rand::{Rng, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use usufruct_model::{Bps, Cash, Command, Shares, Terms, Timestamp, World, offering::Phase, terms};

const DAY: u64 = 86_400;

/// The case of `seed`, with `steps` steps.
pub fn generate(bench: &mut Bench, seed: u64, steps: usize) -> Case {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let terms = terms_with(&mut rng, if seed.is_multiple_of(2) { bench.dollar() } else { FINE_CURRENCY });
    // What the whole sale costs and a little more; sometimes far less, sometimes more than any economy has.
    let sale = u128::from(terms.hard_cap.0) * u128::from(terms.price);
    let wealth = match rng.random_range(0..10) {
        0 => Cash(sale / 20),
        1 => Cash(1 << 98),
        _ => Cash(sale + u128::from(magnitude(&mut rng))),
    };
    let mut case = Case { seed, terms, wealth, steps: Vec::with_capacity(steps) };
    let (_, world) = case.stage(bench);
    let mut generator = Generator { rng, world, now: START };
    for _ in 0..steps {
        let step = generator.step(case.steps.len());
        case.steps.push(step);
    }
    case
}

/// From 0 to 2^64, all magnitudes alike.
fn magnitude(rng: &mut ChaCha8Rng) -> u64 {
    rng.random::<u64>() >> rng.random_range(0..64)
}

fn terms_with(rng: &mut ChaCha8Rng, currency: Address) -> Terms {
    let hard_cap = magnitude(rng).max(1);
    let price = (magnitude(rng) % (u64::MAX / hard_cap)).max(1);
    let soft_cap = (hard_cap >> rng.random_range(0..6_u32)).max(1);
    let tau = match rng.random_range(0..8) {
        0 => 0,
        1 => 1,
        2 => rng.random_range(2..100),
        3 => terms::TAU_MAX,
        4 => rng.random_range(0..=terms::TAU_MAX),
        _ => rng.random_range(3_600..30 * 86_400),
    };
    let mut part = |max: u16| match rng.random_range(0..4) {
        0 => 0,
        1 => max,
        _ => rng.random_range(0..=max),
    };
    let [holders, upfront, matched] = [part(10_000).max(1), part(10_000), part(terms::MATCH_MAX)];
    let bps = |part| Bps::new(part).expect("at most the whole");
    Terms {
        currency,
        operator: PEOPLE[0],
        name: "A share of a service".into(),
        symbol: "SHARE".into(),
        contract_uri: "ipfs://share".into(),
        decimals: rng.random_range(0..=terms::DECIMALS_MAX),
        holders_bps: bps(holders),
        tau,
        price,
        soft_cap: Shares(soft_cap),
        hard_cap: Shares(hard_cap),
        deadline: START.saturating_add(if rng.random() {
            rng.random_range(1..=30)
        } else {
            rng.random_range(1..=terms::SALE_MAX)
        }),
        upfront_bps: bps(upfront),
        match_bps: bps(matched),
        demand_floor: Cash(magnitude(rng).max(1).into()),
        stall_period: rng.random_range(terms::STALL_PERIOD_MIN..=terms::STALL_PERIOD_MAX),
    }
}

struct Generator {
    rng: ChaCha8Rng,
    world: World,
    now: Timestamp,
}

impl Generator {
    fn step(&mut self, already: usize) -> Step {
        // The sale begins at once and in one second, or some ventures would never sell anything.
        let wait = if already < 40 { 0 } else { self.wait() };
        self.now = self.now.saturating_add(wait);
        let caller = self.caller();
        // Most begin by allowing the purses to take what they pay.
        let (caller, command) = match callers().nth(already / 2) {
            Some(caller) if already < 16 => (caller, self.first_approval(already)),
            _ => self.command(caller),
        };
        // What the model refuses is a step too.
        let _ = self.world.apply(caller, &command, self.now);
        Step { wait, caller, command }
    }

    fn first_approval(&mut self, already: usize) -> Command {
        let purses = self.world.venture.purses;
        let spender = if already.is_multiple_of(2) { purses.offering } else { purses.till };
        let amount = if self.rng.random_ratio(7, 8) { U256::MAX } else { U256::from(magnitude(&mut self.rng)) };
        Command::ApproveCash { spender, amount }
    }

    /// Mostly the same second or soon, sometimes exactly when something begins or ends, rarely years later.
    fn wait(&mut self) -> u64 {
        let venture = &self.world.venture;
        let deadline = venture.terms.deadline.seconds_since(self.now);
        let stall = venture.books.share.demand.proved_at.saturating_add(venture.terms.stall_period.into());
        let stall = stall.seconds_since(self.now);
        match self.rng.random_range(0..100) {
            0..45 => 0,
            45..57 => 1,
            57..75 => self.rng.random_range(2..100),
            75..91 => self.rng.random_range(100..DAY),
            91..94 => self.rng.random_range(DAY..30 * DAY),
            94 => deadline,
            95..97 => deadline + 1,
            97 if self.rng.random_ratio(1, 2) => stall,
            98 if self.rng.random_ratio(1, 2) => stall + 1,
            99 if self.rng.random_ratio(1, 8) => self.rng.random_range(DAY..20 * 365 * DAY),
            _ => 3,
        }
    }

    fn caller(&mut self) -> Address {
        let everyone: Vec<_> = callers().collect();
        self.one_of(&everyone)
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        *choices.choose(&mut self.rng).expect("a choice")
    }

    fn anyone(&mut self) -> Address {
        let mut everyone = holders(self.world.venture.purses, self.world.venture.terms.currency);
        everyone.push(Address::ZERO);
        self.one_of(&everyone)
    }

    /// Mostly somebody with a key.
    fn somebody(&mut self) -> Address {
        if self.rng.random_ratio(3, 4) { self.caller() } else { self.anyone() }
    }

    /// An amount that means something next to `near`: part of it, all, just more, nothing, or absurdly much.
    fn amount(&mut self, near: U256) -> U256 {
        match self.rng.random_range(0..40) {
            0..24 => near >> self.rng.random_range(0..40_usize),
            24..32 => near,
            32 => near.saturating_add(U256::ONE),
            33 => U256::ZERO,
            34 => U256::ONE,
            35 => U256::MAX,
            36 => U256::ONE << 64,
            37 => U256::from_limbs(self.rng.random()),
            _ => U256::from(magnitude(&mut self.rng)),
        }
    }

    fn command(&mut self, caller: Address) -> (Address, Command) {
        let selling = self.world.venture.books.offering.phase == Phase::Open;
        match self.rng.random_range(0..100) {
            _ if selling && self.rng.random_ratio(1, 3) => (caller, self.capital(caller)),
            0..22 => (caller, self.revenue(caller)),
            22..40 => (caller, self.trade(caller)),
            40..68 => (caller, self.claims()),
            68..80 => (caller, self.capital(caller)),
            80..96 => self.operators_verb(caller),
            _ => (caller, self.forbidden(caller)),
        }
    }

    fn revenue(&mut self, caller: Address) -> Command {
        let wallet = self.world.currency.balance(caller);
        let purses = self.world.venture.purses;
        match self.rng.random_range(0..10) {
            0..5 => Command::TransferCash { to: purses.till, amount: self.amount(wallet >> 3) },
            5..8 => Command::Collect,
            8 => Command::TransferCash { to: self.anyone(), amount: self.amount(wallet >> 3) },
            _ => {
                let spender = self.one_of(&[purses.offering, purses.till, Address::ZERO, caller]);
                Command::ApproveCash { spender, amount: self.amount(wallet) }
            }
        }
    }

    fn trade(&mut self, caller: Address) -> Command {
        let from = self.somebody();
        match self.rng.random_range(0..10) {
            0..6 => {
                let balance = U256::from(self.world.venture.balance(caller).0);
                Command::Transfer { to: self.somebody(), value: self.amount(balance) }
            }
            6..8 => {
                let balance = U256::from(self.world.venture.balance(from).0);
                Command::TransferFrom { from, to: self.somebody(), value: self.amount(balance) }
            }
            _ => {
                let balance = U256::from(self.world.venture.balance(caller).0);
                let value = if self.rng.random() { U256::MAX } else { self.amount(balance) };
                Command::Approve { spender: self.somebody(), value }
            }
        }
    }

    fn claims(&mut self) -> Command {
        match self.rng.random_range(0..16) {
            0..5 => Command::Drip,
            5..8 => Command::Claim,
            8 => Command::ClaimTo { to: self.anyone() },
            9..12 => Command::ClaimFor { holder: self.anyone() },
            12..14 => {
                let count = self.rng.random_range(0..6);
                Command::ClaimMany { holders: (0..count).map(|_| self.anyone()).collect() }
            }
            _ => Command::SetPayee { payee: self.anyone() },
        }
    }

    fn capital(&mut self, caller: Address) -> Command {
        let (terms, books) = (&self.world.venture.terms, &self.world.venture.books);
        let left = U256::from(terms.hard_cap.saturating_sub(books.share.supply).0);
        let balance = U256::from(self.world.venture.balance(caller).0);
        // Each letter is a verb: buy, close, wind down, redeem; mostly those that the phase allows.
        let verbs: &[u8] = match books.offering.phase {
            Phase::Open => b"bbbbbbbbbbccwr",
            Phase::Active => b"wwwwbcr",
            Phase::Failed | Phase::WoundDown => b"rrrrrrbcw",
        };
        match self.one_of(verbs) {
            b'b' => Command::Buy { shares: self.amount(left), to: self.somebody() },
            b'c' => Command::Close,
            b'w' => Command::WindDown,
            _ => Command::Redeem { shares: self.amount(balance) },
        }
    }

    /// Mostly by the operator, or its candidate.
    fn operators_verb(&mut self, caller: Address) -> (Address, Command) {
        let till = self.world.venture.books.till;
        let caller = if self.rng.random_ratio(5, 6) { till.operator } else { caller };
        let wallet = self.world.currency.balance(caller);
        let command = match self.rng.random_range(0..14) {
            0..4 => Command::Draw { to: self.somebody() },
            4..7 => Command::Pull { to: self.somebody() },
            7..9 => {
                let amount = self.amount((wallet >> 3) / self.world.venture.unit);
                Command::Remit { report_hash: B256::new(self.rng.random()), amount }
            }
            9 => {
                let now = till.holders_bps.get();
                let near = [now.saturating_sub(1), now, now + 1, now + (10_000 - now) / 8, 10_000, 10_001, u16::MAX];
                Command::RaiseHoldersBps { holders_bps: self.one_of(&near) }
            }
            10 | 11 => Command::OfferOperator { candidate: self.somebody() },
            _ if callers().any(|account| account == till.candidate) && self.rng.random_ratio(3, 4) => {
                return (till.candidate, Command::AcceptOperator);
            }
            _ => Command::AcceptOperator,
        };
        (caller, command)
    }

    /// What only a purse may do.
    fn forbidden(&mut self, caller: Address) -> Command {
        let amount = U256::from(magnitude(&mut self.rng));
        match self.rng.random_range(0..5) {
            0 => Command::Credit { amount },
            1 => Command::Mint { to: caller, shares: amount },
            2 => Command::Burn { holder: self.somebody(), shares: amount },
            3 => Command::BeginDripping,
            _ => Command::ReleaseReserve,
        }
    }
}
