//! Traces: what real customers asked of a real service, and when.
//!
//! A trace is read from a file (plain or gzip, the format told by its content, never by its name) or generated from a seed.
//! Whatever its origin it becomes one list of requests sorted by time (stable, so simultaneous requests keep the file's
//! order), with payers numbered in the order of their first line.
//!
//! Invariants: reading is streaming and pure (bytes in, requests out); a line that cannot be read is counted, reported with
//! its number and skipped, never dropped silently; no line, however long, is held in memory beyond `LINE_BYTES_MAX`.

mod access_log;
mod genai;
mod generated;
mod lines;

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use flate2::bufread::MultiGzDecoder;

pub use generated::{END_DEFAULT, generate};
use lines::{Line, Lines};

/// More requests than this are refused: a replay holds them all in memory (some 40 bytes each) to sort them.
const REQUESTS_MAX: usize = 20_000_000;
/// So many of the malformed lines are kept word for word; all are counted.
const MALFORMED_KEPT: usize = 20;
/// A format must show itself within so many lines.
const SNIFFED_LINES: usize = 20;
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// What one unit of the service is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A second of computing time; a begun second counts whole.
    Second,
    Request,
    /// A byte of the response's body.
    Byte,
}

impl Unit {
    pub fn plural(self) -> &'static str {
        match self {
            Unit::Second => "seconds",
            Unit::Request => "requests",
            Unit::Byte => "bytes",
        }
    }
}

/// How the requests of an access log are metered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Meter {
    /// One unit per request.
    Requests,
    /// One unit per byte of the response's body.
    Bytes,
}

/// One request of one customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Seconds since 1970, UTC.
    pub at: u64,
    /// Which payer: an index into `Trace::payers`.
    pub payer: u32,
    /// What the answer amounted to, in the trace's unit.
    pub units: u64,
    /// What the service answered: an index into `Trace::answers`.
    pub answer: u16,
}

/// What a service answered, in the trace's own word and as an HTTP status.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Answer {
    pub word: String,
    /// 200 to 599. From 400 on it is a failure, and nobody is charged.
    pub status: u16,
}

impl Answer {
    pub fn served(&self) -> bool {
        self.status < 400
    }
}

/// A line that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// Counted from 1.
    pub line: u64,
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// What the trace is, for people: "GenAI requests (CSV)" and the like.
    pub format: &'static str,
    pub unit: Unit,
    /// Sorted by time; not empty.
    pub requests: Vec<Request>,
    pub payers: Vec<String>,
    pub answers: Vec<Answer>,
    pub malformed_count: u64,
    /// The first malformed lines, at most `MALFORMED_KEPT`.
    pub malformed: Vec<Malformed>,
}

impl Trace {
    pub fn answer(&self, request: &Request) -> &Answer {
        &self.answers[usize::from(request.answer)]
    }

    pub fn payer(&self, request: &Request) -> &str {
        &self.payers[request.payer as usize]
    }

    /// How many requests were served and have to be charged.
    pub fn served_count(&self) -> usize {
        self.requests.iter().filter(|request| self.answer(request).served()).count()
    }

    pub fn begin(&self) -> u64 {
        self.requests.first().map_or(0, |request| request.at)
    }

    pub fn end(&self) -> u64 {
        self.requests.last().map_or(0, |request| request.at)
    }
}

/// Reads the trace in `path`. `meter` applies to access logs only (default: requests).
pub fn open(path: &Path, meter: Option<Meter>) -> Result<Trace> {
    let file = File::open(path).with_context(|| format!("cannot open the trace {}", path.display()))?;
    read(BufReader::new(file), meter).with_context(|| format!("cannot read the trace {}", path.display()))
}

/// Reads a trace from bytes, plain or gzip.
pub fn read(mut bytes: impl BufRead, meter: Option<Meter>) -> Result<Trace> {
    if bytes.fill_buf()?.starts_with(&GZIP_MAGIC) {
        read_plain(BufReader::new(MultiGzDecoder::new(bytes)), meter)
    } else {
        read_plain(bytes, meter)
    }
}

