//! Who paid: through the escrow and by transfer, across forks and restarts, and never by a stranger's say-so.

use crate::life::{check, ledger};
use alloy::primitives::{Address, B256, Bytes, U256};
use usufruct_ledger::{
    Ledger,
    payments::{Source, Standing, Way},
};
use usufruct_model::{Command, Event};
use usufruct_protocol::{
    escrow::{self, VoucherClaim},
    standins::{CHAIN_ID, USDC},
    x402::{
        authorization::{TokenDomain, deposit_authorization},
        batch::{ChannelConfig, DepositAuthorization},
        voucher::EscrowDomain,
    },
};
use usufruct_testkit::{
    cast::{self, ALICE, BOB, CUSTOMER, KEEPER, MALLORY, OPERATOR, RELAYER},
    stage::{self, Stage},
};

const DEPOSIT: u128 = 1_000_000;

/// A channel of `payer` that pays `receiver`, with a deposit in it.
pub async fn open_channel(stage: &Stage, payer: &str, receiver: Address) -> ChannelConfig {
    let config = ChannelConfig {
        payer: cast::address(payer),
        payer_authorizer: cast::address(payer),
        receiver,
        receiver_authorizer: cast::address(KEEPER),
        token: USDC,
        withdraw_delay: 900,
        salt: B256::ZERO,
    };
    let id = EscrowDomain::new(CHAIN_ID).channel_id(&config);
    let (now, unsigned) = (stage.now().0, Bytes::new());
    let mut deposit =
        DepositAuthorization { valid_after: 0, valid_before: now + 600, salt: B256::ZERO, signature: unsigned };
    let signed = deposit_authorization(config.payer, id, DEPOSIT, &deposit);
    let token = TokenDomain::new("USDC", "2", CHAIN_ID, USDC);
    deposit.signature = cast::key(payer).sign(token.receive_digest(&signed));
    let call = escrow::deposit(&config, DEPOSIT, &deposit);
    stage.sender(RELAYER).send(&call).await.expect("the escrow takes the deposit");
    config
}

/// Claims up to `total` of a channel.
pub async fn claim(stage: &Stage, payer: &str, config: &ChannelConfig, total: u128) {
    let domain = EscrowDomain::new(CHAIN_ID);
    let voucher = domain.sign_voucher(&cast::key(payer), domain.channel_id(config), total);
    let (signature, config) = (voucher.signature, *config);
    let claims = [VoucherClaim { config, max_claimable: total, signature, total_claimed: total }];
    let call = escrow::claim_with_signature(&claims, &domain, &cast::key(KEEPER));
    stage.sender(RELAYER).send(&call).await.expect("claimed");
}

pub async fn settle(stage: &Stage, receiver: Address) {
    stage.sender(RELAYER).send(&escrow::settle(receiver, USDC)).await.expect("settled");
}

fn source(payer: &str, way: Way, standing: Standing) -> Source {
    Source { payer: cast::address(payer), way, standing }
}

fn at_till(ledger: &Ledger) -> Vec<(Source, u64)> {
    ledger.folded().payments.at_till().iter().map(|(source, amount)| (*source, amount.to())).collect()
}

/// What `payer` paid in all, of what was split: as a customer by voucher and by transfer, as a holder, as the operator.
fn paid(ledger: &Ledger, payer: &str) -> [u64; 4] {
    let paid = ledger.folded().days.payers.get(&cast::address(payer)).copied().unwrap_or_default();
    [paid.vouchers, paid.transfers, paid.as_holder(), paid.as_operator()].map(|amount| amount.to())
}

