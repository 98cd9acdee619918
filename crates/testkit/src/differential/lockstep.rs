//! Tells both worlds the same, step by step, and compares: what is answered or why it is refused, the logs in their order,
//! every storage word that either of them changed; and from time to time all words and everything that can be read.

use super::{
    accounts::{everyone, named},
    answers::answer,
    case::{Case, Deed, START, Step},
    fields::{Entry, Fields},
    figures::figures,
    generate::beginning,
    layout::Contract,
    tally::Tally,
    twin::{No, Twin},
};
use crate::bench::{Bench, Done, Failure, Moment, events_in, refusal_in};
use alloy::{
    primitives::{Address, Bytes, U256},
    sol_types::{SolCall, SolInterface},
};
use std::mem;
use usufruct_model::{Command, Event, Timestamp, World, invariants::violations};
use usufruct_protocol::{
    bindings::{Multicall3, Share::ShareErrors},
    deployment::Deployment,
};

/// Where the two worlds part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Index of the step after which they disagree; the number of all steps if it showed only at the end.
    pub step: usize,
    pub what: String,
}

/// Plays the case of `seed`, inventing each step from what the steps before led to. All words and figures are compared
/// after every `full_every` steps, and at the end.
pub fn live(
    bench: &mut Bench,
    seed: u64,
    steps: usize,
    full_every: usize,
) -> Result<(Case, Tally), Box<(Case, Difference)>> {
    let (mut case, mut generator) = beginning(bench, seed);
    let played = (|| {
        let mut worlds = Lockstep::begin(bench, &mut case, &|_| ())?;
        for i in 0..steps {
            case.steps.push(generator.step(&worlds.twin, worlds.now, i));
            let in_full = (i + 1).is_multiple_of(full_every);
            worlds.take(&case.steps[i], in_full).map_err(|what| Difference { step: i, what })?;
        }
        worlds.end(steps)
    })();
    match played {
        Ok(tally) => Ok((case, tally)),
        Err(Difference { step, what }) => {
            let what = named(&what, case.purses, case.terms.currency);
            Err(Box::new((case, Difference { step, what })))
        }
    }
}

/// Plays `case` again. `plant` may falsify the model beforehand, to see that this would be noticed.
pub fn replay(
    bench: &mut Bench,
    case: &Case,
    full_every: usize,
    plant: &dyn Fn(&mut World),
) -> Result<Tally, Difference> {
    let mut worlds = Lockstep::begin(bench, &mut case.clone(), plant)?;
    for (i, step) in case.steps.iter().enumerate() {
        worlds
            .take(step, (i + 1).is_multiple_of(full_every))
            .map_err(|what| Difference { step: i, what: named(&what, case.purses, case.terms.currency) })?;
    }
    worlds.end(case.steps.len())
}

/// Both worlds of one case.
pub(super) struct Lockstep<'b> {
    pub bench: &'b mut Bench,
    pub at: Deployment,
    pub twin: Twin,
    pub now: Timestamp,
    pub tally: Tally,
    fields: Fields,
    /// What the step at hand concerns; kept to be used again.
    concerned: Vec<(Entry, U256)>,
}

/// To go back to.
pub(super) struct Mark {
    moment: Moment,
    twin: Twin,
    now: Timestamp,
}

impl<'b> Lockstep<'b> {
    pub fn begin(bench: &'b mut Bench, case: &mut Case, plant: &dyn Fn(&mut World)) -> Result<Self, Difference> {
        let staged = case.stage(bench);
        let (at, mut twin) =
            staged.map_err(|no| Difference { step: 0, what: format!("the venture cannot be created: {no:?}") })?;
        plant(&mut twin.world);
        let (now, tally) = (START, Tally::of_a_venture());
        Ok(Self { bench, at, twin, now, tally, fields: Fields::committed(), concerned: Vec::new() })
    }

    pub fn mark(&self) -> Mark {
        Mark { moment: self.bench.moment(), twin: self.twin.clone(), now: self.now }
    }

    pub fn go_back_to(&mut self, mark: &Mark) {
        self.bench.go_back_to(&mark.moment);
        self.twin.clone_from(&mark.twin);
        self.now = mark.now;
    }

