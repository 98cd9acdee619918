//! D03, D06, D07: what is asked in a wrong way is refused in a clear one, and what is answered is as described.

use super::figures::{first_day, second_day};
use crate::world::{WANDA, World};
use alloy::primitives::Address;
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use usufruct_testkit::cast::ALICE;

/// Every documented path, with the parameters of `world`.
async fn documented(world: &World) -> (Value, Vec<String>) {
    let (_, document) = world.ask("/api/v1/openapi.json").await;
    let share = world.share().to_string();
    let alice = world.stage.address(ALICE).to_string();
    let paths = document["paths"].as_object().expect("paths").keys();
    let paths = paths.map(|path| path.replace("{share}", &share).replace("{address}", &alice)).collect();
    (document, paths)
}

#[tokio::test]
async fn every_documented_path_answers_get_and_head_and_nothing_else() {
    let world = World::open().await;
    let (document, paths) = documented(&world).await;
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
    assert_eq!(paths.len(), 13);
    for path in paths {
        let url = format!("{}{path}", world.url);
        let get = world.http.get(&url).send().await.expect("an answer");
        assert_eq!(get.status(), StatusCode::OK, "{path}");
        let head = world.http.head(&url).send().await.expect("an answer");
        assert_eq!((head.status(), &head.headers()["content-type"]), (StatusCode::OK, &get.headers()["content-type"]));
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS, Method::TRACE] {
            let refused = world.http.request(method.clone(), &url).send().await.expect("an answer");
            assert_eq!(refused.status(), StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
            assert_eq!(refused.headers()["content-type"], "application/problem+json");
            assert!(refused.headers().contains_key(header::ALLOW), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn what_is_asked_wrongly_is_refused_with_a_reason_and_a_hint() {
    let world = World::open().await;
    let (share, other) = (world.share().to_string(), Address::repeat_byte(9).to_string());
    let venture = format!("/api/v1/ventures/{share}");
    for (path, status, slug) in [
        ("/api/v1/nothing".to_owned(), 404, "not-found"),
        ("/api/".to_owned(), 404, "not-found"),
        (format!("/api/v1/ventures/{other}"), 404, "unknown-venture"),
        ("/api/v1/ventures/0x12".to_owned(), 400, "bad-address"),
        (format!("/api/v1/ventures/{}", &share[2..]), 400, "bad-address"),
        ("/api/v1/ventures/%00%ff".to_owned(), 400, "bad-address"),
        (format!("{venture}/positions/alice"), 400, "bad-address"),
        (format!("{venture}/positions/{share}0"), 400, "bad-address"),
        (format!("{venture}?x=1"), 400, "bad-query"),
        (format!("{venture}/holders?limit=0"), 400, "bad-query"),
        (format!("{venture}/holders?limit=501"), 400, "bad-query"),
        (format!("{venture}/holders?limit=-1"), 400, "bad-query"),
        (format!("{venture}/holders?limit=1e2"), 400, "bad-query"),
        (format!("{venture}/holders?limit=99999999999999999999"), 400, "bad-query"),
        (format!("{venture}/holders?offset=18446744073709551615"), 400, "bad-query"),
        (format!("{venture}/holders?offset=1000000001"), 400, "bad-query"),
        (format!("{venture}/holders?limit=1&limit=2"), 400, "bad-query"),
        (format!("{venture}/days?limit=367"), 400, "bad-query"),
        (format!("{venture}/days?before=yesterday"), 400, "bad-query"),
        (format!("{venture}/customers?window=century"), 400, "bad-query"),
        (format!("{venture}/customers?top=501"), 400, "bad-query"),
        (format!("{venture}/price?limit=1001"), 400, "bad-query"),
        (format!("{venture}/positions/{other}/statement.csv?from=2026-02-30"), 400, "bad-query"),
        (format!("{venture}?{}", "a".repeat(2_048)), 414, "uri-too-long"),
    ] {
        let answer = world.http.get(format!("{}{path}", world.url)).send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), status, "{path}");
        assert_eq!(answer.headers()["content-type"], "application/problem+json", "{path}");
        let problem: Value = answer.json().await.expect("a document");
        assert_eq!(problem["type"], format!("urn:usufruct:problem:{slug}"), "{path}: {problem}");
        assert_eq!(problem["status"], status);
        for member in ["title", "detail", "hint"] {
            assert!(problem[member].as_str().is_some_and(|text| !text.is_empty()), "{path}: {problem}");
        }
    }
}

#[tokio::test]
async fn the_limits_themselves_are_allowed() {
    let world = World::open().await;
    first_day(&world).await;
    world.look().await;
    for path in [
        "/holders?limit=1",
        "/holders?limit=500",
        "/holders?offset=1000000000",
        "/days?limit=1",
        "/days?limit=366",
        "/days?before=0001-01-01",
        "/days?before=1970-01-01",
        "/days?before=9999-12-31",
        "/customers?top=0",
        "/customers?top=500",
        "/price?limit=0",
        "/price?limit=1000",
    ] {
        world.get(path).await;
    }
    assert_eq!(world.get("/days?before=1970-01-01").await["data"], json!({ "days": [], "next": null }));
    let empty = world.get("/holders?offset=1000000000").await;
    assert_eq!((&empty["data"]["holders"], &empty["data"]["next"]), (&json!([]), &Value::Null));
}

#[tokio::test]
async fn pages_of_days_and_holders_meet_without_gap_or_overlap() {
    let world = World::open().await;
    first_day(&world).await;
    world.stage.advance(5 * 86_400);
    second_day(&world).await;
    world.look().await;
    let whole = world.get("/days?limit=366").await["data"]["days"].clone();
    // Created on the day before the sale ended, or on the same; then the five days and the second one.
    assert!(whole.as_array().is_some_and(|days| days.len() >= 7), "{whole}");
    let (mut pages, mut next) = (Vec::new(), String::new());
    loop {
        let page = world.get(&format!("/days?limit=2{next}")).await["data"].clone();
        pages.extend(page["days"].as_array().expect("days").clone());
        match page["next"].as_str() {
            Some(before) => next = format!("&before={before}"),
            None => break,
        }
    }
    assert_eq!(json!(pages), whole);

    let whole = world.get("/holders").await["data"]["holders"].clone();
    let (mut pages, mut offset) = (Vec::new(), Some(0));
    while let Some(from) = offset {
        let page = world.get(&format!("/holders?limit=3&offset={from}")).await["data"].clone();
        pages.extend(page["holders"].as_array().expect("holders").clone());
        offset = page["next"].as_u64();
    }
    assert_eq!(json!(pages), whole);
}

#[tokio::test]
async fn every_answer_names_its_block_and_no_number_is_too_large_for_a_float() {
    fn check(value: &Value, path: &str) {
        match value {
            Value::Number(number) => {
                let number = number.as_u64().unwrap_or_else(|| panic!("{path}: {number} is no whole number"));
                assert!(number < 1 << 53, "{path}: {number}");
            }
            Value::Array(items) => items.iter().for_each(|item| check(item, path)),
            Value::Object(members) => members.values().for_each(|member| check(member, path)),
            Value::Null | Value::Bool(_) | Value::String(_) => {}
        }
    }
    let world = World::open().await;
    first_day(&world).await;
    second_day(&world).await;
    world.look().await;
    let (_, paths) = documented(&world).await;
    let answers = paths.iter().filter(|path| path.contains("/ventures") && !path.ends_with("/events"));
    for path in answers.filter(|path| !path.ends_with(".csv")) {
        let (_, answer) = world.ask(path).await;
        assert_eq!(answer["block"]["hash"], json!(world.stage.chain().head().hash), "{path}");
        assert_eq!(answer["finality"], "final");
        assert_eq!(answer["units"]["money"]["decimals"], 6);
        check(&answer, path);
    }
}

#[tokio::test]
async fn an_answer_that_is_known_is_not_sent_again_until_a_block_changes_it() {
    let world = World::open().await;
    first_day(&world).await;
    world.look().await;
    let url = format!("{}/api/v1/ventures/{}/days", world.url, world.share());
    let ask = async |known: Option<&str>| {
        let request = world.http.get(&url);
        let request = known.iter().fold(request, |request, tag| request.header(header::IF_NONE_MATCH, *tag));
        request.send().await.expect("an answer")
    };
    let first = ask(None).await;
    assert_eq!(first.headers()["cache-control"], "no-cache");
    let tag = first.headers()["etag"].to_str().expect("text").to_owned();
    world.stage.advance(30);
    let again = ask(Some(&tag)).await;
    assert_eq!((again.status(), &again.headers()["etag"]), (StatusCode::NOT_MODIFIED, &first.headers()["etag"]));
    assert_eq!(again.text().await.expect("no body"), "");
    assert_eq!(ask(Some("\"other\"")).await.status(), StatusCode::OK);
    world.donate(WANDA, 5).await;
    world.look().await;
    assert_eq!(ask(Some(&tag)).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn every_answer_has_the_security_headers_and_no_other_site_may_read_it() {
    let world = World::open().await;
    for path in ["/api/v1/health", "/api/v1/nothing", "/", "/nothing"] {
        let answer = world.http.get(format!("{}{path}", world.url)).header("origin", "https://evil.example");
        let answer = answer.send().await.expect("an answer");
        let headers = answer.headers();
        assert_eq!(headers["content-security-policy"], usufruct_web::headers::CONTENT_SECURITY_POLICY, "{path}");
        assert_eq!(
            (&headers["x-content-type-options"], &headers["referrer-policy"]),
            (&header::HeaderValue::from_static("nosniff"), &header::HeaderValue::from_static("no-referrer"),)
        );
        let named: BTreeSet<&str> = headers.keys().map(header::HeaderName::as_str).collect();
        for absent in ["access-control-allow-origin", "set-cookie", "strict-transport-security", "server"] {
            assert!(!named.contains(absent), "{path}: {absent}");
        }
    }
}

#[tokio::test]
async fn a_name_that_was_rebound_to_this_address_gets_nothing() {
    let world = World::open().await;
    for path in ["/api/v1/health", "/", "/api/v1/ventures"] {
        let request = world.http.get(format!("{}{path}", world.url)).header(header::HOST, "evil.example:8080");
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::MISDIRECTED_REQUEST, "{path}");
        let problem: Value = answer.json().await.expect("a document");
        assert_eq!(problem["type"], "urn:usufruct:problem:foreign-host");
    }
}

#[tokio::test]
async fn a_replica_without_a_gateway_knows_all_but_prices() {
    let world = World::open().await;
    let replica = world.another("replica.sqlite", crate::world::config(), None).await;
    let (url, _runs) = crate::world::serve(&replica).await;
    let path = format!("/api/v1/ventures/{}", world.share());
    let world = world.through(url);
    let (status, problem) = world.ask(&path).await;
    assert!(matches!(status.as_u16(), 200 | 503), "{problem}");
    replica.catch_up().await.expect("the chain can be followed");
    assert_eq!(world.ask(&path).await.0, StatusCode::OK);
    let (status, problem) = world.ask(&format!("{path}/price")).await;
    assert_eq!((status.as_u16(), &problem["type"]), (404, &json!("urn:usufruct:problem:no-gateway")));
}
