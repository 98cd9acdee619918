//! Cases as text: to be read, to be pasted into a file, and to be parsed again.
//!
//! ```text
//! # what it shows
//! venture seed=7 wealth=1000 currency=6 decimals=6 holders_bps=8000 tau=0 price=1 soft_cap=5 ...
//! +0 alice buy 5 alice
//! +3600 bob permit alice carol 9 1800000000 0 1 Split
//! ```
//! One line for the venture, then one a step: the wait in seconds, the caller, the verb, what it is told. Accounts go by
//! name, so that a case outlives the bytecode that it was found with. Lines that begin with `#` are for people.

use super::{
    accounts::{PEOPLE, names},
    case::{Case, Deed, Step},
    permit::{Form, Permit},
};
use crate::bench::Bench;
use alloy::primitives::{Address, B256, U256};
use std::{collections::BTreeMap, fmt, str::FromStr};
use usufruct_model::{Bps, Cash, Command, Purses, Shares, Terms, Timestamp};

/// What cases do not vary: see `terms`.
pub(super) const NAME: &str = "A share of a service";
pub(super) const SYMBOL: &str = "SHARE";
pub(super) const CONTRACT_URI: &str = "ipfs://share";

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, terms, cash_decimals, wealth, .. } = self;
        write!(f, "venture seed={seed} wealth={wealth} currency={cash_decimals} decimals={}", terms.decimals)?;
        write!(f, " holders_bps={} tau={} price={}", terms.holders_bps.get(), terms.tau, terms.price)?;
        write!(f, " soft_cap={} hard_cap={} deadline={}", terms.soft_cap, terms.hard_cap, terms.deadline.0)?;
        write!(f, " upfront_bps={} match_bps={}", terms.upfront_bps.get(), terms.match_bps.get())?;
        writeln!(f, " demand_floor={} stall_period={}", terms.demand_floor, terms.stall_period)?;
        let names = names(self.purses, terms.currency);
        let name = |account: Address| {
            let known = names.iter().find(|(address, _)| *address == account);
            known.map_or_else(|| account.to_string(), |(_, name)| (*name).to_owned())
        };
        for step in &self.steps {
            writeln!(f, "+{} {} {}", step.wait, name(step.caller), told(&step.deed, name))?;
        }
        Ok(())
    }
}

/// A deed in words.
fn told(deed: &Deed, name: impl Fn(Address) -> String) -> String {
    let command = match deed {
        Deed::Command(command) => command,
        Deed::Permit(Permit { owner, spender, value, deadline, nonce, signer, form }) => {
            return format!("permit {} {} {value} {deadline} {nonce} {signer} {form:?}", name(*owner), name(*spender));
        }
    };
    match *command {
        Command::TransferCash { to, amount } => format!("transfer_cash {} {amount}", name(to)),
        Command::ApproveCash { spender, amount } => format!("approve_cash {} {amount}", name(spender)),
        Command::Transfer { to, value } => format!("transfer {} {value}", name(to)),
        Command::TransferFrom { from, to, value } => format!("transfer_from {} {} {value}", name(from), name(to)),
        Command::Approve { spender, value } => format!("approve {} {value}", name(spender)),
        Command::Claim => "claim".to_owned(),
        Command::ClaimTo { to } => format!("claim_to {}", name(to)),
        Command::ClaimFor { holder } => format!("claim_for {}", name(holder)),
        Command::ClaimMany { ref holders } => {
            holders.iter().fold("claim_many".to_owned(), |text, holder| format!("{text} {}", name(*holder)))
        }
        Command::SetPayee { payee } => format!("set_payee {}", name(payee)),
        Command::Drip => "drip".to_owned(),
        Command::Credit { amount } => format!("credit {amount}"),
        Command::Mint { to, shares } => format!("mint {} {shares}", name(to)),
        Command::Burn { holder, shares } => format!("burn {} {shares}", name(holder)),
        Command::BeginDripping => "begin_dripping".to_owned(),
        Command::ReleaseReserve => "release_reserve".to_owned(),
        Command::Collect => "collect".to_owned(),
        Command::Remit { report_hash, amount } => format!("remit {report_hash} {amount}"),
        Command::Pull { to } => format!("pull {}", name(to)),
        Command::RaiseHoldersBps { holders_bps } => format!("raise_holders_bps {holders_bps}"),
        Command::OfferOperator { candidate } => format!("offer_operator {}", name(candidate)),
        Command::AcceptOperator => "accept_operator".to_owned(),
        Command::Buy { shares, to } => format!("buy {shares} {}", name(to)),
        Command::Close => "close".to_owned(),
        Command::Draw { to } => format!("draw {}", name(to)),
        Command::WindDown => "wind_down".to_owned(),
        Command::Redeem { shares } => format!("redeem {shares}"),
    }
}

