//! Every decision about a channel, at, below and above each limit.

use alloy::primitives::{Address, B256, Bytes};
use usufruct_model::price::Millis;
use usufruct_protocol::{
    escrow::{ChannelReading, Withdrawal},
    x402::batch::{ChannelConfig, Deposit, DepositAuthorization},
};

use super::{Channel, ChannelRefusal, Progress, Rules, Served, SignedTotal, Step, Tender, next_step};

const NOW: Millis = Millis(1_000_000_000);
const RULES: Rules = Rules { reading_lifetime_millis: 300_000, unpinned_credit_max: 50 };
const READ: Progress = Progress { read: true, deposited: false };

fn config() -> ChannelConfig {
    ChannelConfig {
        payer: Address::repeat_byte(1),
        payer_authorizer: Address::repeat_byte(1),
        receiver: Address::repeat_byte(2),
        receiver_authorizer: Address::repeat_byte(3),
        token: Address::repeat_byte(4),
        withdraw_delay: 86_400,
        salt: B256::ZERO,
    }
}

/// 100 charged of a balance of 1,000, of which 40 is claimed.
fn channel() -> Channel {
    Channel {
        id: B256::repeat_byte(9),
        config: config(),
        charged: 100,
        newest: Some(SignedTotal { max_claimable: 110, signature: Bytes::from([7; 65]) }),
        chain: ChannelReading { balance: 1_000, total_claimed: 40, withdrawal: None, refund_nonce: 0 },
        read_at: Some(NOW),
        last: Some(served(1)),
    }
}

fn served(n: u8) -> Served {
    Served { payment: B256::repeat_byte(n), request: B256::repeat_byte(n) }
}

fn tender(signed: u128, amount: u128) -> Tender {
    Tender {
        channel_id: B256::repeat_byte(9),
        config: config(),
        signed: SignedTotal { max_claimable: signed, signature: Bytes::from([8; 65]) },
        amount,
        deposit: None,
        deposit_min: 500,
        served: served(2),
    }
}

fn depositing(signed: u128, amount: u128, deposit: u128) -> Tender {
    let authorization = DepositAuthorization {
        valid_after: 0,
        valid_before: NOW.0 / 1_000 + 60,
        salt: B256::ZERO,
        signature: Bytes::from([9; 65]),
    };
    Tender { deposit: Some(Deposit { amount: deposit, authorization }), ..tender(signed, amount) }
}

fn decide(channel: &Channel, tender: &Tender, done: Progress) -> Step {
    next_step(Some(channel), tender, done, RULES, NOW)
}

#[test]
fn only_the_exact_total_is_served() {
    for (signed, amount, right) in
        [(110, 10, true), (109, 10, false), (111, 10, false), (100, 10, false), (0, 10, false)]
    {
        let step = decide(&channel(), &tender(signed, amount), READ);
        assert_eq!(step == Step::Serve, right, "{signed} for {amount}: {step:?}");
        if !right {
            let expected = ChannelRefusal::Mismatch { signed, charged: 100, amount, expected: 110 };
            assert_eq!(step, Step::Refuse(expected));
        }
    }
}

#[test]
fn the_balance_is_the_limit() {
    assert_eq!(decide(&channel(), &tender(1_000, 900), READ), Step::Serve);
    let above = ChannelRefusal::ExceedsBalance { signed: 1_001, balance: 1_000 };
    assert_eq!(decide(&channel(), &tender(1_001, 901), READ), Step::Refuse(above));
}

#[test]
fn totals_near_the_top_do_not_wrap() {
    let mut full = channel();
    full.charged = u128::MAX;
    assert_eq!(decide(&full, &tender(9, 10), READ), Step::Refuse(ChannelRefusal::Overflow));
    let mut rich = channel();
    rich.chain.balance = u128::MAX;
    assert_eq!(decide(&rich, &depositing(110, 10, 1), READ), Step::Refuse(ChannelRefusal::Overflow));
}

#[test]
fn the_same_payment_for_the_same_request_is_answered_again_and_for_another_is_not() {
    let mut again = tender(100, 10);
    again.served = served(1);
    assert_eq!(decide(&channel(), &again, Progress::default()), Step::Replay);
    again.served.request = B256::repeat_byte(5);
    assert!(matches!(decide(&channel(), &again, READ), Step::Refuse(ChannelRefusal::Mismatch { .. })));
    again.served = Served { payment: B256::repeat_byte(5), ..served(1) };
    assert!(matches!(decide(&channel(), &again, READ), Step::Refuse(ChannelRefusal::Mismatch { .. })));
}

#[test]
fn the_chain_is_asked_when_nothing_or_only_old_things_are_known() {
    let fresh = Progress::default();
    assert_eq!(next_step(None, &tender(110, 10), fresh, RULES, NOW), Step::Read);
    let mut old = channel();
    for (read_at, step) in [
        (None, Step::Read),
        (Some(Millis(NOW.0 - 300_001)), Step::Read),
        (Some(Millis(NOW.0 - 300_000)), Step::Serve),
        (Some(NOW), Step::Serve),
        // A clock that went back makes no reading fresh.
        (Some(Millis(NOW.0 + 1)), Step::Read),
    ] {
        old.read_at = read_at;
        assert_eq!(decide(&old, &tender(110, 10), fresh), step, "{read_at:?}");
    }
}

#[test]
fn no_refusal_rests_on_an_old_reading() {
    for bad in [tender(109, 10), tender(1_001, 901)] {
        assert_eq!(decide(&channel(), &bad, Progress::default()), Step::Read);
        assert!(matches!(decide(&channel(), &bad, READ), Step::Refuse(_)));
    }
}

