//! The frame of a report: everything that it needs is in it.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::findings::Findings;

/// Nothing but styles that are in the page: no script, no font, no picture from anywhere.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
const STYLE: &str = include_str!("style.css");

/// `rules` are styles that depend on what is shown; made of numbers only.
pub fn page(title: &str, rules: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (title) }
                style { (PreEscaped(STYLE)) (PreEscaped(rules)) }
            }
            body {
                main.frame { (body) }
            }
        }
    }
}

/// Shows of each figure the case that is chosen. Browsers that cannot do this show the one that the project asks about.
pub fn case_rules(findings: &Findings) -> String {
    (0..findings.scenarios.len())
        .map(|case| format!(".pictures:has(option[value=\"{case}\"]:checked) .case-{case}{{display:block}}"))
        .collect()
}
