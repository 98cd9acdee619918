//! Laws of circular flow: what holds for any file of payments.

use proptest::prelude::*;

use super::circularity::{Circularity, Question, circularity};
use super::injection::{Injection, injected};
use super::moment::SECONDS_PER_DAY;
use super::payments::{Draft, Payments};
use super::roles::Roles;

/// A transfer as a person writes it: at which half of which day, from whom, to whom, how much.
pub(super) type Line = (i64, &'static str, &'static str, u128);

pub(super) fn payments(lines: &[(i64, &str, &str, u128)]) -> Payments {
    let mut draft = Draft::default();
    for (half_day, from, to, amount) in lines {
        draft.push(half_day * SECONDS_PER_DAY / 2, from, to, *amount, "").expect("few and small");
    }
    // Named even if they neither pay nor receive, so that they can be given a role.
    for name in ["issuer", "till"] {
        draft.push(0, name, name, 0, "").expect("few and small");
    }
    draft.finish()
}

pub(super) fn roles() -> Roles {
    Roles::default().issuer("issuer").and_then(|roles| roles.till("till")).expect("two names")
}

pub(super) fn asked(lines: &[(i64, &str, &str, u128)], window_days: u32) -> Circularity {
    let question = Question { window_days, ..Question::all_days() };
    circularity(&payments(lines), &roles(), &question).expect("roles fit")
}

pub(super) const PEOPLE: [&str; 4] = ["ann", "bob", "cid", "dan"];

/// Transfers among the issuer, the till and four people; `instants` apart or together.
pub(super) fn lines(count: usize, instants: i64, amount_max: u128) -> impl Strategy<Value = Vec<Line>> {
    let who = prop::sample::select(vec!["ann", "bob", "cid", "dan", "issuer", "issuer"]);
    let whom = prop::sample::select(vec!["ann", "bob", "cid", "dan", "till", "till"]);
    prop::collection::vec((0..instants, who, whom, 1..=amount_max), 1..count)
}

fn ends(circularity: &Circularity) -> (u128, u128) {
    (circularity.total.low, circularity.total.high)
}

