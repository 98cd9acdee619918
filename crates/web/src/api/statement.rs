//! A holder's statement as CSV, in the columns that tax tools import.
//!
//! The columns are those of the universal template that Koinly reads and others understand. Income counts as received
//! when it is claimed; what is owed is not in it. The fee of a transaction was paid to the chain, in its own coin, by whoever
//! sent it: it is not known here and left empty, as is the worth in other money.

use super::{
    answer::{tag, tagged},
    asked::{self, Asked, Named},
    days::day,
    positions::ByHolder,
    wire::{whole_money, whole_shares},
};
use crate::{
    Reading, Web,
    figures::{
        Entry, Happening,
        days::{SECONDS_PER_DAY, time_text},
    },
    problem::{Kind, Problem, Problems},
};
use alloy::primitives::Address;
use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa::IntoParams;

/// Rows of one statement. More are asked for by period.
const ROWS_MAX: usize = 50_000;

const COLUMNS: [&str; 12] = [
    "Date",
    "Sent Amount",
    "Sent Currency",
    "Received Amount",
    "Received Currency",
    "Fee Amount",
    "Fee Currency",
    "Net Worth Amount",
    "Net Worth Currency",
    "Label",
    "Description",
    "TxHash",
];

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Period {
    /// First UTC day.
    #[param(value_type = Option<String>, format = Date, example = "2026-01-01")]
    from: Option<String>,
    /// Last UTC day.
    #[param(value_type = Option<String>, format = Date, example = "2026-12-31")]
    until: Option<String>,
}

/// One holder's statement for tax tools
///
/// A row for each purchase, transfer, redemption and claim, oldest first, amounts as exact decimals of whole units. Income
/// is what was claimed, when it was claimed (label `reward`). Text that a spreadsheet would take for a formula begins with
/// an apostrophe. The block it holds for is in the headers `usufruct-block`, `usufruct-block-hash` and `usufruct-finality`.
#[utoipa::path(get, path = "/api/v1/ventures/{share}/positions/{address}/statement.csv", operation_id = "statement",
    tag = "positions", params(ByHolder, Period),
    responses((status = 200, description = "The statement", content_type = "text/csv", body = String), Problems))]
pub async fn statement(
    State(web): State<Web>,
    Named((share, address)): Named<(String, String)>,
    Asked(period): Asked<Period>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let from = period.from.as_deref().map(|text| day("from", text)).transpose()?.unwrap_or(0);
    let until = period.until.as_deref().map(|text| day("until", text)).transpose()?.unwrap_or(u64::MAX);
    let reading = asked::venture(&web, &share)?;
    let address = asked::address(&address)?;
    let text = csv_of(&reading, address, from, until)?;
    let as_of = reading.as_of();
    let tag = tag(&(as_of.hash, &text));
    let respond = || {
        let headers = [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present".to_owned()),
            (header::CONTENT_DISPOSITION, format!("attachment; filename=\"statement-{address}.csv\"")),
            (HeaderName::from_static("usufruct-block"), as_of.number.to_string()),
            (HeaderName::from_static("usufruct-block-hash"), as_of.hash.to_string()),
            (HeaderName::from_static("usufruct-finality"), as_of.finality.word().to_owned()),
        ];
        (headers, text).into_response()
    };
    Ok(tagged(&headers, &tag, respond))
}

/// `from` and `until` are the first and the last day.
fn csv_of(reading: &Reading, address: Address, from: u64, until: u64) -> Result<String, Problem> {
    let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let written = |error: csv::Error| {
        tracing::error!(error = &error as &dyn std::error::Error, "a statement cannot be written");
        Problem::new(Kind::BookUnavailable, "the statement cannot be written".to_owned())
    };
    rows.write_record(COLUMNS).map_err(written)?;
    let in_period = |entry: &Entry| (from..=until).contains(&(entry.at.0 / SECONDS_PER_DAY));
    let filtered = reading.entries(address).filter(in_period).filter_map(|entry| Row::of(reading, address, &entry));
    for (number, row) in filtered.enumerate() {
        if number == ROWS_MAX {
            let detail = format!("more than {ROWS_MAX} rows: ask for shorter periods with from and until");
            return Err(Problem::new(Kind::BadQuery, detail));
        }
        rows.write_record(row.fields()).map_err(written)?;
    }
    let bytes = rows.into_inner().unwrap_or_default();
    Ok(String::from_utf8(bytes).unwrap_or_default())
}