/// Reads a case. The venture is created on `bench`, to learn where its purses are. `Err` has the line that says nothing.
pub fn parse(text: &str, bench: &mut Bench) -> Result<Case, String> {
    let mut lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let first = lines.next().unwrap_or_default();
    let mut case = venture(first, bench).ok_or(first)?;
    if case.stage(bench).is_err() {
        return Err(format!("no such venture can be created: {first}"));
    }
    let names = names(case.purses, case.terms.currency);
    for line in lines {
        case.steps.push(step(line, &names).ok_or(line)?);
    }
    Ok(case)
}

fn venture(line: &str, bench: &Bench) -> Option<Case> {
    let pairs = line.strip_prefix("venture ")?.split(' ').map(|pair| pair.split_once('='));
    let values: BTreeMap<&str, &str> = pairs.collect::<Option<_>>()?;
    fn value<T: FromStr>(values: &BTreeMap<&str, &str>, name: &str) -> Option<T> {
        values.get(name)?.parse().ok()
    }
    let bps = |name| Bps::new(value(&values, name)?);
    let cash_decimals = value(&values, "currency")?;
    let terms = Terms {
        currency: bench.currencies().find(|(decimals, _)| *decimals == cash_decimals)?.1,
        operator: PEOPLE[0],
        name: NAME.into(),
        symbol: SYMBOL.into(),
        contract_uri: CONTRACT_URI.into(),
        decimals: value(&values, "decimals")?,
        holders_bps: bps("holders_bps")?,
        tau: value(&values, "tau")?,
        price: value(&values, "price")?,
        soft_cap: Shares(value(&values, "soft_cap")?),
        hard_cap: Shares(value(&values, "hard_cap")?),
        deadline: Timestamp(value(&values, "deadline")?),
        upfront_bps: bps("upfront_bps")?,
        match_bps: bps("match_bps")?,
        demand_floor: Cash(value(&values, "demand_floor")?),
        stall_period: value(&values, "stall_period")?,
    };
    let (seed, wealth) = (value(&values, "seed")?, Cash(value(&values, "wealth")?));
    let nowhere = Address::ZERO;
    let purses = Purses { share: nowhere, till: nowhere, offering: nowhere };
    Some(Case { seed, terms, cash_decimals, wealth, purses, steps: Vec::new() })
}

/// What is left of a line.
struct Words<'a> {
    rest: std::str::SplitWhitespace<'a>,
    names: &'a [(Address, &'static str)],
}

impl Words<'_> {
    fn account(&mut self) -> Option<Address> {
        let word = self.rest.next()?;
        let known = self.names.iter().find(|(_, name)| *name == word);
        known.map_or_else(|| word.parse().ok(), |(account, _)| Some(*account))
    }

    fn value<T: FromStr>(&mut self) -> Option<T> {
        self.rest.next()?.parse().ok()
    }

    fn amount(&mut self) -> Option<U256> {
        self.value()
    }
}

