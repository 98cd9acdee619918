//! What stories expect to see, in words; every world answers with a [`Sight`], which is put into the same words.

use super::{Accounts, words};
use alloy::primitives::Address;
use std::fmt;
use usufruct_model::{Cash, Shares, offering::Phase};

/// A figure, and what it should be.
#[derive(Clone, Debug)]
pub(super) struct Expectation {
    /// As the story has it.
    pub text: String,
    pub figure: Figure,
    pub is: String,
}

/// Something that can be seen.
#[derive(Clone, Copy, Debug)]
pub enum Figure {
    /// Shares of an account.
    Balance(Address),
    /// Cash of an account.
    Cash(Address),
    /// What a claim would pay.
    Owed(Address),
    /// What a drip and then a claim would pay.
    Accrued(Address),
    Reserve,
    OperatorPart,
    Drawable,
    Sale,
    Stalled,
}

/// What is seen. Cash is rounded down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    Shares(Shares),
    Cash(Cash),
    Sale(Phase),
    Stalled(bool),
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
    let cash = |amount: &str| words::cash(amount).map(|amount| Sight::Cash(Cash(amount.saturating_to())).to_string());
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
            return Ok((Figure::Balance(who), Sight::Shares(shares).to_string()));
        }
        return Ok((figure(who), cash(amount)?));
    }
    Err(format!("`{text}` is nothing that can be seen; what can: {FIGURES}"))
}

impl fmt::Display for Sight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Shares(shares) => f.write_str(&words::shares_text(shares)),
            Self::Cash(cash) => f.write_str(&words::cash_text(cash)),
            Self::Sale(Phase::Open) => f.write_str("open"),
            Self::Sale(Phase::Active) => f.write_str("active"),
            Self::Sale(Phase::Failed) => f.write_str("failed"),
            Self::Sale(Phase::WoundDown) => f.write_str("wound down"),
            Self::Stalled(stalled) => f.write_str(if stalled { "stalled" } else { "alive" }),
        }
    }
}

impl Expectation {
    /// `None` when what was found is what was expected.
    pub(super) fn mistake(&self, found: Sight) -> Option<String> {
        (self.is != found.to_string()).then(|| format!("expected `{}`, but found {found}", self.text))
    }
}
