//! The price follows demand, and the log proves it.

use sqlx::{Connection, SqliteConnection};
use usufruct_model::price::{Demand, PriceQ64};

use crate::world::World;

#[tokio::test]
async fn demand_raises_the_price_and_rest_lowers_it() {
    let world = World::open().await;
    let mut customer = world.customer("wanda", 50_000_000).await;
    let mut last = 0;
    for _ in 0..30 {
        let charged = customer.bought("/once").await.charged();
        assert!(charged > last);
        last = charged;
    }
    let class = &world.config.classes[0].price;
    let busy = world.gateway.totals().classes[0].spot;
    assert!(busy > class.floor);
    // One unit a second is expected: after half a minute it is as if nothing had been sold.
    world.advance(30_000);
    assert_eq!(world.gateway.totals().classes[0].spot, PriceQ64::from_cash(1_000));
    customer.meets(&world);
    assert_eq!(customer.bought("/once").await.charged(), Demand::default().cost_up(class, 1).0);
}

#[tokio::test]
async fn classes_have_demands_of_their_own() {
    let world = World::open().await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    customer.bought("/once").await;
    let classes = world.gateway.totals().classes;
    assert!(classes[0].spot > PriceQ64::from_cash(1_000));
    assert_eq!(classes[1].spot, PriceQ64::from_cash(100));
}

#[tokio::test]
async fn a_quote_is_charged_whatever_the_price_does_meanwhile() {
    let world = World::open().await;
    let mut early = world.customer("wanda", 5_000_000).await;
    let mut others = world.customer("wim", 5_000_000).await;
    let payment = early.sign(&early.quote("/once").await);
    for _ in 0..20 {
        others.bought("/once").await;
    }
    assert_eq!(early.pay_with("/once", &payment).await.charged(), payment.price);
    assert!(early.bought("/once").await.charged() > payment.price);
}

#[tokio::test]
async fn the_log_gives_every_price_and_charge_again() {
    let world = World::open().await;
    let mut wanda = world.customer("wanda", 5_000_000).await;
    let mut wim = world.customer("wim", 5_000_000).await.by_transfer();
    for (number, path) in
        ["/once", "/work?units=4", "/work?units=50", "/text?bytes=77", "/once", "/work?units=0"].iter().enumerate()
    {
        wanda.bought(path).await;
        world.advance(u64::try_from(number).expect("few") * 137);
        wanda.meets(&world);
        wim.meets(&world);
        wim.bought(path).await;
    }
    let audit = world.gateway.audit().await.expect("the book reads");
    let totals = world.gateway.totals();
    assert_eq!((audit.sales, audit.revenue, audit.discrepancies), (12, totals.revenue, vec![]));
    let sales = world.gateway.sales(0, 100).await.expect("the book reads");
    assert_eq!(sales.iter().map(|sale| sale.seq).collect::<Vec<_>>(), (1..=12).collect::<Vec<_>>());
    assert_eq!(sales.iter().map(|sale| sale.charged).sum::<u128>(), totals.revenue);
    assert_eq!(world.gateway.sales(10, 100).await.expect("the book reads").len(), 2);
}

#[tokio::test]
async fn a_forged_line_of_the_log_is_found() {
    let world = World::open().await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    for _ in 0..3 {
        customer.bought("/work?units=5").await;
    }
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(world.book_path());
    let mut forger = SqliteConnection::connect_with(&options).await.expect("the book is a file");
    for (forgery, repair, what) in [
        (
            "UPDATE sales SET charged = charged + 1 WHERE seq = 2",
            "UPDATE sales SET charged = charged - 1 WHERE seq = 2",
            "charged",
        ),
        (
            "UPDATE sales SET units = units + 1 WHERE seq = 2",
            "UPDATE sales SET units = units - 1 WHERE seq = 2",
            "excess",
        ),
        ("UPDATE sales SET at = at - 1000 WHERE seq = 1", "UPDATE sales SET at = at + 1000 WHERE seq = 1", "excess"),
        ("UPDATE classes SET revenue = revenue + 1", "UPDATE classes SET revenue = revenue - 1", "class revenue"),
    ] {
        sqlx::query(forgery).execute(&mut forger).await.expect("forged");
        let found = world.gateway.audit().await.expect("the book reads").discrepancies;
        assert!(found.iter().any(|difference| difference.what == what), "{forgery}: {found:?}");
        sqlx::query(repair).execute(&mut forger).await.expect("repaired");
        assert_eq!(world.gateway.audit().await.expect("the book reads").discrepancies, []);
    }
}