    /// Takes one step in both worlds; `Err` says how they differ after it.
    pub fn take(&mut self, step: &Step, in_full: bool) -> Result<(), String> {
        self.now = self.now.saturating_add(step.wait);
        self.bench.set_time(self.now);
        let (to, data) = self.call_of(&step.deed);
        let mut done = self.bench.call(step.caller, to, data);
        let output = done.as_mut().map(|done| mem::take(&mut done.output)).unwrap_or_default();
        let found = self.understood(done)?;
        let expected = self.twin.apply(step.caller, &step.deed, self.now);
        if found != expected {
            return Err(format!("after {:?}\n model     {expected:?}\n contracts {found:?}", step.deed));
        }
        if let Ok(events) = &expected {
            let answer = answer(&step.deed, events);
            if output != answer {
                let answer = Bytes::from(answer);
                return Err(format!("{:?} answers\n model     {answer}\n contracts {output}", step.deed));
            }
        }
        self.compare_words(step.caller, &step.deed, expected.as_deref().unwrap_or_default())
            .map_err(|what| format!("after {:?}\n {what}", step.deed))?;
        self.tally.count(&expected);
        let broken = violations(&self.twin.world.venture);
        if !broken.is_empty() {
            return Err(format!("after {:?}\n {broken:?}", step.deed));
        }
        if in_full { self.compare_all() } else { Ok(()) }
    }

    /// Compares everything a last time.
    pub fn end(mut self, steps: usize) -> Result<Tally, Difference> {
        self.compare_all().map_err(|what| Difference { step: steps, what })?;
        Ok(self.tally)
    }

    fn call_of(&self, deed: &Deed) -> (Address, Bytes) {
        match deed {
            Deed::Permit(permit) => {
                let share = self.at.purses.share;
                (share, permit.call(&self.twin.world.venture.terms, share))
            }
            Deed::Command(command) => {
                let request = self.at.transaction(command);
                let to = request.to.and_then(|kind| kind.into_to()).expect("a call has somewhere to go");
                (to, request.input.into_input().unwrap_or_default())
            }
        }
    }

    /// What the contracts said, in the words of the twin.
    fn understood(&self, done: Result<Done, Failure>) -> Result<Result<Vec<Event>, No>, String> {
        match done {
            Ok(done) => events_in(&self.at, &done.logs).map(Ok).map_err(|not_an_event| not_an_event.to_string()),
            Err(failure) => Ok(Err(match refusal_in(failure) {
                Ok(refusal) => No::Refusal(refusal),
                Err(Failure::Reverted(data)) => match ShareErrors::abi_decode_validate(&data) {
                    Ok(ShareErrors::PermitExpired(e)) => No::PermitExpired { deadline: e.deadline },
                    Ok(ShareErrors::PermitSignatureInvalid(e)) => No::PermitSignatureInvalid { owner: e.owner },
                    _ => No::Failure(Failure::Reverted(data)),
                },
                Err(stopped) => No::Failure(stopped),
            })),
        }
    }

    /// Every plain word, and those of mappings that the step concerns, are what the model says; the contracts changed no
    /// other word, and did nothing but change words.
    fn compare_words(&mut self, caller: Address, deed: &Deed, events: &[Event]) -> Result<(), String> {
        let Self { bench, fields, at, twin, concerned, tally, .. } = self;
        concerned.clear();
        concerned_by(at, caller, deed, events, |entry| concerned.push((entry, fields.place(entry))));
        for (entry, place) in &*concerned {
            let (model, found) = (entry.value(twin), bench.word(entry.contract().address(at), *place));
            if model != found {
                return Err(format!("{entry:?}\n model     {model:#x}\n contracts {found:#x}"));
            }
        }
        for word in &fields.plain {
            let (model, found) = (word.value(twin), bench.word(word.contract.address(at), word.slot));
            if model != found {
                let (contract, slot) = (word.contract, word.slot);
                return Err(format!("word {slot} of {contract:?}\n model     {model:#x}\n contracts {found:#x}"));
            }
        }
        tally.words += u64::try_from(concerned.len() + fields.plain.len()).expect("few");
        for &(account, key) in bench.changed_words() {
            let is_concerned =
                concerned.iter().any(|(entry, place)| *place == key && entry.contract().address(at) == account);
            let is_plain = || fields.plain.iter().any(|word| word.slot == key && word.contract.address(at) == account);
            if !is_concerned && !is_plain() {
                return Err(format!("{account:?} changed its word {key:#x}, which nobody expected"));
            }
        }
        if bench.did_more_than_write() {
            return Err("the contracts moved ether or changed code".to_owned());
        }
        Ok(())
    }

    fn compare_all(&mut self) -> Result<(), String> {
        self.compare_all_words()?;
        self.compare_figures()
    }

    /// All storage of the four contracts: what the model knows of is there, and nothing else.
    fn compare_all_words(&mut self) -> Result<(), String> {
        for account in everyone(self.at.purses, self.at.currency) {
            for entry in [Entry::Word, Entry::Payee, Entry::Nonce, Entry::Cash] {
                self.fields.place(entry(account));
            }
        }
        let Self { bench, fields, at, twin, tally, .. } = self;
        let plain = fields.plain.iter().map(|word| ((word.contract, word.slot), word.value(twin)));
        let entries = fields.known().map(|(entry, place)| ((entry.contract(), place), entry.value(twin)));
        let expected: alloy::primitives::map::HashMap<(Contract, U256), U256> = plain.chain(entries).collect();
        for (&(contract, key), &model) in &expected {
            let found = bench.word(contract.address(at), key);
            if model != found {
                return Err(format!("word {key:#x} of {contract:?}\n model     {model:#x}\n contracts {found:#x}"));
            }
        }
        for contract in Contract::ALL {
            let unknown = |(key, value): &(U256, U256)| !value.is_zero() && !expected.contains_key(&(contract, *key));
            if let Some((key, value)) = bench.words(contract.address(at)).find(unknown) {
                return Err(format!("{contract:?} has {value:#x} in its word {key:#x}, which nobody expected"));
            }
        }
        tally.words += u64::try_from(expected.len()).expect("few");
        Ok(())
    }

