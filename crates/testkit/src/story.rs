//! Stories: short scenarios in plain text that the model and the contracts must tell alike. See `stories/README.md` for
//! the language.
//!
//! ```text
//!  text ─► Story::parse ─► in_model::play     every line: the deed, its refusal, what is expected afterwards
//!                      ├─► on_chain::play
//!                      └─► on_chain::play_in  any world on top of the contracts, such as the whole stack over HTTP
//! ```
//!
//! A line is read twice: when the story is parsed, to find mistakes before anything runs, and when it is played, with the
//! addresses that the accounts have in that world. What reads a line is the same, so the first reading proves the second.

mod deed;
mod expectation;
mod setting;
mod words;

pub mod in_model;
pub mod on_chain;

pub use expectation::{Figure, Sight};

use crate::cast;
use alloy::primitives::{Address, keccak256};
use setting::Setting;
use std::{collections::BTreeMap, fmt};
use usufruct_model::{Command, Purses, Refusal};

/// A story that was read and understood.
#[derive(Clone, Debug)]
pub struct Story {
    pub title: String,
    setting: Setting,
    scenes: Vec<Scene>,
}

/// One line: at some moment somebody does something, and something is expected.
#[derive(Clone, Debug)]
struct Scene {
    /// Of the file, from 1.
    line: usize,
    /// Seconds since the story began.
    at: u64,
    actor: String,
    deed: String,
    expected: Expected,
}

#[derive(Clone, Debug)]
enum Expected {
    /// The refusal's name.
    Refusal(String),
    /// What is to be seen afterwards, each in its own words.
    Figures(Vec<String>),
}

/// What is wrong with a story, or what came out differently; where, and what would have been right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub line: usize,
    pub what: String,
}

/// Who is where: the people, the contracts, the purses and nobody, by the names that stories use.
type Accounts = BTreeMap<String, Address>;

impl Story {
    pub fn parse(text: &str) -> Result<Self, Mistake> {
        let mut title = None;
        let mut setting = Setting::default();
        let mut scenes: Vec<Scene> = Vec::new();
        for (i, line) in text.lines().enumerate() {
            let line_number = i + 1;
            let wrong = |what: String| Mistake { line: line_number, what };
            let line = line.trim();
            let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            match first {
                "" => {}
                "#" => {
                    title.get_or_insert_with(|| rest.trim().to_owned());
                }
                "terms" => setting.add_terms(rest).map_err(wrong)?,
                "people" => setting.people.extend(words::names(rest).map_err(wrong)?),
                "contracts" => setting.contracts.extend(words::names(rest).map_err(wrong)?),
                "day" => {
                    let earliest = scenes.last().map_or(0, |scene| scene.at);
                    scenes.push(scene(line_number, rest, earliest).map_err(wrong)?);
                }
                _ => {
                    return Err(wrong(format!(
                        "a line begins with #, terms, people, contracts or day, not with `{first}`"
                    )));
                }
            }
        }
        let title = title.ok_or(Mistake { line: 1, what: "a story begins with `# ` and its title".to_owned() })?;
        let story = Self { title, setting, scenes };
        story.check()?;
        Ok(story)
    }

    /// Everybody with a key who plays, apart from the operator.
    pub fn people(&self) -> impl Iterator<Item = &str> {
        self.setting.people.iter().map(String::as_str)
    }

    /// Reads every line as it will be read when it is played.
    fn check(&self) -> Result<(), Mistake> {
        let accounts = self.accounts(imaginary_purses());
        for scene in &self.scenes {
            scene.command(&accounts)?;
            scene.expectations(&accounts)?;
        }
        Ok(())
    }

    /// Everybody with a key has the address that follows from the name; a contract's is told by who created it.
    fn accounts(&self, purses: Purses) -> Accounts {
        let people = self.setting.people.iter().map(|name| (name.clone(), cast::address(name)));
        let contracts = self.setting.contracts.iter().map(|name| (name.clone(), imaginary(name)));
        let fixed = [
            ("operator", cast::address(cast::OPERATOR)),
            ("the share", purses.share),
            ("the till", purses.till),
            ("the offering", purses.offering),
            ("nobody", Address::ZERO),
        ];
        people.chain(contracts).chain(fixed.map(|(name, address)| (name.to_owned(), address))).collect()
    }
}

/// Where the purses are when there is no chain.
fn imaginary_purses() -> Purses {
    Purses { share: imaginary("the share"), till: imaginary("the till"), offering: imaginary("the offering") }
}

fn imaginary(name: &str) -> Address {
    Address::from_word(keccak256(name))
}

fn scene(line: usize, text: &str, earliest: u64) -> Result<Scene, String> {
    let (what, expected) = text.split_once('|').unwrap_or((text, ""));
    let (at, what) = words::moment(what)?;
    if at < earliest {
        return Err("this happens before the line above; time only goes on".to_owned());
    }
    let (actor, deed) = what.trim().split_once(char::is_whitespace).ok_or("who does what? e.g. `alice claims`")?;
    let expected = match expected.trim().strip_prefix("refused:") {
        Some(refusal) => Expected::Refusal(refusal.trim().to_owned()),
        None => {
            let figures = expected.split(';').map(str::trim).filter(|figure| !figure.is_empty());
            Expected::Figures(figures.map(str::to_owned).collect())
        }
    };
    Ok(Scene { line, at, actor: actor.to_owned(), deed: deed.trim().to_owned(), expected })
}

impl Scene {
    /// What to send; `None` when the actor only waits.
    fn command(&self, accounts: &Accounts) -> Result<Option<(Address, Command)>, Mistake> {
        if self.deed == "waits" {
            return Ok(None);
        }
        let read = words::account(&self.actor, accounts)
            .and_then(|actor| Ok(Some((actor, deed::command(&self.actor, &self.deed, accounts)?))));
        read.map_err(|what| self.mistake(what))
    }

    fn expectations(&self, accounts: &Accounts) -> Result<Vec<expectation::Expectation>, Mistake> {
        let Expected::Figures(figures) = &self.expected else { return Ok(Vec::new()) };
        let read = figures.iter().map(|figure| expectation::read(figure, accounts));
        read.collect::<Result<_, _>>().map_err(|what| self.mistake(what))
    }

    /// Compares what came of the deed with what the story says.
    fn check_answer(&self, answer: &Result<(), Refusal>) -> Result<(), Mistake> {
        let name = |refusal: &Refusal| format!("{refusal:?}").split([' ', '{']).next().unwrap_or_default().to_owned();
        match (answer, &self.expected) {
            (Ok(()), Expected::Figures(_)) => Ok(()),
            (Err(refusal), Expected::Refusal(expected)) if name(refusal) == *expected => Ok(()),
            (Ok(()), Expected::Refusal(expected)) => Err(self.mistake(format!("done, but expected {expected}"))),
            (Err(refusal), _) => Err(self.mistake(format!("refused: {refusal:?}"))),
        }
    }

    fn mistake(&self, what: String) -> Mistake {
        Mistake { line: self.line, what }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}
