//! What stories expect to see, in words; both worlds answer in the same words.

use super::{Accounts, words};
use alloy::primitives::Address;
use usufruct_model::{Cash, Shares, offering::Phase};

/// A figure, and what it should be.
#[derive(Clone, Debug)]
pub(super) struct Expectation {
    /// As the story has it.
    pub text: String,
    pub figure: Figure,
    pub is: String,
}

/// Something that can be seen. Amounts of cash are in cash units, rounded down.
#[derive(Clone, Copy, Debug)]
pub(super) enum Figure {
    Balance(Address),
    Cash(Address),
    Owed(Address),
    Accrued(Address),
    Reserve,
    OperatorPart,
    Drawable,
    Sale,
    Stalled,
}

/// What may be expected; what is in capitals varies.
const FIGURES: &str = "WHO has N shares, WHO has CASH, WHO is owed CASH, WHO would get CASH, the reserve is CASH, the operator's \
    part is CASH, drawable is CASH, the sale is open / active / failed / wound down, the venture is alive / stalled";

/// Figures of the venture, by the words before the amount.
const OF_THE_VENTURE: [(&str, Figure); 3] = [
    ("the reserve is ", Figure::Reserve),
    ("the operator's part is ", Figure::OperatorPart),
    ("drawable is ", Figure::Drawable),
];

/// A figure that each account has.
type OfAnAccount = fn(Address) -> Figure;

/// Figures of accounts, by the words between the account and the amount.
const OF_ACCOUNTS: [(&str, OfAnAccount); 3] =
    [(" is owed ", Figure::Owed), (" would get ", Figure::Accrued), (" has ", Figure::Cash)];

pub(super) fn read(text: &str, accounts: &Accounts) -> Result<Expectation, String> {
    let (figure, is) = figure(text, accounts)?;
    Ok(Expectation { text: text.to_owned(), figure, is })
}

/// The figure that `text` speaks of, and what it says it is, in the words that the worlds use.
fn figure(text: &str, accounts: &Accounts) -> Result<(Figure, String), String> {
    let cash = |amount: &str| words::cash(amount).map(|amount| words::cash_text(Cash(amount.saturating_to())));
    if let Some(phase) = text.strip_prefix("the sale is ") {
        return Ok((Figure::Sale, phase.to_owned()));
    }
    if let Some(state) = text.strip_prefix("the venture is ") {
        return Ok((Figure::Stalled, state.to_owned()));
    }
    for (before, figure) in OF_THE_VENTURE {
        if let Some(amount) = text.strip_prefix(before) {
            return Ok((figure, cash(amount)?));
        }
    }
    for (between, figure) in OF_ACCOUNTS {
        let Some((name, amount)) = text.split_once(between) else { continue };
        let who = words::account(name, accounts)?;
        if between == " has " && amount.contains("share") {
            let shares = Shares(words::shares(amount)?.saturating_to());
            return Ok((Figure::Balance(who), words::shares_text(shares)));
        }
        return Ok((figure(who), cash(amount)?));
    }
    Err(format!("`{text}` is nothing that can be seen; what can: {FIGURES}"))
}

pub(super) fn phase_text(phase: Phase) -> &'static str {
    match phase {
        Phase::Open => "open",
        Phase::Active => "active",
        Phase::Failed => "failed",
        Phase::WoundDown => "wound down",
    }
}

pub(super) fn stalled_text(stalled: bool) -> &'static str {
    if stalled { "stalled" } else { "alive" }
}

impl Expectation {
    /// `None` when what was found is what was expected.
    pub(super) fn mistake(&self, found: &str) -> Option<String> {
        (self.is != found).then(|| format!("expected `{}`, but found {found}", self.text))
    }
}
