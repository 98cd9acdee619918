//! What a tax tool reads.

use super::figures::{amount, first_day, second_day};
use crate::world::{WANDA, World};
use usufruct_testkit::cast::{ALICE, BOB, CAROL, MALLORY};

/// The rows of `name`'s statement, with the names of the columns.
async fn statement(world: &World, name: &str, query: &str) -> Vec<Vec<String>> {
    let address = world.stage.address(name);
    let url = format!("{}/api/v1/ventures/{}/positions/{address}/statement.csv{query}", world.url, world.share());
    let answer = world.http.get(url).send().await.expect("an answer");
    assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8; header=present");
    assert_eq!(answer.headers()["content-disposition"], format!("attachment; filename=\"statement-{address}.csv\""));
    assert_eq!(answer.headers()["usufruct-block-hash"], world.stage.chain().head().hash.to_string());
    assert_eq!(answer.headers()["usufruct-finality"], "final");
    let text = answer.text().await.expect("a body");
    let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    rows.records().map(|row| row.expect("CSV").iter().map(str::to_owned).collect()).collect()
}

#[tokio::test]
async fn a_statement_has_every_movement_and_income_when_it_was_claimed() {
    let world = World::open().await;
    first_day(&world).await;
    second_day(&world).await;
    world.look().await;
    let rows = statement(&world, BOB, "").await;
    assert_eq!(
        rows[0],
        [
            "Date",
            "Sent Amount",
            "Sent Currency",
            "Received Amount",
            "Received Currency",
            "Fee Amount",
            "Fee Currency",
            "Net Worth Amount",
            "Net Worth Currency",
            "Label",
            "Description",
            "TxHash"
        ]
    );
    let part = |row: usize| rows[row][1..5].join("|");
    assert_eq!(part(1), "3000|USDC|300000|LIGHT");
    assert_eq!(part(2), "100001|LIGHT||");
    let position = world.get(&format!("/positions/{}", world.stage.address(BOB))).await;
    let received = amount(&position["data"]["received"]);
    let claimed = format!("{}.{:06}", received / 1_000_000, received % 1_000_000);
    assert_eq!(part(3), format!("||{}|USDC", claimed.trim_end_matches('0').trim_end_matches('.')));
    assert_eq!(rows.len(), 4);
    let labels: Vec<_> = rows[1..].iter().map(|row| row[9].as_str()).collect();
    assert_eq!(labels, ["", "", "reward"]);
    assert!(rows[3][10].contains(&world.stage.address(CAROL).to_string()), "{}", rows[3][10]);
    for (row, entry) in rows[1..].iter().zip(position["data"]["entries"].as_array().expect("entries").iter().rev()) {
        assert_eq!(row[11], entry["transaction"].as_str().expect("a hash"));
        assert!(row[0].starts_with("2026-05-0") && row[0].ends_with(" UTC"), "{}", row[0]);
        assert_eq!(row[5..9].join(""), "", "fees and worth are not known here");
    }
}

#[tokio::test]
async fn a_period_has_its_rows_and_no_others() {
    let world = World::open().await;
    first_day(&world).await;
    second_day(&world).await;
    world.look().await;
    let all = statement(&world, ALICE, "").await;
    let day = &all.last().expect("rows")[0][..10];
    let last = statement(&world, ALICE, &format!("?from={day}&until={day}")).await;
    assert_eq!(last[1..], all[all.len() - 1..]);
    let before = statement(&world, ALICE, "?until=2026-01-01").await;
    assert_eq!((before.len(), before[0] == all[0]), (1, true));
    assert_eq!(statement(&world, MALLORY, "").await.len(), 1);
    assert_eq!(statement(&world, WANDA, "").await[1][1..5].join("|"), "||100001|LIGHT");
}
