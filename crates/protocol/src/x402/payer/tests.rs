//! The conversation of a customer with an honest and with a dishonest server, and the same payments as npm
//! `@x402/evm` 2.27.0 made them with this key, this time and this salt.

use alloy::primitives::{address, b256};
use serde_json::{Value, json};

use super::*;
use crate::x402::{
    batch::{ChannelState, Charge, VoucherState},
    reason,
    voucher::ClaimEntry,
    wire::SettlementResponse,
};

const NOW: u64 = 1_800_000_000;
const SALT: B256 = b256!("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20");
const CHANNEL: B256 = b256!("7d3171e18444fc05dc8bbce41672d1d15db6ca973a2b383ce072c8bc82fc7373");
const MOMENT: Moment = Moment { now: NOW, salt: SALT };

fn customer() -> Payer {
    Payer::new(Key::new(&B256::repeat_byte(0x11)).expect("in range"), Policy::default())
}

fn offer(scheme: &str) -> Value {
    json!({
        "scheme": scheme, "network": "eip155:84532", "amount": "700",
        "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
        "payTo": "0x00000000000000000000000000000000000711aa", "maxTimeoutSeconds": 60,
        "extra": {
            "receiverAuthorizer": "0x1563915e194D8CfBA1943570603F7606A3115508", "withdrawDelay": 86_400,
            "name": "USDC", "version": "2", "minDeposit": "1000000", "quote": "kept" },
    })
}

fn required(offers: &[Value]) -> PaymentRequired {
    let required = json!({ "x402Version": 2, "resource": { "url": "http://a/b" }, "accepts": offers });
    serde_json::from_value(required).expect("a 402")
}

/// The 402 that `edit` makes of the usual offer.
fn asks(edit: impl Fn(&mut Value)) -> PaymentRequired {
    let mut offer = offer("batch-settlement");
    edit(&mut offer);
    required(&[offer])
}

fn usual() -> PaymentRequired {
    asks(|_| {})
}

fn charged(amount: u128, cumulative: Option<u128>) -> SettlementResponse {
    let channel_state = cumulative.map(|total| ChannelState {
        channel_id: CHANNEL,
        balance: 1,
        total_claimed: 0,
        withdraw_requested_at: 0,
        refund_nonce: 0,
        charged_cumulative_amount: Some(total),
    });
    let extra = Charge { charged_amount: Some(amount), channel_state }.to_extra();
    SettlementResponse { success: true, extra, ..Default::default() }
}

/// A customer with one deposit of 1,000,000 that was charged `amount`.
fn charged_once(amount: u128) -> Payer {
    let mut payer = customer();
    let payment = payer.pay(&usual(), MOMENT).expect("pays");
    assert_eq!(payer.settled(&payment, &charged(amount, Some(amount))), Ok(Settled::Charged(amount)));
    payer
}

fn signature(payload: &Value) -> &str {
    payload["signature"].as_str().expect("a signature")
}

#[test]
fn a_deposit_is_signed_as_stock_clients_sign_it() {
    let payment = customer().pay(&usual(), MOMENT).expect("pays");
    assert_eq!(payment.means, Means::Deposit { channel_id: CHANNEL, amount: 1_000_000 });
    let payload = &payment.payload.payload;
    assert_eq!(
        payload["channelConfig"],
        json!({
            "payer": "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A",
            "payerAuthorizer": "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A",
            "receiver": "0x00000000000000000000000000000000000711aA",
            "receiverAuthorizer": "0x1563915e194D8CfBA1943570603F7606A3115508",
            "token": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
            "withdrawDelay": 86_400,
            "salt": "0x0000000000000000000000000000000000000000000000000000000000000000",
        })
    );
    assert_eq!(
        signature(&payload["voucher"]),
        "0x62aedc9540bd4846756d4d95953c60e9429e3afe7fbf2868836d1c793f5535a4\
         2043a50eabe7c4a0431891e61f0a440231c860f8c670432e9e92dd07fa91f7d81c"
    );
    let authorization = &payload["deposit"]["authorization"]["erc3009Authorization"];
    assert_eq!(authorization["validBefore"], json!("1800000060"));
    assert_eq!(
        signature(authorization),
        "0x1f5c4ceba8928a26c3a784841b37952a163813e9c4eb76bc248d95859c242ccd\
         200f82283a5e9d0eb368571245076c8780466f7475258390b1753c89e4b05f2d1b"
    );
    let read = PaymentPayload::from_header(payment.header.as_bytes()).expect("its own header");
    assert_eq!(read, payment.payload);
    assert_eq!(read.accepted, usual().accepts[0], "the offer comes back word for word");
}

