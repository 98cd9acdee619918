//! `docs/conformance.md`: what the run found, and nothing that another run would find differently.

use std::fmt::Write as _;

use super::suite::Suite;
use crate::tap::Case;

/// What the tables cannot say.
const NOTES: &str = include_str!("notes.md");

/// A table of the page: its suites with what they found.
pub struct Table<'a> {
    pub title: &'static str,
    pub found: Vec<(&'a Suite, Vec<Case>)>,
}

/// The page as text.
pub fn render(tables: &[Table<'_>]) -> anyhow::Result<String> {
    let mut page = String::from(
        "# Conformance\n\nStock clients, unchanged, against a running `usufruct demo`. Written by `cargo xtask conformance`; \
         `cargo xtask check`\nruns the clients again and fails if the tables are not what it found.\n",
    );
    for table in tables {
        write!(page, "\n## {}\n\n| |", table.title)?;
        for (suite, _) in &table.found {
            write!(page, " {} |", suite.client)?;
        }
        page.push_str("\n|---|");
        page.push_str(&":-:|".repeat(table.found.len()));
        for name in names(table) {
            write!(page, "\n| {name} |")?;
            for (_, cases) in &table.found {
                write!(page, " {} |", cell(cases, name))?;
            }
        }
        page.push_str("\n\n");
        let mut versions = Vec::new();
        for (suite, _) in &table.found {
            versions.push(suite.version()?);
        }
        versions.dedup();
        writeln!(page, "Versions: {}.", versions.join(", "))?;
    }
    page.push('\n');
    page.push_str(NOTES);
    Ok(page)
}

/// The rows, in the order in which the suites have them.
fn names<'a>(table: &'a Table<'_>) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for case in table.found.iter().flat_map(|(_, cases)| cases) {
        if !names.contains(&case.name.as_str()) {
            names.push(&case.name);
        }
    }
    names
}

fn cell(cases: &[Case], name: &str) -> &'static str {
    match cases.iter().find(|case| case.name == name) {
        Some(case) if case.passed => "yes",
        Some(_) => "**no**",
        None => "–",
    }
}