proptest! {
    #[test]
    fn the_ends_are_in_order(lines in lines(60, 20, 9), window in 0_u32..12) {
        let found = asked(&lines, window);
        for day in found.days.iter().chain([&found.total]) {
            prop_assert!(day.low <= day.high && day.high <= day.payments, "{day:?}");
            prop_assert!(day.low + day.opaque + day.unseen <= day.payments, "{day:?}");
        }
        let highs: u128 = found.days.iter().map(|day| day.high).sum();
        prop_assert_eq!(highs, found.total.high);
    }

    #[test]
    fn the_order_in_the_file_is_nothing(
        (lines, shuffled) in lines(40, 4, 9).prop_flat_map(|lines| (Just(lines.clone()), Just(lines).prop_shuffle())),
    ) {
        prop_assert_eq!(asked(&lines, 90), asked(&shuffled, 90));
    }

    #[test]
    fn the_high_end_does_not_look_at_names(lines in lines(40, 6, 9), window in 0_u32..4) {
        let swapped: Vec<Line> = lines.iter().map(|&(time, from, to, amount)| (time, other(from), other(to), amount)).collect();
        prop_assert_eq!(asked(&lines, window).total.high, asked(&swapped, window).total.high);
    }

    #[test]
    fn payment_before_funding_is_not_circular(lines in lines(40, 20, 9)) {
        // Whatever the issuer gives, it gives after the last payment.
        let late: Vec<Line> =
            lines.iter().map(|&(time, from, to, amount)| (if from == "issuer" { time + 20 } else { time }, from, to, amount))
                .filter(|(_, from, to, _)| (*from, *to) != ("issuer", "till"))
                .collect();
        prop_assert_eq!(ends(&asked(&late, 90)), (0, 0));
    }

    #[test]
    fn paying_oneself_never_makes_more_money_of_others(
        lines in lines(40, 20, 9), start in 0_i64..20, amount in 1_u128..20, window in 0_u32..12,
        way in prop::collection::vec((prop::sample::select(PEOPLE.to_vec()), 0_i64..2), 1..4),
    ) {
        let before = asked(&lines, window);
        let mut more: Vec<Line> = lines;
        let (mut from, mut time) = ("issuer", start);
        for (to, wait) in way {
            more.push((time, from, to, amount));
            (from, time) = (to, time + wait);
        }
        more.push((time, from, "till", amount));
        let after = asked(&more, window);
        prop_assert!(after.total.high >= before.total.high);
        let in_time = time / 2 - start / 2 <= i64::from(window);
        if in_time {
            let others = |found: &Circularity| found.total.payments - found.total.high;
            prop_assert!(others(&after) <= others(&before));
        }
    }

    #[test]
    fn anybody_who_splits_itself_leaves_the_high_end(lines in lines(30, 8, 9), window in 0_u32..12) {
        let doubled: Vec<Line> = lines.iter().map(|&(time, from, to, amount)| (time, from, to, 4 * amount)).collect();
        let halves: Vec<Line> = doubled.iter().flat_map(|&(time, from, to, amount)| {
            let both = |name| if name == "bob" { vec!["bob", "bob, too"] } else { vec![name] };
            let ways: Vec<_> = both(from).into_iter().flat_map(|from| both(to).into_iter().map(move |to| (from, to))).collect();
            let part = amount / ways.len() as u128;
            ways.into_iter().map(|(from, to)| (time, from, to, part)).collect::<Vec<_>>()
        }).collect();
        prop_assert_eq!(asked(&doubled, window).total.high, asked(&halves, window).total.high);
    }

    #[test]
    fn one_more_account_on_the_way_changes_nothing(lines in lines(40, 1, 9), window in 0_u32..12) {
        // Each transfer at an instant of its own; what bob pays to the till goes through an account of its own at once.
        let apart: Vec<Line> = lines.iter().zip(0..).map(|(&(_, from, to, amount), time)| (time, from, to, amount)).collect();
        let through: Vec<Line> = apart.iter().flat_map(|&(time, from, to, amount)| match (from, to) {
            ("bob", "till") => vec![(time, "bob", "purse", amount), (time, "purse", "till", amount)],
            _ => vec![(time, from, to, amount)],
        }).collect();
        prop_assert_eq!(asked(&apart, window), {
            let mut found = asked(&through, window);
            found.total.unseen = found.days.iter().map(|day| day.unseen).sum();
            found
        });
    }

    #[test]
    fn a_longer_window_never_finds_less(lines in lines(40, 20, 9), window in 0_u32..12) {
        let (short, long) = (asked(&lines, window).total, asked(&lines, window + 1).total);
        prop_assert!(short.low <= long.low && short.high <= long.high);
    }

    #[test]
    fn some_days_alone_are_between(lines in lines(40, 20, 9), first in 0_i32..10, days in 0_i32..10, window in 0_u32..12) {
        let all = asked(&lines, window);
        let question = Question { window_days: window, first_day: first, last_day: first + days };
        let some = circularity(&payments(&lines), &roles(), &question).expect("roles fit");
        let inside = |day: &&super::DayOfFlow| (first..=first + days).contains(&day.day);
        prop_assert_eq!(some.total.low, all.days.iter().filter(inside).map(|day| day.low).sum::<u128>());
        prop_assert!(some.total.high <= all.total.high);
        prop_assert!(some.total.high >= all.days.iter().filter(inside).map(|day| day.high).sum::<u128>());
    }
}

