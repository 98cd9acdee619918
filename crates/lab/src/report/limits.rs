//! What the report does not show, what was compared, and how to run it again.

use maud::{Markup, html};

use super::reading;
use crate::findings::Findings;
use crate::scenario::standard;
use crate::structure;

pub fn limits() -> Markup {
    html! {
        section #limits aria-labelledby="limits-title" {
            h2 id="limits-title" { "What this does not show" }
            ul.plain {
                li { b { "A low score means that this income is not paid by customers, not that the project dies." } " Projects have outlived the income that they once paid." }
                li { "People are assumed here: how customers come and go, how fast investors leave, what a token’s market bears. Figure 9 shows what the comparison depends on; other assumptions give other numbers." }
                li { "Intervals are of chance alone: more paths make them narrower, and the assumptions no truer." }
                li { "A structure here is a simple model of many products. It is no judgement of any one of them, and leaves out faults of code, theft, law and fraud." }
                li { "Smoothing changes when income is paid, never how much. A reserve that lasts is a delay, no source of income." }
                li { "The largest loss may be one that no case here has." }
            }
        }
    }
}

pub fn structures(findings: &Findings) -> Markup {
    html! {
        section #compared aria-labelledby="compared-title" {
            h2 id="compared-title" { "What was compared" }
            div.two {
                div {
                    h3 { "Ways of paying an income" }
                    dl.terms {
                        @for summary in &findings.structures {
                            dt { span.structure-key { (summary.key) } " " (summary.name) @if summary.key == reading::OURS { " (ours)" } }
                            dd { (summary.about) }
                        }
                    }
                }
                div {
                    h3 { "Cases" }
                    dl.terms {
                        @for case in &findings.scenarios {
                            dt { (case.name) }
                            dd { (case.about) " " span.quiet { "(" (case.days) " days, shock on day " (case.shock_day) ")" } }
                        }
                    }
                }
            }
        }
    }
}

/// What was typed, but for the names of files. Scenarios and structures are named where they are not the standard set.
fn command(findings: &Findings) -> String {
    let scenarios: Vec<&str> = findings.scenarios.iter().map(|scenario| scenario.key.as_str()).collect();
    let structures: Vec<&str> = findings.structures.iter().map(|structure| structure.key.as_str()).collect();
    let mut command = "usufruct lab simulate".to_owned();
    if !standard::keys().eq(scenarios.iter().copied()) {
        command.extend(scenarios.iter().flat_map(|key| [" ", *key]));
    }
    if !structure::standard().iter().map(|structure| structure.key()).eq(structures.iter().copied()) {
        command.extend(structures.iter().flat_map(|key| [" --structure ", *key]));
    }
    format!("{command} --seed {} --paths {} --report report.html", findings.run.seed, findings.run.paths)
}

/// Whatever is needed to get the same numbers.
pub fn again(findings: &Findings) -> Markup {
    let run = &findings.run;
    html! {
        section #again aria-labelledby="again-title" {
            h2 id="again-title" { "Run it again" }
            p { "The same seed gives the same numbers, for any number of threads." }
            pre { code { (command(findings)) } }
            dl.facts {
                div { dt { "Version" } dd { "usufruct " (env!("CARGO_PKG_VERSION")) } }
                div { dt { "Seed" } dd { (run.seed) } }
                div { dt { "Paths of each case" } dd { (run.paths) } }
                div { dt { "Survival, exactly" } dd { (run.survival_rule) } }
                div { dt { "Score, exactly" } dd { (run.score_rule) } }
                div { dt { "Intervals" } dd { "95 %, from the paths of this run" } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::command;
    use crate::report::specimen::findings;
    use crate::scenario::standard;
    use crate::structure;

    #[test]
    fn the_standard_set_needs_no_names() {
        let mut findings = findings();
        for (scenario, key) in findings.scenarios.iter_mut().zip(standard::keys()) {
            key.clone_into(&mut scenario.key);
        }
        for (summary, structure) in findings.structures.iter_mut().zip(structure::standard()) {
            structure.key().clone_into(&mut summary.key);
        }
        assert_eq!(command(&findings), "usufruct lab simulate --seed 7 --paths 1000 --report report.html");
        findings.scenarios.truncate(2);
        findings.structures.truncate(1);
        let first: Vec<&str> = standard::keys().take(2).collect();
        let wanted = format!(
            "usufruct lab simulate {} {} --structure {} --seed 7 --paths 1000 --report report.html",
            first[0], first[1], findings.structures[0].key
        );
        assert_eq!(command(&findings), wanted);
    }
}