    /// Everything that can be read.
    fn compare_figures(&mut self) -> Result<(), String> {
        let figures = figures(&self.twin, &self.at, self.now);
        let call = |(target, question): (Address, Bytes)| Multicall3::Call3 {
            target,
            allowFailure: false,
            callData: question,
        };
        let calls = figures.iter().map(|figure| call((figure.target, figure.question.clone()))).collect();
        let questions = Multicall3::aggregate3Call { calls }.abi_encode().into();
        let answer =
            self.bench.ask(self.bench.multicall(), questions).map_err(|no| format!("a view failed: {no:?}"))?;
        let answers =
            Multicall3::aggregate3Call::abi_decode_returns(&answer).expect("Multicall3 answers each question");
        assert_eq!(answers.len(), figures.len(), "as many answers as questions");
        if !self.bench.changed_words().is_empty() {
            return Err("a view writes".to_owned());
        }
        for (figure, answer) in figures.iter().zip(answers) {
            if answer.returnData != figure.model {
                let (name, asked, model) = (figure.name, &figure.question, Bytes::copy_from_slice(&figure.model));
                return Err(format!("{name}, asked as {asked}\n model     {model}\n contracts {}", answer.returnData));
            }
            self.tally.figures += 1;
        }
        Ok(())
    }
}

/// The words of mappings that a step can change, by what the model says happened in it.
fn concerned_by(at: &Deployment, caller: Address, deed: &Deed, events: &[Event], mut concerns: impl FnMut(Entry)) {
    for event in events {
        match *event {
            Event::Transfer { from, to, .. } => {
                [from, to].into_iter().filter(|a| !a.is_zero()).for_each(|a| concerns(Entry::Word(a)))
            }
            Event::CashTransferred { from, to, .. } => [from, to].into_iter().for_each(|a| concerns(Entry::Cash(a))),
            Event::Claimed { holder, .. } => concerns(Entry::Word(holder)),
            Event::PayeeSet { holder, .. } => concerns(Entry::Payee(holder)),
            Event::Approval { owner, spender, .. } => concerns(Entry::Allowance { owner, spender }),
            _ => {}
        }
    }
    // What ERC-20 does not log.
    match *deed {
        Deed::Permit(ref permit) => concerns(Entry::Nonce(permit.owner)),
        Deed::Command(Command::TransferFrom { from, .. }) => {
            concerns(Entry::Allowance { owner: from, spender: caller });
        }
        Deed::Command(Command::ApproveCash { spender, .. }) => {
            concerns(Entry::CashAllowance { owner: caller, spender })
        }
        Deed::Command(Command::Buy { .. }) => {
            concerns(Entry::CashAllowance { owner: caller, spender: at.purses.offering });
        }
        Deed::Command(Command::Remit { .. }) => {
            concerns(Entry::CashAllowance { owner: caller, spender: at.purses.till });
        }
        Deed::Command(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::Lockstep;
    use crate::{
        bench::Bench,
        differential::{accounts::PEOPLE, beginning},
    };
    use alloy::primitives::{Address, U256};
    use usufruct_model::{Command, World};

    const ALICE: Address = PEOPLE[1];
    const BOB: Address = PEOPLE[2];

    fn behind_the_models_back(command: &Command) -> String {
        let mut bench = Bench::new();
        let (mut case, _) = beginning(&bench, 1);
        let worlds = Lockstep::begin(&mut bench, &mut case, &|_: &mut World| ()).expect("a venture");
        let request = worlds.at.transaction(command);
        worlds.bench.send(ALICE, &request).expect("no rule forbids it");
        worlds.end(0).expect_err("it shows").what
    }

    #[test]
    fn what_only_the_contracts_did_shows_when_all_words_are_compared() {
        let known = behind_the_models_back(&Command::TransferCash { to: BOB, amount: U256::ONE });
        assert!(known.starts_with("word") && known.contains("of Currency"), "{known}");
        // A word that the model never heard of, and that no view is asked for.
        let unknown = behind_the_models_back(&Command::Approve { spender: BOB, value: U256::from(7) });
        assert!(unknown.starts_with("Share has 0x7 in its word"), "{unknown}");
    }
}
