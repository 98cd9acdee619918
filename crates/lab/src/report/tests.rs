use super::specimen::{about, findings};
use super::{opening::headline, reading, simulation};
use crate::findings::{Estimate, Experiments, Findings};

/// A name that somebody could give a structure in the hope that the page takes it for something else.
const HOSTILE: &str = "\"><script>alert('x')</script><img src=x onerror=alert(1)>&amp;";

fn place(findings: &Findings, key: &str) -> usize {
    findings.structures.iter().position(|structure| structure.key == key).expect("a structure of the specimen")
}

/// Sets what a structure keeps in all scenarios.
fn set_kept(findings: &mut Findings, key: &str, kept: f64) {
    let (structure, scenarios) = (place(findings, key), findings.scenarios.len());
    for cell in &mut findings.cells[structure * scenarios..(structure + 1) * scenarios] {
        cell.measures.income_kept = about(kept, 0.0);
        cell.measures.survival = about(if kept >= 0.5 { 1.0 } else { 0.0 }, 0.0);
    }
}

#[test]
fn ten_figures_each_with_a_title_a_picture_and_its_numbers() {
    let page = simulation(&findings());
    assert_eq!(page.matches("<figure ").count(), 10);
    for number in 1..=10 {
        assert!(page.contains(&format!("data-figure=\"{number}\"")), "figure {number}");
    }
    for figure in page.split("<figure ").skip(1) {
        let title = figure.split('"').nth(3).expect("aria-labelledby comes second");
        assert!(page.contains(&format!("id=\"{title}\"")), "{title}");
        assert!(figure.contains("<summary>The numbers</summary>"), "{title}");
    }
}

