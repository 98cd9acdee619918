//! `usufruct lab assess`: files of figures, and a venture of our own.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::{json, shown, stderr, stdout, usufruct};

fn written(directory: &Path, name: &str, text: &str) -> String {
    let path = directory.join(name);
    fs::write(&path, text).expect("writable");
    shown(&path).to_owned()
}

fn end(of: &Value, end: &str) -> f64 {
    of[end].as_f64().unwrap_or(f64::INFINITY)
}

#[test]
fn fees_beside_rewards_decide_the_high_end() {
    let directory = tempfile::tempdir().expect("a directory");
    let figures = "date,fees,rewards,weather\n2021-10-31,50000,5600000,1\n2021-11-30,52000,5700000,2\n2021-12-31,52000,5700000,3\n";
    let file = written(directory.path(), "livepeer.csv", figures);
    let report = directory.path().join("report.html");
    let output = usufruct(&["lab", "assess", &file, "--json", "--report", shown(&report)]);
    assert!(output.status.success(), "{}", stderr(&output));
    let found = json(&output);
    assert_eq!((&found["frequency"], &found["unit"]), (&"monthly".into(), &"dollars".into()));
    assert!(end(&found["score_if_complete"], "high") < 1.0, "{found}");
    assert_eq!(found["score_if_complete"]["verdict"], "emission-or-inflow-funded");
    assert!(found["notes"].to_string().contains("weather was not understood"), "{found}");
    assert!(fs::read_to_string(report).expect("a report").contains("livepeer"));
    let page = stdout(&usufruct(&["lab", "assess", &file]));
    assert!(
        page.contains("A low score means that this income is not paid by customers, not that the project dies."),
        "{page}"
    );
}

#[test]
fn what_is_assumed_narrows_and_is_printed() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = written(directory.path(), "maker.csv", "date,paid,fees,opex\n2023,6.58,118,33.1\n");
    let assume = ["newcomer_share=0", "churn_per_day=0", "circular=0", "borrower_incentives=0"];
    let mut arguments = vec!["lab", "assess", file.as_str(), "--json"];
    for one in &assume {
        arguments.extend(["--assume", one]);
    }
    let output = usufruct(&arguments);
    assert!(output.status.success(), "{}", stderr(&output));
    let found = json(&output);
    assert_eq!(found["assumed"].as_array().map(Vec::len), Some(5), "{found}");
    assert_eq!(found["score_if_complete"]["verdict"], "payments-funded", "{found}");
}

#[test]
fn errors_name_what_was_found_and_what_would_be_understood() {
    let directory = tempfile::tempdir().expect("a directory");
    let nothing = written(directory.path(), "weather.csv", "date,sunshine\n2024-01-01,3\n");
    let said = stderr(&usufruct(&["lab", "assess", &nothing]));
    assert!(said.contains("sunshine") && said.contains("revenue") && said.contains("--columns"), "{said}");
    let slip = written(directory.path(), "slip.csv", "date,apr\n2024-01-01,17.4\n2024-01-02,17.4\n");
    let said = stderr(&usufruct(&["lab", "assess", &slip]));
    assert!(said.contains("row 1") && said.contains("1740 % a year") && said.contains("apr_percent"), "{said}");
    let mapped = usufruct(&["lab", "assess", &slip, "--columns", "paid_rate[percent]=apr", "--json"]);
    assert!(mapped.status.success(), "{}", stderr(&mapped));
}

#[test]
fn payments_show_circular_flow() {
    let directory = tempfile::tempdir().expect("a directory");
    let figures = "date,revenue,paid_fees,emission\n2024-01-01,100,60,0\n2024-01-02,100,60,0\n";
    let file = written(directory.path(), "figures.csv", figures);
    let flow = "time,from,to,amount\n2024-01-01,issuer,bob,50\n2024-01-01,bob,till,50\n2024-01-02,eve,till,100\n";
    let flow = written(directory.path(), "payments.csv", flow);
    let arguments = ["lab", "assess", &file, "--payments", &flow, "--issuer", "issuer", "--till", "till", "--json"];
    let output = usufruct(&arguments);
    assert!(output.status.success(), "{}", stderr(&output));
    let found = json(&output);
    assert_eq!(found["circularity"]["looked"], true);
    // The first day is all circular, the second not at all.
    let circular = &found["circularity"]["ratio"];
    assert!(end(circular, "low") >= 0.5 - 1e-9, "{circular}");
}

/// A demo's customers are there for days: all are new, the reserve has just begun, and everything is known.
#[test]
fn a_venture_of_ours_is_assessed_from_its_books() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    let kept = usufruct(&["demo", "--once", "--json", "--data", shown(&data)]);
    assert!(kept.status.success(), "{}", stderr(&kept));
    let manifest: Value = serde_json::from_slice(&fs::read(data.join("demo.json")).expect("a manifest")).expect("JSON");
    let share = manifest["share"].as_str().expect("an address");
    let output = usufruct(&["lab", "assess", "--venture", share, "--data", shown(&data), "--json"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let found = json(&output);
    assert_eq!(found["frequency"], "daily");
    assert_eq!(found["circularity"]["looked"], true);
    assert_eq!(end(&found["emission_share"], "high"), 0.0);
    assert!(end(&found["paid_per_day"], "low") > 0.0, "{found}");
    assert!(end(&found["origins"]["newcomers"], "low") > 0.9, "nobody came 60 days ago: {}", found["origins"]);
    assert!(end(&found["score"], "high") - end(&found["score"], "low") < 50.0, "{}", found["score"]);
    let other =
        usufruct(&["lab", "assess", "--venture", "0x0000000000000000000000000000000000000001", "--data", shown(&data)]);
    assert!(stderr(&other).to_lowercase().contains(&share.to_lowercase()), "{}", stderr(&other));
}
