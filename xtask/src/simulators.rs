//! Other people's simulators beside ours: the same model in each, in one run on one machine, and the table that says how fast.
//!
//! The programs are in `clients/simulators`, ours is the example `reference_model` of the lab. Each prints a line of JSON. Rounds alternate
//! between them, so that whatever else the machine does hits all alike; medians count. Slow ones get fewer paths, by which
//! their speed does not change. They agree if their means are as near to ours as chance allows.

use std::fs;
use std::process::Command;

use anyhow::{Context, ensure};
use serde::Deserialize;

use crate::tally::Tally;
use crate::{pip, rust, workspace};

const ROUNDS: usize = 3;

/// The page, and the lines in it between which the table stands.
const PAGE: &str = "docs/performance.md";
const BEGIN: &str = "<!-- written by `cargo xtask simulators` -->\n";
const END: &str = "<!-- end -->\n";

/// Standard errors of a difference beyond which two means are not of the same model: chance does that in one of 16,000 cases.
const ERRORS_MAX: f64 = 4.0;

struct Simulator {
    name: &'static str,
    program: &'static str,
    requirements: &'static str,
    /// As many as take some seconds.
    paths: u32,
}

const OTHERS: [Simulator; 6] = [
    Simulator { name: "Numba, compiled loops", program: "with_numba.py", requirements: "requirements", paths: 2_000 },
    Simulator {
        name: "NumPy, 10,000 paths at once",
        program: "with_numpy.py",
        requirements: "requirements",
        paths: 10_000,
    },
    Simulator {
        name: "NumPy, 1,000 paths at once",
        program: "with_numpy.py",
        requirements: "requirements",
        paths: 1_000,
    },
    Simulator {
        name: "Mesa, a model object for each path",
        program: "with_mesa.py",
        requirements: "requirements",
        paths: 50,
    },
    Simulator {
        name: "radCAD, one process, no copies",
        program: "with_radcad.py",
        requirements: "requirements-radcad",
        paths: 16,
    },
    Simulator {
        name: "cadCAD, one process, no copies",
        program: "with_cadcad.py",
        requirements: "requirements",
        paths: 10,
    },
];

const OUR_NAME: &str = "Usufruct's lab";
const OUR_PATHS: u32 = 16_384;

/// What a program prints.
#[derive(Clone, Copy, Deserialize)]
struct Found {
    paths: u32,
    /// Path-steps per second of the processor.
    steps_per_second: f64,
    payout_mean: f64,
    payout_sd: f64,
    customers_mean: f64,
    customers_sd: f64,
    price_mean: f64,
    price_sd: f64,
}

/// Runs all, writes the table, and checks that each agrees with ours.
pub fn compare() -> anyhow::Result<Tally> {
    let mut commands = vec![(OUR_NAME, our_command()?)];
    for simulator in &OTHERS {
        commands.push((simulator.name, simulator.command()?));
    }
    let mut rounds = vec![Vec::new(); commands.len()];
    for round in 1..=ROUNDS {
        for ((name, command), found) in commands.iter_mut().zip(&mut rounds) {
            let measured = measure(command).with_context(|| format!("{name} did not run"))?;
            println!("round {round}: {name}: {:.3} million path-steps a second", measured.steps_per_second / 1e6);
            found.push(measured);
        }
    }
    let found: Vec<(&str, Found)> =
        commands.iter().zip(rounds).map(|((name, _), found)| (*name, median(found))).collect();
    let (_, ours) = found[0];
    write_table(&table(&found))?;
    let mut tally = Tally::default();
    for (name, theirs) in &found[1..] {
        let agrees = theirs.agrees_with(&ours);
        if !agrees {
            println!("{name} simulates something else than ours");
        }
        tally += Tally::of(agrees);
    }
    Ok(tally)
}

impl Simulator {
    fn command(&self) -> anyhow::Result<Command> {
        let folder = workspace::root().join("clients/simulators");
        let environment = workspace::root().join(format!("target/simulators-{}", self.requirements));
        let python = pip::install(&environment, &folder.join(format!("{}.txt", self.requirements)))?;
        let mut command = Command::new(python);
        command.current_dir(&folder).arg(self.program).args(["--paths", &self.paths.to_string()]);
        Ok(command)
    }
}

