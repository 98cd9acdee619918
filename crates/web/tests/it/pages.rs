//! Pages as they are written: what strangers chose stays text, nothing is inline, and every state of a venture has a page.

mod sample;
mod skeleton;

use crate::world::{World, config};
use alloy::primitives::U256;
use axum::{body::Body, http::Request};
use maud::Markup;
use sample::{money, position, running, selling};
use skeleton::{Tag, skeleton};
use std::collections::BTreeSet;
use tower::ServiceExt;
use usufruct_model::{Bps, Shares, Timestamp, offering::Phase, price::PriceQ64};
use usufruct_testkit::cast::ALICE;
use usufruct_web::{
    figures::{Money, Sources},
    pages::{position::PositionPage, venture::VenturePage},
};

/// What each of the pages is, with `name` wherever a stranger can put one.
fn pages_with(name: &str) -> Vec<(&'static str, String)> {
    let rename = |page: &mut VenturePage| {
        page.overview.terms.name = name.to_owned();
        page.overview.terms.symbol = name.to_owned();
        page.overview.terms.contract_uri = name.to_owned();
        page.overview.currency.symbol = name.to_owned();
        page.rpc = Some(name.to_owned());
        if let Some(prices) = &mut page.prices {
            prices.classes[0].name = name.to_owned();
            prices.path.iter_mut().for_each(|point| point.class = name.to_owned());
        }
    };
    let (mut earning, mut new, mut mine) = (running(), selling(), position());
    rename(&mut earning);
    rename(&mut new);
    mine.overview.terms.name = name.to_owned();
    mine.overview.currency.symbol = name.to_owned();
    mine.rpc = Some(name.to_owned());
    let text = Markup::into_string;
    vec![("running", text(earning.render())), ("selling", text(new.render())), ("position", text(mine.render()))]
}

/// Sixty names that somebody could choose in the hope of being taken for more than a name.
fn payloads() -> Vec<String> {
    let tags = [
        "svg",
        "img src=x",
        "body",
        "details open",
        "input autofocus",
        "video src=x",
        "marquee",
        "iframe",
        "math",
        "a",
    ];
    let handlers = ["onload", "onerror", "onfocus", "onclick", "ontoggle"];
    let mut names: Vec<String> = Vec::new();
    for tag in tags {
        names.push(format!("<{tag} onload=alert(1)>"));
        names.push(format!("</title></textarea><{tag} onerror=alert(1)>"));
        names.push(format!("--><{tag}/onclick=alert(1)//"));
    }
    for handler in handlers {
        names.push(format!("\" {handler}=\"alert(1)"));
        names.push(format!("' {handler}='alert(1)"));
        names.push(format!("x\"><svg/{handler}=alert(1)>"));
        names.push(format!("\u{202e}<img {handler}=alert(1)>"));
    }
    for name in [
        "<script>alert(1)</script>",
        "</script><script>alert(1)</script>",
        "<!--",
        "]]>",
        "javascript:alert(1)",
        "&#60;script&#62;alert(1)&#60;/script&#62;",
        "&quot; onload=&quot;alert(1)",
        "</bdi><b>bold",
        "<style>*{display:none}</style>",
        "<base href=//evil.example>",
    ] {
        names.push(name.to_owned());
    }
    names
}

#[test]
fn a_hostile_name_changes_no_tag_and_no_attribute_of_a_page() {
    let names = payloads();
    assert_eq!(names.len(), 60);
    let harmless = pages_with("Lighthouse");
    for name in names {
        for ((which, hostile), (_, usual)) in pages_with(&name).iter().zip(&harmless) {
            assert!(skeleton(hostile) == skeleton(usual), "{which} with {name:?}");
        }
    }
}

#[test]
fn a_name_of_a_megabyte_is_cut_and_one_from_right_to_left_stays_in_its_place() {
    for (which, page) in pages_with(&"W".repeat(1 << 20)) {
        // The command for an audit and the address for a wallet are the operator's, and are shown as a whole.
        let shown = page.replace(&"W".repeat(1 << 20), "");
        assert!(!shown.contains(&"W".repeat(41)), "{which}");
    }
    for (which, page) in pages_with("\u{202e}ecilA\u{2066}") {
        let shown = page.replace("\u{202e}ecilA\u{2066}", "");
        assert!(shown.contains("<bdi>ecilA</bdi>"), "{which}");
        assert!(!shown.contains(['\u{202e}', '\u{2066}']), "{which}");
    }
}

fn tags(page: &str) -> Vec<Tag> {
    skeleton(page)
}

