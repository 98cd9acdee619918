//! Laws of the whole: what no sequence of commands can break, whoever sends them.

use crate::command::Command;
use crate::event::Event;
use crate::invariants::violations;
use crate::money::{Bps, Cash, Shares, Timestamp};
use crate::offering::Phase;
use crate::terms::Terms;
use crate::venture::{Purses, Venture};
use crate::world::World;
use alloy_primitives::{Address, B256, U256};
use proptest::prelude::*;

const START: u64 = 1_700_000_000;
const DAY: u64 = 86_400;
const PURSES: Purses = Purses {
    share: Address::repeat_byte(0xa1),
    till: Address::repeat_byte(0xa2),
    offering: Address::repeat_byte(0xa3),
};
const CURRENCY: Address = Address::repeat_byte(0xc0);
const OPERATOR: Address = Address::repeat_byte(1);
const PEOPLE: [Address; 4] = [OPERATOR, Address::repeat_byte(2), Address::repeat_byte(3), Address::repeat_byte(4)];

fn terms(tau: u32, match_bps: u16) -> Terms {
    Terms {
        currency: CURRENCY,
        operator: OPERATOR,
        name: "Share".into(),
        symbol: "S".into(),
        contract_uri: String::new(),
        decimals: 6,
        holders_bps: Bps::new(6_000).expect("a part"),
        tau,
        price: 3,
        soft_cap: Shares(500_000),
        hard_cap: Shares(1_000_000),
        deadline: Timestamp(START + 30 * DAY),
        upfront_bps: Bps::new(1_000).expect("a part"),
        match_bps: Bps::new(match_bps).expect("a part"),
        demand_floor: Cash(1_000),
        stall_period: 86_400 * 7,
    }
}

/// Everyone is rich and has allowed everything.
fn world(terms: Terms, unit: u64) -> World {
    let mut world = World::new(Venture::new(terms, PURSES, U256::from(unit)));
    for person in PEOPLE {
        world.endow(person, Cash(1 << 60));
        for purse in [PURSES.offering, PURSES.till] {
            let approve = Command::ApproveCash { spender: purse, amount: U256::MAX };
            world.apply(person, &approve, Timestamp(START)).expect("anyone can approve");
        }
    }
    world
}

fn person() -> impl Strategy<Value = Address> {
    prop::sample::select(PEOPLE.to_vec())
}

fn anyone() -> impl Strategy<Value = Address> {
    prop::sample::select([&PEOPLE[..], &[PURSES.share, PURSES.till, PURSES.offering, Address::ZERO]].concat())
}

fn amount() -> impl Strategy<Value = U256> {
    prop_oneof![
        8 => (0_u64..1_000_000).prop_map(U256::from),
        1 => Just(U256::ZERO),
        1 => any::<[u64; 4]>().prop_map(U256::from_limbs),
    ]
}

fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        4 => (amount(), anyone()).prop_map(|(shares, to)| Command::Buy { shares, to }),
        4 => amount().prop_map(|amount| Command::TransferCash { to: PURSES.till, amount }),
        1 => (anyone(), amount()).prop_map(|(to, amount)| Command::TransferCash { to, amount }),
        3 => Just(Command::Collect),
        3 => Just(Command::Drip),
        3 => (anyone(), amount()).prop_map(|(to, value)| Command::Transfer { to, value }),
        1 => (person(), amount()).prop_map(|(spender, value)| Command::Approve { spender, value }),
        1 => (person(), anyone(), amount()).prop_map(|(from, to, value)| Command::TransferFrom { from, to, value }),
        2 => Just(Command::Claim),
        1 => anyone().prop_map(|holder| Command::ClaimFor { holder }),
        1 => prop::collection::vec(anyone(), 0..5).prop_map(|holders| Command::ClaimMany { holders }),
        1 => anyone().prop_map(|payee| Command::SetPayee { payee }),
        2 => Just(Command::Close),
        2 => anyone().prop_map(|to| Command::Draw { to }),
        1 => anyone().prop_map(|to| Command::Pull { to }),
        1 => amount().prop_map(|amount| Command::Remit { report_hash: B256::ZERO, amount }),
        1 => (0_u16..12_000).prop_map(|holders_bps| Command::RaiseHoldersBps { holders_bps }),
        1 => anyone().prop_map(|candidate| Command::OfferOperator { candidate }),
        1 => Just(Command::AcceptOperator),
        2 => Just(Command::WindDown),
        2 => amount().prop_map(|shares| Command::Redeem { shares }),
    ]
}

fn pause() -> impl Strategy<Value = u64> {
    prop_oneof![6 => 0_u64..3, 3 => 0..DAY, 2 => 0..20 * DAY]
}

