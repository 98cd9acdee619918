//! Measures what a copy of the books costs, which the server takes for each block.
//!
//! ```text
//! cargo run --release -p usufruct-ledger --example copies
//! ```
//!
//! Ten thousand holders, two hundred thousand changes of positions, a year of days with a thousand payers each.

use std::time::{Duration, Instant};

use alloy::primitives::{Address, B256, U256};
use usufruct_ledger::fold::{Dated, Folded, Logged};
use usufruct_model::{Cash, Event, Purses, Shares, Timestamp, Venture};
use usufruct_testkit::stage;

const HOLDERS: u64 = 10_000;
const TRANSFERS: u64 = 100_000;
const PAYERS: u64 = 1_000;
const DAYS: u64 = 365;
const COPIES: u32 = 200;

fn account(n: u64) -> Address {
    Address::left_padding_from(&(n + 1).to_be_bytes())
}

struct History {
    folded: Folded,
    block: u64,
}

impl History {
    fn take(&mut self, day: u64, event: Event) {
        self.block += 1;
        let (at, block, transaction) = (Timestamp(day * 86_400), self.block, B256::from(U256::from(self.block)));
        self.folded.take(&[Dated { at, block, transaction, event: Logged::Venture(event) }]);
    }

    fn pay(&mut self, day: u64, payer: u64) {
        let to = self.folded.venture.purses.till;
        self.take(day, Event::CashTransferred { from: account(HOLDERS + payer), to, amount: U256::from(5) });
    }

    fn collect(&mut self, day: u64, collected: u128) {
        self.take(day, Event::Collected { collected: Cash(collected), holders_part: Cash(collected) });
    }
}

fn year() -> History {
    let purses = Purses { share: account(1 << 40), till: account(2 << 40), offering: account(3 << 40) };
    let folded = Folded::new(Venture::new(stage::terms(), purses, U256::ONE));
    let mut history = History { folded, block: 0 };
    for holder in 0..HOLDERS {
        history.take(0, Event::Transfer { from: Address::ZERO, to: account(holder), value: Shares(1_000) });
    }
    for number in 0..TRANSFERS {
        let (from, to) = (account(number * 7 % HOLDERS), account((number * 13 + 1) % HOLDERS));
        history.take(0, Event::Transfer { from, to, value: Shares(1) });
    }
    for day in 1..=DAYS {
        (0..PAYERS).for_each(|payer| history.pay(day, payer));
        history.collect(day, 5 * u128::from(PAYERS));
    }
    history
}

#[expect(clippy::disallowed_methods, reason = "a measurement")]
fn timed(mut work: impl FnMut()) -> Duration {
    let begin = Instant::now();
    work();
    begin.elapsed()
}

fn main() {
    let mut history = year();
    let mut kept = history.folded.clone();
    let spent = timed(|| {
        for number in 0..COPIES {
            // As a block does: something happens while the copy before is still read.
            history.pay(DAYS + 1, u64::from(number));
            history.collect(DAYS + 1, 5);
            kept = history.folded.clone();
        }
    });
    println!("{} events; a block of two and a copy of all books: {:?}", kept.events, spent / COPIES);
}