#[test]
fn nothing_is_inline_and_nothing_comes_from_elsewhere() {
    for (which, page) in pages_with("Lighthouse") {
        for tag in tags(&page) {
            for (name, value) in &tag.attributes {
                assert!(name != "style" && !name.starts_with("on"), "{which}: {tag:?}");
                let loads = ["src", "href", "action"].contains(&name.as_str());
                assert!(!loads || value.is_empty() || value.starts_with(['/', '#']), "{which}: {tag:?}");
            }
            assert!(tag.name != "script" || tag.attribute("src").is_some(), "{which}: a script inline");
            assert!(tag.name != "style", "{which}: a sheet inline");
        }
    }
}

#[test]
fn names_within_a_page_are_unique_and_lead_somewhere() {
    for (which, page) in pages_with("Lighthouse") {
        let tags = tags(&page);
        let all: Vec<&str> = tags.iter().filter_map(|tag| tag.attribute("id")).collect();
        let ids: BTreeSet<&str> = all.iter().copied().collect();
        assert_eq!(all.len(), ids.len(), "{which}: an id is used twice");
        for tag in &tags {
            for attribute in ["for", "aria-labelledby"] {
                let target = tag.attribute(attribute);
                assert!(target.is_none_or(|target| ids.contains(target)), "{which}: {tag:?}");
            }
            assert!(tag.attribute("data-live").is_none() || tag.attribute("id").is_some(), "{which}: {tag:?}");
            let labelled = ["aria-label", "aria-hidden", "role"].iter().any(|name| tag.attribute(name).is_some());
            assert!(tag.name != "svg" || labelled, "{which}: a picture without words: {tag:?}");
        }
    }
}