fn history() -> impl Strategy<Value = Vec<(Address, Command, u64)>> {
    prop::collection::vec((person(), command(), pause()), 1..120)
}

fn is_claim(command: &Command) -> bool {
    matches!(command, Command::Claim | Command::ClaimTo { .. } | Command::ClaimFor { .. } | Command::ClaimMany { .. })
}

/// As a ledger does: only what touches a purse (LEDGER-1).
fn fold(venture: &mut Venture, events: &[Event], at: Timestamp) {
    let purses = [PURSES.share, PURSES.till, PURSES.offering];
    for event in events {
        let concerns = match event {
            Event::CashTransferred { from, to, .. } => purses.contains(from) || purses.contains(to),
            _ => true,
        };
        if concerns {
            venture.evolve(event, at);
        }
    }
}

/// What must hold after, and between, any two states.
fn check_step(before: &World, after: &World, command: &Command, events: &[Event]) -> Result<(), TestCaseError> {
    prop_assert_eq!(violations(&after.venture), vec![], "after {:?}", command);

    let cash = after.venture.books.cash;
    for (purse, holds) in [(PURSES.share, cash.share), (PURSES.till, cash.till), (PURSES.offering, cash.offering)] {
        prop_assert_eq!(holds, after.currency.balance(purse));
    }

    // POWER-1 and INCOME-2: only a claim lowers what anyone is owed, and only a drip or a claim changes it at all.
    let dripped = events.iter().any(|event| matches!(event, Event::Dripped { .. }));
    for holder in before.venture.words.keys() {
        let (was, is) = (before.venture.owed(*holder), after.venture.owed(*holder));
        let allowed = is == was || (dripped && is >= was) || is_claim(command);
        prop_assert!(allowed, "{:?} moved {} from {} to {}", command, holder, was, is);
    }

    let (was, is) = (&before.venture.books.share, &after.venture.books.share);
    match command {
        // CAPITAL-1: no deposit of capital moves the index or the reserve.
        Command::Buy { .. } => prop_assert_eq!((was.index, was.reserve), (is.index, is.reserve)),
        // CAPITAL-2: and nothing else mints a share.
        _ => prop_assert!(is.supply <= was.supply, "{:?} minted", command),
    }
    Ok(())
}