fn step(line: &str, names: &[(Address, &'static str)]) -> Option<Step> {
    let mut words = Words { rest: line.split_whitespace(), names };
    let wait = words.rest.next()?.strip_prefix('+')?.parse().ok()?;
    let caller = words.account()?;
    let verb = words.rest.next()?;
    let deed = deed(verb, &mut words)?;
    words.rest.next().is_none().then_some(Step { wait, caller, deed })
}

fn deed(verb: &str, words: &mut Words<'_>) -> Option<Deed> {
    if verb == "permit" {
        return permit(words).map(Deed::Permit);
    }
    Some(Deed::Command(match verb {
        "transfer_cash" => Command::TransferCash { to: words.account()?, amount: words.amount()? },
        "approve_cash" => Command::ApproveCash { spender: words.account()?, amount: words.amount()? },
        "transfer" => Command::Transfer { to: words.account()?, value: words.amount()? },
        "transfer_from" => {
            Command::TransferFrom { from: words.account()?, to: words.account()?, value: words.amount()? }
        }
        "approve" => Command::Approve { spender: words.account()?, value: words.amount()? },
        "claim" => Command::Claim,
        "claim_to" => Command::ClaimTo { to: words.account()? },
        "claim_for" => Command::ClaimFor { holder: words.account()? },
        "claim_many" => {
            let mut holders = Vec::new();
            while words.rest.clone().next().is_some() {
                holders.push(words.account()?);
            }
            Command::ClaimMany { holders }
        }
        "set_payee" => Command::SetPayee { payee: words.account()? },
        "drip" => Command::Drip,
        "credit" => Command::Credit { amount: words.amount()? },
        "mint" => Command::Mint { to: words.account()?, shares: words.amount()? },
        "burn" => Command::Burn { holder: words.account()?, shares: words.amount()? },
        "begin_dripping" => Command::BeginDripping,
        "release_reserve" => Command::ReleaseReserve,
        "collect" => Command::Collect,
        "remit" => Command::Remit { report_hash: words.value::<B256>()?, amount: words.amount()? },
        "pull" => Command::Pull { to: words.account()? },
        "raise_holders_bps" => Command::RaiseHoldersBps { holders_bps: words.value()? },
        "offer_operator" => Command::OfferOperator { candidate: words.account()? },
        "accept_operator" => Command::AcceptOperator,
        "buy" => Command::Buy { shares: words.amount()?, to: words.account()? },
        "close" => Command::Close,
        "draw" => Command::Draw { to: words.account()? },
        "wind_down" => Command::WindDown,
        "redeem" => Command::Redeem { shares: words.amount()? },
        _ => return None,
    }))
}

fn permit(words: &mut Words<'_>) -> Option<Permit> {
    Some(Permit {
        owner: words.account()?,
        spender: words.account()?,
        value: words.amount()?,
        deadline: words.amount()?,
        nonce: words.value()?,
        signer: words.value()?,
        form: {
            let word = words.rest.next()?;
            Form::ALL.into_iter().find(|form| format!("{form:?}") == word)?
        },
    })
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::{
        bench::Bench,
        differential::{beginning, lockstep::Lockstep},
    };

    #[test]
    fn what_is_told_is_read_again() {
        let mut bench = Bench::new();
        for seed in 0..8 {
            let (mut case, mut generator) = beginning(&bench, seed);
            let mut worlds = Lockstep::begin(&mut bench, &mut case, &|_| ()).expect("a venture");
            for i in 0..300 {
                case.steps.push(generator.step(&worlds.twin, worlds.now, i));
                worlds.take(&case.steps[i], false).expect("no difference");
            }
            let text = format!("# about it\n{case}");
            assert_eq!(parse(&text, &mut bench).as_ref(), Ok(&case), "{text}");
        }
    }

    #[test]
    fn a_line_that_says_nothing_is_named() {
        let mut bench = Bench::new();
        let (mut case, _) = beginning(&bench, 1);
        Lockstep::begin(&mut bench, &mut case, &|_| ()).expect("a venture");
        for line in ["+0 alice buys 1 bob", "+0 alice claim 1", "+0 claim", "0 alice claim", "+0 alice buy 1"] {
            assert_eq!(parse(&format!("{case}{line}"), &mut bench), Err(line.to_owned()));
        }
    }
}
