//! One thing that an audit compares: two figures, found independently of each other, that have to be equal.

use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditLine {
    pub what: String,
    pub left: String,
    pub right: String,
    pub holds: bool,
}

impl AuditLine {
    pub fn equal<T: PartialEq + ToString>(what: &str, left: &T, right: &T) -> AuditLine {
        AuditLine { what: what.to_owned(), left: left.to_string(), right: right.to_string(), holds: left == right }
    }
}

/// All lines, one below the other, with a verdict.
pub fn table(lines: &[AuditLine]) -> String {
    let width = |pick: fn(&AuditLine) -> &String| lines.iter().map(|line| pick(line).len()).max().unwrap_or(0);
    let (what, left, right) = (width(|line| &line.what), width(|line| &line.left), width(|line| &line.right));
    let mut text = String::new();
    for line in lines {
        let sign = if line.holds { "=" } else { "≠" };
        let verdict = if line.holds { "holds" } else { "DOES NOT HOLD" };
        text += &format!("  {:what$}  {:>left$} {sign} {:>right$}  {verdict}\n", line.what, line.left, line.right);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_does_not_hold_cannot_be_overlooked() {
        let lines = [AuditLine::equal("one", &1, &1), AuditLine::equal("the other", &10, &2)];
        let expected = "  one         1 = 1  holds\n  the other  10 ≠ 2  DOES NOT HOLD\n";
        assert_eq!(table(&lines), expected);
    }
}
