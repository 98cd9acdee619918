//! Live updates: told of the newest state, for as long as they are wanted.

use crate::world::{WANDA, World, config, serve};
use futures_util::StreamExt;
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use usufruct_web::{Limits, WebConfig};

/// The events of a stream.
struct Events {
    response: Response,
    text: String,
}

async fn listen(world: &World, url: &str) -> Events {
    let response = world.http.get(format!("{url}/api/v1/ventures/{}/events", world.share())).send().await;
    let response = response.expect("an answer");
    assert_eq!(
        (response.status(), &response.headers()["content-type"].to_str().expect("text")[..17]),
        (StatusCode::OK, "text/event-stream")
    );
    Events { response, text: String::new() }
}

impl Events {
    /// The next one, by name and data; none at the end.
    async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
                let found = field("event:")
                    .zip(field("data:"))
                    .map(|(name, data)| (name.to_owned(), serde_json::from_str(data).expect("JSON")));
                self.text = rest.to_owned();
                if found.is_some() {
                    return found;
                }
                continue;
            }
            let chunk = self.response.chunk().await.ok()??;
            self.text.push_str(std::str::from_utf8(&chunk).expect("text"));
        }
    }
}

#[tokio::test]
async fn a_listener_hears_of_the_present_block_of_the_next_and_of_sales() {
    let world = World::open().await;
    let mut events = listen(&world, &world.url).await;
    let head = || json!(world.stage.chain().head().hash);
    let (name, data) = events.next().await.expect("the present block");
    assert_eq!((name.as_str(), &data["block"]["hash"], &data["finality"]), ("block", &head(), &json!("final")));
    let (name, data) = events.next().await.expect("the present sales");
    assert_eq!((name.as_str(), data), ("sales", json!({ "sales": 0, "units": "0", "revenue": "0" })));

    world.donate(WANDA, 5).await;
    world.look().await;
    let (name, data) = events.next().await.expect("the next block");
    assert_eq!((name.as_str(), &data["block"]["hash"]), ("block", &head()));
    let paid = world.buy(WANDA, 3, true).await;
    world.look().await;
    let (name, _) = events.next().await.expect("the block of the deposit");
    assert_eq!(name, "block");
    let (name, data) = events.next().await.expect("the sale");
    assert_eq!((name.as_str(), data), ("sales", json!({ "sales": 1, "units": "3", "revenue": paid.to_string() })));
}

#[tokio::test]
async fn a_server_that_is_poked_looks_at_the_chain_by_itself() {
    let world = World::open().await;
    let mut events = listen(&world, &world.url).await;
    // The present block, and the present sales.
    events.next().await.expect("told");
    events.next().await.expect("told");
    world.donate(WANDA, 5).await;
    world.web.poke();
    let (name, data) = events.next().await.expect("told");
    assert_eq!((name.as_str(), &data["block"]["hash"]), ("block", &json!(world.stage.chain().head().hash)));
}

#[tokio::test]
async fn streams_are_bounded_and_a_place_is_free_again_when_its_listener_has_gone() {
    let world = World::open().await;
    let limits = Limits { streams_at_once: 2, ..Limits::default() };
    let web = world.another("bounded.sqlite", WebConfig { limits, ..config() }, None).await;
    web.catch_up().await.expect("the chain can be followed");
    let (url, _runs) = serve(&web).await;
    let _first = listen(&world, &url).await;
    let second = listen(&world, &url).await;
    let path = format!("{url}/api/v1/ventures/{}/events", world.share());
    let refused = world.http.get(&path).send().await.expect("an answer");
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    let problem: Value = refused.json().await.expect("a document");
    assert_eq!(problem["type"], "urn:usufruct:problem:too-many-streams");
    drop(second);
    // The server notices on its next turn; asking is what gives it one.
    while world.http.get(&path).send().await.expect("an answer").status() != StatusCode::OK {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_server_that_ends_ends_its_streams() {
    let world = World::open().await;
    let web = world.another("ending.sqlite", config(), None).await;
    web.catch_up().await.expect("the chain can be followed");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("bound"));
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = {
        let web = web.clone();
        tokio::spawn(async move { web.serve(listener, async move { drop(stopped.await) }).await })
    };
    let mut events = listen(&world, &url).await;
    events.next().await.expect("the present block");
    drop(stop);
    serving.await.expect("no panic").expect("no fault");
    let rest = futures_util::stream::unfold(events, async |mut events| Some((events.next().await?, events)));
    assert!(rest.count().await <= 1);
}