#[test]
fn the_next_voucher_starts_from_what_was_charged() {
    let payment = charged_once(650).pay(&usual(), MOMENT).expect("pays");
    assert_eq!(payment.means, Means::Voucher { channel_id: CHANNEL });
    assert_eq!(payment.payload.payload["voucher"]["maxClaimableAmount"], json!("1350"));
    assert_eq!(
        signature(&payment.payload.payload["voucher"]),
        "0xccd2d380dd345f5835affda4101c4e9e65c08d6f0520fb0d3ee585fe172c7c9b\
         3f0abde6988acac88c9317416b15d8fd1e47bd511a2c4a1cafab06b37ac08e661c"
    );
}

#[test]
fn a_transfer_is_signed_as_stock_clients_sign_it() {
    let payment = customer().pay(&required(&[offer("exact")]), MOMENT).expect("pays");
    assert_eq!(payment.means, Means::Transfer);
    assert_eq!(
        signature(&payment.payload.payload),
        "0xb35a6b515281ef25de120360e8c67340c5d0390231868399f0aa36b4222aa6e0\
         52b92db38e97fcace1e306a943ff64a34b29b9915d9f6a23a0b0017020cbd4101c"
    );
}

#[test]
fn digests_are_those_of_stock_clients() {
    let domain = EscrowDomain::new(84_532);
    assert_eq!(
        domain.voucher_digest(CHANNEL, 700),
        b256!("e412a146c66ebe817606ab2b698d664895b84dc0609a10cade4f82ed600994b3")
    );
    assert_eq!(
        domain.refund_digest(CHANNEL, U256::from(3), 12_345),
        b256!("77df96830b9c13694fa53519a2d08e55bb8a7f91c876788e3daa8796371973c1")
    );
    let first = ClaimEntry { channel_id: CHANNEL, max_claimable: 1_350, total_claimed: 1_300 };
    let second = ClaimEntry { channel_id: B256::repeat_byte(0xab), max_claimable: u128::MAX, total_claimed: 1 };
    assert_eq!(
        domain.claim_batch_digest(&[first, second]),
        b256!("7237354c0e96db76e77ae1fd5fbcc35695d802bd9e7fb285e1bf2613e7a51b75")
    );
    assert_eq!(
        domain.claim_batch_digest(&[]),
        b256!("57b970b91bd540b4ca1aa82be12adbc9b769b6e978e5285b2a859bd989304e9a")
    );
}

#[test]
fn deposits_follow_the_server_s_wish_within_the_owner_s_limits() {
    let deposit = |min: Value| match customer().pay(&asks(|o| o["extra"]["minDeposit"] = min.clone()), MOMENT) {
        Ok(Payment { means: Means::Deposit { amount, .. }, .. }) => amount,
        other => panic!("expected a deposit, not {other:?}"),
    };
    assert_eq!(deposit(json!("700")), 700);
    assert_eq!(deposit(json!("699")), 3_500, "below the price it is not a wish but a mistake");
    assert_eq!(deposit(json!("many")), 3_500);
    assert_eq!(deposit(Value::Null), 3_500);
    assert_eq!(deposit(json!("50000000")), 5_000_000, "five times what one request may cost");
}

