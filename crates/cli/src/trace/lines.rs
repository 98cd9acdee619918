//! Lines of bounded length, numbered, from any bytes.

use std::borrow::Cow;
use std::io::{BufRead, Read};

use anyhow::{Context, Result};

/// Longer lines are cut here, which their parser then refuses: no web server writes such lines, and a file without line breaks
/// must not fill the memory.
const LINE_BYTES_MAX: usize = 64 * 1024;
/// How much of a line is shown to people.
const EXCERPT_CHARS: usize = 80;

pub struct Line {
    /// Counted from 1.
    pub number: u64,
    pub cut: bool,
    bytes: Vec<u8>,
}

impl Line {
    /// The text, with what is not UTF-8 replaced.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn is_blank(&self) -> bool {
        self.bytes.iter().all(u8::is_ascii_whitespace)
    }

    pub fn excerpt(&self) -> String {
        self.text().chars().take(EXCERPT_CHARS).collect()
    }

    #[cfg(test)]
    pub fn of(number: u64, text: &str) -> Line {
        Line { number, cut: false, bytes: text.as_bytes().to_vec() }
    }
}

pub struct Lines<R> {
    bytes: R,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    pub fn new(bytes: R) -> Lines<R> {
        Lines { bytes, number: 0 }
    }

    /// The next line without its end, or none at the end of the input. Fails when the input does (a torn gzip file, say).
    pub fn next_line(&mut self) -> Result<Option<Line>> {
        let fault = |number: u64| move || format!("the input breaks off after line {number}");
        let mut bytes = Vec::new();
        let mut bounded = (&mut self.bytes).take(LINE_BYTES_MAX as u64);
        if bounded.read_until(b'\n', &mut bytes).with_context(fault(self.number))? == 0 {
            return Ok(None);
        }
        let cut = bytes.len() == LINE_BYTES_MAX && !bytes.ends_with(b"\n");
        if cut {
            self.bytes.skip_until(b'\n').with_context(fault(self.number))?;
        }
        while matches!(bytes.last(), Some(b'\n' | b'\r')) {
            bytes.pop();
        }
        self.number += 1;
        if self.number == 1 && bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3); // a byte order mark, as spreadsheets write it
        }
        Ok(Some(Line { number: self.number, cut, bytes }))
    }
}
