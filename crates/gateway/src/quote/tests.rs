//! A quote buys what it was made for, at its price, for its lifetime, and nothing else.

use std::{num::NonZeroU64, sync::Arc};

use alloy::primitives::Address;
use serde_json::json;
use usufruct_model::price::{Demand, Millis, PriceClass, PriceQ64};
use usufruct_protocol::x402::wire::PaymentRequirements;

use super::{Quote, QuoteRefusal, Quoter, Seen, Wanted};
use crate::config::{Asset, ClassConfig, GatewayConfig, Limits, Metering};

const NOW: Millis = Millis(1_700_000_000_000);

fn class() -> ClassConfig {
    ClassConfig {
        name: "work".to_owned(),
        path_prefix: "/work".to_owned(),
        price: PriceClass {
            floor: PriceQ64::from_cash(100),
            target_q32: 1 << 32,
            sensitivity: NonZeroU64::new(50).expect("not zero"),
        },
        metering: Metering::Request,
        units_max: 10,
        description: String::new(),
    }
}

fn quoter() -> Quoter {
    Quoter::new(Arc::new(GatewayConfig {
        upstream: "http://127.0.0.1:1".to_owned(),
        chain_id: 84_532,
        asset: Asset { address: Address::repeat_byte(4), name: "USDC".into(), version: "2".into(), cash_unit: 1 },
        pay_to: Address::repeat_byte(2),
        receiver_authorizer: Address::repeat_byte(3),
        refund_key: None,
        withdraw_delay: 86_400,
        min_deposit: 1_000_000,
        unpinned_credit_max: 0,
        classes: vec![class()],
        quote_key: [7; 32],
        quote_lifetime_seconds: 60,
        limits: Limits::default(),
    }))
}

fn wanted(class: &ClassConfig) -> Wanted<'_> {
    Wanted { method: "GET", target: "/work?a=1", class }
}

fn busy() -> Seen {
    let (demand, _) = Demand::default().sell(&class().price, 30, NOW);
    Seen { demand, after: 12 }
}

fn quoted() -> (Quoter, Quote, Vec<PaymentRequirements>) {
    let (quoter, class) = (quoter(), class());
    let quote = quoter.quote(&class, busy(), NOW);
    let offers = quoter.offers(&quote, wanted(&class));
    (quoter, quote, offers)
}

#[test]
fn both_offers_are_recognised_until_they_are_stale() {
    let (quoter, quote, offers) = quoted();
    let class = class();
    assert_eq!(offers.iter().map(|o| o.scheme.as_str()).collect::<Vec<_>>(), ["batch-settlement", "exact"]);
    for offer in &offers {
        assert_eq!(quoter.recognise(offer, wanted(&class), NOW), Ok(quote));
        assert_eq!(quoter.recognise(offer, wanted(&class), Millis(NOW.0 + 60_000)), Ok(quote));
        let stale = quoter.recognise(offer, wanted(&class), Millis(NOW.0 + 60_001));
        assert_eq!(stale, Err(QuoteRefusal::Stale { quote, age_seconds: 60, lifetime_seconds: 60 }));
    }
}

#[test]
fn what_a_corrective_answer_added_may_come_back() {
    let (quoter, quote, mut offers) = quoted();
    offers[0].extra.insert("channelState".to_owned(), json!({ "balance": "1" }));
    offers[0].extra.insert("voucherState".to_owned(), json!({}));
    assert_eq!(quoter.recognise(&offers[0], wanted(&class()), NOW), Ok(quote));
}

#[test]
fn a_quote_buys_no_other_resource() {
    let (quoter, _, offers) = quoted();
    let class = class();
    let other_class = ClassConfig { name: "other".to_owned(), ..class.clone() };
    for other in [
        Wanted { method: "POST", ..wanted(&class) },
        Wanted { target: "/work?a=2", ..wanted(&class) },
        Wanted { target: "/work", ..wanted(&class) },
        Wanted { class: &other_class, ..wanted(&class) },
    ] {
        assert_eq!(quoter.recognise(&offers[0], other, NOW), Err(QuoteRefusal::Tampered), "{other:?}");
    }
}

#[test]
fn no_field_of_an_offer_can_be_changed() {
    let (quoter, _, offers) = quoted();
    let class = class();
    for offer in &offers {
        let offered = serde_json::to_value(offer).expect("serialises");
        let paths: Vec<String> = leaves(&offered, "");
        assert!(paths.len() >= 9, "{paths:?}");
        for path in paths {
            let mut changed = offered.clone();
            let leaf = changed.pointer_mut(&path).expect("a path of the offer");
            *leaf = if leaf.is_number() { json!(7) } else { json!("7") };
            let changed: PaymentRequirements = serde_json::from_value(changed).expect("still an offer");
            assert!(quoter.recognise(&changed, wanted(&class), NOW).is_err(), "{path}");
        }
        let mut more = offer.clone();
        more.extra.insert("discount".to_owned(), json!(true));
        assert_eq!(quoter.recognise(&more, wanted(&class), NOW), Err(QuoteRefusal::Tampered));
    }
}

fn leaves(value: &serde_json::Value, at: &str) -> Vec<String> {
    match value {
        serde_json::Value::Object(fields) => {
            fields.iter().flat_map(|(name, value)| leaves(value, &format!("{at}/{name}"))).collect()
        }
        _ => vec![at.to_owned()],
    }
}

#[test]
fn no_character_of_a_quote_can_be_changed() {
    let (quoter, _, offers) = quoted();
    let text = offers[0].extra["quote"].as_str().expect("a text").to_owned();
    // The last character of base64 has bits that mean nothing; decoding refuses them set, so that is covered too.
    for place in 0..text.len() {
        for other in ['0', 'A', '.'] {
            let mut changed = text.clone();
            changed.replace_range(place..=place, &other.to_string());
            if changed == text {
                continue;
            }
            let mut offer = offers[0].clone();
            offer.extra.insert("quote".to_owned(), json!(changed));
            assert!(quoter.recognise(&offer, wanted(&class()), NOW).is_err(), "{changed}");
        }
    }
}

#[test]
fn a_quote_made_with_another_key_is_not_ours() {
    let (quoter, _, offers) = quoted();
    let mut config = (*quoter.config).clone();
    config.quote_key = [8; 32];
    let other = Quoter::new(Arc::new(config));
    assert_eq!(other.recognise(&offers[0], wanted(&class()), NOW), Err(QuoteRefusal::Tampered));
}

#[test]
fn a_charge_is_the_cost_at_the_quoted_demand_and_at_most_the_quote() {
    let (quoter, quote, _) = quoted();
    let class = class();
    let cost = |units| busy().demand.cost_up(&class.price, units).0;
    assert_eq!(quote.amount, cost(10));
    assert_eq!(quoter.charge(&class, &quote, 0), 0);
    for units in [1, 9, 10] {
        assert_eq!(quoter.charge(&class, &quote, units), cost(units));
    }
    for units in [11, u64::MAX] {
        assert_eq!(quoter.charge(&class, &quote, units), quote.amount);
    }
}

#[test]
fn two_quotes_of_one_moment_differ() {
    let (quoter, quote, offers) = quoted();
    let class = class();
    let again = quoter.quote(&class, busy(), NOW);
    assert_eq!(Quote { serial: quote.serial, ..again }, quote);
    assert_ne!(quoter.offers(&again, wanted(&class)), offers);
}
