//! Whole files: formats told apart, malformed lines reported, published traces counted.

use std::collections::HashSet;
use std::io::Write;
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

const CSV: &str = "\
gmt_create,predict_type,predict_status,exec_time_seconds,groupId
2024-11-15 16:57:50,TXT_2_IMG,SUCCEED,32.0,G1
2024-11-15 16:57:40,TXT_2_IMG,FAILED,3.0,G2
2024-11-15 16:57:xx,TXT_2_IMG,SUCCEED,3.0,G2

2024-11-15 16:57:50,TXT_2_IMG,SUCCEED,4.5,G2
short,line
";
const LOG: &str = r#"garbage at the top
10.0.0.1 - - [17/May/2015:10:05:43 +0000] "GET /a HTTP/1.1" 200 100 "-" "agent"
10.0.0.2 - - [17/May/2015:10:05:03 +0000] "GET /b HTTP/1.1" 404 200 "-" "agent"
"#;

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).expect("writing to memory");
    encoder.finish().expect("writing to memory")
}

fn published(name: &str, meter: Option<Meter>) -> Option<Trace> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/demand").join(name);
    if !path.exists() {
        eprintln!("skipped: {name} is not on this machine");
        return None;
    }
    Some(open(&path, meter).expect("a published trace is readable"))
}

fn paying(trace: &Trace) -> usize {
    trace.requests.iter().map(|request| request.payer).collect::<HashSet<_>>().len()
}

fn with_word(trace: &Trace, word: &str) -> usize {
    trace.requests.iter().filter(|request| trace.answer(request).word == word).count()
}

#[test]
fn a_csv_is_known_by_its_header_and_sorted_by_time() {
    let trace = read(CSV.as_bytes(), None).expect("a good trace");
    let seen: Vec<_> = trace.requests.iter().map(|r| (trace.payer(r), r.units, trace.answer(r).served())).collect();
    assert_eq!(seen, [("G2", 3, false), ("G1", 32, true), ("G2", 5, true)]);
    assert_eq!(trace.unit, Unit::Second);
    assert_eq!(trace.end() - trace.begin(), 10);
}

#[test]
fn malformed_lines_are_reported_with_their_numbers_and_skipped() {
    let trace = read(CSV.as_bytes(), None).expect("a good trace");
    assert_eq!(trace.malformed_count, 2);
    assert_eq!(trace.malformed.iter().map(|bad| bad.line).collect::<Vec<_>>(), [4, 7]);
    assert_eq!(trace.malformed[1].reason, "2 fields where the header has 5");
}

#[test]
fn the_list_of_malformed_lines_is_bounded_but_all_are_counted() {
    let trace = read(format!("{CSV}{}", "bad\n".repeat(500)).as_bytes(), None).expect("a good trace");
    assert_eq!((trace.malformed_count, trace.malformed.len()), (502, MALFORMED_KEPT));
}

#[test]
fn a_log_is_known_by_its_lines_even_below_garbage() {
    let trace = read(LOG.as_bytes(), Some(Meter::Bytes)).expect("a good trace");
    let seen: Vec<_> = trace.requests.iter().map(|r| (trace.payer(r), r.units, trace.answer(r).status)).collect();
    assert_eq!(seen, [("10.0.0.2", 200, 404), ("10.0.0.1", 100, 200)]);
    assert_eq!((trace.malformed_count, trace.malformed[0].line), (1, 1));
}

#[test]
fn gzip_is_known_by_its_content() {
    for text in [CSV, LOG] {
        let zipped = read(gzip(text).as_slice(), None).expect("a good trace");
        assert_eq!(zipped, read(text.as_bytes(), None).expect("a good trace"));
    }
}

#[test]
fn a_torn_gzip_file_is_an_error_and_not_a_shorter_trace() {
    let whole = gzip(&CSV.repeat(1000));
    let error = read(&whole[..whole.len() / 2], None).expect_err("half a file");
    assert!(format!("{error:#}").contains("breaks off after line"), "{error:#}");
}

#[test]
fn unknown_content_is_refused_with_what_would_be_right() {
    let refusal = |text: &str| format!("{:#}", read(text.as_bytes(), None).expect_err(text));
    assert!(refusal("").contains("empty"));
    let unknown = refusal("a,b\n1,2\n");
    assert!(unknown.contains("\"a,b\"") && unknown.contains("groupId") && unknown.contains("access log"), "{unknown}");
    let only_a_header = refusal(&CSV.lines().take(1).collect::<String>());
    assert!(only_a_header.contains("no line of it is a request"), "{only_a_header}");
}

#[test]
fn metering_a_csv_otherwise_than_by_seconds_is_refused() {
    assert!(read(CSV.as_bytes(), Some(Meter::Bytes)).is_err());
}

#[test]
fn a_line_without_end_is_one_malformed_line() {
    let text = format!("{LOG}{}\n{}", "x".repeat(1_000_000), LOG.lines().last().expect("a line"));
    let trace = read(text.as_bytes(), None).expect("a good trace");
    assert_eq!((trace.requests.len(), trace.malformed_count), (3, 2));
    assert_eq!(trace.malformed[1], Malformed { line: 4, reason: "the line is too long".to_owned() });
}

#[test]
fn the_published_genai_trace_has_its_published_counts() {
    let Some(trace) = published("genai-requests-2024.csv.gz", None) else { return };
    assert_eq!((trace.requests.len(), paying(&trace), trace.malformed_count), (26_823, 4_247, 0));
    let words = ["SUCCEED", "FAILED", "PENDING", "PROCESSING"].map(|word| with_word(&trace, word));
    assert_eq!(words, [26_392, 398, 30, 3]);
    assert_eq!(trace.served_count(), 26_392);
}

#[test]
fn the_published_access_log_has_its_published_counts() {
    let Some(trace) = published("apache-access-log-2015.log.gz", None) else { return };
    assert_eq!((trace.requests.len(), paying(&trace), trace.malformed_count), (10_000, 1_753, 0));
    assert_eq!(trace.served_count(), 9_780);
    let bytes = published("apache-access-log-2015.log.gz", Some(Meter::Bytes)).expect("read before");
    assert_eq!((bytes.unit, bytes.served_count()), (Unit::Byte, 9_780));
}
