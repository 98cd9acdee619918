//! Channels that cannot be claimed, among those that can.

use alloy::network::TransactionBuilder;
use alloy::primitives::{Address, B256, Bytes, U256, hex};
use alloy::rpc::types::TransactionRequest;
use usufruct_keeper::{Charged, DutyKind, Report};
use usufruct_protocol::{
    escrow,
    standins::USDC,
    verbs,
    x402::batch::{ChannelConfig, DepositAuthorization},
};
use usufruct_testkit::cast::{self, FOUNDER};

use crate::world::{DEPOSIT, World, customer, domain, eager};

/// A contract account that agrees to everything (ERC-1271) until somebody calls it with nothing; then to nothing.
const WALLET: [u8; 32] = hex!("36600a576001600055005b60005415631626ba7e0260e01b60005260206000f3");

async fn cycle(world: &World, book: &[Charged]) -> Report {
    world.keeper(eager()).await.cycle(book, &[], world.stage.now()).await.expect("a cycle")
}

#[tokio::test]
async fn one_bad_signature_among_fifty_channels_blocks_none() {
    let mut world = World::open(50, |i| 100 + i as u128).await;
    let bad = world.id(17);
    let claim = &mut world.book[17].claim;
    claim.signature = domain().sign_voucher(&customer(18), bad, claim.max_claimable).signature;

    let report = cycle(&world, &world.book).await;
    assert_eq!(report.channels, 49);
    assert_eq!(report.claimed, world.charged_in_all() - 117);
    assert_eq!(report.settled, report.claimed);
    let [aside] = &report.set_aside[..] else { panic!("one is set aside, not {:?}", report.set_aside) };
    assert_eq!((aside.channel_id, aside.amount, aside.reason.as_str()), (bad, 117, "InvalidSignature()"));
    let claims = report.deeds.iter().filter(|deed| deed.kind == DutyKind::Claim).count();
    assert_eq!(claims, 1, "the good ones go together");
}

#[tokio::test]
async fn when_every_voucher_is_bad_none_is_claimed_and_all_are_reported() {
    let mut world = World::open(7, |_| 500).await;
    for line in &mut world.book {
        line.claim.signature = Bytes::from([1; 65]);
    }
    let report = cycle(&world, &world.book).await;
    assert_eq!((report.channels, report.set_aside.len(), report.deeds.len()), (0, 7, 0));
}

#[tokio::test]
async fn a_charge_above_the_escrow_is_claimed_as_far_as_the_money_goes() {
    let mut world = World::open(2, |_| 500).await;
    let id = world.id(0);
    let above = domain().sign_voucher(&customer(0), id, DEPOSIT + 7);
    let config = world.book[0].claim.config;
    world.book[0] = world.line(config, DEPOSIT + 7, above.signature);

    let report = cycle(&world, &world.book).await;
    assert_eq!((report.channels, report.claimed), (2, DEPOSIT + 500));
    let [aside] = &report.set_aside[..] else { panic!("the rest is set aside") };
    assert_eq!((aside.channel_id, aside.amount), (id, 7));
    assert_eq!(aside.reason, "the escrow holds only 1000000 for this channel");
}

#[tokio::test]
async fn vouchers_that_are_not_for_us_are_not_even_tried() {
    let mut world = World::open(4, |_| 500).await;
    world.book[0].claim.config.receiver_authorizer = cast::address("somebody");
    world.book[1].claim.config.receiver = cast::address("somebody");
    world.book[2].claim.config.token = cast::address("somebody");
    let report = cycle(&world, &world.book).await;
    assert_eq!((report.channels, report.set_aside.len()), (1, 3));
}

/// Opens a channel whose vouchers a contract signs.
async fn contract_channel(world: &World) -> (Address, Charged) {
    let creation = [&[0x7f][..], &WALLET, &hex!("60005260206000f3")].concat();
    let receipt = world.relayer().send(&TransactionRequest::default().with_deploy_code(creation)).await;
    let wallet = receipt.expect("a contract").contract_address.expect("at an address");
    let mint = verbs::mint_cash(USDC, wallet, U256::from(DEPOSIT));
    world.stage.sender(FOUNDER).send(&mint).await.expect("the founder mints");
    let config = ChannelConfig { payer: wallet, payer_authorizer: Address::ZERO, ..world.book[0].claim.config };
    let agreed = Bytes::from_static(b"whatever");
    let authorization = DepositAuthorization {
        valid_after: 0,
        valid_before: world.stage.now().0 + 60,
        salt: B256::ZERO,
        signature: agreed.clone(),
    };
    let deposit = escrow::deposit(&config, DEPOSIT, &authorization);
    world.relayer().send(&deposit).await.expect("the wallet agrees");
    (wallet, world.line(config, 900, agreed))
}

#[tokio::test]
async fn a_contract_that_changed_its_mind_is_reported_and_others_are_claimed() {
    let mut world = World::open(3, |_| 500).await;
    let (_, faithful) = contract_channel(&world).await;
    world.book.push(faithful);
    let (wallet, faithless) = contract_channel(&world).await;
    world.book.push(faithless);
    let call = TransactionRequest::default().with_to(wallet);
    world.relayer().send(&call).await.expect("it changes its mind");

    let report = cycle(&world, &world.book).await;
    assert_eq!((report.channels, report.claimed), (4, 3 * 500 + 900));
    let [aside] = &report.set_aside[..] else { panic!("one is set aside, not {:?}", report.set_aside) };
    assert_eq!((aside.channel_id, aside.amount, aside.reason.as_str()), (world.id(4), 900, "InvalidSignature()"));
    let claims = report.deeds.iter().filter(|deed| deed.kind == DutyKind::Claim).count();
    assert_eq!(claims, 2, "a contract's voucher goes alone");
}
