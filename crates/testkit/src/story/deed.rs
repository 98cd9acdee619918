//! What people do, in words, as a command.

use super::{Accounts, words};
use alloy::primitives::keccak256;
use usufruct_model::Command;

/// Every deed and how it is said; what is in capitals varies.
const DEEDS: &str = "buys N shares [for WHO], closes the sale, pays CASH, sends CASH to WHO, collects, drips, claims \
    [to WHO], claims for WHO[, WHO], names WHO as payee, transfers N shares to WHO, lets WHO move N shares, moves N \
    shares from WHO to WHO, draws [to WHO], pulls [to WHO], remits CASH, raises the holders' part to N %, offers the \
    till to WHO, takes the till over, winds down, redeems N shares, mints N shares, waits";

/// What `actor` sends to do `text`.
pub(super) fn command(actor: &str, text: &str, accounts: &Accounts) -> Result<Command, String> {
    let who = |name: &str| words::account(name, accounts);
    let (verb, rest) = text.split_once(' ').unwrap_or((text, ""));
    let rest = rest.trim();
    let unknown = || format!("`{text}` is nothing one can do here; one can: {DEEDS}");
    let two = |text: &'_ str, between: &str| {
        let (left, right) = text.split_once(between).ok_or_else(unknown)?;
        Ok::<_, String>((left.trim().to_owned(), right.trim().to_owned()))
    };
    Ok(match (verb, rest) {
        ("buys", _) => {
            // For the buyer, unless somebody else is named.
            let (shares, to) = rest.split_once(" for ").unwrap_or((rest, actor));
            Command::Buy { shares: words::shares(shares.trim())?, to: who(to)? }
        }
        ("closes", "the sale") => Command::Close,
        ("collects", "") => Command::Collect,
        ("drips", "") => Command::Drip,
        ("claims", "") => Command::Claim,
        ("winds", "down") => Command::WindDown,
        ("takes", "the till over") => Command::AcceptOperator,
        ("pays", _) => Command::TransferCash { to: who("the till")?, amount: words::cash(rest)? },
        ("sends", _) => {
            let (amount, to) = two(rest, " to ")?;
            Command::TransferCash { to: who(&to)?, amount: words::cash(&amount)? }
        }
        ("remits", _) => Command::Remit { report_hash: keccak256(text), amount: words::cash(rest)? },
        ("draws", _) => Command::Draw { to: who(rest.strip_prefix("to ").unwrap_or("operator"))? },
        ("pulls", _) => Command::Pull { to: who(rest.strip_prefix("to ").unwrap_or("operator"))? },
        ("claims", _) => match rest.strip_prefix("to ") {
            Some(to) => Command::ClaimTo { to: who(to)? },
            None => claim_for(rest.strip_prefix("for ").ok_or_else(unknown)?, accounts)?,
        },
        ("names", _) => Command::SetPayee { payee: who(rest.strip_suffix(" as payee").ok_or_else(unknown)?)? },
        ("offers", _) => {
            Command::OfferOperator { candidate: who(rest.strip_prefix("the till to ").ok_or_else(unknown)?)? }
        }
        ("raises", _) => {
            let part = words::part(rest.strip_prefix("the holders' part to ").ok_or_else(unknown)?)?;
            Command::RaiseHoldersBps { holders_bps: part.get() }
        }
        ("transfers", _) => {
            let (value, to) = two(rest, " to ")?;
            Command::Transfer { to: who(&to)?, value: words::shares(&value)? }
        }
        ("lets", _) => {
            let (spender, value) = two(rest, " move ")?;
            Command::Approve { spender: who(&spender)?, value: words::shares(&value)? }
        }
        ("moves", _) => {
            let (value, route) = two(rest, " from ")?;
            let (from, to) = two(&route, " to ")?;
            Command::TransferFrom { from: who(&from)?, to: who(&to)?, value: words::shares(&value)? }
        }
        ("redeems", _) => Command::Redeem { shares: words::shares(rest)? },
        ("mints", _) => Command::Mint { to: who("operator")?, shares: words::shares(rest)? },
        _ => return Err(unknown()),
    })
}

fn claim_for(names: &str, accounts: &Accounts) -> Result<Command, String> {
    let holders = names.split(',').map(|name| words::account(name, accounts)).collect::<Result<Vec<_>, _>>()?;
    Ok(match holders[..] {
        [holder] => Command::ClaimFor { holder },
        _ => Command::ClaimMany { holders },
    })
}
