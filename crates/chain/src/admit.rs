//! From raw bytes to a transaction whose sender is known.
//!
//! Everything that needs no state happens here, so that a batch can do it on all cores: decoding,
//! recovering the sender (most of the cost of a transfer), recovering the authorities of an
//! EIP-7702 list. What needs state is checked by revm when the transaction's turn comes.

use std::{collections::BTreeMap, sync::mpsc, vec};

use alloy::{
    consensus::{Transaction as _, TxEnvelope, Typed2718},
    eips::eip2718::Decodable2718,
    eips::eip7702::{RecoveredAuthority, RecoveredAuthorization, SignedAuthorization},
    primitives::{Address, B256, Bytes, Signature, keccak256},
};
use revm::context::{TxEnv, either::Either};
use secp256k1::{
    Message,
    ecdsa::{RecoverableSignature, RecoveryId},
};

use crate::refusal::TxRefusal;

/// Bytes of one raw transaction: initcode may have 49,152, the rest is envelope and lists. The
/// same limit as geth's.
pub const TRANSACTION_BYTES_MAX: usize = 128 * 1024;

/// Transactions that one thread admits at a time: a millisecond or two of work.
const CHUNK: usize = 32;

/// A transaction in a block.
#[derive(Clone, Debug)]
pub struct Transaction {
    pub(crate) raw: Bytes,
    pub(crate) signed: TxEnvelope,
    pub(crate) hash: B256,
    pub(crate) sender: Address,
}

/// A transaction that may be executed next.
#[derive(Debug)]
pub(crate) struct Admission {
    pub transaction: Transaction,
    pub env: TxEnv,
}

/// The submissions of a batch, in order, each admitted or refused. They are admitted on all cores,
/// ahead of whoever takes them: the first can be executed while the last is still being decoded.
pub(crate) struct Admissions {
    ready: vec::IntoIter<Admitted>,
    /// Chunks arrive in any order.
    chunks: mpsc::Receiver<(usize, Vec<Admitted>)>,
    early: BTreeMap<usize, Vec<Admitted>>,
    next_chunk: usize,
}

type Admitted = Result<Admission, TxRefusal>;

impl Admissions {
    pub(crate) fn new(raws: Vec<Bytes>, chain_id: u64) -> Self {
        let (sender, chunks) = mpsc::channel();
        let mut admissions = Self { ready: Vec::new().into_iter(), chunks, early: BTreeMap::new(), next_chunk: 0 };
        let admit_chunk = move |raws: Vec<Bytes>| raws.into_iter().map(|raw| admit(raw, chain_id)).collect();
        // Handing a few to another thread costs more than it saves, and a thread of the pool must
        // not wait for the pool.
        if raws.len() <= CHUNK || rayon::current_thread_index().is_some() {
            let admitted: Vec<Admitted> = admit_chunk(raws);
            admissions.ready = admitted.into_iter();
            return admissions;
        }
        let mut raws = raws.into_iter();
        for number in 0.. {
            let chunk: Vec<Bytes> = raws.by_ref().take(CHUNK).collect();
            if chunk.is_empty() {
                break;
            }
            let sender = sender.clone();
            rayon::spawn_fifo(move || {
                // Nobody listens any more if the batch ended in a fault.
                let _ = sender.send((number, admit_chunk(chunk)));
            });
        }
        admissions
    }
}

impl Iterator for Admissions {
    type Item = Admitted;

    fn next(&mut self) -> Option<Admitted> {
        loop {
            if let Some(admitted) = self.ready.next() {
                return Some(admitted);
            }
            let chunk = match self.early.remove(&self.next_chunk) {
                Some(chunk) => chunk,
                // The channel ends when the last chunk has been sent.
                None => {
                    let (number, chunk) = self.chunks.recv().ok()?;
                    self.early.insert(number, chunk);
                    continue;
                }
            };
            self.next_chunk += 1;
            self.ready = chunk.into_iter();
        }
    }
}

pub(crate) fn admit(raw: Bytes, chain_id: u64) -> Result<Admission, TxRefusal> {
    if raw.len() > TRANSACTION_BYTES_MAX {
        return Err(TxRefusal::TooLarge { bytes: raw.len(), limit: TRANSACTION_BYTES_MAX });
    }
    let signed = TxEnvelope::decode_2718_exact(&raw).map_err(|error| TxRefusal::Malformed(error.to_string()))?;
    if signed.is_eip4844() {
        return Err(TxRefusal::Blobs);
    }
    if let Some(have) = signed.chain_id()
        && have != chain_id
    {
        return Err(TxRefusal::ChainId { have, want: chain_id });
    }
    let sender = recover(signed.signature_hash(), signed.signature()).ok_or(TxRefusal::Signature)?;
    let env = environment(&signed, sender);
    let hash = keccak256(&raw);
    Ok(Admission { transaction: Transaction { raw, signed, hash, sender }, env })
}

/// The account that signed `digest`; None for a signature that nobody can have made, and for a
/// malleable one (EIP-2: `s` in the upper half).
fn recover(digest: B256, signature: &Signature) -> Option<Address> {
    if signature.normalize_s().is_some() {
        return None;
    }
    let parity = if signature.v() { RecoveryId::One } else { RecoveryId::Zero };
    let bytes = signature.as_bytes();
    let recoverable = RecoverableSignature::from_compact(&bytes[..64], parity).ok()?;
    let key = recoverable.recover(Message::from_digest(digest.0)).ok()?;
    // The first byte only says that the point is written in full.
    Some(Address::from_raw_public_key(&key.serialize_uncompressed()[1..]))
}

pub(crate) fn recover_authority(signed: &SignedAuthorization) -> RecoveredAuthorization {
    // An authorization whose signature is bad is skipped by the EVM, not refused.
    let authority = signed
        .signature()
        .ok()
        .and_then(|signature| recover(signed.signature_hash(), &signature))
        .map_or(RecoveredAuthority::Invalid, RecoveredAuthority::Valid);
    RecoveredAuthorization::new_unchecked(signed.inner().clone(), authority)
}

fn environment(signed: &TxEnvelope, sender: Address) -> TxEnv {
    let authorizations = signed.authorization_list().unwrap_or_default();
    TxEnv {
        tx_type: signed.ty(),
        caller: sender,
        gas_limit: signed.gas_limit(),
        gas_price: signed.max_fee_per_gas(),
        kind: signed.kind(),
        value: signed.value(),
        data: signed.input().clone(),
        nonce: signed.nonce(),
        chain_id: signed.chain_id(),
        access_list: signed.access_list().cloned().unwrap_or_default(),
        gas_priority_fee: signed.max_priority_fee_per_gas(),
        blob_hashes: Vec::new(),
        max_fee_per_blob_gas: 0,
        authorization_list: authorizations.iter().map(|signed| Either::Right(recover_authority(signed))).collect(),
    }
}
