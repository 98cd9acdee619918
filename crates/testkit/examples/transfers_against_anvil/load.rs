//! The work: transfers of one share each, signed before the clock starts.

use alloy::{
    consensus::{SignableTransaction, TxEip1559, TxEnvelope},
    eips::Encodable2718,
    network::TxSignerSync,
    primitives::{Address, Bytes, U256},
    signers::local::PrivateKeySigner,
    sol_types::SolCall,
};
use anyhow::{Result, ensure};
use usufruct_protocol::{bindings::Share, standins};
use usufruct_testkit::{cast, stage};

/// Shares go to these many accounts at least, so that transfers do not all meet in a few words.
const HOLDERS_MIN: usize = 1_000;
/// A transfer uses about 37,000, and 17,000 more if the receiver never had a share.
const GAS: u64 = 80_000;
/// Wei per gas: above anvil's base fee, which doubles with every few full blocks; and above the embedded chain's.
const FEE_MAX: u128 = 1_000_000_000_000;

/// Signed transfers, and what they lead to.
pub struct Load {
    pub share: Address,
    /// Who send, and buy the shares for it before.
    pub senders: Vec<Address>,
    /// Shares that each sender begins with.
    pub stake: u64,
    /// Raw transactions; number `i` is of sender `i % senders.len()`.
    pub raws: Vec<Bytes>,
    /// What everybody has at the end.
    pub balances: Vec<(Address, u64)>,
}

impl Load {
    pub fn sign(share: Address, transfers: usize, senders: usize) -> Result<Self> {
        let count = u64::try_from(senders)?;
        let stake = stage::terms().hard_cap.0 / count;
        let each = u64::try_from(transfers.div_ceil(senders))?;
        ensure!(each <= stake, "{senders} senders have {stake} shares each, too few for {each} transfers");

        let name = |holder: usize| format!("holder {holder}");
        let holders: Vec<Address> = (0..senders.max(HOLDERS_MIN)).map(|holder| cast::address(&name(holder))).collect();
        let signers =
            (0..senders).map(|holder| PrivateKeySigner::from_bytes(&cast::key(&name(holder)).expose_secret()));
        let signers = signers.collect::<Result<Vec<_>, _>>()?;
        let mut balances: Vec<(Address, u64)> = holders.iter().map(|holder| (*holder, 0)).collect();
        for balance in &mut balances[..senders] {
            balance.1 = stake;
        }
        let mut raws = Vec::with_capacity(transfers);
        for number in 0..transfers {
            // A prime step: everybody's turn comes, neighbours in the queue do not meet.
            let (from, to) = (number % senders, (number * 7_919 + 1) % holders.len());
            balances[from].1 -= 1;
            balances[to].1 += 1;
            raws.push(transfer(&signers[from], u64::try_from(number / senders)?, share, holders[to])?);
        }
        Ok(Self { share, senders: holders[..senders].to_vec(), stake, raws, balances })
    }
}

fn transfer(signer: &PrivateKeySigner, nonce: u64, share: Address, to: Address) -> Result<Bytes> {
    let mut transaction = TxEip1559 {
        chain_id: standins::CHAIN_ID,
        nonce,
        gas_limit: GAS,
        max_fee_per_gas: FEE_MAX,
        max_priority_fee_per_gas: 0,
        to: share.into(),
        input: Share::transferCall { to, value: U256::ONE }.abi_encode().into(),
        ..Default::default()
    };
    let signature = signer.sign_transaction_sync(&mut transaction)?;
    let signed = TxEnvelope::from(transaction.into_signed(signature));
    Ok(signed.encoded_2718().into())
}
