//! An assessment as JSON. An end without limit is null.

use serde_json::{Value, json};
use usufruct_lab::assess::Assessment;
use usufruct_lab::assess::assessment::{Flag, Missing, PeriodOrigins, Raised, Standing, WHAT_A_LOW_SCORE_MEANS};
use usufruct_lab::assess::interval::Interval;
use usufruct_lab::assess::score::{Score, Verdict};

const ORIGINS: [&str; 6] = ["recurring_customers", "newcomers", "emission", "issuer", "principal", "unknown"];

pub fn of(found: &Assessment) -> Value {
    json!({
        "name": found.name,
        "unit": found.unit,
        "frequency": found.frequency.words(),
        "from": found.from.to_string(),
        "to": found.to.to_string(),
        "present_days": found.present_days,
        "headline": found.headline(),
        "meaning": WHAT_A_LOW_SCORE_MEANS,
        "score": score(&found.score),
        "score_if_complete": score(&found.score_if_complete),
        "paid_per_day": interval(found.paid_per_day),
        "origins": origins(&found.origins),
        "organic_ratio": interval(found.organic_ratio),
        "emission_share": interval(found.emission_share),
        "inflow_share": interval(found.inflow_share),
        "real_yield": found.real_yield.map(interval),
        "self_dilution": found.self_dilution.map(|dilution| json!({
            "per_year": interval(dilution.per_year),
            "from_passive": interval(dilution.from_passive),
        })),
        "coverage": found.coverage.map(interval),
        "runway_days": interval(found.runway_days),
        "liquidity_coverage": interval(found.liquidity_coverage),
        "concentration": {
            "hhi": interval(found.concentration.hhi),
            "top_share": interval(found.concentration.top_share),
            "payers": found.concentration.payers,
        },
        "circularity": { "ratio": interval(found.circularity.ratio), "looked": found.circularity.looked },
        "churn_per_day": found.churn_per_day,
        "track": found.track.iter().map(standing).collect::<Vec<_>>(),
        "flags": found.flags.iter().map(flag).collect::<Vec<_>>(),
        "missing": found.missing.iter().map(missing).collect::<Vec<_>>(),
        "assumed": found.assumed,
        "notes": found.notes,
        "periods": found.periods.iter().map(period).collect::<Vec<_>>(),
    })
}

fn interval(of: Interval) -> Value {
    let end = |end: f64| end.is_finite().then_some(end);
    json!({ "low": end(of.low()), "high": end(of.high()) })
}

fn score(of: &Score) -> Value {
    let verdict = match of.verdict {
        Verdict::PaymentsFunded => "payments-funded",
        Verdict::Mixed => "mixed",
        Verdict::EmissionOrInflowFunded => "emission-or-inflow-funded",
    };
    json!({ "low": of.low, "high": of.high, "verdict": verdict, "decided": of.is_decided() })
}

fn origins(of: &[Interval; 6]) -> Value {
    ORIGINS
        .into_iter()
        .zip(of)
        .map(|(name, origin)| (name.to_owned(), interval(*origin)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn standing(of: &Standing) -> Value {
    json!({ "date": of.date.to_string(), "coverage": interval(of.coverage), "runway_days": interval(of.runway_days) })
}

fn flag(of: &Flag) -> Value {
    let raised = match of.raised {
        Raised::Yes => "yes",
        Raised::Possibly => "possibly",
        Raised::No => "no",
    };
    json!({ "name": of.name, "raised": raised, "reason": of.reason })
}

fn missing(of: &Missing) -> Value {
    json!({ "what": of.what, "remedy": of.remedy, "score_for_that_alone": score(&of.score_for_that_alone) })
}

fn period(of: &PeriodOrigins) -> Value {
    json!({ "date": of.date.to_string(), "days": of.days, "paid": interval(of.paid), "origins": origins(&of.origins) })
}
