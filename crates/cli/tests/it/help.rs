//! What the program says about itself.

use crate::program::{stderr, stdout, usufruct};

#[test]
fn help_names_every_command() {
    let help = stdout(&usufruct(&["--help"]));
    let commands: Vec<_> = help.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).collect();
    assert_eq!(&commands[..5], ["demo", "audit", "chain", "lab", "help"], "{help}");
}

#[test]
fn help_of_each_command_is_as_documented() {
    for (command, documented, file) in [
        (&["demo"][..], include_str!("help-demo.txt"), "help-demo.txt"),
        (&["lab", "simulate"], include_str!("help-lab-simulate.txt"), "help-lab-simulate.txt"),
        (&["lab", "assess"], include_str!("help-lab-assess.txt"), "help-lab-assess.txt"),
    ] {
        let help = stdout(&usufruct(&[command, &["--help"]].concat()));
        let help: String = help.lines().map(|line| format!("{}\n", line.trim_end())).collect();
        assert_eq!(help, documented, "if the change is meant, write it into {file}");
    }
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