#[test]
fn a_channel_is_topped_up_exactly_when_it_lacks_the_next_price() {
    let mut payer = customer();
    payer.recall(CHANNEL, OnChain { balance: 1_400, total_claimed: 700 });
    assert!(matches!(payer.pay(&usual(), MOMENT).expect("pays").means, Means::Voucher { .. }));
    payer.recall(CHANNEL, OnChain { balance: 1_400, total_claimed: 701 });
    let payment = payer.pay(&usual(), MOMENT).expect("pays");
    assert_eq!(payment.means, Means::Deposit { channel_id: CHANNEL, amount: 1_000_000 });
    payer.settled(&payment, &charged(700, None)).expect("fair");
    assert_eq!(payer.remembered(CHANNEL), Some(Channel { charged: 1_401, balance: 1_001_400 }));
}

#[test]
fn a_deposit_that_would_exceed_the_owner_s_limit_is_not_signed() {
    let mut payer = customer();
    payer.recall(CHANNEL, OnChain { balance: 1, total_claimed: 5_000_001 });
    let refusal = payer.pay(&usual(), MOMENT).expect_err("too much");
    assert_eq!(refusal, PayRefusal::DepositAboveMax { needed: 5_000_700, max: 5_000_000 });
}

#[test]
fn the_first_payable_offer_is_taken() {
    let both = required(&[offer("upto"), offer("batch-settlement"), offer("exact")]);
    assert_eq!(customer().choose(&both).expect("one").scheme, "batch-settlement");
    let policy = Policy { batch: false, ..Policy::default() };
    let exact_only = Payer::new(Key::new(&B256::repeat_byte(0x11)).expect("in range"), policy);
    assert_eq!(exact_only.choose(&both).expect("one").scheme, "exact");
    assert_eq!(customer().choose(&required(&[offer("upto")])), Err(PayRefusal::NoScheme));
}

#[test]
fn what_the_owner_would_not_pay_is_not_signed() {
    let pay = |edit: &dyn Fn(&mut Value)| customer().pay(&asks(edit), MOMENT).expect_err("not payable");
    assert_eq!(pay(&|o| o["amount"] = json!("1000001")), PayRefusal::AboveMax { amount: 1_000_001, max: 1_000_000 });
    let asset = address!("00000000000000000000000000000000000000aa");
    assert_eq!(pay(&|o| o["asset"] = json!(asset)), PayRefusal::UnknownAsset { chain_id: 84_532, asset });
    assert!(matches!(pay(&|o| o["network"] = json!("eip155:31337")), PayRefusal::UnknownAsset { .. }));
    assert!(matches!(pay(&|o| o["amount"] = json!("-1")), PayRefusal::Offer(_)));
    assert!(matches!(pay(&|o| o["extra"] = json!({})), PayRefusal::Offer(_)));
    assert_eq!(pay(&|o| o["extra"]["receiverAuthorizer"] = json!(Address::ZERO)), PayRefusal::NoReceiverAuthorizer);
    assert_eq!(
        pay(&|o| o["extra"]["assetTransferMethod"] = json!("permit2")),
        PayRefusal::TransferMethod("permit2".to_owned())
    );
}

#[test]
fn a_charge_above_the_offer_is_refused_and_not_remembered() {
    let mut payer = charged_once(650);
    let payment = payer.pay(&usual(), MOMENT).expect("pays");
    let refusal = payer.settled(&payment, &charged(701, Some(1_351))).expect_err("too much");
    assert_eq!(refusal, PayRefusal::ChargedAboveOffer { charged: 701, offered: 700 });
    assert_eq!(payer.remembered(CHANNEL), Some(Channel { charged: 650, balance: 1_000_000 }));
    assert_eq!(payer.settled(&payment, &charged(700, Some(1_350))), Ok(Settled::Charged(700)));
}

#[test]
fn an_answer_that_counts_otherwise_changes_nothing() {
    let mut payer = charged_once(650);
    let before = payer.remembered(CHANNEL);
    let payment = payer.pay(&usual(), MOMENT).expect("pays");
    assert_eq!(payer.settled(&payment, &charged(700, Some(9_999))), Ok(Settled::OutOfStep));
    let failed = SettlementResponse { success: false, ..charged(700, None) };
    assert_eq!(payer.settled(&payment, &failed), Ok(Settled::Refused));
    let mut nonsense = charged(700, None);
    nonsense.extra.insert("chargedAmount".to_owned(), json!(-1));
    assert!(matches!(payer.settled(&payment, &nonsense), Err(PayRefusal::Answer(_))));
    assert_eq!(payer.remembered(CHANNEL), before);
}

