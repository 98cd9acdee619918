//! Many requests at once on one channel, from customers that know no turns: each signs for what it remembers.

use std::{sync::Arc, time::Duration};

use reqwest::{Method, StatusCode};
use tokio::sync::{Barrier, Mutex};
use usufruct_protocol::x402::wire::PaymentRequired;

use crate::{
    customer::{Answer, Customer},
    world::World,
};

const AT_ONCE: usize = 10;

/// One memory for all that is done at once, as in a stock client: only sending takes place outside of it.
struct Stock {
    memory: Mutex<Customer>,
    line: Customer,
    all_signed: Barrier,
    world: World,
}

impl Stock {
    fn new(world: World, customer: Customer, at_once: usize) -> Arc<Self> {
        let line = customer.without_memory();
        Arc::new(Self { memory: Mutex::new(customer), line, all_signed: Barrier::new(at_once), world })
    }

    /// Signs, waits until all the others have signed as well, sends.
    async fn first_try(&self, path: &str, required: &PaymentRequired) -> Answer {
        let payment = self.memory.lock().await.sign(required);
        self.all_signed.wait().await;
        let answer = self.line.send(Method::GET, path, Some(&payment.header), "").await;
        if let Some(receipt) = answer.receipt() {
            // What does not follow from its memory is not taken over; the next correction will tell.
            let _unless_overtaken = self.memory.lock().await.payer.settled(&payment, &receipt);
        }
        answer
    }

    /// What a corrected client does, under the quote that it has.
    async fn second_try(&self, path: &str, required: &PaymentRequired, corrective: &PaymentRequired) -> Answer {
        let payment = {
            let mut memory = self.memory.lock().await;
            let (_, channel) = memory.channel(corrective);
            let on_chain = self.world.escrow().channel(channel).await.expect("the chain answers").into();
            memory.payer.resync(corrective, on_chain).expect("the customer's own signature");
            memory.sign(required)
        };
        self.line.send(Method::GET, path, Some(&payment.header), "").await
    }

    async fn buy(&self, path: &str) -> Answer {
        let required = self.line.quote(path).await;
        let answer = self.first_try(path, &required).await;
        if answer.status != StatusCode::PAYMENT_REQUIRED || answer.receipt().is_some() {
            return answer;
        }
        self.second_try(path, &required, &answer.required()).await
    }
}

async fn at_once(stock: &Arc<Stock>, path: &'static str) -> Vec<Answer> {
    let buying: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let stock = Arc::clone(stock);
            tokio::spawn(async move { stock.buy(path).await })
        })
        .collect();
    let mut answers = Vec::new();
    for bought in buying {
        answers.push(bought.await.expect("no panic"));
    }
    answers
}

#[tokio::test]
async fn ten_requests_at_once_are_all_served_and_charged_once_each() {
    let world = World::open().await;
    let customer = world.customer("wanda", 5_000_000).await;
    let stock = Stock::new(world, customer, AT_ONCE);
    // The channel is not open yet: each of the ten carries a deposit, of which one is needed.
    for _ in 0..2 {
        for answer in at_once(&stock, "/work?units=3").await {
            assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        }
    }
    let totals = stock.world.gateway.totals();
    assert_eq!((totals.charged, totals.units), (20, 60));
    let claims = stock.world.gateway.claimable();
    assert_eq!(claims.len(), 1);
    assert_eq!(claims[0].total_claimed, totals.revenue);
    let (_, channel) = stock.line.channel(&stock.line.quote("/once").await);
    assert_eq!(stock.world.escrow().channel(channel).await.expect("the chain answers").balance, 1_000_000);
}

#[tokio::test]
async fn who_does_not_try_again_does_not_hold_up_the_line() {
    let world = World::open_with(|config| config.limits.second_try_patience = Duration::from_millis(20)).await;
    let customer = world.customer("wanda", 5_000_000).await;
    let stock = Stock::new(world, customer, AT_ONCE);
    let trying: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let stock = Arc::clone(&stock);
            tokio::spawn(async move { stock.first_try("/once", &stock.line.quote("/once").await).await })
        })
        .collect();
    let mut served = 0;
    for answer in trying {
        let answer = answer.await.expect("no panic");
        if answer.status == StatusCode::OK {
            served += 1;
        } else {
            assert_eq!(answer.problem(), "cumulative-mismatch");
        }
    }
    assert_eq!(served, 1, "the same total pays once");
    assert_eq!(stock.world.gateway.totals().charged, 1);
}

#[tokio::test]
async fn a_quote_that_grew_old_in_the_line_is_honoured_once_more() {
    let world = World::open().await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    customer.bought("/once").await;
    let forgetful = customer.without_memory();
    let required = forgetful.quote("/once").await;
    let stock = Stock::new(world, forgetful, 1);
    let corrective = stock.first_try("/once", &required).await.required();
    stock.world.advance(61_000);
    let answer = stock.second_try("/once", &required, &corrective).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    // Another payment under it is not awaited.
    let payment = stock.memory.lock().await.sign(&required);
    let answer = stock.line.send(Method::GET, "/once", Some(&payment.header), "").await;
    assert_eq!(answer.problem(), "stale-quote");
}
