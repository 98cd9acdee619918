//! What becomes of a mutant, asked of one judge after the other, the cheapest first.
//!
//! ```text
//!  mutant ─► compiles? ─► model against contracts ─► other bytecode? ─► the tests near it ─► the others ─► survived
//!            no: stillborn  differs: killed           no: the same       fail: killed         fail: killed
//! ```
//!
//! The first compilation is without the optimiser, which takes a third of the time and is the same program; bytecode is
//! compared, and tests are run, as deployed.

use crate::compiler::{Codes, Compiler};
use crate::mutant::Mutant;
use crate::project::{Contract, Optimiser, Project, Target};
use crate::roll::{Roll, Tests};
use crate::suite::{Outcome, Suite};
use alloy::primitives::{B256, Bytes, keccak256};
use anyhow::{Context, Result, bail, ensure};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Mutex;
use usufruct_testkit::differential;

/// Cases that the model and the contracts play, and the commands of each.
const CASES: u64 = 120;
const STEPS: usize = 150;

/// How the differential test tells of a contract that ran out of gas or did what nobody may.
const STOPPED: &str = "Stopped(";

const FACTORY: Contract = Contract("Factory");

/// Who noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Judge {
    /// The model says something else than the contracts.
    Model,
    /// The contracts ran out of gas, or answered what nobody can read: the differential test cannot go on.
    Stopped,
    /// A test in the folders of the file.
    Near,
    /// Another test.
    Suite,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// No program: the compiler says no. Not counted as a mutant.
    Stillborn,
    /// The bytecode is that of the original: the same program, shown.
    Same,
    Killed(Judge),
    Survived,
    /// A judge could not decide: neither killed nor survived.
    Undecided(String),
}

/// What judging takes; each thread has its own.
pub struct Bar<'a> {
    project: &'a Project,
    compiler: Compiler,
    /// The tests take long to compile, and many mutants never get to them.
    suite: Option<Suite>,
    /// What the original compiles to, by file.
    originals: BTreeMap<String, Codes>,
    memory: &'a Memory,
}

/// What the tests said of a program: two mutants may compile to the same one.
#[derive(Default)]
pub struct Memory(Mutex<BTreeMap<B256, Verdict>>);

impl<'a> Bar<'a> {
    pub fn open(project: &'a Project, memory: &'a Memory) -> Result<Self> {
        let compiler = Compiler::start(project)?;
        Ok(Self { project, compiler, suite: None, originals: BTreeMap::new(), memory })
    }

    /// The tests come in.
    pub fn seat(&mut self, suite: Suite) {
        self.suite = Some(suite);
    }

    /// The original has to pass before every judge: whoever condemns everyone has shown nothing.
    pub fn let_the_model_acquit_the_original(&mut self) -> Result<()> {
        let targets = [FACTORY.into()];
        let codes = match self.compiler.compile(self.project, &targets, None, Optimiser::Off)? {
            Ok(codes) => codes,
            Err(error) => bail!("the contracts do not compile: {error}"),
        };
        let noticed = differ(&codes[&targets[0]].creation);
        ensure!(noticed.is_none(), "the model and the contracts differ as they are: {noticed:?}");
        Ok(())
    }

    pub fn let_the_tests_acquit_the_original(&self, tests: &Tests) -> Result<()> {
        let outcome = self.suite()?.run(&tests.all())?;
        ensure!(outcome == Outcome::Passed, "the tests do not pass as they are: {outcome:?}");
        Ok(())
    }

    fn suite(&self) -> Result<&Suite> {
        self.suite.as_ref().context("the tests are not there")
    }

    /// What needs no test to be compiled: nothing if the mutant gets past it.
    pub fn judge_by_model(&mut self, mutant: &Mutant) -> Result<Option<Verdict>> {
        let text = mutant.apply(self.project.source(&mutant.file));
        let changed = Some((mutant.file.as_str(), text.as_str()));
        if self.project.wholes_with(&mutant.file).contains(&FACTORY) {
            let compiled = self.compiler.compile(self.project, &[FACTORY.into()], changed, Optimiser::Off)?;
            let Ok(codes) = compiled else { return Ok(Some(Verdict::Stillborn)) };
            let noticed = codes.values().find_map(|code| differ(&code.creation));
            return Ok(noticed.map(Verdict::Killed));
        }
        Ok(None)
    }

