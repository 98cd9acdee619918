//! What is told of a run: `docs/mutants.md`.

use crate::cascade::{Judge, Verdict};
use crate::equivalents::{Equivalent, reason};
use crate::mutant::{Mutant, Operator};
use std::fmt::Write;

/// How a run went.
pub struct Run<'a> {
    pub mutants: &'a [Mutant],
    /// Of the mutants that were judged, by index.
    pub judged: &'a [(usize, Verdict)],
    pub listed: &'a [Equivalent],
}

/// Counts of verdicts over some mutants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub stillborn: u64,
    pub same: u64,
    pub model: u64,
    pub stopped: u64,
    pub near: u64,
    pub suite: u64,
    pub explained: u64,
    /// Survivors that no reason is given for, and those that no judge could decide about.
    pub survived: u64,
    pub undecided: u64,
}

impl Counts {
    fn add(&mut self, verdict: &Verdict, explained: bool) {
        let count = match verdict {
            Verdict::Stillborn => &mut self.stillborn,
            Verdict::Same => &mut self.same,
            Verdict::Killed(Judge::Model) => &mut self.model,
            Verdict::Killed(Judge::Stopped) => &mut self.stopped,
            Verdict::Killed(Judge::Near) => &mut self.near,
            Verdict::Killed(Judge::Suite) => &mut self.suite,
            Verdict::Survived if explained => &mut self.explained,
            Verdict::Survived => &mut self.survived,
            Verdict::Undecided(_) => &mut self.undecided,
        };
        *count += 1;
    }

    pub fn killed(&self) -> u64 {
        self.model + self.stopped + self.near + self.suite
    }

    /// Programs that differ from the original in their bytecode.
    pub fn different(&self) -> u64 {
        self.killed() + self.explained + self.survived + self.undecided
    }

    /// Of those, the part that a judge killed, in hundredths of a percent.
    pub fn score(&self) -> String {
        let parts = (self.killed() * 10_000).checked_div(self.different()).unwrap_or(10_000);
        format!("{}.{:02} %", parts / 100, parts % 100)
    }
}

impl Run<'_> {
    pub fn counts(&self, of: impl Fn(&Mutant) -> bool) -> Counts {
        let mut counts = Counts::default();
        for (index, verdict) in self.judged {
            let mutant = &self.mutants[*index];
            if of(mutant) {
                counts.add(verdict, reason(self.listed, mutant).is_some());
            }
        }
        counts
    }

    pub fn survivors(&self) -> impl Iterator<Item = (&Mutant, &Verdict)> {
        let survived = |verdict: &Verdict| matches!(verdict, Verdict::Survived | Verdict::Undecided(_));
        self.judged
            .iter()
            .filter(move |(_, verdict)| survived(verdict))
            .map(|(i, verdict)| (&self.mutants[*i], verdict))
    }

    pub fn summary(&self) -> String {
        let all = self.counts(|_| true);
        format!(
            "{} mutants differ from the original: {} killed ({}; {} by the model, {} by stopping it, {} by the tests near, {} \
             by the others), {} equivalent with a reason, {} unexplained, {} undecided; {} have the same bytecode, {} did not \
             compile",
            all.different(),
            all.killed(),
            all.score(),
            all.model,
            all.stopped,
            all.near,
            all.suite,
            all.explained,
            all.survived,
            all.undecided,
            all.same,
            all.stillborn,
        )
    }

    /// The page, complete.
    pub fn page(&self) -> String {
        let mut page = String::from(HEAD);
        let _ = writeln!(page, "{}.\n", self.summary());
        page += "## By file\n\n";
        let mut files: Vec<&str> = self.mutants.iter().map(|mutant| mutant.file.as_str()).collect();
        files.dedup();
        let rows =
            files.into_iter().map(|file| (format!("`contracts/{file}`"), self.counts(|mutant| mutant.file == file)));
        page += &table("file", rows.chain([("all".to_owned(), self.counts(|_| true))]));
        page += "\n## By operator\n\n";
        let rows = Operator::ALL.into_iter().map(|operator| {
            (format!("{operator}: {}", operator.description()), self.counts(|mutant| mutant.operator == operator))
        });
        page += &table("operator", rows);
        page += "\n## Survivors\n\n";
        page += "Every one compiles to other bytecode, and is the same program for the reason that is given.\n";
        for (mutant, verdict) in self.survivors() {
            let why = match (verdict, reason(self.listed, mutant)) {
                (Verdict::Undecided(why), _) => format!("UNDECIDED: {why}"),
                (_, Some(reason)) => reason.trim().to_owned(),
                (_, None) => "UNEXPLAINED".to_owned(),
            };
            let Mutant { file, place, before, after, .. } = mutant;
            let _ = writeln!(page, "\n* `{file}`, `{place}`: `{before}` -> `{after}`\n  {why}");
        }
        page
    }
}

const HEAD: &str = "# Mutants

`cargo xtask contracts mutants --write` writes this page. It breaks the contracts in every small way that the operators below
know, one at a time, and sees whether a test notices. The judges, the cheapest first:

1. the compiler: what does not compile is no mutant;
2. the model: random commands through the model and the mutant (`crates/testkit`), until they differ. *Stopped* are those
   that ran out of gas or answered what nobody can read, so that the comparison could not go on;
3. the bytecode, as deployed: the same bytecode is the same program;
4. the Solidity tests that contain the file, first those of the folder that is about it, then the others. Three that take as
   long as all others (`Matrix`, `Malice`, `Zoo`) are asked only about mutants that no reason is given for.

A survivor has to be shown to be the same program, in `crates/mutants/equivalent.toml`. A mutant that a judge could not decide
about (a test that took too long) counts as neither. The score is the part of the mutants with other bytecode that was killed.

";

fn table(first: &str, rows: impl Iterator<Item = (String, Counts)>) -> String {
    let mut table = format!(
        "| {first} | mutants | same bytecode | killed by the model | stopped | tests near | other tests | equivalent | \
         unexplained | score |\n|---|---|---|---|---|---|---|---|---|---|\n"
    );
    for (name, counts) in rows {
        let Counts { same, model, stopped, near, suite, explained, survived, undecided, .. } = counts;
        let (mutants, unexplained) = (counts.different() + same, survived + undecided);
        if mutants > 0 {
            let _ = writeln!(
                table,
                "| {name} | {mutants} | {same} | {model} | {stopped} | {near} | {suite} | {explained} | {unexplained} | {} |",
                counts.score()
            );
        }
    }
    table
}
