//! The project's own checks and builds: `cargo xtask <subject> <verb>`.
//!
//! One file per subject. Whatever runs tests returns a [`Tally`], so that runs can be added up, and
//! ends in the line `N passed, N failed`. The process fails if anything failed or was skipped.

mod check;
mod tidy;
mod contracts;
mod artifacts;
mod forge;
mod layout;
mod gas;
mod invariants;
mod proofs;
mod coverage;
mod slither;
mod natspec;
mod powers;
mod wording;
mod mutants;
mod rust;
mod differential;
mod conformance;
mod validation;
mod browser;
mod simulators;
mod api;
mod demo;
mod tap;
mod npm;
mod pip;
mod tally;
mod workspace;

use std::env;
use std::process::ExitCode;

use tally::Tally;

const USAGE: &str = "usage: cargo xtask <subject> [<verb>]

  check              everything that has to hold: tidy, format, lint, artifacts, all tests, stories, clients, browser
  check --quick      the part of it that a change usually breaks, in some minutes
  tidy               rules about the tree that no compiler knows
  conformance        let stock clients pay a running demo and ask its chain, and write docs/conformance.md
  validation         hold the lab against published values and real data, and compare with docs/validation.md
                     (--write writes the page)
  browser            open the pages of a running demo in headless Chromium, and claim with a wallet
  simulators         run the lab's reference model in other people's simulators beside ours, and write docs/performance.md
  api                hold the JSON API of a running demo against its own description
  layout build       ask the compiler where the contracts keep what, and write contracts/layout.txt
  layout check       ask again and compare
  differential       play 2.2 million transactions to the model and to the contracts, and compare every storage word
  differential --deep    the same with 200 million, for a recorded run; --seeds A..B plays a part of such a run
  contracts build    compile the contracts and write contracts/artifacts
  contracts check    compile them again and compare with contracts/artifacts, byte for byte
  contracts test     run the Solidity tests, and the canaries that have to fail
  contracts invariants
                     play 2.4 million random calls against the books of the invariants; with --deep, ten times as many
                     (--deep --part N, one of the ten)
  contracts prove    prove the symbolic proofs of contracts/proofs; with --mutants, show that each can fail
                     (with --mutants --only PART, those whose `Contract:name` contains PART)
  contracts slither  analyse the contracts with slither; exceptions and their reasons are in contracts/slither
  contracts coverage demand that the tests reach every line and branch of the contracts
  contracts natspec  look for what the interfaces leave unsaid: a function, an argument, an answer, an event, an error
  contracts gas      measure what every verb costs, and compare with contracts/snapshots, docs/gas.md and the targets
                     (--write writes figures and page)
  contracts powers   compare docs/powers.md, who can do what, with the functions that the contracts have
  contracts wording  compare what hardware wallets show, contracts/erc7730, with the contracts' functions
  contracts mutants  break the contracts in every small way and see whether a test notices (--write writes docs/mutants.md;
                     --sample N [--seed N], --only FILE[:LINE]; --threads N; --resume goes on with what was decided before)
  contracts format   tell whether the Solidity sources are formatted (--write formats them)";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    run(&words).unwrap_or_else(|fault| {
        eprintln!("error: {fault:#}");
        ExitCode::FAILURE
    })
}

fn run(words: &[&str]) -> anyhow::Result<ExitCode> {
    let tally = match words {
        ["contracts", "build"] => {
            contracts::build()?;
            return Ok(ExitCode::SUCCESS);
        }
        ["contracts", "format", "--write"] => {
            contracts::write_format()?;
            return Ok(ExitCode::SUCCESS);
        }
        ["layout", "build"] => {
            layout::build()?;
            return Ok(ExitCode::SUCCESS);
        }
        ["layout", "check"] => layout::check()?,
        ["differential"] => differential::run(differential::Extent::Check)?,
        ["differential", "--deep"] => differential::run(differential::Extent::Deep)?,
        ["differential", "--seeds", seeds] => {
            differential::run(differential::Extent::Seeds(differential::read_seeds(seeds)?))?
        }
        ["check"] => check::run(check::Extent::Full),
        ["check", "--quick"] => check::run(check::Extent::Quick),
        ["tidy"] => tidy::check()?,
        ["conformance"] => conformance::write()?,
        ["validation", "--write"] => {
            validation::write()?;
            return Ok(ExitCode::SUCCESS);
        }
        ["validation"] => validation::check()?,
        ["browser"] => browser::test()?,
        ["simulators"] => simulators::compare()?,
        ["api"] => api::test()?,
        ["contracts", "check"] => contracts::check()?,
        ["contracts", "test"] => contracts::test()?,
        ["contracts", "invariants"] => invariants::run(invariants::Extent::Ci)?,
        ["contracts", "invariants", "--deep"] => invariants::run(invariants::Extent::Deep)?,
        ["contracts", "invariants", "--deep", "--part", part] => {
            invariants::run(invariants::Extent::Part(part.parse()?))?
        }
        ["contracts", "prove"] => proofs::prove()?,
        ["contracts", "prove", "--mutants"] => proofs::refute_mutants("")?,
        ["contracts", "prove", "--mutants", "--only", part] => proofs::refute_mutants(part)?,
        ["contracts", "coverage"] => coverage::check()?,
        ["contracts", "slither"] => slither::check()?,
        ["contracts", "natspec"] => natspec::check()?,
        ["contracts", "gas"] => gas::check()?,
        ["contracts", "gas", "--write"] => gas::write()?,
        ["contracts", "powers"] => powers::check()?,
        ["contracts", "wording"] => wording::check()?,
        ["contracts", "mutants", options @ ..] => mutants::judge(options)?,
        ["contracts", "format"] => contracts::check_format()?,
        _ => {
            eprintln!("{USAGE}");
            return Ok(ExitCode::from(2));
        }
    };
    Ok(finish(tally))
}

fn finish(tally: Tally) -> ExitCode {
    println!("{tally}");
    if tally.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
