//! Puts dollars into many purses at once: thousands of mints, handed to the chain in one go.

use alloy::consensus::{SignableTransaction, TxEip1559, TxEnvelope};
use alloy::eips::{BlockId, Encodable2718};
use alloy::primitives::{Address, Bytes, TxKind, U256};
use alloy::providers::Provider;
use alloy::signers::SignerSync;
use alloy::signers::local::PrivateKeySigner;
use anyhow::{Context, Result, ensure};
use usufruct_chain::Chain;
use usufruct_protocol::client::Client;
use usufruct_protocol::standins::{CHAIN_ID, USDC};
use usufruct_protocol::verbs;
use usufruct_protocol::x402::signature::Key;

/// A mint to a new account takes about 51,000.
const MINT_GAS: u64 = 80_000;
/// Transactions handed over at once: what a block holds, and little enough to sign in memory.
const BATCH: usize = 2_000;

/// Mints each account its base units of the dollar.
pub async fn mint_all(chain: &Chain, client: &Client, minter: &Key, purses: &[(Address, u128)]) -> Result<()> {
    let provider = client.provider();
    let mut nonce = provider.get_transaction_count(minter.address()).await.context("the chain does not answer")?;
    let fee = provider.get_gas_price().await.context("the chain does not answer")?;
    let signer = PrivateKeySigner::from_bytes(&minter.expose_secret()).context("a key is a key")?;
    for some in purses.chunks(BATCH) {
        let mut raws = Vec::with_capacity(some.len());
        for (account, amount) in some {
            raws.push(signed_mint(&signer, nonce, fee, *account, *amount)?);
            nonce += 1;
        }
        for outcome in chain.submit_batch(raws)? {
            outcome.context("the chain refused a mint")?;
        }
    }
    let Some((last, amount)) = purses.last() else { return Ok(()) };
    let balance = client.cash(*last, BlockId::latest()).await?;
    ensure!(balance >= U256::from(*amount), "{last} was minted {amount} and has {balance}");
    Ok(())
}

fn signed_mint(signer: &PrivateKeySigner, nonce: u64, fee: u128, account: Address, amount: u128) -> Result<Bytes> {
    let request = verbs::mint_cash(USDC, account, U256::from(amount));
    let transaction = TxEip1559 {
        chain_id: CHAIN_ID,
        nonce,
        gas_limit: MINT_GAS,
        max_fee_per_gas: fee,
        max_priority_fee_per_gas: 0,
        to: request.to.unwrap_or(TxKind::Call(USDC)),
        input: request.input.into_input().unwrap_or_default(),
        ..Default::default()
    };
    let signature = signer.sign_hash_sync(&transaction.signature_hash()).context("cannot sign a mint")?;
    Ok(TxEnvelope::from(transaction.into_signed(signature)).encoded_2718().into())
}