/// Our example, built as users build: for any processor of this kind.
fn our_command() -> anyhow::Result<Command> {
    let example = ["--quiet", "--release", "--package", "usufruct-lab", "--example", "reference_model"];
    let built = rust::cargo(&["build"]).args(example).status().context("cannot start cargo")?;
    ensure!(built.success(), "the lab's example does not build: {built}");
    let mut command = rust::cargo(&["run"]);
    command.args(example).args(["--", "--json", "--rounds", "1", "--paths", &OUR_PATHS.to_string()]);
    Ok(command)
}

fn measure(command: &mut Command) -> anyhow::Result<Found> {
    let output = command.output()?;
    ensure!(output.status.success(), "{}: {}", output.status, String::from_utf8_lossy(&output.stderr));
    let line = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(line.trim()).with_context(|| format!("not what a simulator prints: {line}"))
}

/// The round of median speed. Seeds are fixed, so all else is the same in each.
fn median(mut found: Vec<Found>) -> Found {
    found.sort_by(|a, b| a.steps_per_second.total_cmp(&b.steps_per_second));
    found[found.len() / 2]
}

impl Found {
    fn agrees_with(&self, ours: &Self) -> bool {
        let near = |mine: (f64, f64), other: (f64, f64)| {
            let error = (mine.1.powi(2) / f64::from(self.paths) + other.1.powi(2) / f64::from(ours.paths)).sqrt();
            (mine.0 - other.0).abs() <= ERRORS_MAX * error
        };
        near((self.payout_mean, self.payout_sd), (ours.payout_mean, ours.payout_sd))
            && near((self.customers_mean, self.customers_sd), (ours.customers_mean, ours.customers_sd))
            && near((self.price_mean, self.price_sd), (ours.price_mean, ours.price_sd))
    }
}

fn table(found: &[(&str, Found)]) -> String {
    let (_, ours) = found[0];
    let mut table = String::from(
        "| simulator | paths | million path-steps a second and core | ours is faster by | payout of a year | customers | price |\n\
         |---|---:|---:|---:|---:|---:|---:|\n",
    );
    for (name, theirs) in found {
        let margin = |sd: f64| 1.96 * sd / f64::from(theirs.paths).sqrt();
        table += &format!(
            "| {name} | {} | {} | {} | {:.0} ± {:.0} | {:.2} ± {:.2} | {:.3} ± {:.3} |\n",
            theirs.paths,
            three_digits(theirs.steps_per_second / 1e6),
            three_digits(ours.steps_per_second / theirs.steps_per_second),
            theirs.payout_mean,
            margin(theirs.payout_sd),
            theirs.customers_mean,
            margin(theirs.customers_sd),
            theirs.price_mean,
            margin(theirs.price_sd),
        );
    }
    table
}

fn three_digits(number: f64) -> String {
    match number {
        ..1.0 => format!("{number:.3}"),
        1.0..100.0 => format!("{number:.1}"),
        _ => format!("{number:.0}"),
    }
}

fn write_table(table: &str) -> anyhow::Result<()> {
    let path = workspace::root().join(PAGE);
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {PAGE}"))?;
    fs::write(&path, with_table(&text, table)?).with_context(|| format!("cannot write {PAGE}"))
}

/// The page with the table between its two lines.
fn with_table(page: &str, table: &str) -> anyhow::Result<String> {
    let (before, rest) = page.split_once(BEGIN).with_context(|| format!("{PAGE} has no line {BEGIN}"))?;
    let (_, after) = rest.split_once(END).with_context(|| format!("{PAGE} has no line {END}"))?;
    Ok(format!("{before}{BEGIN}{table}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::{BEGIN, END, Found, with_table};

    #[test]
    fn only_the_table_is_written() -> anyhow::Result<()> {
        let page = format!("before\n{BEGIN}old\n{END}after\n");
        assert_eq!(with_table(&page, "new\n")?, format!("before\n{BEGIN}new\n{END}after\n"));
        assert!(with_table("no table", "new").is_err());
        Ok(())
    }

    #[test]
    fn means_agree_within_what_chance_does_and_not_beyond() {
        let ours = Found {
            paths: 10_000,
            steps_per_second: 1.0,
            payout_mean: 100.0,
            payout_sd: 10.0,
            customers_mean: 50.0,
            customers_sd: 5.0,
            price_mean: 1.5,
            price_sd: 0.2,
        };
        let few = Found { paths: 100, ..ours };
        assert!(Found { payout_mean: 103.9, ..few }.agrees_with(&ours));
        assert!(!Found { payout_mean: 104.2, ..few }.agrees_with(&ours));
        assert!(!Found { customers_mean: 47.8, ..few }.agrees_with(&ours));
        assert!(!Found { price_mean: 1.6, ..few }.agrees_with(&ours));
    }
}