#[tokio::test]
async fn each_stage_of_a_payment_is_known_by_its_payer() {
    let stage = Stage::running(stage::terms()).await;
    let folder = tempfile::tempdir().expect("a folder");
    let mut follower = ledger(&stage, &folder).await;
    let till = stage.at().purses.till;
    let (customer, alice) = (open_channel(&stage, CUSTOMER, till).await, open_channel(&stage, ALICE, till).await);
    claim(&stage, CUSTOMER, &customer, 700).await;
    claim(&stage, ALICE, &alice, 50).await;
    check(&mut follower, &stage).await;
    assert_eq!((follower.folded().payments.waiting().to::<u64>(), at_till(&follower)), (750, vec![]));

    settle(&stage, till).await;
    claim(&stage, CUSTOMER, &customer, 1_000).await;
    stage.must(BOB, &Command::TransferCash { to: till, amount: U256::from(9) }).await;
    check(&mut follower, &stage).await;
    let mut arrived = vec![
        (source(CUSTOMER, Way::Voucher, Standing::Customer), 700),
        (source(ALICE, Way::Voucher, Standing::Holder), 50),
        (source(BOB, Way::Transfer, Standing::Holder), 9),
    ];
    arrived.sort_unstable();
    assert_eq!((follower.folded().payments.waiting().to::<u64>(), at_till(&follower)), (300, arrived));

    stage.must(KEEPER, &Command::Collect).await;
    check(&mut follower, &stage).await;
    assert_eq!([CUSTOMER, ALICE, BOB].map(|name| paid(&follower, name)), [[700, 0, 0, 0], [0, 0, 50, 0], [0, 0, 9, 0]]);

    // A file read again says the same as what was followed.
    let reopened = ledger(&stage, &folder).await;
    assert_eq!(reopened.folded(), follower.folded());

    // The second claim is undone with its block, the first settlement stays.
    let newest = stage.chain().head().number;
    stage.chain().rollback(newest - 3).expect("a chain in memory");
    check(&mut follower, &stage).await;
    assert_eq!(follower.folded().payments.waiting().to::<u64>(), 0);
    assert_eq!(at_till(&follower).iter().map(|(_, amount)| amount).sum::<u64>(), 750);
}

#[tokio::test]
async fn an_operator_is_not_taken_for_a_customer() {
    let stage = Stage::running(stage::terms()).await;
    let folder = tempfile::tempdir().expect("a folder");
    let mut follower = ledger(&stage, &folder).await;
    let till = stage.at().purses.till;
    let cash = |amount: u64| Command::TransferCash { to: till, amount: U256::from(amount) };
    // Its own transfer, capital sent round, its own part sent round; beside a remittance, which is marked as one.
    stage.must(OPERATOR, &cash(1_000)).await;
    stage.must(OPERATOR, &Command::Remit { report_hash: B256::ZERO, amount: U256::from(500) }).await;
    let drawn = stage.must(OPERATOR, &Command::Draw { to: till }).await;
    stage.must(OPERATOR, &Command::Pull { to: till }).await;
    // Whoever takes over was a customer before.
    stage.must(MALLORY, &cash(7)).await;
    stage.must(OPERATOR, &Command::OfferOperator { candidate: stage.address(MALLORY) }).await;
    stage.must(MALLORY, &Command::AcceptOperator).await;
    stage.must(MALLORY, &cash(11)).await;
    stage.must(OPERATOR, &cash(13)).await;
    stage.must(KEEPER, &Command::Collect).await;
    check(&mut follower, &stage).await;
    assert!(drawn.status());
    assert_eq!(paid(&follower, OPERATOR), [0, 0, 0, 1_013]);
    assert_eq!(paid(&follower, MALLORY), [0, 7, 0, 11]);
    let of_purse = |purse| follower.folded().days.payers[&purse].as_operator();
    assert_eq!(of_purse(stage.at().purses.offering), U256::from(follower.folded().venture.books.offering.drawn.0));
    assert_eq!(of_purse(till), U256::from(follower.folded().venture.books.till.pulled.0));
    assert_eq!(follower.folded().venture.books.till.remitted.0, 500);
}