fn read_plain(bytes: impl BufRead, meter: Option<Meter>) -> Result<Trace> {
    let mut lines = Lines::new(bytes);
    let mut head = Vec::new();
    while head.len() < SNIFFED_LINES {
        let Some(line) = lines.next_line()? else { break };
        if let Some(columns) = genai::Columns::of_header(&line) {
            if meter.is_some() {
                bail!("--meter applies to access logs; this CSV is metered in seconds of computing time");
            }
            let mut reading = Reading::new("GenAI requests (CSV)", Unit::Second);
            head.iter().for_each(|before: &Line| reading.refuse(before, "stands before the header row"));
            return reading.all(&[], lines, |line| genai::parse(line, &columns));
        }
        let is_log = access_log::parse(&line, Meter::Requests).is_ok();
        head.push(line);
        if is_log {
            let meter = meter.unwrap_or(Meter::Requests);
            let unit = match meter {
                Meter::Requests => Unit::Request,
                Meter::Bytes => Unit::Byte,
            };
            let reading = Reading::new("access log (combined format)", unit);
            return reading.all(&head, lines, |line| access_log::parse(line, meter));
        }
    }
    let Some(first) = head.first() else { bail!("it is empty; a trace needs at least one request") };
    bail!(
        "neither format was recognised in its first {} lines, of which the first is {:?}; expected a CSV whose header row \
         names {}, or a web server's access log in common or combined format",
        head.len(),
        first.excerpt(),
        genai::COLUMNS.join(", "),
    )
}

/// What one line of a trace says, before payers and answers are numbered.
#[derive(Debug, PartialEq, Eq)]
struct Entry {
    at: u64,
    payer: String,
    units: u64,
    answer: Answer,
}

/// A trace in the making.
struct Reading {
    trace: Trace,
    payers: HashMap<String, u32>,
    answers: HashMap<Answer, u16>,
}

impl Reading {
    fn new(format: &'static str, unit: Unit) -> Reading {
        let trace = Trace {
            format,
            unit,
            requests: Vec::new(),
            payers: Vec::new(),
            answers: Vec::new(),
            malformed_count: 0,
            malformed: Vec::new(),
        };
        Reading { trace, payers: HashMap::new(), answers: HashMap::new() }
    }

    /// Reads the lines already seen and all that follow.
    fn all<R: BufRead>(
        mut self,
        head: &[Line],
        mut lines: Lines<R>,
        parse: impl Fn(&Line) -> Result<Entry, String>,
    ) -> Result<Trace> {
        for line in head {
            self.one(line, &parse)?;
        }
        while let Some(line) = lines.next_line()? {
            self.one(&line, &parse)?;
        }
        self.finish()
    }

    fn one(&mut self, line: &Line, parse: impl Fn(&Line) -> Result<Entry, String>) -> Result<()> {
        if line.is_blank() {
            return Ok(());
        }
        match parse(line) {
            Ok(entry) => self.take(entry),
            Err(reason) => {
                self.refuse(line, &reason);
                Ok(())
            }
        }
    }

    fn refuse(&mut self, line: &Line, reason: &str) {
        self.trace.malformed_count += 1;
        if self.trace.malformed.len() < MALFORMED_KEPT {
            self.trace.malformed.push(Malformed { line: line.number, reason: reason.to_owned() });
        }
    }

    fn take(&mut self, entry: Entry) -> Result<()> {
        if self.trace.requests.len() == REQUESTS_MAX {
            bail!("it has more than {REQUESTS_MAX} requests; cut it into parts");
        }
        let payer = match self.payers.get(&entry.payer) {
            Some(&payer) => payer,
            None => {
                let payer = u32::try_from(self.trace.payers.len()).context("too many payers")?;
                self.trace.payers.push(entry.payer.clone());
                self.payers.insert(entry.payer, payer);
                payer
            }
        };
        let answer = match self.answers.get(&entry.answer) {
            Some(&answer) => answer,
            None => {
                let answer = u16::try_from(self.trace.answers.len()).context("too many kinds of answers")?;
                self.trace.answers.push(entry.answer.clone());
                self.answers.insert(entry.answer, answer);
                answer
            }
        };
        self.trace.requests.push(Request { at: entry.at, payer, units: entry.units, answer });
        Ok(())
    }

    fn finish(mut self) -> Result<Trace> {
        if self.trace.requests.is_empty() {
            let reasons = self.trace.malformed.iter().map(|bad| format!("line {}: {}", bad.line, bad.reason));
            bail!("no line of it is a request; {}", reasons.take(3).collect::<Vec<_>>().join("; "));
        }
        self.trace.requests.sort_by_key(|request| request.at); // stable: the file's order within a second
        Ok(self.trace)
    }
}

#[cfg(test)]
mod tests;
