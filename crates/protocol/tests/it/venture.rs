//! Ventures are created, found again and read; the stand-ins are what clients expect at their addresses.

use alloy::{
    eips::BlockId,
    network::TransactionBuilder,
    primitives::{Address, B256, U256},
    providers::Provider,
    rpc::types::TransactionRequest,
    sol,
    sol_types::{SolCall, eip712_domain},
};
use usufruct_model::{Cash, Command, Refusal, Shares, Terms, Timestamp, offering, share};
use usufruct_protocol::{
    deploy::{self, DeployError},
    deployment::Deployment,
    standins,
    x402::{ERC3009_COLLECTOR, ESCROW},
};
use usufruct_testkit::{
    cast::{ALICE, FOUNDER, OPERATOR},
    stage::{self, Stage},
};

#[tokio::test]
async fn a_venture_is_found_again_with_its_terms() {
    let stage = Stage::open(stage::terms()).await;
    let at = *stage.at();
    let found = deploy::find_venture(&stage.provider(), at.factory, at.purses.share, at.first_block).await;
    assert_eq!(found.expect("it is there"), (at, stage::terms()));
    assert_eq!(deploy::terms_of(&stage.provider(), &at).await.expect("they are there"), stage::terms());

    let elsewhere = deploy::find_venture(&stage.provider(), at.factory, at.purses.share, at.first_block + 1).await;
    assert!(matches!(elsewhere, Err(DeployError::NotAVenture(_))));
    let forged = Deployment { currency: at.factory, ..at };
    assert!(matches!(deploy::terms_of(&stage.provider(), &forged).await, Err(DeployError::NotAVenture(_))));
}

#[tokio::test]
async fn terms_that_the_model_refuses_the_factory_refuses_alike() {
    let stage = Stage::open(stage::terms()).await;
    let (good, now) = (stage::terms(), stage.now());
    let bad = [
        Terms { operator: Default::default(), ..good.clone() },
        Terms { name: String::new(), ..good.clone() },
        Terms { symbol: "x".repeat(32), ..good.clone() },
        Terms { decimals: 19, ..good.clone() },
        Terms { tau: 10 * 365 * 86_400 + 1, ..good.clone() },
        Terms { price: 0, ..good.clone() },
        Terms { soft_cap: Shares(0), ..good.clone() },
        Terms { hard_cap: Shares(499_999), ..good.clone() },
        Terms { price: u64::MAX, ..good.clone() },
        Terms { deadline: now, ..good.clone() },
        Terms { demand_floor: Cash(0), ..good.clone() },
        Terms { demand_floor: Cash(1 << 64), ..good.clone() },
        Terms { stall_period: 86_399, ..good.clone() },
    ];
    for terms in bad {
        let created = deploy::create_venture(stage.sender(FOUNDER), stage.at().factory, &terms, B256::ZERO).await;
        let Err(DeployError::Refused(refusal)) = created else { panic!("{terms:?}: {created:?}") };
        // A floor of more than 64 bits is the one limit that the contract's own types set.
        let expected = terms.check(now).err().unwrap_or(Refusal::TermOutOfRange { term: "demandFloor" });
        assert_eq!(refusal, expected);
    }
    let no_currency = Terms { currency: stage.address(ALICE), ..good };
    let created = deploy::create_venture(stage.sender(FOUNDER), stage.at().factory, &no_currency, B256::ZERO).await;
    let Err(DeployError::Refused(refusal)) = created else { panic!("{created:?}") };
    assert_eq!(refusal, Refusal::CurrencyRefused { currency: stage.address(ALICE) });
}

#[tokio::test]
async fn a_venture_is_read_as_it_was_at_any_block() {
    let stage = Stage::open(stage::terms()).await;
    let before = BlockId::number(stage.chain().head().number);
    stage.sell(&[(ALICE, 1_000_000)]).await;
    stage.close().await;
    stage.earn(1_000_000).await;

    let then = stage.client().views(before).await.expect("the purses answer");
    assert_eq!((then.offering.phase, then.share.phase), (offering::Phase::Open, share::Phase::Selling));
    assert_eq!((then.share.supply, then.cash.offering), (Shares(0), U256::ZERO));
    let now = stage.client().views(BlockId::latest()).await.expect("the purses answer");
    assert_eq!((now.offering.phase, now.share.phase), (offering::Phase::Active, share::Phase::Dripping));
    assert_eq!((now.share.credited, now.till.operator_part), (Cash(800_000), Cash(200_000)));
    assert_eq!(now.cash.offering, U256::from(10_000_000_000_u64));
    assert_eq!(now.share.last_drip, Timestamp(stage::BEGINNING));

    let nobody = (1..=700_u16).map(|n| Address::left_padding_from(&n.to_be_bytes()));
    let holders: Vec<_> = nobody.chain([stage.address(ALICE)]).collect();
    let holdings = stage.client().holdings(&holders, BlockId::latest()).await.expect("the Share answers");
    assert_eq!(holdings.len(), 701);
    assert!(holdings[..700].iter().all(|holding| holding.balance.is_zero()));
    assert_eq!(holdings[700].balance, Shares(1_000_000));
}