#[tokio::test]
async fn channels_of_others_are_none_of_ours() {
    let stage = Stage::running(stage::terms()).await;
    let folder = tempfile::tempdir().expect("a folder");
    let mut follower = ledger(&stage, &folder).await;
    let elsewhere = stage.address(MALLORY);
    let theirs = open_channel(&stage, CUSTOMER, elsewhere).await;
    claim(&stage, CUSTOMER, &theirs, 900).await;
    settle(&stage, elsewhere).await;
    check(&mut follower, &stage).await;
    let payments = &follower.folded().payments;
    assert_eq!((payments.claimed, payments.settled, payments.waiting()), (U256::ZERO, U256::ZERO, U256::ZERO));
    assert!(!payments.knows(EscrowDomain::new(CHAIN_ID).channel_id(&theirs)));
}

#[tokio::test]
async fn income_by_day_adds_up_to_what_a_holder_was_paid_and_is_owed() {
    for seed in 0..4 {
        let mut life = crate::life::Life::begin(300 + seed).await;
        let folder = tempfile::tempdir().expect("a folder");
        let mut follower = ledger(&life.stage, &folder).await;
        for _ in 0..150 {
            life.step().await;
        }
        check(&mut follower, &life.stage).await;
        let folded = follower.folded();
        for holder in folded.holders() {
            let earned: u128 =
                folded.histories.earned(holder.address, &folded.days).iter().map(|(_, cash)| cash.0).sum();
            assert_eq!(earned, holder.owed.0 + holder.claimed.0, "{}", holder.address);
        }
        // And the days to what the books have.
        let (mut holders_part, mut claimed, mut released) = (0, 0, 0);
        for day in folded.days.iter() {
            holders_part += day.holders_part.0;
            claimed += day.claimed.0;
            released += day.released.0;
        }
        let books = &folded.venture.books;
        assert_eq!((holders_part, claimed), (books.till.holders_part.0, books.share.claimed.0));
        assert_eq!(released, books.share.released.0);
    }
}

#[test]
fn a_remittance_is_told_apart_by_its_transaction() {
    use usufruct_ledger::fold::{Dated, Folded, Logged};
    use usufruct_model::{Cash, Purses, Timestamp, Venture};
    let purses =
        Purses { share: Address::repeat_byte(1), till: Address::repeat_byte(2), offering: Address::repeat_byte(3) };
    // A currency of 18 decimals: a cash unit is a million million base units.
    let unit = U256::from(1_000_000_000_000_u64);
    let venture = Venture::new(stage::terms(), purses, unit);
    let operator = venture.terms.operator;
    let mut folded = Folded::new(venture);
    let dated = |transaction: u8, event| Dated {
        at: Timestamp(stage::BEGINNING),
        block: 1,
        transaction: B256::repeat_byte(transaction),
        event: Logged::Venture(event),
    };
    let cash = |from, amount: U256| Event::CashTransferred { from, to: purses.till, amount };
    let remitted = |amount| Event::Remitted {
        operator,
        report_hash: B256::ZERO,
        amount: Cash(amount),
        holders_part: Cash(amount),
    };
    let half: U256 = unit / U256::from(2);
    // Three and a half cash units, of which three are split; the half waits, as the operator's.
    folded.take(&[dated(1, cash(operator, unit * U256::from(3) + half)), dated(1, remitted(3))]);
    // Then half a unit of a customer: the unit that both make is split, and neither is forgotten.
    let customer = Address::repeat_byte(9);
    folded.take(&[dated(2, cash(customer, half))]);
    folded.take(&[dated(3, Event::Collected { collected: Cash(1), holders_part: Cash(1) })]);
    let paid = &folded.days.payers;
    assert_eq!((paid[&customer].transfers, paid[&operator].as_operator()), (half, half));
    assert!(folded.payments.at_till().is_empty());
    let day = folded.days.iter().next().expect("a day");
    assert_eq!((day.remitted, day.holders_part), (Cash(3), Cash(4)));
}
