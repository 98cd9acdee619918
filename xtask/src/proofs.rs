//! Symbolic proofs of the contracts, by halmos: `contracts/proofs`.
//!
//! `prove` demands that every proof in the sources was run and holds, with no timeout and no loop cut short.
//! `refute_mutants` plants each fault of `contracts/proofs/mutants.txt` in a copy of the contracts and demands a
//! counterexample to each proof it names: a proof that cannot fail shows nothing.

mod discovery;
mod halmos;
mod mutants;

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::sync::Mutex;
use std::thread;

use anyhow::ensure;

use crate::tally::Tally;
use discovery::Proof;
use halmos::{Prover, Report, Verdict};
use mutants::Mutant;

/// Runs all proofs, a contract at a time on each core.
pub fn prove() -> anyhow::Result<Tally> {
    let proofs = discovery::proofs()?;
    let prover = Prover::install()?;
    prover.build()?;
    let contracts: BTreeSet<&str> = proofs.iter().map(|proof| proof.contract.as_str()).collect();
    let reports = on_all_cores(contracts.into_iter().collect(), |_, contract| {
        let reports = prover.run(contract, &[])?;
        reports.iter().for_each(|report| println!("{report}"));
        Ok(reports)
    })?;
    judge(&proofs, reports.into_iter().flatten())
}

/// One check per proof in the sources; a proof that nobody reported failed.
fn judge(proofs: &BTreeSet<Proof>, reports: impl IntoIterator<Item = Report>) -> anyhow::Result<Tally> {
    let mut left = proofs.clone();
    let mut tally = Tally::default();
    for report in reports {
        ensure!(left.remove(&report.proof), "{} was reported and is not in the sources, or is twice", report.proof);
        tally += Tally::of(report.verdict == Verdict::Proved);
    }
    for proof in left {
        println!("NOT RUN {proof}");
        tally += Tally::FAILED;
    }
    Ok(tally)
}

/// One check per proof and mutant that is said to break it, and a failed one per proof without a mutant; of the proofs
/// whose `Contract:name` contains `part`, which all do if it is empty.
pub fn refute_mutants(part: &str) -> anyhow::Result<Tally> {
    let mut proofs = discovery::proofs()?;
    let mut mutants = mutants::read(&proofs)?;
    proofs.retain(|proof| proof.to_string().contains(part));
    ensure!(!proofs.is_empty(), "no proof's name contains {part}");
    mutants.iter_mut().for_each(|mutant| mutant.broken.retain(|proof| proofs.contains(proof)));
    mutants.retain(|mutant| !mutant.broken.is_empty());
    let prover = Prover::install()?;
    let tallies = on_all_cores(mutants.iter().collect(), |core, mutant| refute(mutant, &prover, core))?;

    let mut tally = tallies.into_iter().fold(Tally::default(), |mut sum, more| {
        sum += more;
        sum
    });
    for proof in proofs.iter().filter(|proof| !mutants.iter().any(|mutant| mutant.broken.contains(proof))) {
        println!("NO MUTANT {proof}");
        tally += Tally::FAILED;
    }
    Ok(tally)
}

fn refute(mutant: &Mutant, prover: &Prover, core: usize) -> anyhow::Result<Tally> {
    let prover = prover.in_copy(&format!("mutants/{core}"))?;
    mutant.plant(&prover.root())?;
    prover.leave_out(|contract| mutant.broken.iter().all(|proof| proof.contract != contract))?;
    prover.build()?;
    let mut by_contract: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for proof in &mutant.broken {
        by_contract.entry(&proof.contract).or_default().push(&proof.name);
    }
    let mut tally = Tally::default();
    for (contract, names) in by_contract {
        let reports = prover.run(contract, &names)?;
        ensure!(reports.len() == names.len(), "halmos was to run {names:?} of {contract} and ran {}", reports.len());
        for report in reports {
            println!("{report}, with {mutant}");
            tally += Tally::of(report.verdict == Verdict::Refuted);
        }
    }
    Ok(tally)
}

/// Does `work` for all jobs, each core (which is told its number) taking the next one when it is done with the last.
fn on_all_cores<Job: Send, Outcome: Send>(
    jobs: Vec<Job>,
    work: impl Fn(usize, Job) -> anyhow::Result<Outcome> + Sync,
) -> anyhow::Result<Vec<Outcome>> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let queue = Mutex::new(jobs.into_iter());
    let next = || queue.lock().expect("no core panics while it takes a job").next();
    thread::scope(|scope| {
        let workers: Vec<_> = (0..cores)
            .map(|core| {
                let (next, work) = (&next, &work);
                scope.spawn(move || {
                    let mut outcomes = Vec::new();
                    while let Some(job) = next() {
                        outcomes.push(work(core, job)?);
                    }
                    Ok(outcomes)
                })
            })
            .collect();
        let done: anyhow::Result<Vec<Vec<Outcome>>> =
            workers.into_iter().map(|worker| worker.join().expect("a core panicked")).collect();
        Ok(done?.into_iter().flatten().collect())
    })
}

#[cfg(test)]
mod tests {
    use super::discovery::Proof;
    use super::halmos::{Report, Verdict};
    use super::judge;

    fn report(name: &str, verdict: Verdict) -> Report {
        Report { proof: Proof::new("Words", name), verdict, paths: 1, seconds: 0.5 }
    }

    #[test]
    fn a_proof_that_was_not_run_failed() {
        let proofs = ["check_A_1_x", "check_A_2_y"].map(|name| Proof::new("Words", name)).into();
        let tally = judge(&proofs, [report("check_A_1_x", Verdict::Proved)]).expect("a proof of the sources");
        assert_eq!((tally.passed, tally.failed), (1, 1));
        assert!(judge(&proofs, [report("check_B_1_z", Verdict::Proved)]).is_err(), "nobody wrote that one");
    }

    #[test]
    fn only_what_is_proved_passes() {
        let proofs = [Proof::new("Words", "check_A_1_x")].into();
        for verdict in [Verdict::Refuted, Verdict::Undecided("timeout")] {
            let tally = judge(&proofs, [report("check_A_1_x", verdict)]).expect("a proof of the sources");
            assert_eq!((tally.passed, tally.failed), (0, 1));
        }
    }
}
