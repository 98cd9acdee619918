//! Every story is told alike by the model and by the contracts on the embedded chain; and what is wrong with a story is
//! said with its line.

use std::{fs, path::PathBuf};
use usufruct_testkit::story::{Story, in_model, on_chain};

/// The stories by file name, in order.
fn stories() -> Vec<(String, Story)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../stories");
    let entries = fs::read_dir(folder).expect("the stories are in the repository");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "story"));
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a story is text");
        let story = Story::parse(&text).unwrap_or_else(|mistake| panic!("{name}, {mistake}"));
        (name, story)
    };
    paths.into_iter().map(read).collect()
}

#[test]
fn the_model_tells_every_story() {
    let stories = stories();
    assert!(stories.len() >= 8, "the stories are missing");
    for (name, story) in stories {
        in_model::play(&story).unwrap_or_else(|mistake| panic!("{name}, {mistake}"));
    }
}

#[tokio::test]
async fn the_contracts_on_the_embedded_chain_tell_every_story() {
    for (name, story) in stories() {
        on_chain::play(&story).await.unwrap_or_else(|mistake| panic!("{name}, {mistake}"));
    }
}

const BEGINNING: &str = "# A story\npeople alice\n";

/// The mistake that `lines` contain, found when reading or when playing.
fn mistake(lines: &str) -> String {
    let text = format!("{BEGINNING}{lines}");
    let played = Story::parse(&text).and_then(|story| in_model::play(&story));
    played.expect_err("the story is wrong").to_string()
}

#[test]
fn a_mistake_is_told_with_its_line_and_what_would_be_right() {
    let check = |lines: &str, expected: &[&str]| {
        let told = mistake(lines);
        assert!(expected.iter().all(|part| told.contains(part)), "`{lines}` is told as: {told}");
    };
    check("then alice claims", &["line 3", "begins with #, terms, people, contracts or day"]);
    check("day one  alice claims", &["line 3", "`day 2` or `day 2 18:00`"]);
    check("day 0  zoe claims", &["line 3", "nobody is called `zoe`", "alice"]);
    check("day 0  alice steals 5.00", &["line 3", "`steals 5.00`", "buys N shares"]);
    check("day 0  alice pays 1.0000001", &["line 3", "`1.0000001`", "at most 6 decimals"]);
    check("day 0  alice buys 5", &["line 3", "`5` is no number of shares", "`40 shares`"]);
    check("day 0  alice waits | alice feels rich", &["line 3", "alice feels rich", "WHO is owed CASH"]);
    check("day 2  alice waits\nday 1  alice waits", &["line 4", "before the line above"]);
    check("terms  weight 5", &["line 3", "`weight 5` is no term", "soft cap"]);
    check("terms  price 0.00", &["line 3", "Factory would refuse", "price"]);
    check("terms  match 60 %", &["line 3", "matchBps"]);
    check("day 0  alice buys 1 share | alice has 2 shares", &["line 3", "`alice has 2 shares`", "found 1 share"]);
    check("day 0  alice closes the sale | alice has 0 shares", &["line 3", "refused: SaleNotOver"]);
    check("day 0  alice buys 1 share | refused: ZeroShares", &["line 3", "done, but expected ZeroShares"]);
}

#[test]
fn a_story_without_a_title_is_no_story() {
    assert!(Story::parse("people alice").expect_err("no title").to_string().contains("`# ` and its title"));
}