    /// What else there is for a mutant that the model did not notice, and that survived other tests before, maybe.
    pub fn judge_by_tests(&mut self, mutant: &Mutant, tests: &Tests, survived: Option<&Roll>) -> Result<Verdict> {
        let asked = tests.about(&mutant.file, folders(&mutant.file), survived);
        if survived.is_some() && asked.iter().all(Vec::is_empty) {
            return Ok(Verdict::Survived);
        }
        let text = mutant.apply(self.project.source(&mutant.file));
        let changed = Some((mutant.file.as_str(), text.as_str()));
        let targets = self.targets(&mutant.file);
        let compiled = self.compiler.compile(self.project, &targets, changed, Optimiser::AsDeployed)?;
        let Ok(codes) = compiled else { return Ok(Verdict::Stillborn) };
        let wholes: Vec<Target> = self.project.wholes_with(&mutant.file).into_iter().map(Target::from).collect();
        let originals = self.original(&mutant.file)?;
        if wholes.iter().all(|whole| originals[whole] == codes[whole]) {
            return Ok(Verdict::Same);
        }
        self.ask_the_tests(&asked, &codes)
    }

    /// Every contract that a test may create or contain, and that `file` is a part of.
    fn targets(&self, file: &str) -> Vec<Target> {
        let wholes = self.project.wholes_with(file);
        let contracts = wholes.into_iter().chain(self.project.parts_with(file));
        contracts.map(Target::from).chain(self.project.tests_of_library(file)).collect()
    }

    fn original(&mut self, file: &str) -> Result<&Codes> {
        if !self.originals.contains_key(file) {
            let targets = self.targets(file);
            match self.compiler.compile(self.project, &targets, None, Optimiser::AsDeployed)? {
                Ok(codes) => self.originals.insert(file.to_owned(), codes),
                Err(error) => bail!("{file} does not compile as it is: {error}"),
            };
        }
        Ok(&self.originals[file])
    }

    fn ask_the_tests(&mut self, asked: &[Vec<&str>; 2], codes: &Codes) -> Result<Verdict> {
        let all: Vec<&[u8]> = codes.values().map(|code| &code.creation[..]).collect();
        let program = keccak256(all.concat());
        let known = self.memory.0.lock().expect("no judge panics").get(&program).cloned();
        if let Some(verdict) = known {
            return Ok(verdict);
        }
        self.suite()?.install(codes)?;
        let verdict = self.run_tests(asked);
        self.suite()?.restore()?;
        let verdict = verdict.unwrap_or_else(|fault| Verdict::Undecided(format!("{fault:#}")));
        self.memory.0.lock().expect("no judge panics").insert(program, verdict.clone());
        Ok(verdict)
    }

    fn run_tests(&self, asked: &[Vec<&str>; 2]) -> Result<Verdict> {
        for (files, judge) in asked.iter().zip([Judge::Near, Judge::Suite]) {
            match self.suite()?.run(files)? {
                Outcome::Passed => {}
                Outcome::Failed => return Ok(Verdict::Killed(judge)),
                Outcome::TimedOut => return Ok(Verdict::Undecided(format!("the tests of {judge:?} took too long"))),
            }
        }
        Ok(Verdict::Survived)
    }
}

/// Folders of `test` that are about a file.
fn folders(file: &str) -> &'static [&'static str] {
    match file {
        "src/Share.sol" => &["share", "misbehaviour"],
        "src/Till.sol" => &["till", "misbehaviour"],
        "src/Offering.sol" => &["offering", "misbehaviour"],
        "src/Vault.sol" => &["vault"],
        _ if file.starts_with("src/pure/") => &["pure", "share"],
        _ => &["factory"],
    }
}

thread_local! {
    static JUDGING: Cell<bool> = const { Cell::new(false) };
}

/// Keeps the panics of the differential test to itself: they are verdicts.
pub fn silence_judges() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if !JUDGING.get() {
            usual(panic);
        }
    }));
}

/// Whether the model and the contracts of this Factory part, and how.
fn differ(factory: &Bytes) -> Option<Judge> {
    JUDGING.set(true);
    let judged = panic::catch_unwind(AssertUnwindSafe(|| differential::judge(factory.clone(), 0..CASES, STEPS)));
    JUDGING.set(false);
    match judged {
        Ok(Ok(_)) => None,
        Ok(Err(difference)) if difference.1.what.contains(STOPPED) => Some(Judge::Stopped),
        Ok(Err(_)) => Some(Judge::Model),
        Err(_) => Some(Judge::Stopped),
    }
}
