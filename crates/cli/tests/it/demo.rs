//! `usufruct demo`.

use std::fs;

use serde_json::{Value, json};

use crate::program::{figures, json, published, shown, stderr, stdout, usufruct};

#[test]
fn one_seed_gives_one_set_of_figures_and_every_line_of_the_audit_holds() {
    let runs = [(); 2].map(|()| usufruct(&["demo", "--once", "--json", "--seed", "7"]));
    for run in &runs {
        assert!(run.status.success(), "{}{}", stdout(run), stderr(run));
    }
    let [first, second] = runs.map(|run| figures(json(&run)));
    assert_eq!(first, second);
    assert_eq!(first["holds"], true);
    assert!(first["money"]["holders_claimed"].as_u64().expect("a number") > 0, "some holders claim");
    assert!(first["requests"]["failed"]["500"].as_u64().expect("a number") > 0, "some requests fail");
}

#[test]
fn another_seed_gives_other_figures() {
    let [one, other] = ["1", "2"].map(|seed| figures(json(&usufruct(&["demo", "--once", "--json", "--seed", seed]))));
    assert_ne!(one["money"], other["money"]);
}

#[test]
fn a_kept_demo_is_not_replayed_again_but_proved() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    let first = json(&usufruct(&["demo", "--once", "--json", "--data", shown(&data)]));
    let again = usufruct(&["demo", "--once", "--json", "--data", shown(&data)]);
    assert!(again.status.success(), "{}", stderr(&again));
    let again = json(&again);
    assert_eq!(again["holds"], true);
    let [first, again] = [&first, &again].map(|proof| proof["audit"].as_array().expect("lines"));
    assert!(again.len() > 10 && first.ends_with(again), "nothing has moved since: {again:?}");
}

#[test]
fn a_directory_with_other_files_is_left_alone() {
    let directory = tempfile::tempdir().expect("a directory");
    fs::write(directory.path().join("letter.txt"), "dear").expect("written");
    let output = usufruct(&["demo", "--once", "--data", shown(directory.path())]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("not empty and holds no demo"), "{}", stderr(&output));
}

#[test]
fn people_get_the_same_as_a_table() {
    let output = usufruct(&["demo", "--once"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&output).ends_with("Every line holds.\n"), "{}", stdout(&output));
}

#[test]
fn a_log_of_ones_own_is_replayed_and_its_malformed_lines_are_told() {
    let directory = tempfile::tempdir().expect("a directory");
    let log = directory.path().join("any.name");
    let line = |client, second, status| {
        format!(
            "10.0.0.{client} - - [17/May/2015:10:05:{second:02} +0000] \"GET / HTTP/1.1\" {status} 100 \"-\" \"-\"\n"
        )
    };
    let text = [line(1, 3, 200), "garbage\n".to_owned(), line(2, 4, 301), line(1, 1, 404), line(2, 9, 304)].concat();
    fs::write(&log, text).expect("written");
    let output = usufruct(&["demo", "--once", "--json", "--trace", shown(&log)]);
    let report = json(&output);
    assert!(output.status.success(), "{report}");
    assert_eq!(report["requests"]["charged"], 3);
    assert_eq!(report["requests"]["failed"], json!({ "404": 1 }));
    assert_eq!(report["trace"]["malformed"][0]["line"], 2);
    assert!(stderr(&output).contains("any.name:2: skipped: no [time]"), "{}", stderr(&output));
}

#[test]
fn bytes_can_be_sold_as_well() {
    let Some(log) = published("apache-access-log-2015.log.gz") else { return };
    let output = usufruct(&["demo", "--once", "--json", "--trace", shown(&log), "--meter", "bytes"]);
    let report = json(&output);
    assert!(output.status.success(), "{}", report["audit"]);
    assert_eq!(report["trace"]["unit"], "bytes");
    assert_eq!(report["requests"]["charged"], 9_780);
}

#[test]
fn the_published_genai_trace_is_charged_as_it_succeeded() {
    let Some(trace) = published("genai-requests-2024.csv.gz") else { return };
    let output = usufruct(&["demo", "--once", "--json", "--trace", shown(&trace)]);
    let report: Value = json(&output);
    assert!(output.status.success(), "{}", report["audit"]);
    assert_eq!(report["trace"]["payers"], 4_247);
    assert_eq!(report["requests"]["charged"], 26_392);
    assert_eq!(report["requests"]["failed"], json!({ "FAILED": 398, "PENDING": 30, "PROCESSING": 3 }));
}
