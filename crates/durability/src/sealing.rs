//! The sealing subject: a chain that seals blocks of all sizes, empty ones, and now and then rolls some back.

use std::path::Path;

use alloy::consensus::{SignableTransaction, TxEip1559, TxEnvelope};
use alloy::eips::Encodable2718;
use alloy::network::TxSignerSync;
use alloy::primitives::{Address, B256, Bytes, U256};
use alloy::providers::Provider;
use alloy::signers::local::PrivateKeySigner;
use anyhow::{Context, Result};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use usufruct_chain::{BASE_FEE_DEFAULT, Chain, Clock, Fault, Genesis, StoreError};

use crate::said::{Said, say};

const CHAIN_ID: u64 = 84_532;
const BEGINNING: u64 = 1_778_000_000;
/// Blocks that a rollback drops at most.
const ROLLBACK_MAX: u64 = 3;
/// Bytes that a transaction carries at most: some pages of the disk.
const INPUT_MAX: usize = 20_000;
/// Transactions in one block.
const BATCH_MAX: usize = 12;
/// Operations in a row that may fail before it gives up.
const FAILURES_MAX: usize = 3;

/// Opens what is in `directory`, or begins it.
///
/// # Errors
/// It does not open.
pub fn open(directory: &Path) -> Result<Chain, Fault> {
    let ether = U256::from(10).pow(U256::from(24));
    let genesis = Genesis::new(CHAIN_ID, BEGINNING).with_balance(signer().address(), ether);
    Chain::open(&genesis, Clock::manual(BEGINNING), Some(directory))
}

pub fn head(chain: &Chain) -> Said {
    Said::Head { hash: chain.head().hash, state: chain.state_digest() }
}

/// Does `operations` and says what the chain is after each.
///
/// # Errors
/// The chain does not open or cannot be read.
pub async fn seal(directory: &Path, operations: usize) -> Result<()> {
    let chain = open(directory)?;
    say(&head(&chain));
    let mut chance = ChaCha8Rng::seed_from_u64(chain.head().number);
    let mut failures = 0;
    for _ in 0..operations {
        match operate(&chain, &mut chance).await? {
            Ok(()) => {
                failures = 0;
                say(&head(&chain));
            }
            Err(fault) => {
                say(&Said::Declined { word: word(&fault).to_owned() });
                failures += 1;
                if failures == FAILURES_MAX {
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

fn word(fault: &Fault) -> &'static str {
    match fault {
        Fault::Store(StoreError::Write { .. }) => "not-written",
        Fault::Store(StoreError::Broken { .. }) => "broken-until-opened-again",
        _ => "another-fault",
    }
}

async fn operate(chain: &Chain, chance: &mut ChaCha8Rng) -> Result<Result<(), Fault>> {
    chain.advance(chance.random_range(0..3));
    match chance.random_range(0..10) {
        0 => Ok(chain.mine().map(drop)),
        1 => {
            let to = chain.head().number.saturating_sub(chance.random_range(1..=ROLLBACK_MAX));
            say(&Said::RollingBack);
            Ok(chain.rollback(to))
        }
        kind => {
            let nonce = chain.provider().get_transaction_count(signer().address()).await;
            let nonce = nonce.context("the chain does not answer")?;
            // Most blocks hold one transaction.
            let several = if kind < 4 { chance.random_range(2..=BATCH_MAX) } else { 1 };
            let bytes = if kind < 6 { chance.random_range(0..INPUT_MAX) } else { 0 };
            let raws = (nonce..).take(several).map(|nonce| transaction(nonce, bytes, chance));
            match chain.submit_batch(raws.collect()) {
                Err(fault) => Ok(Err(fault)),
                Ok(results) => {
                    results.into_iter().collect::<Result<Vec<_>, _>>().context("a transaction was refused")?;
                    Ok(Ok(()))
                }
            }
        }
    }
}

fn signer() -> PrivateKeySigner {
    PrivateKeySigner::from_bytes(&B256::with_last_byte(7)).expect("a small key is a key")
}

/// A payment of one wei with `bytes` bytes that nobody reads.
fn transaction(nonce: u64, bytes: usize, chance: &mut ChaCha8Rng) -> Bytes {
    let mut input = vec![0; bytes];
    chance.fill(input.as_mut_slice());
    let mut transaction = TxEip1559 {
        chain_id: CHAIN_ID,
        nonce,
        gas_limit: 1_500_000,
        max_fee_per_gas: u128::from(BASE_FEE_DEFAULT),
        to: Address::repeat_byte(0x77).into(),
        value: U256::from(1),
        input: input.into(),
        ..TxEip1559::default()
    };
    let signature = signer().sign_transaction_sync(&mut transaction).expect("a key in memory signs");
    TxEnvelope::from(transaction.into_signed(signature)).encoded_2718().into()
}