fn other(name: &'static str) -> &'static str {
    match name {
        "ann" => "dan",
        "bob" => "cid",
        "cid" => "bob",
        "dan" => "ann",
        same => same,
    }
}

#[test]
fn money_is_spent_in_the_order_in_which_it_came() {
    let lines = [(0, "ann", "bob", 30), (1, "issuer", "bob", 70), (2, "bob", "till", 40), (4, "bob", "till", 60)];
    let found = asked(&lines, 90);
    let day = |place: usize| (found.days[place].low, found.days[place].high, found.days[place].unseen);
    // Bob may as well have spent the issuer's first; of the issuer's 70 it can never be more than 70.
    assert_eq!((day(0), day(1)), ((10, 10, 30), (60, 60, 0)));
    assert_eq!(asked(&lines[1..], 90).total.low, 70);
}

#[test]
fn what_is_older_than_the_window_is_nobodys_circle() {
    let lines = [(0, "issuer", "bob", 10), (181, "bob", "till", 4), (182, "bob", "till", 6)];
    assert_eq!(ends(&asked(&lines, 90)), (4, 4));
    assert_eq!(ends(&asked(&lines, 91)), (10, 10));
    assert_eq!(ends(&asked(&lines, 89)), (0, 0));
}

#[test]
fn old_money_of_the_issuer_is_not_taken_for_new() {
    // Bob holds a hundred of the issuer's from long ago, and got one yesterday.
    let lines = [(0, "issuer", "bob", 100), (398, "issuer", "bob", 1), (400, "bob", "till", 50)];
    assert_eq!(ends(&asked(&lines, 90)), (0, 1));
}

#[test]
fn within_one_instant_money_goes_where_the_transfers_lead() {
    let chain = [(2, "bob", "till", 5), (2, "ann", "bob", 5), (2, "issuer", "ann", 5)];
    assert_eq!(ends(&asked(&chain, 90)), (5, 5));
    let ring = [(2, "issuer", "ann", 5), (2, "ann", "bob", 5), (2, "bob", "ann", 5), (2, "bob", "till", 5)];
    assert_eq!(ends(&asked(&ring, 90)), (0, 5));
}

#[test]
fn what_the_till_pays_out_is_circular_when_it_comes_back() {
    let lines = [(0, "ann", "till", 10), (1, "till", "holder", 6), (2, "holder", "till", 6), (3, "holder", "till", 1)];
    assert_eq!(ends(&asked(&lines, 90)), (6, 6));
}

#[test]
fn behind_an_exchange_it_is_unknown_and_may_be_circular() {
    let lines = [(0, "issuer", "exchange", 10), (1, "exchange", "bob", 8), (2, "bob", "till", 8)];
    let roles = roles().opaque("exchange").expect("a name");
    let found = circularity(&payments(&lines), &roles, &Question::all_days()).expect("roles fit");
    assert_eq!((found.total.low, found.total.high, found.total.opaque), (0, 8, 8));
}

#[test]
fn assets_are_followed_apart_and_exchanged_where_nobody_looks() {
    let mut draft = Draft::default();
    draft.push(1, "issuer", "bob", 10, "TOKEN").expect("few");
    draft.push(2, "bob", "till", 10, "USDC").expect("few");
    let found = circularity(&draft.finish(), &roles(), &Question::all_days()).expect("roles fit");
    assert_eq!(ends(&found), (0, 10));
}

/// Helium improvement proposal 10: before it, somebody bought 145 dollars of credits and earned some 21,000 dollars of tokens.
#[test]
fn who_gets_back_a_hundredfold_pays_with_the_issuers_money_from_then_on() {
    let first = [(0, "hotspot", "till", 145), (2, "issuer", "hotspot", 21_000)];
    assert_eq!(ends(&asked(&first, 90)), (0, 0));
    let again: Vec<_> = first.into_iter().chain((2..=146).map(|day| (2 * day, "hotspot", "till", 145))).collect();
    let found = asked(&again, 200);
    // 145 times 145 is 21,025: all but the first and the last 25 were given.
    assert_eq!((found.total.low, found.total.high, found.total.payments), (21_000, 21_000, 146 * 145));
}

#[test]
fn three_hops_hide_nothing() {
    let injection = Injection::standard();
    let (payments, roles) = injected(&injection).expect("small");
    let found = circularity(&payments, &roles, &Question::all_days()).expect("roles fit");
    let truth: u128 = injection.days.iter().map(|day| day.issuer).sum();
    assert!(found.total.low <= truth && truth <= found.total.high, "{:?} without {truth}", found.total);
    let ratio = found.ratio();
    assert!((ratio.low - 0.3).abs() < 1e-9 && (ratio.high - 0.3).abs() < 1e-9, "{ratio:?}");
    assert_eq!(found.days.len(), 120);
}

#[test]
fn a_question_without_days_or_a_till_has_no_answer() {
    let payments = payments(&[(0, "ann", "till", 1)]);
    let backwards = Question { first_day: 2, last_day: 1, ..Question::all_days() };
    let message = |roles: &Roles, question: &Question| {
        circularity(&payments, roles, question).expect_err("no answer").to_string()
    };
    assert!(message(&roles(), &backwards).contains("ends on day 1 before"));
    assert!(message(&Roles::default(), &Question::all_days()).contains("no account is the till"));
    let stranger = roles().issuer("Ann").expect("a name");
    assert!(message(&stranger, &Question::all_days()).contains("\"Ann\""));
    assert!(roles().till("issuer").expect_err("two roles").to_string().contains("issuer and as till"));
}
