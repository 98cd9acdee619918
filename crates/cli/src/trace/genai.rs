//! The CSV of image-generation requests published with the Alibaba GenAI cluster trace, as it is.
//!
//! Columns are found by their names in the header row, so their order and further columns do not matter. A unit is a second of
//! computing time, a begun second counting whole. Whatever is not `SUCCEED` is a failure of the service.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::{Answer, Entry, Line};

/// The columns that are read.
pub const COLUMNS: [&str; 4] = ["gmt_create", "predict_status", "exec_time_seconds", "groupId"];

/// Where the columns stand in a row.
pub struct Columns {
    at: [usize; COLUMNS.len()],
    count: usize,
}

impl Columns {
    /// None when `line` is not the header row of such a file.
    pub fn of_header(line: &Line) -> Option<Columns> {
        let header = fields(line).ok()?;
        let mut at = [0; COLUMNS.len()];
        for (place, name) in at.iter_mut().zip(COLUMNS) {
            *place = header.iter().position(|field| field.trim() == name)?;
        }
        Some(Columns { at, count: header.len() })
    }
}

pub fn parse(line: &Line, columns: &Columns) -> Result<Entry, String> {
    let row = fields(line)?;
    if row.len() != columns.count {
        return Err(format!("{} fields where the header has {}", row.len(), columns.count));
    }
    let [created, status, seconds, group] = columns.at.map(|place| row[place].trim());
    if group.is_empty() {
        return Err("groupId is empty".to_owned());
    }
    if status.is_empty() {
        return Err("predict_status is empty".to_owned());
    }
    Ok(Entry {
        at: seconds_since_1970(created)?,
        payer: group.to_owned(),
        units: whole_seconds_up(seconds)?,
        answer: Answer { word: status.to_owned(), status: http_status(status) },
    })
}

/// One row. Each line is read by itself, so that a stray quote spoils one request and not the rest of the file.
fn fields(line: &Line) -> Result<csv::StringRecord, String> {
    if line.cut {
        return Err("the line is too long".to_owned());
    }
    if !line.bytes().contains(&b'"') {
        return Ok(line.text().split(',').collect()); // the common case, much faster
    }
    let mut reader = csv::ReaderBuilder::new().has_headers(false).buffer_capacity(1024).from_reader(line.bytes());
    let mut row = csv::StringRecord::new();
    match reader.read_record(&mut row) {
        Ok(_) => Ok(row),
        Err(error) => Err(format!("not CSV: {error}")),
    }
}

fn seconds_since_1970(created: &str) -> Result<u64, String> {
    let expected = || format!("gmt_create is {created:?}, expected a time like 2024-11-15 16:57:50");
    let time = DateTime::strptime("%Y-%m-%d %H:%M:%S", created).map_err(|_| expected())?;
    let time = time.to_zoned(TimeZone::UTC).map_err(|_| expected())?;
    u64::try_from(time.timestamp().as_second()).map_err(|_| format!("gmt_create {created:?} is before 1970"))
}

/// A decimal number of seconds, read without floating point, rounded up to whole seconds.
fn whole_seconds_up(text: &str) -> Result<u64, String> {
    let expected = || format!("exec_time_seconds is {text:?}, expected a number like 32 or 31.6");
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return Err(expected());
    }
    let begun = u64::from(fraction.bytes().any(|digit| digit != b'0'));
    whole.parse::<u64>().ok().and_then(|whole| whole.checked_add(begun)).ok_or_else(expected)
}

fn http_status(status: &str) -> u16 {
    match status {
        "SUCCEED" => 200,
        // Neither had an answer yet when the trace was taken: to the one who waits, a gateway timeout.
        "PENDING" | "PROCESSING" => 504,
        _ => 500,
    }
}

#[cfg(test)]
mod tests {
    use super::{whole_seconds_up, *};

    #[test]
    fn begun_seconds_count_whole() {
        for (text, seconds) in [("32.0", 32), ("0", 0), ("0.0", 0), ("31.6", 32), ("31.0001", 32), ("7", 7)] {
            assert_eq!(whole_seconds_up(text), Ok(seconds), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_plain_number_of_seconds_is_refused() {
        for text in ["", "-1", "1e3", "NaN", ".5", "5.", "1.2.3", "99999999999999999999"] {
            assert!(whole_seconds_up(text).is_err(), "{text}");
        }
    }

    #[test]
    fn columns_are_found_by_name() {
        let header = Line::of(1, "groupId,extra,exec_time_seconds,predict_status,gmt_create");
        let columns = Columns::of_header(&header).expect("all four columns are there");
        let row = Line::of(2, "G7,x,2.5,FAILED,2024-11-15 16:57:50");
        let answer = Answer { word: "FAILED".to_owned(), status: 500 };
        assert_eq!(parse(&row, &columns), Ok(Entry { at: 1_731_689_870, payer: "G7".to_owned(), units: 3, answer }));
    }

    #[test]
    fn each_thing_wrong_with_a_row_is_named() {
        let columns = Columns::of_header(&Line::of(1, &COLUMNS.join(","))).expect("the header names its columns");
        for (row, reason) in [
            ("2024-11-15 16:57:50,SUCCEED,1", "3 fields where the header has 4"),
            ("15.11.2024,SUCCEED,1,G", "gmt_create is \"15.11.2024\", expected a time like 2024-11-15 16:57:50"),
            ("1969-01-01 00:00:00,SUCCEED,1,G", "gmt_create \"1969-01-01 00:00:00\" is before 1970"),
            ("2024-11-15 16:57:50,SUCCEED,long,G", "exec_time_seconds is \"long\", expected a number like 32 or 31.6"),
            ("2024-11-15 16:57:50,SUCCEED,1,", "groupId is empty"),
            ("2024-11-15 16:57:50,,1,G", "predict_status is empty"),
        ] {
            assert_eq!(parse(&Line::of(2, row), &columns), Err(reason.to_owned()));
        }
    }
}