#[test]
fn a_channel_that_is_being_emptied_pays_for_nothing() {
    let mut leaving = channel();
    leaving.chain.withdrawal = Some(Withdrawal { amount: 1, initiated_at: 77 });
    for tender in [tender(110, 10), depositing(110, 10, 500)] {
        let refusal = ChannelRefusal::Withdrawing { initiated_at: 77 };
        assert_eq!(decide(&leaving, &tender, READ), Step::Refuse(refusal));
    }
}

#[test]
fn an_empty_channel_is_unknown_until_it_gets_a_deposit() {
    let reading = ChannelReading::default();
    let bare = tender(10, 10);
    let empty = Channel::after_reading(None, &bare, reading, NOW);
    assert_eq!(decide(&empty, &bare, READ), Step::Refuse(ChannelRefusal::Unknown));
    assert_eq!(decide(&empty, &depositing(10, 10, 500), READ), Step::Deposit);
}

#[test]
fn a_deposit_must_be_wanted_timely_and_enough() {
    assert_eq!(decide(&channel(), &depositing(110, 10, 500), READ), Step::Deposit);
    let below = ChannelRefusal::DepositBelowMin { amount: 499, min: 500 };
    assert_eq!(decide(&channel(), &depositing(110, 10, 499), READ), Step::Refuse(below));
    assert_eq!(decide(&channel(), &depositing(1_500, 1_400, 500), READ), Step::Deposit);
    let short = ChannelRefusal::ExceedsBalance { signed: 1_501, balance: 1_500 };
    assert_eq!(decide(&channel(), &depositing(1_501, 1_401, 500), READ), Step::Refuse(short));

    let now = NOW.0 / 1_000;
    for (valid_after, valid_before, right) in
        [(now - 1, now + 1, true), (now, now + 1, false), (now - 1, now, false), (0, u64::MAX, true)]
    {
        let mut tender = depositing(110, 10, 500);
        if let Some(deposit) = &mut tender.deposit {
            deposit.authorization.valid_after = valid_after;
            deposit.authorization.valid_before = valid_before;
        }
        let step = decide(&channel(), &tender, READ);
        assert_eq!(step == Step::Deposit, right, "{valid_after}..{valid_before}: {step:?}");
    }
}

#[test]
fn a_deposit_is_made_once_and_only_for_the_exact_total() {
    let done = Progress { read: true, deposited: true };
    let mut after = channel();
    after.chain.balance = 1_500;
    assert_eq!(decide(&after, &depositing(110, 10, 500), done), Step::Serve);
    assert!(matches!(
        decide(&channel(), &depositing(109, 10, 500), READ),
        Step::Refuse(ChannelRefusal::Mismatch { .. })
    ));
}

#[test]
fn a_payer_without_a_pinned_key_gets_little_credit() {
    let mut unpinned = channel();
    unpinned.config.payer_authorizer = Address::ZERO;
    // 100 charged, 40 claimed: 60 is owed already, and 50 may be.
    let refusal = ChannelRefusal::CreditExhausted { owed: 70, max: 50 };
    assert_eq!(decide(&unpinned, &tender(110, 10), READ), Step::Refuse(refusal));
    unpinned.chain.total_claimed = 60;
    assert_eq!(decide(&unpinned, &tender(110, 10), READ), Step::Serve);
}

#[test]
fn a_charge_never_exceeds_the_quote() {
    let (channel, tender) = (channel(), tender(110, 10));
    assert_eq!(channel.after_charge(&tender, 11), None);
    for cost in [0, 7, 10] {
        let after = channel.after_charge(&tender, cost).expect("within the quote");
        assert_eq!(after.charged, 100 + cost);
        assert_eq!(after.last, Some(tender.served));
        let claim = after.claimable().expect("more is charged than claimed");
        assert_eq!((claim.total_claimed, claim.max_claimable), (100 + cost, 110));
        assert!(claim.total_claimed <= claim.max_claimable);
    }
}

#[test]
fn a_withdrawal_seen_while_a_request_was_served_is_not_forgotten() {
    let mut seen = channel();
    seen.chain.withdrawal = Some(Withdrawal { amount: 1, initiated_at: 77 });
    seen.read_at = Some(Millis(NOW.0 + 1));
    let mut claimed = channel();
    claimed.chain.total_claimed = 90;
    for (other, expected) in [(&seen, seen.chain), (&claimed, claimed.chain)] {
        let served = channel().after_charge(&tender(110, 10), 10).expect("within the quote").with_newer_reading(other);
        assert_eq!((served.chain, served.charged), (expected, 110));
    }
    let newer = seen.clone().with_newer_reading(&channel());
    assert_eq!(newer, seen);
}

#[test]
fn nothing_is_claimable_once_everything_is_claimed() {
    let mut channel = channel();
    channel.chain.total_claimed = 99;
    assert!(channel.claimable().is_some());
    channel.chain.total_claimed = 100;
    assert_eq!(channel.claimable(), None);
}

#[test]
fn a_lost_or_restored_record_never_goes_back_behind_the_chain() {
    let reading = ChannelReading { balance: 1_000, total_claimed: 400, withdrawal: None, refund_nonce: 2 };
    let lost = Channel::after_reading(None, &tender(410, 10), reading, NOW);
    assert_eq!((lost.charged, lost.claimable()), (400, None));
    assert_eq!(decide(&lost, &tender(410, 10), READ), Step::Serve);
    let restored = Channel::after_reading(Some(&channel()), &tender(110, 10), reading, NOW);
    assert_eq!((restored.charged, restored.claimable()), (400, None));
    assert!(matches!(decide(&restored, &tender(110, 10), READ), Step::Refuse(ChannelRefusal::Mismatch { .. })));
}
