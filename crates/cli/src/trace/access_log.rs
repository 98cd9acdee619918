//! Access logs of web servers, in common or combined format.
//!
//! ```text
//! address identity user [17/May/2015:10:05:03 +0000] "GET /path HTTP/1.1" 200 203023 "referer" "user agent"
//! ```
//! The payer is the client's address. What follows the size is not read, so lines cut there are still good.

use jiff::Timestamp;
use jiff::fmt::strtime;

use super::{Answer, Entry, Line, Meter};

const EXPECTED: &str = "expected address, identity, user, [time], \"request\", status, bytes";

pub fn parse(line: &Line, meter: Meter) -> Result<Entry, String> {
    if line.cut {
        return Err("the line is too long".to_owned());
    }
    let text = line.text();
    let (client, rest) = text.split_once(" [").ok_or_else(|| format!("no [time]; {EXPECTED}"))?;
    let [address, _identity, _user] = client.split(' ').collect::<Vec<_>>()[..] else {
        return Err(format!("{client:?} stands before the time; {EXPECTED}"));
    };
    if address.is_empty() {
        return Err(format!("no client address; {EXPECTED}"));
    }
    let (time, rest) = rest.split_once("] \"").ok_or_else(|| format!("no request after the time; {EXPECTED}"))?;
    let rest = after_quoted(rest).ok_or_else(|| format!("the request's quotation mark is never closed; {EXPECTED}"))?;
    let mut after = rest.split_ascii_whitespace();
    let status = http_status(after.next())?;
    let bytes = bytes_sent(after.next())?;
    Ok(Entry {
        at: seconds_since_1970(time)?,
        payer: address.to_owned(),
        units: match meter {
            Meter::Requests => 1,
            Meter::Bytes => bytes,
        },
        answer: Answer { word: status.to_string(), status },
    })
}

/// What follows the closing quotation mark; servers write a quotation mark inside the request as `\"`.
fn after_quoted(text: &str) -> Option<&str> {
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        match character {
            '"' if !escaped => return Some(&text[at + 1..]),
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    None
}

fn http_status(text: Option<&str>) -> Result<u16, String> {
    let text = text.unwrap_or_default();
    match text.parse() {
        // An interim answer (101: the connection became a web socket) cannot end a request over HTTP; it was served.
        Ok(100..200) => Ok(200),
        Ok(status @ 200..600) => Ok(status),
        _ => Err(format!("status is {text:?}, expected 100 to 599")),
    }
}

fn bytes_sent(text: Option<&str>) -> Result<u64, String> {
    let text = text.unwrap_or_default();
    match text {
        "-" => Ok(0),
        _ => text.parse().map_err(|_| format!("bytes are {text:?}, expected a number or -")),
    }
}

fn seconds_since_1970(text: &str) -> Result<u64, String> {
    let expected = |_| format!("time is {text:?}, expected one like 17/May/2015:10:05:03 +0000");
    let time: Timestamp =
        strtime::parse("%d/%b/%Y:%H:%M:%S %z", text).and_then(|time| time.to_timestamp()).map_err(expected)?;
    u64::try_from(time.as_second()).map_err(|_| format!("time {text:?} is before 1970"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"::1 - frank [17/May/2015:12:05:03 +0200] "GET /a HTTP/1.1" 200 2326 "-" "agent""#;

    fn entry(line: &str) -> Result<Entry, String> {
        parse(&Line::of(1, line), Meter::Bytes)
    }

    #[test]
    fn a_combined_line_is_read_with_its_time_zone() {
        let answer = Answer { word: "200".to_owned(), status: 200 };
        assert_eq!(entry(GOOD), Ok(Entry { at: 1_431_857_103, payer: "::1".to_owned(), units: 2326, answer }));
    }

    #[test]
    fn one_request_is_one_unit_unless_bytes_are_metered() {
        assert_eq!(parse(&Line::of(1, GOOD), Meter::Requests).map(|entry| entry.units), Ok(1));
    }

    #[test]
    fn no_body_is_no_bytes() {
        assert_eq!(entry(&GOOD.replace("2326", "-")).map(|entry| entry.units), Ok(0));
    }

    #[test]
    fn quotation_marks_inside_the_request_are_no_end() {
        assert_eq!(entry(&GOOD.replace("/a", r#"/\"a\\"#)).map(|entry| entry.units), Ok(2326));
    }

    #[test]
    fn common_format_and_a_cut_user_agent_are_good() {
        for end in ["", r#" "-" "Mozilla/5.0 (comp"#] {
            assert!(
                entry(&format!(r#"10.0.0.1 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.0" 304 0{end}"#)).is_ok()
            );
        }
    }

    #[test]
    fn a_web_socket_was_served() {
        assert_eq!(entry(&GOOD.replace(" 200 ", " 101 ")).map(|entry| entry.answer.served()), Ok(true));
    }

    #[test]
    fn each_thing_wrong_with_a_line_is_named() {
        for (line, reason) in [
            ("hello", "no [time]"),
            (&format!("shop.example:80 {GOOD}"), "stands before the time"),
            (&GOOD.replace("May", "Mai"), "time is \"17/Mai/2015:12:05:03 +0200\", expected one like"),
            (&GOOD.replace("] \"GET", "] GET"), "no request after the time"),
            (r#"::1 - - [17/May/2015:12:05:03 +0200] "GET /a"#, "never closed"),
            (&GOOD.replace(" 200 ", " 999 "), "status is \"999\", expected 100 to 599"),
            (&GOOD.replace(" 200 ", " - "), "status is \"-\""),
            (&GOOD.replace("2326", "many"), "bytes are \"many\", expected a number or -"),
        ] {
            let refusal = entry(line).expect_err(line);
            assert!(refusal.contains(reason), "{line}: {refusal}");
        }
    }
}
