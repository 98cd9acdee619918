use jiff::civil::{Date, date};

use super::range;
use crate::assess::Assessment;
use crate::assess::assessment::{Circular, Concentration, Flag, Frequency, Missing, PeriodOrigins, Raised, Standing};
use crate::assess::interval::Interval;
use crate::assess::score::{Score, Verdict};
use crate::report::words;

const HOSTILE: &str = "\"><script>alert(1)</script>";

fn score(low: f64, high: f64) -> Score {
    Score { low, high, verdict: Verdict::of(low) }
}

/// An income of which half is emission, and of whose other half nobody knows when the payers came.
pub fn specimen() -> Assessment {
    let between = Interval::between;
    let first: Date = date(2024, 1, 1);
    let period = |month: i8| PeriodOrigins {
        date: date(2024, month, 1),
        days: 30.0,
        origins: [
            between(0.0, 300.0),
            between(0.0, 300.0),
            Interval::exactly(400.0 - 20.0 * f64::from(month)),
            Interval::ZERO,
            Interval::ZERO,
            Interval::ZERO,
        ],
        paid: Interval::exactly(700.0 - 20.0 * f64::from(month)),
    };
    Assessment {
        name: "An income".to_owned(),
        unit: "dollars".to_owned(),
        frequency: Frequency::Monthly,
        from: first,
        to: date(2024, 12, 31),
        present_days: 90.0,
        periods: (1..=12).map(period).collect(),
        paid_per_day: Interval::exactly(16.0),
        origins: [
            between(0.0, 0.5),
            between(0.0, 0.5),
            Interval::exactly(0.5),
            Interval::ZERO,
            Interval::ZERO,
            Interval::ZERO,
        ],
        organic_ratio: between(0.0, 0.5),
        emission_share: Interval::exactly(0.5),
        inflow_share: between(0.0, 0.5),
        real_yield: Some(between(0.0, 0.04)),
        self_dilution: None,
        coverage: Some(between(0.4, 0.6)),
        runway_days: between(40.0, 60.0),
        liquidity_coverage: Interval::ANY_AMOUNT,
        concentration: Concentration { hhi: Interval::ANY_PART, top_share: Interval::ANY_PART, payers: None },
        circularity: Circular { ratio: Interval::ANY_PART, looked: false },
        churn_per_day: None,
        track: (1..=12)
            .map(|month| Standing {
                date: date(2024, month, 1),
                coverage: between(0.9 - 0.04 * f64::from(month), 1.2 - 0.04 * f64::from(month)),
                runway_days: between(50.0, f64::INFINITY),
            })
            .collect(),
        flags: vec![
            Flag { name: "concentrated", raised: Raised::No, reason: "The largest payer pays 4 %.".to_owned() },
            Flag {
                name: "promise not earned",
                raised: Raised::Yes,
                reason: "Coverage is 40 % to 60 %, the runway 40 to 60 days.".to_owned(),
            },
            Flag { name: "circular", raised: Raised::Possibly, reason: "Nobody looked.".to_owned() },
        ],
        score: score(0.0, 60.0),
        score_if_complete: score(20.0, 55.0),
        missing: vec![Missing {
            what: "when the payers came".to_owned(),
            remedy: "a column `newcomers`".to_owned(),
            score_for_that_alone: score(30.0, 60.0),
        }],
        assumed: vec!["newcomers are at most 10 %".to_owned()],
        notes: Vec::new(),
    }
}

#[test]
fn an_assessment_is_one_page_that_asks_nothing_of_the_network() {
    let page = crate::report::assessment(&specimen());
    for asking in ["<script", "src=", "@import", "url(", "<link", "http://", "https://"] {
        assert!(!page.contains(asking), "{asking}");
    }
    for part in ["score", "origins", "through-time", "track", "measures", "flags", "missing", "limits"] {
        assert!(page.contains(&format!("id=\"{part}\"")), "{part}");
    }
    assert!(page.contains("A low score means that this income is not paid by customers, not that the project dies."));
}

#[test]
fn what_is_raised_comes_first() {
    let body = super::body(&specimen()).into_string();
    let at = |name: &str| body.find(name).expect("the flag is there");
    assert!(at("promise not earned") < at("<strong>circular") && at("<strong>circular") < at("concentrated"));
}

#[test]
fn names_from_files_stay_text() {
    let mut found = specimen();
    found.name = HOSTILE.to_owned();
    found.unit = HOSTILE.to_owned();
    found.assumed = vec![HOSTILE.to_owned()];
    found.notes = vec![HOSTILE.to_owned()];
    found.missing[0].what = HOSTILE.to_owned();
    found.flags[0].reason = HOSTILE.to_owned();
    assert!(!crate::report::assessment(&found).contains("<script"));
}

#[test]
fn what_is_not_known_is_not_drawn_as_known() {
    let mut found = specimen();
    for period in &mut found.periods {
        period.origins = [Interval::ANY_AMOUNT; 6];
        period.paid = Interval::exactly(100.0);
    }
    let body = super::body(&found).into_string();
    let picture = body.split("through-time").nth(1).and_then(|part| part.split("</svg>").next()).expect("the picture");
    assert!(picture.contains("class=\"open\"") && !picture.contains("path class=\"o1\""), "{picture}");
}

#[test]
fn an_interval_without_an_end_is_words() {
    assert_eq!(range(Interval::ANY_AMOUNT, words::percent), "not known");
    assert_eq!(range(Interval::between(5.0, f64::INFINITY), |days| words::days(days, 0)), "at least 5 days");
    assert_eq!(range(Interval::exactly(f64::INFINITY), words::percent), "without limit");
    assert_eq!(range(Interval::between(0.1, 0.4), words::percent), "10 % to 40 %");
    assert_eq!(range(Interval::exactly(0.4), words::percent), "40 %");
}

#[test]
fn one_period_alone_is_a_report_too() {
    let mut found = specimen();
    found.periods.truncate(1);
    found.track.truncate(1);
    found.to = found.from;
    found.frequency = Frequency::Single;
    let page = crate::report::assessment(&found);
    assert!(!page.contains("NaN"), "{page}");
    found.periods.clear();
    found.track.clear();
    assert!(crate::report::assessment(&found).contains("there is no coverage and no runway to draw"));
}
