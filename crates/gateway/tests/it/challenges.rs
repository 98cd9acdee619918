//! An unpaid request costs nobody anything.

use reqwest::{Method, StatusCode};
use usufruct_protocol::x402::{batch::BatchExtra, exact::ExactExtra};

use crate::world::{ONCE_FLOOR, TILL, World};

#[tokio::test]
async fn an_unpaid_request_gets_both_offers_and_touches_no_upstream() {
    let world = World::open().await;
    let customer = world.customer("wanda", 0).await;
    let answer = customer.send(Method::GET, "/once?a=1", None, "").await;
    assert_eq!(answer.status, StatusCode::PAYMENT_REQUIRED);
    assert_eq!(answer.problem(), "payment-required");

    let required = answer.required();
    assert_eq!(required.x402_version, 2);
    assert_eq!(required.resource.url, format!("{}/once?a=1", world.url));
    assert_eq!(required.resource.description.as_deref(), Some("once, by the unit"));
    let [batch, exact] = required.accepts.as_slice() else { panic!("{required:?}") };
    assert_eq!((batch.scheme.as_str(), exact.scheme.as_str()), ("batch-settlement", "exact"));
    for offer in [batch, exact] {
        let terms = offer.terms().expect("an EVM offer");
        assert_eq!((terms.chain_id, terms.pay_to), (84_532, TILL));
        // One unit costs the integral over it, a little above the floor.
        assert_eq!(terms.amount, u128::from(ONCE_FLOOR) + 6);
        assert_eq!(offer.max_timeout_seconds, 120);
    }
    let extra: BatchExtra = batch.extra().expect("complete");
    assert_eq!((extra.name.as_str(), extra.version.as_str()), ("USDC", "2"));
    assert_eq!(extra.receiver_authorizer, world.config.receiver_authorizer);
    assert_eq!((extra.withdraw_delay, extra.min_deposit.as_deref()), (86_400, Some("1000000")));
    let extra: ExactExtra = exact.extra().expect("complete");
    assert_eq!((extra.name.as_str(), extra.version.as_str()), ("USDC", "2"));

    assert_eq!(world.upstream.asked(), 0);
    let totals = world.gateway.totals();
    assert_eq!((totals.charged, totals.challenged, totals.revenue), (0, 1, 0));
}

#[tokio::test]
async fn the_body_of_an_unpaid_request_is_not_waited_for() {
    let world = World::open().await;
    let customer = world.customer("wanda", 0).await;
    let never = reqwest::Body::wrap_stream(futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>());
    let answer = customer.sent(customer.request(Method::POST, "/once").body(never)).await;
    assert_eq!(answer.problem(), "payment-required");
}

#[tokio::test]
async fn what_is_not_sold_is_not_offered() {
    let world = World::open().await;
    let customer = world.customer("wanda", 0).await;
    for path in ["/", "/elsewhere", "/oncemore"] {
        let answer = customer.send(Method::GET, path, None, "").await;
        assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::NOT_FOUND, "not-for-sale"), "{path}");
    }
    // An HTTP library resolves plain `..` itself; `admit` has more of these.
    for path in ["/once//big", "/once%2f..%2fwork", "/once/%5c", "/once/%252e%252e/work"] {
        let answer = customer.send(Method::GET, path, None, "").await;
        assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::BAD_REQUEST, "ambiguous-path"), "{path}");
    }
}
