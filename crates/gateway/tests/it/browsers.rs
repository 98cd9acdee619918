//! Pages in browsers ask before they send, and see only what is shown to them.

use reqwest::{Method, StatusCode};

use crate::world::World;

#[tokio::test]
async fn a_page_may_ask_pay_and_see_the_receipt() {
    let world = World::open().await;
    let customer = world.customer("wanda", 5_000_000).await;
    let origin = "https://shop.example";
    let asked = customer
        .request(Method::OPTIONS, "/once")
        .header("origin", origin)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "payment-signature,access-control-expose-headers");
    let allowed = customer.sent(asked).await;
    assert_eq!(allowed.status, StatusCode::NO_CONTENT);
    assert_eq!(allowed.headers["access-control-allow-origin"], "*");
    assert_eq!(allowed.headers["access-control-allow-methods"], "POST");
    assert_eq!(allowed.headers["access-control-allow-headers"], "payment-signature,access-control-expose-headers");

    let challenged = customer.sent(customer.request(Method::GET, "/once").header("origin", origin)).await;
    assert_eq!(
        (challenged.status.as_u16(), &challenged.headers["access-control-allow-origin"]),
        (402, &"*".parse().expect("a value"))
    );
    let payment = customer.sign(&challenged.required());
    let paid =
        customer.request(Method::GET, "/once").header("origin", origin).header("payment-signature", &payment.header);
    let paid = customer.sent(paid).await;
    assert_eq!(paid.status, StatusCode::OK);
    let exposed = paid.headers["access-control-expose-headers"].to_str().expect("names");
    assert!(exposed.contains("PAYMENT-RESPONSE") && exposed.contains("PAYMENT-REQUIRED"), "{exposed}");
    assert_eq!(world.upstream.asked(), 1, "the question did not reach it");
}

#[tokio::test]
async fn who_is_no_browser_is_not_answered_like_one() {
    let world = World::open().await;
    let customer = world.customer("wanda", 0).await;
    let answer = customer.send(Method::OPTIONS, "/once", None, "").await;
    assert_eq!(answer.problem(), "payment-required");
    assert!(answer.headers.get("access-control-allow-origin").is_none());
}
