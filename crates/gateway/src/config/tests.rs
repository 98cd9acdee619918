//! What cannot work is refused before anything is opened.

use std::num::NonZeroU64;

use alloy::primitives::{Address, B256};
use usufruct_model::price::{PriceClass, PriceQ64};
use usufruct_protocol::x402::signature::Key;

use super::{Asset, ClassConfig, ConfigRefusal, GatewayConfig, Limits, Metering};

fn class(name: &str, path: &str) -> ClassConfig {
    ClassConfig {
        name: name.to_owned(),
        path_prefix: path.to_owned(),
        price: PriceClass { floor: PriceQ64::from_cash(1), target_q32: 0, sensitivity: NonZeroU64::MIN },
        metering: Metering::Request,
        units_max: 1,
        description: String::new(),
    }
}

fn config() -> GatewayConfig {
    GatewayConfig {
        upstream: "http://127.0.0.1:1".to_owned(),
        chain_id: 1,
        asset: Asset { address: Address::repeat_byte(4), name: "USDC".into(), version: "2".into(), cash_unit: 1 },
        pay_to: Address::repeat_byte(2),
        receiver_authorizer: Address::repeat_byte(3),
        refund_key: None,
        withdraw_delay: 86_400,
        min_deposit: 1,
        unpinned_credit_max: 0,
        classes: vec![class("a", "/a"), class("b", "/")],
        quote_key: [0xab; 32],
        quote_lifetime_seconds: 60,
        limits: Limits::default(),
    }
}

fn refused(change: impl FnOnce(&mut GatewayConfig)) -> Result<(), ConfigRefusal> {
    let mut config = config();
    change(&mut config);
    config.check()
}

#[test]
fn a_sound_configuration_is_taken_and_others_say_what_is_wrong() {
    assert_eq!(refused(|_| {}), Ok(()));
    assert_eq!(refused(|c| c.classes.clear()), Err(ConfigRefusal::NoClasses));
    assert_eq!(refused(|c| c.classes[1].name = "a".into()), Err(ConfigRefusal::Twice("a".into())));
    assert_eq!(refused(|c| c.classes[1].path_prefix = "/a".into()), Err(ConfigRefusal::Twice("b".into())));
    for path in ["", "a", "/a//b", "/a/../b", "/%61", "/a?b"] {
        let refusal = ConfigRefusal::Path { class: "a".into(), path: path.into() };
        assert_eq!(refused(|c| c.classes[0].path_prefix = path.into()), Err(refusal));
    }
    assert_eq!(refused(|c| c.classes[0].units_max = 0), Err(ConfigRefusal::NoUnits("a".into())));
    for (delay, sound) in [(899, false), (900, true), (2_592_000, true), (2_592_001, false)] {
        assert_eq!(refused(|c| c.withdraw_delay = delay).is_ok(), sound, "{delay}");
    }
    assert_eq!(refused(|c| c.pay_to = Address::ZERO), Err(ConfigRefusal::ZeroAddress));
    let key = Key::new(&B256::repeat_byte(1)).expect("a key");
    let refusal = ConfigRefusal::RefundKey { key: key.address(), authorizer: Address::repeat_byte(3) };
    assert_eq!(refused(|c| c.refund_key = Some(key)), Err(refusal));
    assert_eq!(refused(|c| c.asset.cash_unit = 0), Err(ConfigRefusal::Zero("cash_unit")));
    assert_eq!(refused(|c| c.limits.channel_queue = 0), Err(ConfigRefusal::Zero("channel_queue")));
}

#[test]
fn the_chain_is_believed_for_a_third_of_the_delay_between_half_a_minute_and_five() {
    for (delay, millis) in [(900, 300_000), (90, 30_000), (30, 30_000), (300, 100_000), (86_400, 300_000)] {
        let mut config = config();
        config.withdraw_delay = delay;
        assert_eq!(config.chain_state_lifetime_millis(), millis, "{delay}");
    }
}

#[test]
fn a_configuration_does_not_print_its_secrets() {
    let text = format!("{:?}", config());
    assert!(text.contains("pay_to") && !text.contains("171") && !text.contains("quote_key"), "{text}");
}
