//! `docs/gas.md`, from the figures.

use std::fmt::Write as _;
use std::fs;

use anyhow::{Context, ensure};
use serde_json::Value;

use super::elsewhere::DESIGNS;
use super::figures::Figures;
use super::targets::{TARGETS, ratio};
use crate::workspace;

const ERC20: [&str; 9] = [
    "transfer to a holder",
    "transfer to a new holder",
    "transfer of everything to a holder",
    "transfer to oneself",
    "transferFrom, infinite allowance",
    "transferFrom, finite allowance",
    "approve",
    "approve another amount",
    "permit, the first",
];
const INCOME: [&str; 10] = [
    "transfer of the currency",
    "claim, the first",
    "claim, not the first",
    "claimTo",
    "claimFor",
    "claimFor, to a payee",
    "claimMany of 10",
    "claimMany of 100",
    "transfer of the currency to a new account",
    "claim to a new account",
];
const CROWD: [&str; 2] = ["drip", "collect, with credit and drip"];
const PURSES: [&str; 9] = [
    "buy, the first",
    "buy, a further one",
    "close",
    "draw",
    "windDown, with the reserve's release",
    "redeem",
    "remit",
    "pull",
    "create a venture",
];
const VAULT: [&str; 7] = [
    "deposit, the first",
    "deposit",
    "withdraw",
    "redeem of the Vault's shares",
    "transfer of the Vault's shares to a holder",
    "gather, with drip and claim",
    "buyLot",
];

pub fn render(figures: &Figures) -> anyhow::Result<String> {
    let mut page = introduction()?;
    page += &targets(figures)?;
    page += "## As an ERC-20\n\nThe same accounts and amounts for every token; holders of the Share have unclaimed income. The \
             last column is the Share beside solady's ERC-20.\n\n";
    page += &erc20(figures)?;
    page += "\nA transfer of everything gives back no storage: the holder's word still tells what it is owed.\n\n\
             ## Being paid\n\nEverybody has some of the currency before, except where a new account is named. USDC is the stand-in \
             of the embedded chain; the real one is behind a proxy and costs some 11,000 more a transfer.\n\n";
    page += &table(figures, &INCOME, &[("a plain currency", "income-plain"), ("USDC's stand-in", "income-usdc")])?;
    page += &format!(
        "\nWith many in one transaction, each of 100 costs {} in the plain currency.\n\n\
         ## However many hold\n\nPaying all holders costs the same whatever their number: these many were created. A day has passed since \
             the last drip; a longer time costs a little more, a step for each doubling.\n\n",
        grouped(figures.gas("income-plain", "claimMany of 100")? / 100),
    );
    page += &table(figures, &CROWD, &[("10 holders", "crowd-10"), ("100,000 holders", "crowd-100000")])?;
    page += "\n## The other verbs\n\n";
    page += &table(figures, &PURSES, &[("", "purses")])?;
    page += "\n## The Vault\n\n";
    page += &table(figures, &VAULT, &[("", "vault")])?;
    page += &elsewhere(figures)?;
    Ok(page)
}

fn introduction() -> anyhow::Result<String> {
    let packages = packages()?;
    let version = |group: &str, name: &str| {
        packages[group][name].as_str().map(str::to_owned).with_context(|| format!("package.json names no {name}"))
    };
    Ok(format!(
        "# Gas\n\n\
         What every verb costs, as whole transactions: 21,000 and calldata included, refunds taken off, one operation each, all \
         storage cold.\nWritten by `cargo xtask contracts gas --write` from `contracts/gas` by way of \
         `contracts/snapshots`; `cargo xtask contracts gas`\nmeasures again and fails if a figure differs or a target is missed.\n\n\
         Ours and the plain ERC-20s are compiled alike (solc {}, legacy pipeline, optimizer, 1,000,000 runs) and measured in one run: \
         solady {},\nsolmate {}, OpenZeppelin {}, each with 6 decimals and nothing added but a mint. The currency is solmate's, \
         unless another is named.\n\n",
        version("devDependencies", "solc")?,
        version("devDependencies", "solady")?,
        version("devDependencies", "solmate")?,
        version("dependencies", "@openzeppelin/contracts")?,
    ))
}

fn packages() -> anyhow::Result<Value> {
    let text = fs::read_to_string(workspace::contracts().join("package.json")).context("cannot read package.json")?;
    Ok(serde_json::from_str(&text)?)
}