proptest! {
    #[test]
    fn no_history_violates_an_invariant(
        tau in prop_oneof![Just(0_u32), Just(1), 0..864_000_u32], match_bps in 0_u16..=5_000, unit in 1_u64..1 << 40, history in history()
    ) {
        let mut world = world(terms(tau, match_bps), unit);
        let mut folded = world.venture.clone();
        let mut now = START;
        for (caller, command, pause) in history {
            now += pause;
            let before = world.clone();
            let Ok(events) = world.apply(caller, &command, Timestamp(now)) else {
                prop_assert_eq!(&world, &before, "a refusal changed something");
                continue;
            };
            fold(&mut folded, &events, Timestamp(now));
            prop_assert_eq!(&folded, &world.venture);
            check_step(&before, &world, &command, &events)?;
        }
    }

    /// CAPITAL-5.
    #[test]
    fn after_a_missed_soft_cap_every_share_redeems_at_its_price(
        bought in prop::collection::vec(1_u64..100_000, 4), order in Just([0, 1, 2, 3]).prop_shuffle(),
        part in 1_u64..100
    ) {
        let mut world = world(terms(100, 5_000), 1);
        for (person, shares) in PEOPLE.iter().zip(&bought) {
            let buy = Command::Buy { shares: U256::from(*shares), to: *person };
            world.apply(*person, &buy, Timestamp(START)).expect("the sale is open");
        }
        let late = Timestamp(START + 31 * DAY);
        world.apply(OPERATOR, &Command::Close, late).expect("the sale is over");
        prop_assert_eq!(world.venture.books.offering.phase, Phase::Failed);
        for i in order {
            let first = bought[i] * part / 100;
            for shares in [first, bought[i] - first].into_iter().filter(|shares| *shares > 0) {
                let events = world.apply(PEOPLE[i], &Command::Redeem { shares: U256::from(shares) }, late).expect("theirs");
                let redeemed = Event::Redeemed { holder: PEOPLE[i], shares: Shares(shares), amount: Cash(u128::from(shares) * 3) };
                prop_assert!(events.contains(&redeemed), "{:?}", events);
            }
        }
        prop_assert_eq!(world.currency.balance(PURSES.offering), U256::ZERO);
    }

    /// The operator holds the fraction f of the shares and pays itself revenue until all capital is released. What comes
    /// back is f of the income and the capital: less than what it paid as long as f < 1 - match.
    #[test]
    fn paying_oneself_loses(
        own in 1_u64..1_000_000, match_bps in 1_u16..=5_000,
        payments in prop::collection::vec(1_u64..5_000_000, 1..30)
    ) {
        let fraction_bps = own / 100;
        prop_assume!(fraction_bps + u64::from(match_bps) < 10_000 && own >= 100);
        let mut terms = terms(0, match_bps);
        (terms.upfront_bps, terms.holders_bps) = (Bps::default(), Bps::WHOLE);
        let mut world = world(terms, 1);
        let now = Timestamp(START);
        let mut act = |caller, command| world.apply(caller, &command, now).expect("allowed");
        act(OPERATOR, Command::Buy { shares: U256::from(own), to: OPERATOR });
        if own < 1_000_000 {
            act(PEOPLE[1], Command::Buy { shares: U256::from(1_000_000 - own), to: PEOPLE[1] });
        }
        act(OPERATOR, Command::Close);
        let before = world.currency.balance(OPERATOR);
        for payment in payments {
            for command in [
                Command::TransferCash { to: PURSES.till, amount: U256::from(payment) },
                Command::Collect,
                Command::Claim,
                Command::Draw { to: OPERATOR },
            ] {
                world.apply(OPERATOR, &command, now).expect("the operator may");
            }
            // One unit for rounding: both what is claimed and what is drawn are rounded down.
            prop_assert!(world.currency.balance(OPERATOR) <= before, "paying oneself paid");
        }
    }

    /// INCOME-5: who buys from a holder just before a release and sells just after earns at most that release's part.
    #[test]
    fn a_sniper_earns_at_most_the_release_of_that_instant(
        tau in 1_u32..864_000, revenue in 1_u64..1 << 40, waited in 0_u64..30 * DAY, sniped in 1_u64..1_000_000, stays in 0_u64..100
    ) {
        let mut world = world(terms(tau, 5_000), 1);
        let (alice, sniper) = (PEOPLE[1], PEOPLE[2]);
        let mut at = |caller, command, now| world.apply(caller, &command, Timestamp(now)).expect("allowed");
        at(alice, Command::Buy { shares: U256::from(1_000_000), to: alice }, START);
        at(alice, Command::Close, START);
        at(alice, Command::TransferCash { to: PURSES.till, amount: U256::from(revenue) }, START);
        at(alice, Command::Collect, START);
        at(alice, Command::Drip, START + waited);
        let released_before = world.venture.books.share.released;
        let alice_before = world.venture.owed(alice);
        let mut at = |caller, command, now| world.apply(caller, &command, Timestamp(now)).expect("allowed");
        at(alice, Command::Transfer { to: sniper, value: U256::from(sniped) }, START + waited);
        at(sniper, Command::Drip, START + waited + stays);
        at(sniper, Command::Transfer { to: alice, value: U256::from(sniped) }, START + waited + stays);
        let released = world.venture.books.share.released.saturating_sub(released_before);
        let earned = world.venture.owed(sniper);
        let share_of_release = released.to_cash_down().share_down(Shares(sniped), Shares(1_000_000));
        prop_assert!(earned.0 <= share_of_release.0 + 1);
        prop_assert!(stays > 0 || earned == Cash::ZERO);
        prop_assert!(world.venture.owed(alice) >= alice_before);
    }

    /// INCOME-4 for the whole: a holder who is poked every hour ends with what one drip gives, within a unit.
    #[test]
    fn poking_changes_nothing_for_a_holder(
        tau in 0_u32..8_640_000, revenue in 1_u64..1 << 50, hours in prop::collection::vec(0_u64..200_000, 1..40)
    ) {
        let mut lazy = world(terms(tau, 5_000), 1);
        let alice = PEOPLE[1];
        for command in [
            Command::Buy { shares: U256::from(1_000_000), to: alice },
            Command::Close,
            Command::TransferCash { to: PURSES.till, amount: U256::from(revenue) },
            Command::Collect,
        ] {
            lazy.apply(alice, &command, Timestamp(START)).expect("allowed");
        }
        let mut poked = lazy.clone();
        let mut now = START;
        for gap in hours {
            now += gap;
            poked.apply(alice, &Command::Drip, Timestamp(now)).expect("anyone may");
        }
        lazy.apply(alice, &Command::Drip, Timestamp(now)).expect("anyone may");
        let [lazy, poked] = [lazy, poked].map(|world| world.venture.owed(alice).0);
        prop_assert!(lazy.abs_diff(poked) <= 1, "{lazy} at once, {poked} in pieces");
    }
}
