//! What the program says about itself.

use crate::program::{stderr, stdout, usufruct};

#[test]
fn help_names_every_command() {
    let help = stdout(&usufruct(&["--help"]));
    let commands: Vec<_> = help.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).collect();
    assert_eq!(&commands[..5], ["demo", "audit", "chain", "lab", "help"], "{help}");
}

#[test]
fn help_of_the_demo_is_as_documented() {
    let help = stdout(&usufruct(&["demo", "--help"]));
    let help: String = help.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    assert_eq!(help, include_str!("help-demo.txt"), "if the change is meant, write it into help-demo.txt");
}

#[test]
fn what_is_wrong_with_an_argument_is_said() {
    for (arguments, expected) in [
        (&["demo", "--speed", "0"][..], "expected a number above 0"),
        (&["demo", "--once", "--trace", "/nonexistent/log"], "cannot open the trace /nonexistent/log"),
        (&["demo", "--once", "--meter", "bytes"], "it needs --trace FILE"),
        (&["audit"], "--data"),
        (&["audit", "--data", "/nonexistent"], "holds no demo"),
    ] {
        let output = usufruct(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(expected), "{arguments:?}: {}", stderr(&output));
    }
}