fn targets(figures: &Figures) -> anyhow::Result<String> {
    let mut text =
        "## Targets\n\n| | ours | theirs | ratio | at most | holds |\n|---|--:|--:|--:|--:|:-:|\n".to_owned();
    for target in &TARGETS {
        let outcome = target.outcome(figures)?;
        writeln!(
            text,
            "| {} | {} | {} | {} | {}.{:02} | {} |",
            target.says,
            grouped(outcome.ours),
            grouped(outcome.theirs),
            ratio(outcome.ours, outcome.theirs),
            outcome.at_most / 100,
            outcome.at_most % 100,
            if outcome.holds() { "yes" } else { "**no**" },
        )?;
    }
    text += "\nIncome needs one word more than a plain ERC-20 reads in a transfer, the contract's own; cold it costs 2,100, which \
             alone is 1.062.\n\n";
    Ok(text)
}

fn erc20(figures: &Figures) -> anyhow::Result<String> {
    let columns = ["share", "solady", "solmate", "openzeppelin"];
    let mut text =
        "| | Usufruct Share | solady | solmate | OpenZeppelin | ratio |\n|---|--:|--:|--:|--:|--:|\n".to_owned();
    for group in columns {
        complete(figures, group, &ERC20)?;
    }
    for verb in ERC20 {
        write!(text, "| {verb} |")?;
        for group in columns {
            write!(text, " {} |", grouped(figures.gas(group, verb)?))?;
        }
        writeln!(text, " {} |", ratio(figures.gas("share", verb)?, figures.gas("solady", verb)?))?;
    }
    Ok(text)
}

/// A row for each verb, a column for each group.
fn table(figures: &Figures, verbs: &[&str], columns: &[(&str, &str)]) -> anyhow::Result<String> {
    let mut text = "| |".to_owned();
    for (title, group) in columns {
        complete(figures, group, verbs)?;
        write!(text, " {} |", if title.is_empty() { "gas" } else { title })?;
    }
    writeln!(text, "\n|---|{}", "--:|".repeat(columns.len()))?;
    for verb in verbs {
        write!(text, "| {verb} |")?;
        for (_, group) in columns {
            write!(text, " {} |", grouped(figures.gas(group, verb)?))?;
        }
        text.push('\n');
    }
    Ok(text)
}

/// Whatever is measured is shown.
fn complete(figures: &Figures, group: &str, verbs: &[&str]) -> anyhow::Result<()> {
    for verb in figures.group(group)?.keys() {
        ensure!(verbs.contains(&verb.as_str()), "{verb:?} of the group {group} is measured and not on the page");
    }
    Ok(())
}

fn elsewhere(figures: &Figures) -> anyhow::Result<String> {
    let ours = [
        ("share", "transfer to a holder"),
        ("share", "transfer to a new holder"),
        ("crowd-100000", "collect, with credit and drip"),
        ("income-plain", "claim, not the first"),
        ("income-plain", "claim, the first"),
    ];
    let mut text = "\n## Beside other designs\n\n\
        The figures of the others were measured elsewhere, not by this run, in the same way: whole transactions, cold storage, \
        solc 0.8.37\nor the compiler that their source asks for, solmate's ERC-20 as the currency. `–` is what a design does not \
        do. Where one pays\nETH, its claims save the currency's transfer. In staking designs a transfer is unstaking, transferring and \
        staking; for a\nsplit it is rewriting the list of receivers. What it costs us to give income to all includes smoothing it \
        and the split with the operator.\n\n\
        | | transfer to a holder | to a new holder | income to all | claim, not the first | claim, the first |\n\
        |---|--:|--:|--:|--:|--:|\n| **Usufruct Share** |"
        .to_owned();
    for (group, verb) in ours {
        write!(text, " **{}** |", grouped(figures.gas(group, verb)?))?;
    }
    text.push('\n');
    for design in DESIGNS {
        writeln!(text, "| {} |", design.join(" | "))?;
    }
    Ok(text)
}

/// Digits in groups of three.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Figures, grouped, table};

    #[test]
    fn digits_come_in_threes() {
        assert_eq!([7, 999, 1_000, 36_329, 5_392_405].map(grouped), ["7", "999", "1,000", "36,329", "5,392,405"]);
    }

    #[test]
    fn a_table_shows_all_that_was_measured_or_none() {
        let group = BTreeMap::from([("claim".to_owned(), 45_987), ("drip".to_owned(), 39_190)]);
        let figures = Figures(BTreeMap::from([("share".to_owned(), group)]));
        let shown = table(&figures, &["drip", "claim"], &[("", "share")]).expect("both are measured");
        assert_eq!(shown, "| | gas |\n|---|--:|\n| drip | 39,190 |\n| claim | 45,987 |\n");
        assert!(table(&figures, &["drip"], &[("", "share")]).is_err(), "measured and not shown");
        assert!(table(&figures, &["drip", "claim", "pull"], &[("", "share")]).is_err(), "shown and not measured");
    }
}
