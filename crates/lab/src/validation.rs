//! What the lab is checked against: published values, each with its source, and real data where they are present.
//!
//! [`computed`] needs nothing but this crate; [`on_data`] needs the folder of real data. Both return [`Check`]s, of which
//! [`page`] makes `docs/validation.md`. Nothing here is tuned: a check that is missed is published as missed, and a band is
//! something to be inside of, not something to aim at.

pub mod check;
pub mod page;
mod fees;
mod auctions;
mod lending;
mod staking;
mod validators;
mod tokens;
mod fixed_rate;
mod recruitment;
mod chance;
mod customers;
mod structures;
mod common_numbers;
mod on_data;

pub use check::{Check, Comparison, Kind, Verdict};
pub use on_data::{DataFault, OnData, on_cdnow_sample, on_data, usual_folder};

/// All checks that need no data, in order.
pub fn computed() -> Vec<Check> {
    let mut checks = [
        fees::checks(),
        auctions::checks(),
        lending::checks(),
        staking::checks(),
        tokens::checks(),
        fixed_rate::checks(),
        tokens::helium(),
        chance::checks(),
        customers::checks(),
        recruitment::checks(),
        structures::checks(),
        common_numbers::checks(),
    ]
    .concat();
    checks.sort_by_key(|check| check.key.trim_start_matches('B').parse().unwrap_or(u32::MAX));
    checks
}

#[cfg(test)]
mod tests {
    use std::error::Error;
    use std::fs;
    use std::path::PathBuf;

    use super::*;

    fn committed() -> Result<String, Box<dyn Error>> {
        let page = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/validation.md");
        Ok(fs::read_to_string(page)?)
    }

    /// What is missed, and why it stays missed, is told beside it on the page.
    const MISSED: [&str; 2] =
        ["annual yield that bonds would support at that price", "price at which bonds would support 468 %"];

    #[test]
    fn the_committed_page_is_what_the_code_computes() -> Result<(), Box<dyn Error>> {
        let checks = computed();
        assert_eq!(page::parts(&committed()?).0, page::page(&checks), "`cargo xtask validation --write` writes it");
        for number in 1..=27 {
            let key = format!("B{number}");
            assert!(checks.iter().any(|check| check.key == key), "no line of {key}");
        }
        let missed: Vec<_> =
            checks.iter().filter(|check| check.verdict() == Verdict::Missed).map(|check| &check.what).collect();
        assert_eq!(missed, MISSED, "what is missed that was not, or no longer");
        Ok(())
    }

    #[test]
    fn the_committed_page_is_what_the_data_say() -> Result<(), Box<dyn Error>> {
        let found = on_data(&usual_folder())?;
        if !found.absent.is_empty() {
            println!("skipped: {:?} are not there", found.absent);
            return Ok(());
        }
        assert_eq!(
            page::parts(&committed()?).1,
            page::data_section(&found.checks),
            "`cargo xtask validation --write` writes it"
        );
        Ok(())
    }
}
