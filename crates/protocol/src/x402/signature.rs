//! Signatures of plain accounts over EIP-712 digests, by libsecp256k1.
//!
//! Invariants. What this accepts, the contracts accept, and the other way round: 65 bytes r, s, v; v is 27 or 28; s is
//! in the lower half, so that nobody can make a second signature from a first; the zero address signs nothing.

use std::fmt;

use alloy::primitives::{Address, B256, Bytes, keccak256};
use secp256k1::{
    Message, SECP256K1, SecretKey,
    ecdsa::{RecoverableSignature, RecoveryId},
};

/// Half of the group's order, rounded down: the largest `s` that is accepted.
const S_MAX: [u8; 32] = [
    0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x5d, 0x57, 0x6e,
    0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0,
];

/// Why a signature is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureRefusal {
    #[error("a signature has 65 bytes, this has {0}")]
    Length(usize),
    #[error("the last byte of a signature is 27 or 28, here it is {0}")]
    RecoveryId(u8),
    #[error("s is in the upper half of its range, where a signature can be forged from another")]
    Malleable,
    #[error("no key made this signature")]
    NoSuchKey,
    #[error("signed by {signer}, expected {expected}")]
    OtherSigner { signer: Address, expected: Address },
    #[error("the zero address cannot sign")]
    ZeroAddress,
}

/// The account that signed `digest`.
///
/// # Errors
/// The signature is not of the one accepted form, or is nobody's.
pub fn recover(digest: B256, signature: &[u8]) -> Result<Address, SignatureRefusal> {
    let bytes: &[u8; 65] = signature.try_into().map_err(|_| SignatureRefusal::Length(signature.len()))?;
    let (rs, v) = (&bytes[..64], bytes[64]);
    let id = match v {
        27 => RecoveryId::Zero,
        28 => RecoveryId::One,
        other => return Err(SignatureRefusal::RecoveryId(other)),
    };
    if rs[32..] > S_MAX[..] {
        return Err(SignatureRefusal::Malleable);
    }
    let parsed = RecoverableSignature::from_compact(rs, id).map_err(|_| SignatureRefusal::NoSuchKey)?;
    let message = Message::from_digest(digest.0);
    let key = SECP256K1.recover_ecdsa(message, &parsed).map_err(|_| SignatureRefusal::NoSuchKey)?;
    Ok(address_of(&key))
}

/// Checks that `expected` signed `digest`.
///
/// # Errors
/// As [`recover`], or somebody else signed, or `expected` is zero.
pub fn verify(digest: B256, signature: &[u8], expected: Address) -> Result<(), SignatureRefusal> {
    if expected.is_zero() {
        return Err(SignatureRefusal::ZeroAddress);
    }
    let signer = recover(digest, signature)?;
    if signer == expected { Ok(()) } else { Err(SignatureRefusal::OtherSigner { signer, expected }) }
}

/// The private key of a plain account.
#[derive(Clone)]
pub struct Key {
    secret: SecretKey,
    address: Address,
}

impl Key {
    /// `None` for zero and for numbers that are not below the group's order.
    pub fn new(secret: &B256) -> Option<Self> {
        let secret = SecretKey::from_byte_array(secret.0).ok()?;
        Some(Self { secret, address: address_of(&secret.public_key(SECP256K1)) })
    }

    pub fn address(&self) -> Address {
        self.address
    }

    /// The private key itself: 32 bytes for another signer's constructor.
    pub fn expose_secret(&self) -> B256 {
        B256::new(self.secret.secret_bytes())
    }

    /// Signs a digest; the same digest gives the same signature (RFC 6979).
    pub fn sign(&self, digest: B256) -> Bytes {
        let signature = SECP256K1.sign_ecdsa_recoverable(Message::from_digest(digest.0), &self.secret);
        let (id, rs) = signature.serialize_compact();
        let mut bytes = [0; 65];
        bytes[..64].copy_from_slice(&rs);
        // Ids above One mean r above the group's order: no such nonce has ever been found, and RFC 6979 has no second
        // try, so the signature is left to be refused like any other bad one.
        bytes[64] = if id == RecoveryId::One { 28 } else { 27 };
        Bytes::from(bytes)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.address)
    }
}

fn address_of(key: &secp256k1::PublicKey) -> Address {
    // An address is the end of the hash of the point without the byte that says how it is written.
    Address::from_slice(&keccak256(&key.serialize_uncompressed()[1..])[12..])
}

#[cfg(test)]
mod tests {
    use alloy::primitives::{U256, uint};

    use super::*;

    const ORDER: U256 = uint!(0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141_U256);

    fn key() -> Key {
        Key::new(&B256::repeat_byte(0x11)).expect("in range")
    }

    #[test]
    fn what_is_signed_is_recovered() {
        assert_eq!(U256::from_be_bytes(S_MAX), ORDER >> 1);
        for i in 0..64_u8 {
            let digest = B256::repeat_byte(i);
            assert_eq!(recover(digest, &key().sign(digest)), Ok(key().address()));
        }
    }

    #[test]
    fn the_twin_of_a_signature_is_refused() {
        let digest = B256::repeat_byte(1);
        let mut bytes = key().sign(digest).to_vec();
        let s = U256::from_be_slice(&bytes[32..64]);
        bytes[32..64].copy_from_slice(&(ORDER - s).to_be_bytes::<32>());
        bytes[64] = 55 - bytes[64];
        assert_eq!(recover(digest, &bytes), Err(SignatureRefusal::Malleable));
    }

    #[test]
    fn only_one_form_is_a_signature() {
        let digest = B256::repeat_byte(1);
        let good = key().sign(digest).to_vec();
        for v in [0, 1, 2, 26, 29, 30, 31, 255] {
            let mut bytes = good.clone();
            bytes[64] = v;
            assert_eq!(recover(digest, &bytes), Err(SignatureRefusal::RecoveryId(v)));
        }
        assert_eq!(recover(digest, &good[..64]), Err(SignatureRefusal::Length(64)));
        assert_eq!(recover(digest, &[&good[..], &[0]].concat()), Err(SignatureRefusal::Length(66)));
        assert_eq!(recover(digest, &[]), Err(SignatureRefusal::Length(0)));
        for (r, s) in [(U256::ZERO, U256::from(1)), (U256::from(1), U256::ZERO), (ORDER, U256::from(1))] {
            let bytes = [&r.to_be_bytes::<32>()[..], &s.to_be_bytes::<32>(), &[27]].concat();
            assert_eq!(recover(digest, &bytes), Err(SignatureRefusal::NoSuchKey));
        }
    }

    #[test]
    fn the_zero_address_signs_nothing() {
        let digest = B256::repeat_byte(1);
        assert_eq!(verify(digest, &key().sign(digest), Address::ZERO), Err(SignatureRefusal::ZeroAddress));
        assert_eq!(verify(digest, &key().sign(digest), key().address()), Ok(()));
        let other = verify(B256::ZERO, &key().sign(digest), key().address());
        assert!(matches!(other, Err(SignatureRefusal::OtherSigner { .. })));
    }

    #[test]
    fn a_key_does_not_print_itself() {
        assert!(!format!("{:?}", key()).contains("1111"));
        assert!(Key::new(&B256::ZERO).is_none());
        assert!(Key::new(&B256::from(ORDER)).is_none());
    }
}
