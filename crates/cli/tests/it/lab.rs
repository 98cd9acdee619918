//! The lab as people use it.

use std::fs;

use crate::program::{stderr, stdout, usufruct};

#[test]
fn a_simulation_tells_a_table_and_writes_what_was_asked_for() {
    let directory = tempfile::tempdir().expect("a place for files");
    let file = |name: &str| directory.path().join(name).display().to_string();
    let [scenario, csv, parquet, json, report] = ["mine.toml", "a.csv", "a.parquet", "a.json", "a.html"].map(file);
    fs::write(&scenario, "name = \"A third less\"\n[time]\nafter_shock = \"30 days\"\n[shock]\ndemand = \"-33 %\"\n")
        .expect("written");
    let output = usufruct(&[
        "lab",
        "simulate",
        "4",
        &scenario,
        "--paths",
        "4",
        "--structure",
        "s7",
        "--structure",
        "C0",
        "--csv",
        &csv,
        "--parquet",
        &parquet,
        "--json",
        &json,
        "--report",
        &report,
    ]);
    let told = stdout(&output);
    for line in
        ["S7 revenue share", "C0 ", "A third less", "Our own structure (S7", "worst off in \"Demand stops\"", "Wrote "]
    {
        assert!(told.contains(line), "{line:?} is not in\n{told}");
    }
    assert!(
        fs::read_to_string(&csv).expect("it is there").starts_with("structure,scenario,day,metric,value,low,high,n\n")
    );
    assert!(fs::read(&parquet).expect("it is there").starts_with(b"PAR1"));
    let json: serde_json::Value = serde_json::from_slice(&fs::read(&json).expect("it is there")).expect("it is JSON");
    assert_eq!(json["scenarios"][1]["name"], "A third less");
    assert!(fs::read_to_string(&report).expect("it is there").contains("A third less"));
}

#[test]
fn the_same_seed_tells_the_same_on_any_number_of_threads() {
    let told = |threads| {
        stdout(&usufruct(&["lab", "simulate", "run", "--paths", "70", "--structure", "S8", "--threads", threads]))
    };
    assert_eq!(told("1"), told("3"));
}

#[test]
fn what_cannot_be_simulated_is_said() {
    let directory = tempfile::tempdir().expect("a place for files");
    let scenario = directory.path().join("mine.toml").display().to_string();
    fs::write(&scenario, "name = \"mine\"\n[shock]\nsnipers = 10\n").expect("written");
    for (arguments, expected) in [
        (&["demand-stop"][..], "the standard ones are 0-base, 1-no-new-investors"),
        (&["/nonexistent/mine.toml"], "cannot open the scenario /nonexistent/mine.toml"),
        (&[&scenario], "mine.toml:3: shock.snipers = 10 has no unit (\"10 %\"?)"),
        (&["base", "--structure", "S9"], "S7 (revenue share, smoothed)"),
        (&["base", "--paths", "0"], "0 is not in 1..=4294967295"),
        (&["base", "--csv", "/nonexistent/a.csv"], "cannot write /nonexistent/a.csv"),
        (&["base", "0"], "two scenarios are called 0-base"),
    ] {
        let output = usufruct(&[&["lab", "simulate"], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(expected), "{arguments:?}: {}", stderr(&output));
    }
}