#[test]
fn a_venture_that_sells_says_what_is_missing() {
    let page = selling().render().into_string();
    for words in
        ["Selling shares", "Still needed to begin", "Nobody has paid", "Nobody holds a share", "no gateway beside it"]
    {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn every_end_of_a_venture_is_told_in_words() {
    let in_phase = |sale| {
        let mut page = running();
        page.overview.sale = sale;
        page.purses.capital.redeemable = page.purses.capital.undrawn;
        page.render().into_string()
    };
    assert!(in_phase(Phase::Failed).contains("The sale failed"));
    let wound_down = in_phase(Phase::WoundDown);
    assert!(wound_down.contains("Wound down") && wound_down.contains("797.00"));

    let mut stalled = running();
    stalled.overview.stall.stalled = true;
    stalled.silence.stall.stalled = true;
    let stalled = stalled.render().into_string();
    assert!(stalled.contains("Stalled") && stalled.contains("Anyone may wind the venture down now"));
}

#[test]
fn an_active_venture_without_customers_promises_nothing() {
    let mut page = running();
    page.days.iter_mut().for_each(|day| day.came_from = Sources::default());
    assert!(page.render().into_string().contains("No customer has paid in the last 30 days"));
}

#[test]
fn old_figures_are_marked_as_old() {
    let mut page = running();
    assert!(!page.render().into_string().contains("may be old"));
    page.overview.as_of.stale = true;
    page.overview.as_of.checked_seconds_ago = 7_300;
    assert!(page.render().into_string().contains("the chain last answered 2 hours ago"));
}

#[test]
fn every_group_of_figures_names_its_block_and_how_sure_it_is() {
    let page = running().render().into_string();
    assert!(page.matches(">12,345</data>, final").count() >= 6, "one line for each group");
}

/// The largest and the smallest of everything.
#[test]
fn no_amount_is_too_large_for_a_page() {
    for amount in [money(u128::MAX), Money(U256::MAX), money(1)] {
        for decimals in [0, 6, 18, 36] {
            let page = extreme(amount, decimals);
            assert!(page.render().into_string().contains(&format!("value=\"{amount}\"")));
            assert!(extreme_position(amount, decimals).render().into_string().contains(&amount.to_string()));
        }
    }
}

fn extreme(amount: Money, decimals: u8) -> VenturePage {
    let mut page = running();
    page.overview.currency.decimals = decimals;
    page.overview.terms.decimals = 18;
    page.overview.terms.tau = u32::MAX;
    page.overview.terms.deadline = Timestamp(u64::MAX);
    page.overview.supply = Shares(u64::MAX);
    page.overview.holders_bps = Bps::WHOLE;
    page.overview.price_per_share = amount;
    page.earned_per_share = amount;
    for field in [
        &mut page.purses.income.credited,
        &mut page.purses.income.owed,
        &mut page.purses.income.reserve,
        &mut page.purses.revenue.collected,
        &mut page.purses.capital.raised,
        &mut page.silence.reserve,
        &mut page.silence.undrawn,
        &mut page.customers.total,
    ] {
        *field = amount;
    }
    page.silence.tau = u32::MAX;
    page.silence.half_life = u64::MAX;
    for day in &mut page.days {
        day.came_from.vouchers = amount;
        day.came_from.holders = amount;
    }
    if let Some(prices) = &mut page.prices {
        prices.unit = U256::MAX;
        prices.path.iter_mut().for_each(|point| point.spot = PriceQ64(u128::MAX));
        prices.classes[0].spot = PriceQ64(u128::MAX);
        prices.classes[0].law.target_q32 = u64::MAX;
    }
    page
}

fn extreme_position(amount: Money, decimals: u8) -> PositionPage {
    let mut page = position();
    page.overview.currency.decimals = decimals;
    page.position.owed = amount;
    page.position.accrued = Money(U256::MAX);
    page.position.received = Money(U256::MAX);
    page.position.earned.iter_mut().for_each(|day| day.amount = amount);
    page
}

#[test]
fn what_is_about_to_be_paid_is_written_to_the_last_digit() {
    let page = position().render().into_string();
    assert!(page.contains("data-figure=\"position.owed\" value=\"2200417\">2.200417 "));
}

#[test]
fn the_script_is_told_chain_contract_and_calls_and_nothing_else_to_sign() {
    let page = position().render().into_string();
    let claim = tags(&page).into_iter().find(|tag| tag.attribute("data-claim").is_some()).expect("a claim");
    let told = |name| claim.attribute(name).unwrap_or_else(|| panic!("{name} is not told"));
    assert_eq!(told("data-chain"), "84532");
    assert_eq!(told("data-call"), "0x4e71d92d", "claim()");
    assert!(told("data-owed-call").starts_with("0xdf18e047"), "owed(address)");
    assert_eq!(told("data-holder"), sample::address(31).to_checksum(None));
    assert_eq!(told("data-share").to_lowercase(), sample::address(1).to_string().to_lowercase());
}

/// The status and the text of a page.
async fn visit(world: &World, path: &str) -> (u16, String) {
    let answer = world.http.get(format!("{}{path}", world.url)).send().await.expect("the server answers");
    (answer.status().as_u16(), answer.text().await.expect("a text"))
}

#[tokio::test]
async fn every_path_has_a_page_that_helps() {
    let world = World::open().await;
    world.look().await;
    let share = world.share().to_checksum(None);
    let holder = world.stage.address(ALICE);
    let mistyped = holder.to_checksum(None).replacen('E', "e", 1);
    for (path, status, words) in [
        (format!("/ventures/{share}"), 200, "Three purses that never mix"),
        (format!("/ventures/{}", share.to_lowercase()), 200, "Three purses that never mix"),
        (format!("/ventures/{share}/position?address={holder}"), 200, "Owed now"),
        (format!("/ventures/{share}/position?address=%20{holder}%20"), 200, "Owed now"),
        (format!("/ventures/{share}/position?address={}", sample::address(200)), 200, "has not touched the venture"),
        (format!("/ventures/{share}/position?address={holder}&offset=1000000"), 200, "Owed now"),
        (format!("/ventures/{share}/position"), 400, "That is no address"),
        (format!("/ventures/{share}/position?address=alice"), 400, "That is no address"),
        (format!("/ventures/{share}/position?address={mistyped}"), 400, "That is no address"),
        (format!("/ventures/{share}/position?address={holder}&offset=-1"), 400, "That is no address"),
        (format!("/ventures/{holder}"), 404, "Another venture"),
        ("/ventures/lighthouse".to_owned(), 404, "Another venture"),
        ("/nowhere".to_owned(), 404, "Nothing is here"),
        ("/assets/secret.js".to_owned(), 404, "Nothing is here"),
        ("/assets/page.css".to_owned(), 200, "--accent"),
        ("/assets/claim.js".to_owned(), 200, "eth_sendTransaction"),
        ("/assets/favicon.svg".to_owned(), 200, "<svg"),
    ] {
        let (found, text) = visit(&world, &path).await;
        assert_eq!(found, status, "{path}");
        assert!(text.contains(words), "{path}: {words}");
    }
    let (status, home) = visit(&world, "/").await;
    assert!(status == 200 && home.contains(&share), "the beginning leads to the venture");
}

#[tokio::test]
async fn before_the_chain_was_read_a_page_says_so_and_when_to_come_back() {
    let world = World::open().await;
    let unread = world.another("unread", config(), None).await;
    let request = Request::get(format!("/ventures/{}", world.share())).header("host", "localhost");
    let answer = unread.router().oneshot(request.body(Body::empty()).expect("a request")).await.expect("an answer");
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.headers()["retry-after"], "3");
    assert!(answer.headers().contains_key("content-security-policy"));
}