/// A corrective 402 that says: charged so much, and here is your signature under so much.
fn corrective(charged: u128, signed: u128, signer: &Key) -> PaymentRequired {
    let voucher = EscrowDomain::new(84_532).sign_voucher(signer, CHANNEL, signed);
    let state = ChannelState {
        channel_id: CHANNEL,
        balance: 1_000_000,
        total_claimed: 0,
        withdraw_requested_at: 0,
        refund_nonce: 0,
        charged_cumulative_amount: Some(charged),
    };
    let shown = VoucherState { signed_max_claimable: Some(signed), signature: Some(voucher.signature) };
    let mut required = asks(|o| {
        o["extra"]["channelState"] = serde_json::to_value(state).expect("serialises");
        o["extra"]["voucherState"] = serde_json::to_value(&shown).expect("serialises");
    });
    required.error = Some(reason::CUMULATIVE_AMOUNT_MISMATCH.to_owned());
    required
}

const FUNDED: OnChain = OnChain { balance: 1_000_000, total_claimed: 100 };

#[test]
fn lost_memory_is_recovered_from_the_customer_s_own_signature() {
    let mut payer = customer();
    let channel = payer.resync(&corrective(900, 1_000, &payer.key.clone()), FUNDED).expect("true");
    assert_eq!(channel, Channel { charged: 900, balance: 1_000_000 });
    let payment = payer.pay(&usual(), MOMENT).expect("pays");
    assert_eq!(payment.payload.payload["voucher"]["maxClaimableAmount"], json!("1600"));
}

#[test]
fn a_server_cannot_talk_a_customer_into_a_higher_total() {
    let mut payer = charged_once(650);
    let before = payer.remembered(CHANNEL);
    let own = payer.key.clone();
    let other = Key::new(&B256::repeat_byte(0x22)).expect("in range");
    let resync = |payer: &mut Payer, required: &PaymentRequired| payer.resync(required, FUNDED).expect_err("false");
    assert_eq!(
        resync(&mut payer, &corrective(1_001, 1_000, &own)),
        NoResync::ChargedAboveSigned { charged: 1_001, signed: 1_000 }
    );
    assert_eq!(
        resync(&mut payer, &corrective(99, 1_000, &own)),
        NoResync::ChargedBelowClaimed { charged: 99, claimed: 100 }
    );
    assert_eq!(resync(&mut payer, &corrective(900, 1_000, &other)), NoResync::NotOurs);
    let mut busy = corrective(900, 1_000, &own);
    busy.error = Some(reason::CHANNEL_BUSY.to_owned());
    assert_eq!(resync(&mut payer, &busy), NoResync::OtherReason);
    assert_eq!(payer.remembered(CHANNEL), before);
}

#[test]
fn a_server_without_a_voucher_leaves_the_chain_s_word() {
    let mut payer = charged_once(650);
    let mut required = usual();
    required.error = Some(reason::CUMULATIVE_BELOW_CLAIMED.to_owned());
    assert_eq!(payer.resync(&required, FUNDED), Ok(Channel { charged: 100, balance: 1_000_000 }));
}

#[test]
fn a_refund_signs_nothing_new() {
    let mut payer = charged_once(650);
    let payment = payer.refund(&usual(), Some(999)).expect("money is there");
    let read = payment.payload.batch().expect("a refund");
    assert_eq!(read.voucher().max_claimable_amount, 650);
    payer.settled(&payment, &charged(0, None)).expect("fair");
    assert_eq!(payer.remembered(CHANNEL), Some(Channel { charged: 650, balance: 999_001 }));
    let rest = payer.refund(&usual(), None).expect("money is there");
    payer.settled(&rest, &charged(0, None)).expect("fair");
    assert_eq!(payer.remembered(CHANNEL), None);
    assert_eq!(payer.refund(&usual(), None), Err(PayRefusal::NoChannel));
}
