//! Unused money goes back at the customer's wish.

use reqwest::{Method, StatusCode};
use usufruct_protocol::x402::payer::Payment;

use crate::{
    customer::{Answer, Customer},
    world::World,
};

async fn refund(customer: &Customer, amount: Option<u128>) -> (Payment, Answer) {
    let payment = customer.payer.refund(&customer.quote("/once").await, amount).expect("money is there");
    let answer = customer.send(Method::GET, "/once", Some(&payment.header), "").await;
    (payment, answer)
}

#[tokio::test]
async fn a_refund_pays_what_is_not_charged_and_claims_what_is() {
    let world = World::open().await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    let charged = customer.bought("/once").await.charged();
    let (_, id) = customer.channel(&customer.quote("/once").await);

    let (_, answer) = refund(&customer, Some(100_000)).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    let receipt = answer.receipt().expect("a receipt");
    assert_eq!((receipt.amount.as_deref(), receipt.transaction.len()), (Some("100000"), 66));
    let reading = world.escrow().channel(id).await.expect("the chain answers");
    assert_eq!((reading.balance, reading.total_claimed), (900_000, charged));
    assert_eq!(world.gateway.claimable(), []);

    let (payment, answer) = refund(&customer, None).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    let left = world.escrow().channel(id).await.expect("the chain answers").balance;
    assert_eq!(left, charged, "what was claimed stays");
    customer.payer.settled(&payment, &answer.receipt().expect("a receipt")).expect("an honest answer");

    // The next purchase opens the channel again, from where it was.
    customer.payer.recall(id, world.escrow().channel(id).await.expect("the chain answers").into());
    let again = customer.bought("/once").await;
    assert!(!again.receipt().expect("a receipt").transaction.is_empty(), "a new deposit");
    assert_eq!(again.cumulative(), charged + again.charged());
    assert_eq!(world.upstream.asked(), 2, "refunds are not forwarded");
}

#[tokio::test]
async fn a_refund_without_a_key_is_not_offered() {
    let world = World::open_with(|config| config.refund_key = None).await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    customer.bought("/once").await;
    let (_, answer) = refund(&customer, None).await;
    assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::FORBIDDEN, "refund-not-offered"));
}

#[tokio::test]
async fn a_refund_at_a_wrong_total_is_corrected() {
    let world = World::open().await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    customer.bought("/once").await;
    let (_, id) = customer.channel(&customer.quote("/once").await);
    let mut forgetful = customer.without_memory();
    forgetful.payer.recall(id, world.escrow().channel(id).await.expect("the chain answers").into());
    let (_, answer) = refund(&forgetful, None).await;
    assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::PAYMENT_REQUIRED, "cumulative-mismatch"));
    let on_chain = world.escrow().channel(id).await.expect("the chain answers").into();
    forgetful.payer.resync(&answer.required(), on_chain).expect("the customer's own voucher is shown");
    let (_, answer) = refund(&forgetful, None).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
}

#[tokio::test]
async fn nothing_left_is_nothing_to_refund() {
    let world = World::open_with(|config| config.min_deposit = 1).await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    let (config, id) = customer.channel(&customer.quote("/once").await);
    crate::corrections::deposit_directly(&world, &customer, &config, 1_006).await;
    customer.payer.recall(id, world.escrow().channel(id).await.expect("the chain answers").into());
    customer.bought("/once").await;
    let believed = usufruct_protocol::x402::payer::OnChain { balance: 2_000, total_claimed: 1_006 };
    customer.payer.recall(id, believed);
    let (_, answer) = refund(&customer, None).await;
    assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::PAYMENT_REQUIRED, "refund-refused"));
}
