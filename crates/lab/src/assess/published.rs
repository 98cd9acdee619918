//! Published figures of real incomes, where this machine has them: what can be said of each, and what cannot.

use super::Assessment;
use super::assessment::Frequency;
use super::column::Column;
use super::reading::{Request, read};
use super::{Question, assess};
use std::path::{Path, PathBuf};

/// A published file, if this machine has it.
pub fn published(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    if !path.exists() {
        eprintln!("skipped: {name} is not on this machine");
        return None;
    }
    Some(path)
}

fn found(name: &str, request: &Request, assumed: &[(Column, f64)]) -> Option<Assessment> {
    let figures = read(&published(name)?, request).unwrap_or_else(|error| panic!("{name}: {error}"));
    let question = Question { assumed: assumed.to_vec(), ..Question::default() };
    Some(assess(&figures, &question).unwrap_or_else(|error| panic!("{name}: {error}")))
}

fn mapped(maps: &[&str], as_of: Option<&str>) -> Request {
    let mut request = Request::default();
    for map in maps {
        request.said.add(map).expect("a mapping");
    }
    request.as_of = as_of.map(|date| date.parse().expect("a date"));
    request
}

#[test]
fn burned_and_issued_tokens_show_that_customers_paid_next_to_nothing_and_later_more_than_was_issued() {
    let then = mapped(&[], Some("2023-07-31"));
    let Some(then) = found("protocols/helium-burn-issuance-monthly.csv", &then, &[]) else { return };
    assert_eq!((then.frequency, then.unit.as_str(), then.periods.len()), (Frequency::Monthly, "tokens", 3));
    assert_eq!((then.score.low, then.score.high), (0.0, 100.0), "the file names no other payments, and no reserve");
    // Burned over issued, of the three months.
    let burned_over_issued = (37_203.976 + 71_870.074 + 72_053.936) / (2_877_910.729 + 2_311_991.707 + 2_709_349.623);
    let complete = then.score_if_complete;
    assert!(complete.low <= 0.0 && (complete.high - 100.0 * burned_over_issued).abs() < 1e-3, "{complete:?}");
    assert!(then.headline().contains("paid by newly issued tokens"), "{}", then.headline());
    assert!(then.notes.iter().any(|note| note.contains("s2r_clean was not understood")));
    let Some(now) = found("protocols/helium-burn-issuance-monthly.csv", &Request::default(), &[]) else { return };
    assert!(now.score_if_complete.high > 99.0, "more is burned than issued: {:?}", now.score_if_complete);
}

#[test]
fn a_rate_alone_decides_nothing() {
    let Some(staking) = found("protocols/eth-staking-apr-daily.csv", &Request::default(), &[]) else { return };
    assert_eq!((staking.frequency, staking.unit.as_str()), (Frequency::Daily, "parts of the capital"));
    assert_eq!((staking.score.low, staking.score.high), (0.0, 100.0));
    assert!(!staking.score_if_complete.is_decided());
}

#[test]
fn pools_are_split_into_fees_and_emission() {
    let Some(pools) = found("protocols/pool-yields-2025-10-06.parquet", &Request::default(), &[]) else { return };
    eprintln!("{}\n{:?}\n{:?}", pools.headline(), pools.origins, pools.notes);
    assert_eq!(pools.frequency, Frequency::Daily);
    assert!(pools.emission_share.low() > 0.0 && pools.emission_share.high() < 1.0);
}

#[test]
fn anchor_in_january_promises_more_than_it_earns_and_not_for_long() {
    let maps = ["emission=bLuna_staking_income", "emission=bETH_staking_income"];
    let Some(anchor) = found("protocols/anchor-documented-points.csv", &mapped(&maps, Some("2022-01-28")), &[]) else {
        return;
    };
    eprintln!("{}\n{:?}\n{:?}", anchor.headline(), anchor.runway_days, anchor.notes);
    assert_eq!(anchor.frequency, Frequency::Irregular);
    let runway = anchor.runway_days;
    assert!(20.0 <= runway.low() && runway.high() <= 30.0, "{runway:?}");
}