#[test]
fn nothing_is_asked_of_the_network() {
    let page = simulation(&findings());
    for asking in ["<script", "src=", "@import", "url(", "<link", "<iframe", "http://", "https://"] {
        assert!(!page.contains(asking), "{asking}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn what_people_wrote_stays_text() {
    let mut findings = findings();
    for structure in &mut findings.structures {
        structure.name = HOSTILE.to_owned();
        structure.about = HOSTILE.to_owned();
    }
    for scenario in &mut findings.scenarios {
        scenario.name = HOSTILE.to_owned();
        scenario.about = HOSTILE.to_owned();
        scenario.key = HOSTILE.to_owned();
    }
    findings.run.survival_rule = HOSTILE.to_owned();
    findings.run.score_rule = HOSTILE.to_owned();
    let experiments = &mut findings.experiments;
    if let Some(tornado) = &mut experiments.tornado {
        tornado.figure = HOSTILE.to_owned();
        for bar in &mut tornado.bars {
            (bar.parameter, bar.low_setting, bar.high_setting) =
                (HOSTILE.to_owned(), HOSTILE.to_owned(), HOSTILE.to_owned());
        }
    }
    if let Some(concentration) = &mut experiments.concentration {
        concentration.structure = HOSTILE.to_owned();
        concentration.waterfall.iter_mut().for_each(|step| step.label = HOSTILE.to_owned());
    }
    let page = simulation(&findings);
    assert!(page.contains("&lt;script&gt;alert"), "the names are not there at all");
    assert!(!page.contains("<script") && !page.contains("<img"));
    // A quote that is not escaped would end an attribute and begin another.
    assert!(!page.contains("\"><script") && page.contains("&quot;&gt;&lt;script"));
}

#[test]
fn the_headline_names_who_survives_and_our_worst_case() {
    let told = headline(&findings());
    assert!(told.starts_with("In the case “no new investors”, "), "{told}");
    assert!(told.contains("of 10 ways of paying an income still pay at least half of it"), "{told}");
    assert!(
        told.contains("mostly out of customers’ money; ours still does; in its worst case, “demand stops”, ours keeps 11 % of its income"),
        "{told}"
    );
}

#[test]
fn the_headline_says_so_when_ours_is_the_worst() {
    let mut findings = findings();
    set_kept(&mut findings, "S7", 0.001);
    let told = headline(&findings);
    assert!(told.contains("; ours does not"), "{told}");
    assert!(told.ends_with("ours keeps 0.1 % of its income, the least of all 10 in their own worst cases."), "{told}");
}

#[test]
fn the_headline_says_so_when_ours_is_the_best() {
    let mut findings = findings();
    set_kept(&mut findings, "S7", 1.25);
    assert!(
        headline(&findings).ends_with("ours keeps 125 % of its income, the most of all 10 in their own worst cases.")
    );
}

#[test]
fn the_headline_holds_for_none_and_for_all() {
    let mut findings = findings();
    let keys: Vec<String> = findings.structures.iter().map(|structure| structure.key.clone()).collect();
    keys.iter().for_each(|key| set_kept(&mut findings, key, 0.25));
    let none = headline(&findings);
    assert!(none.contains("none of the 10 ways of paying an income still pays half of it after 275 days"), "{none}");
    keys.iter().for_each(|key| set_kept(&mut findings, key, 0.75));
    let all = headline(&findings);
    assert!(
        all.contains("all 10 ways of paying an income still pay at least half of it")
            && all.contains("; ours still does"),
        "{all}"
    );
    assert!(!all.contains("the most") && !all.contains("the least"), "equals are neither: {all}");
}

#[test]
fn a_run_of_one_structure_in_one_scenario_is_a_report_too() {
    let mut findings = findings();
    let ours = place(&findings, "S7");
    findings.cells = vec![findings.cell(ours, 0).clone()];
    findings.structures = vec![findings.structures[ours].clone()];
    findings.scenarios.truncate(1);
    findings.experiments = Experiments::default();
    let page = simulation(&findings);
    assert_eq!(page.matches("<figure ").count(), 10);
    assert!(page.contains("This was not part of this run."));
    findings.structures.clear();
    findings.cells.clear();
    findings.scenarios.clear();
    assert_eq!(headline(&findings), "Nothing was run, so nothing is known.");
    simulation(&findings);
}

#[test]
fn a_run_without_ours_does_not_speak_of_ours() {
    let mut findings = findings();
    let ours = place(&findings, "S7");
    findings.structures[ours].key = "X1".to_owned();
    assert!(!headline(&findings).contains("ours"));
    assert_eq!(simulation(&findings).matches(", ours").count(), 0);
}

#[test]
fn our_worst_case_is_drawn_like_the_others() {
    let findings = findings();
    let page = simulation(&findings);
    let side = page.split("side-by-side").nth(1).expect("the comparison");
    let rows: Vec<&str> = side.split("<div class=\"row\"").skip(1).take(10).collect();
    let classes = |row: &&str| {
        let row = row.split("row-figure").next().unwrap_or(row);
        row.split("class=\"")
            .skip(1)
            .filter_map(|part| part.split('"').next())
            .map(str::to_owned)
            .collect::<Vec<String>>()
    };
    let ours = rows.iter().find(|row| row.contains("S7, ours")).expect("ours is there");
    assert!(rows.iter().all(|row| classes(row) == classes(ours)));
}

#[test]
fn what_was_not_measured_is_not_drawn_as_a_number() {
    let mut findings = findings();
    for cell in &mut findings.cells {
        cell.measures.income_kept = Estimate::NOTHING;
        cell.measures.half_life = Estimate::NOTHING;
        for day in &mut cell.days {
            day.income_quantiles = [Estimate::NOTHING; 5];
            day.income_mean = Estimate::NOTHING;
        }
    }
    let page = simulation(&findings);
    assert!(!page.contains("NaN") && !page.contains(">inf<"), "a number that is none");
    assert!(reading::worsts(&findings).is_empty());
}

#[test]
fn infinite_values_are_words() {
    let page = simulation(&findings());
    for number in ["NaN", "inf ", "inf<", " inf", "-0%"] {
        assert!(!page.contains(number), "{number}");
    }
}

#[test]
fn the_file_stays_small() {
    // The specimen has as many structures and scenarios as the standard set.
    const BYTES_MAX: usize = 1_750_000;
    let bytes = simulation(&findings()).len();
    assert!(bytes < BYTES_MAX, "{bytes} bytes");
}