/// An amount with its currency.
type Part = Option<(String, String)>;

struct Row {
    date: String,
    sent: Part,
    received: Part,
    label: &'static str,
    description: String,
    transaction: String,
}

impl Row {
    /// None for what moves nothing.
    fn of(reading: &Reading, holder: Address, entry: &Entry) -> Option<Self> {
        let terms = &reading.venture().terms;
        let shares = |shares| Some((whole_shares(shares, terms), inert(&terms.symbol)));
        let money = |money| Some((whole_money(money, reading.currency()), inert(&reading.currency().symbol)));
        let name = &terms.name;
        let (sent, received, label, description) = match entry.what {
            Happening::Bought { shares: bought, cost, buyer } if buyer == holder => {
                (money(cost), shares(bought), "", format!("Shares of {name} bought"))
            }
            Happening::Bought { shares: bought, buyer, .. } => {
                (None, shares(bought), "gift", format!("Shares of {name}, bought and paid for by {buyer}"))
            }
            Happening::Gave { cost, to, .. } => {
                (money(cost), None, "gift", format!("Paid for shares of {name} that went to {to}"))
            }
            Happening::Received { shares: moved, from } => (None, shares(moved), "", format!("Shares from {from}")),
            Happening::Sent { shares: moved, to } => (shares(moved), None, "", format!("Shares to {to}")),
            Happening::Redeemed { shares: redeemed, amount } => {
                (shares(redeemed), money(amount), "", format!("Shares of {name} redeemed for undrawn capital"))
            }
            Happening::Claimed { amount, to } if to == holder => {
                (None, money(amount), "reward", format!("Income of {name} claimed"))
            }
            Happening::Claimed { amount, to } => {
                (None, money(amount), "reward", format!("Income of {name} claimed and paid to {to}"))
            }
            Happening::NamedPayee { .. } => return None,
        };
        Some(Self {
            date: format!("{} UTC", time_text(entry.at)),
            sent,
            received,
            label,
            description: inert(&description),
            transaction: entry.transaction.to_string(),
        })
    }

    fn fields(self) -> [String; 12] {
        let (sent_amount, sent_currency) = self.sent.unwrap_or_default();
        let (received_amount, received_currency) = self.received.unwrap_or_default();
        let empty = String::new;
        [
            self.date,
            sent_amount,
            sent_currency,
            received_amount,
            received_currency,
            empty(),
            empty(),
            empty(),
            empty(),
            self.label.to_owned(),
            self.description,
            self.transaction,
        ]
    }
}

/// A stranger's text that no spreadsheet takes for a formula, and that shows nothing but itself.
fn inert(text: &str) -> String {
    let shown: String = text.chars().filter(|&letter| !letter.is_control() && !turns_direction(letter)).collect();
    let formula = shown.trim_start().starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    if formula { format!("'{shown}") } else { shown }
}

/// Marks that make text read in another order than it is written.
fn turns_direction(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::inert;

    #[test]
    fn a_name_cannot_be_a_formula_or_turn_the_line_around() {
        for (text, written) in [
            ("USDC", "USDC"),
            ("=HYPERLINK(\"http://evil\")", "'=HYPERLINK(\"http://evil\")"),
            ("+1", "'+1"),
            ("-1+1", "'-1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'=1"),
            ("\r\n=1", "'=1"),
            (" =1", "' =1"),
            ("\u{ff1d}1", "'\u{ff1d}1"),
            ("a=b", "a=b"),
            ("CDSU\u{202e}", "CDSU"),
            ("\u{202e}=1", "'=1"),
        ] {
            assert_eq!(inert(text), written, "{text:?}");
        }
    }
}
