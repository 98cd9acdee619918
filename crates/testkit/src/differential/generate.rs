//! Makes cases from seeds, step by step, from what the model says the steps before have led to: so that commands often
//! get somewhere, and often enough do not: wrong callers, absurd amounts, the wrong moment, bad signatures.

use super::{
    accounts::{CALLERS, KEYS, PEOPLE, everyone},
    case::{Case, Deed, START, Step},
    permit::{Form, Permit},
    text::{CONTRACT_URI, NAME, SYMBOL},
    twin::Twin,
};
use crate::bench::{Bench, WALLET};
use alloy::primitives::{Address, B256, U256};
use rand::{Rng, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use usufruct_model::{Bps, Cash, Command, Purses, Shares, Terms, Timestamp, World, offering::Phase, terms};

const DAY: u64 = 86_400;

/// The case of `seed`, still without steps, and who goes on with it.
pub fn beginning(bench: &Bench, seed: u64) -> (Case, Generator) {
    unstaged(&bench.currencies().collect::<Vec<_>>(), seed)
}

/// As `beginning`, with one of `currencies` (decimals and address).
pub(super) fn unstaged(currencies: &[(u8, Address)], seed: u64) -> (Case, Generator) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let &(cash_decimals, currency) = currencies.choose(&mut rng).expect("a currency");
    let terms = terms_with(&mut rng, currency);
    // What the whole sale costs and a little more; sometimes far less, sometimes more than any economy has.
    let sale = u128::from(terms.hard_cap.0) * u128::from(terms.price);
    let wealth = match rng.random_range(0..10) {
        0 => Cash(sale / 20),
        1 => Cash(1 << 98),
        _ => Cash(sale + u128::from(magnitude(&mut rng))),
    };
    let nowhere = Address::ZERO;
    let purses = Purses { share: nowhere, till: nowhere, offering: nowhere };
    (Case { seed, terms, cash_decimals, wealth, purses, steps: Vec::new() }, Generator { rng })
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
        name: NAME.into(),
        symbol: SYMBOL.into(),
        contract_uri: CONTRACT_URI.into(),
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

/// Invents steps. What they lead to is told from outside.
pub struct Generator {
    rng: ChaCha8Rng,
}

impl Generator {
    /// The step after `already` others, which have led to `twin` at `now`.
    pub(super) fn step(&mut self, twin: &Twin, now: Timestamp, already: usize) -> Step {
        // The sale begins at once and in one second, or some ventures would never sell anything.
        let wait = if already < 40 { 0 } else { self.wait(&twin.world, now) };
        let mut next = Next { rng: &mut self.rng, twin, world: &twin.world, now: now.saturating_add(wait) };
        let caller = next.caller();
        // Most begin by allowing the purses to take what they pay.
        let (caller, deed) = match CALLERS.get(already / 2) {
            Some(caller) => (*caller, Deed::Command(next.first_approval(already))),
            None => next.deed(caller),
        };
        Step { wait, caller, deed }
    }

    /// Mostly the same second or soon, sometimes exactly when something begins or ends, rarely years or centuries later.
    fn wait(&mut self, world: &World, now: Timestamp) -> u64 {
        let venture = &world.venture;
        let deadline = venture.terms.deadline.seconds_since(now);
        let stall = venture.books.share.demand.proved_at.saturating_add(venture.terms.stall_period.into());
        let stall = stall.seconds_since(now);
        let rng = &mut self.rng;
        match rng.random_range(0..100) {
            0..45 => 0,
            45..57 => 1,
            57..75 => rng.random_range(2..100),
            75..91 => rng.random_range(100..DAY),
            91..94 => rng.random_range(DAY..30 * DAY),
            94 => deadline,
            95..97 => deadline + 1,
            97 if rng.random_ratio(1, 2) => stall,
            98 if rng.random_ratio(1, 2) => stall + 1,
            99 => match rng.random_range(0..64) {
                0..8 => rng.random_range(DAY..20 * 365 * DAY),
                8 => rng.random_range(0..1_000 * 365 * DAY),
                _ => 3,
            },
            _ => 3,
        }
    }
}

/// The invention of one step.
struct Next<'a> {
    rng: &'a mut ChaCha8Rng,
    twin: &'a Twin,
    world: &'a World,
    now: Timestamp,
}

impl Next<'_> {
    fn first_approval(&mut self, already: usize) -> Command {
        let purses = self.world.venture.purses;
        let spender = if already.is_multiple_of(2) { purses.offering } else { purses.till };
        let amount = if self.rng.random_ratio(7, 8) { U256::MAX } else { U256::from(magnitude(self.rng)) };
        Command::ApproveCash { spender, amount }
    }

    fn caller(&mut self) -> Address {
        self.one_of(&CALLERS)
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        *choices.choose(self.rng).expect("a choice")
    }

    fn anyone(&mut self) -> Address {
        let everyone = everyone(self.world.venture.purses, self.world.venture.terms.currency);
        everyone.get(self.rng.random_range(0..=everyone.len())).copied().unwrap_or_default()
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
            36 => {
                // The neighbourhoods of what the contracts' fields hold.
                let edge: U256 = U256::ONE << self.one_of(&[32_usize, 63, 64, 96, 128, 192]);
                self.one_of(&[edge - U256::ONE, edge, edge + U256::ONE])
            }
            37 => U256::from_limbs(self.rng.random()),
            _ => U256::from(magnitude(self.rng)),
        }
    }

    fn deed(&mut self, caller: Address) -> (Address, Deed) {
        if self.rng.random_ratio(1, 64) {
            return (caller, Deed::Permit(self.permit()));
        }
        let (caller, command) = self.command(caller);
        (caller, Deed::Command(command))
    }

    /// Half of them good; most of the others with one thing wrong.
    fn permit(&mut self) -> Permit {
        let signer = self.rng.random_range(1..=KEYS);
        let signed_by = super::accounts::key(signer).address();
        let other = self.anyone();
        let owner = self.one_of(&[signed_by, signed_by, signed_by, WALLET, other]);
        let next = self.twin.nonce(owner);
        let balance = U256::from(self.world.venture.balance(owner).0);
        let soon = U256::from(self.now.0);
        let year = U256::from(365 * DAY);
        let whenever = self.one_of(&[soon, soon + year, soon - U256::ONE, U256::ZERO, U256::MAX]);
        let form = if self.rng.random_ratio(3, 4) {
            self.one_of(&[Form::Split, Form::Whole])
        } else {
            self.one_of(&Form::ALL)
        };
        Permit {
            owner,
            spender: self.somebody(),
            value: if self.rng.random() { U256::MAX } else { self.amount(balance) },
            deadline: if self.rng.random_ratio(3, 4) { U256::MAX } else { whenever },
            nonce: if self.rng.random_ratio(7, 8) { next } else { self.one_of(&[next + 1, next.saturating_sub(1), 0]) },
            signer,
            form,
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
            _ if CALLERS.contains(&till.candidate) && self.rng.random_ratio(3, 4) => {
                return (till.candidate, Command::AcceptOperator);
            }
            _ => Command::AcceptOperator,
        };
        (caller, command)
    }

    /// What only a purse may do.
    fn forbidden(&mut self, caller: Address) -> Command {
        let amount = U256::from(magnitude(self.rng));
        match self.rng.random_range(0..5) {
            0 => Command::Credit { amount },
            1 => Command::Mint { to: caller, shares: amount },
            2 => Command::Burn { holder: self.somebody(), shares: amount },
            3 => Command::BeginDripping,
            _ => Command::ReleaseReserve,
        }
    }
}