#[tokio::test]
async fn the_stand_ins_are_at_their_addresses_with_their_immutables() {
    sol! {
        interface Immutables {
            function MINTER() external view returns (address);
            function x402BatchSettlement() external view returns (address);
            function DOMAIN_SEPARATOR() external view returns (bytes32);
        }
    }
    let stage = Stage::open(stage::terms()).await;
    let provider = stage.provider();
    for address in [standins::USDC, ESCROW, ERC3009_COLLECTOR, standins::MULTICALL3] {
        assert!(!provider.get_code_at(address).await.expect("code").is_empty(), "{address}");
    }
    let ask = async |to: Address, call: Vec<u8>| {
        let question = TransactionRequest::default().with_to(to).with_input(call);
        B256::from_slice(&provider.call(question).await.expect("it answers"))
    };
    let minter = ask(standins::USDC, Immutables::MINTERCall {}.abi_encode()).await;
    assert_eq!(minter, stage.address(FOUNDER).into_word());
    let escrow = ask(ERC3009_COLLECTOR, Immutables::x402BatchSettlementCall {}.abi_encode()).await;
    assert_eq!(escrow, ESCROW.into_word());
    let separator = ask(standins::USDC, Immutables::DOMAIN_SEPARATORCall {}.abi_encode()).await;
    let domain = eip712_domain! {
        name: "USDC", version: "2", chain_id: standins::CHAIN_ID, verifying_contract: standins::USDC,
    };
    assert_eq!(separator, domain.separator());
}

#[tokio::test]
async fn every_command_is_understood_by_the_contract_it_is_for() {
    let stage = Stage::running(stage::terms()).await;
    let to = stage.address(ALICE);
    let one = U256::from(1);
    let refused = [
        (Command::Credit { amount: one }, Refusal::OnlyTill { caller: to }),
        (Command::Mint { to, shares: one }, Refusal::OnlyOffering { caller: to }),
        (Command::Burn { holder: to, shares: one }, Refusal::OnlyOffering { caller: to }),
        (Command::BeginDripping, Refusal::OnlyOffering { caller: to }),
        (Command::ReleaseReserve, Refusal::OnlyOffering { caller: to }),
        (Command::Remit { report_hash: B256::ZERO, amount: one }, Refusal::OnlyOperator { caller: to }),
        (Command::Pull { to }, Refusal::OnlyOperator { caller: to }),
        (Command::RaiseHoldersBps { holders_bps: 9_000 }, Refusal::OnlyOperator { caller: to }),
        (Command::OfferOperator { candidate: to }, Refusal::OnlyOperator { caller: to }),
        (Command::AcceptOperator, Refusal::OnlyCandidate { caller: to }),
        (Command::Draw { to }, Refusal::OnlyOperator { caller: to }),
        (Command::Buy { shares: one, to }, Refusal::WrongPhase { current: offering::Phase::Active }),
        (Command::Close, Refusal::WrongPhase { current: offering::Phase::Active }),
        (Command::Redeem { shares: one }, Refusal::WrongPhase { current: offering::Phase::Active }),
        (Command::WindDown, Refusal::NotStalled),
        (
            Command::TransferFrom { from: stage.address(OPERATOR), to, value: one },
            Refusal::ERC20InsufficientAllowance { spender: to, allowance: U256::ZERO, needed: one },
        ),
    ];
    for (command, refusal) in refused {
        assert_eq!(stage.ask(ALICE, &command).await.expect_err("it is refused"), refusal, "{command:?}");
    }
    let holders = vec![to];
    for command in [
        Command::TransferCash { to, amount: one },
        Command::ApproveCash { spender: to, amount: one },
        Command::Transfer { to, value: one },
        Command::Approve { spender: to, value: one },
        Command::TransferFrom { from: to, to, value: one },
        Command::Claim,
        Command::ClaimTo { to },
        Command::ClaimFor { holder: to },
        Command::ClaimMany { holders },
        Command::SetPayee { payee: to },
        Command::Drip,
        Command::Collect,
    ] {
        stage.must(ALICE, &command).await;
    }
}
