//! Measures paid requests a second over loopback: a real upstream, real HTTP, every charge synced to the disk.
//!
//!     cargo run --release -p usufruct-gateway --example throughput
#![expect(dead_code, reason = "the tests' world has more than is measured here")]

#[path = "../tests/it/customer.rs"]
mod customer;
#[path = "../tests/it/upstream.rs"]
mod upstream;
#[path = "../tests/it/world.rs"]
mod world;

use std::time::{Duration, Instant};

use reqwest::Method;
use usufruct_protocol::x402::wire::PaymentRequired;

use crate::{customer::Customer, world::World};

const CUSTOMERS: usize = 64;
const PURCHASES: usize = 100;

#[tokio::main]
async fn main() {
    let world = World::open_with(|config| config.quote_lifetime_seconds = 3_600).await;
    let mut customers = Vec::new();
    for number in 0..CUSTOMERS {
        let mut customer = world.customer(&format!("customer {number}"), 100_000_000).await;
        customer.bought("/work?units=1").await;
        customers.push(customer);
    }
    let (customers, whole) = measured(customers, async |customer| drop(customer.bought("/work?units=1").await)).await;
    report("quoted, signed and paid", CUSTOMERS * PURCHASES, whole);

    // A quote is good for its lifetime, so a customer that keeps it saves the round trip and half the signing.
    let required = customers[0].quote("/work?units=1").await;
    let (mut customers, kept) = measured(customers, async |customer| with_quote(customer, &required).await).await;
    report("signed and paid on a kept quote", CUSTOMERS * PURCHASES, kept);

    let begun = now();
    let customer = customers.pop().expect("there are some");
    for _ in 0..CUSTOMERS * PURCHASES {
        customer.send(Method::GET, "/work?units=1", None, "").await;
    }
    report("unpaid, one after the other", CUSTOMERS * PURCHASES, begun.elapsed());

    let audit = world.gateway.audit().await.expect("the book reads");
    assert_eq!(audit.discrepancies, []);
    println!("{} sales recorded, every price recomputed", audit.sales);
}

async fn with_quote(customer: &mut Customer, required: &PaymentRequired) {
    let payment = customer.sign(required);
    let answer = customer.pay_with("/work?units=1", &payment).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

/// All customers at once, each one purchase after the other.
async fn measured(customers: Vec<Customer>, purchase: impl AsyncFn(&mut Customer)) -> (Vec<Customer>, Duration) {
    let begun = now();
    let each = customers.into_iter().map(async |mut customer| {
        for _ in 0..PURCHASES {
            purchase(&mut customer).await;
        }
        customer
    });
    let customers = futures_util::future::join_all(each).await;
    (customers, begun.elapsed())
}

#[expect(clippy::disallowed_methods, reason = "a measurement")]
fn now() -> Instant {
    Instant::now()
}

fn report(what: &str, count: usize, elapsed: Duration) {
    let count = u32::try_from(count).expect("a measurement is small");
    println!("{what}: {:.0} a second, {:?} each", f64::from(count) / elapsed.as_secs_f64(), elapsed / count);
}
