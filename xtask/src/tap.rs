//! Reads the Test Anything Protocol, as node's test runner and `clients/python/run.py` write it.

use std::process::Command;

use anyhow::{Context, ensure};

/// One case of a suite and whether it held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    pub name: String,
    pub passed: bool,
}

/// Runs tests and reads their report. Those that fail are printed with their reasons. `group` is what is tested.
pub fn cases_of(mut command: Command, group: &str) -> anyhow::Result<Vec<Case>> {
    let output = command.output().with_context(|| format!("cannot start {:?}", command.get_program()))?;
    let report = String::from_utf8_lossy(&output.stdout);
    let cases = read(&report, group);
    let clean = cases.iter().all(|case| case.passed);
    if !output.status.success() || !clean {
        println!("{group}\n{report}{}", String::from_utf8_lossy(&output.stderr));
    }
    ensure!(!cases.is_empty(), "{group} ran no test ({})", output.status);
    ensure!(output.status.success() == clean, "{group} ended with {} against its report", output.status);
    Ok(cases)
}

/// The cases of a report, in order. A line that only sums up the group named `group` is none. What was skipped did not
/// hold.
fn read(report: &str, group: &str) -> Vec<Case> {
    let case = |line: &str| {
        let line = line.trim_start();
        let (rest, passed) = match line.strip_prefix("not ok ") {
            Some(rest) => (rest, false),
            None => (line.strip_prefix("ok ")?, true),
        };
        let (number, name) = rest.split_once(" - ")?;
        number.parse::<u32>().ok()?;
        let (name, directive) = name.split_once(" # ").unwrap_or((name, ""));
        let name = name.trim_end().to_owned();
        (name != group).then_some(Case { name, passed: passed && directive.is_empty() })
    };
    report.lines().filter_map(case).collect()
}

#[cfg(test)]
mod tests {
    use super::{Case, read};

    #[test]
    fn leaves_are_cases_and_groups_are_not() {
        let report = "TAP version 13\n# Subtest: g\n    # Subtest: a: b\n    ok 1 - a: b\n      ---\n      ...\n    \
                      not ok 2 - c\n    ok 3 - d # SKIP\n    1..3\nnot ok 1 - g\n1..1\n# pass 1\n";
        let case = |name: &str, passed| Case { name: name.to_owned(), passed };
        assert_eq!(read(report, "g"), [case("a: b", true), case("c", false), case("d", false)]);
        assert_eq!(read("nothing", "g"), []);
    }
}
