//! Permits: what is signed, in which form it is handed in, and whether it is good, judged from how it was made and not
//! from its bytes.

use super::accounts::key;
use crate::bench::{CHAIN_ID, WALLET};
use alloy::{
    primitives::{Address, B256, Bytes, U256, keccak256, uint},
    sol_types::{SolCall, SolValue},
};
use usufruct_model::Terms;
use usufruct_protocol::bindings::Share;

/// Somebody hands in a permit of `owner` that the key of the number `signer` signed for the nonce `nonce`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    pub owner: Address,
    pub spender: Address,
    pub value: U256,
    pub deadline: U256,
    pub nonce: u64,
    pub signer: u8,
    pub form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As v, r and s.
    Split,
    /// As 65 bytes.
    Whole,
    /// As 65 bytes with the other `s` that fits, which nobody's key made.
    HighS,
    /// The first 64 bytes of 65.
    Short,
    /// As v, r and s, where v is 0 or 1.
    LowV,
    /// Of 65 bytes, for a Share of another chain.
    Elsewhere,
}

impl Form {
    pub const ALL: [Self; 6] = [Self::Split, Self::Whole, Self::HighS, Self::Short, Self::LowV, Self::Elsewhere];
}

/// The order of the group of secp256k1.
const ORDER: U256 = uint!(0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141_U256);

impl Permit {
    /// Whether the Share must believe it, when the owner's next nonce is `nonce`.
    pub fn is_signed(&self, nonce: u64) -> bool {
        let well_formed = matches!(self.form, Form::Split | Form::Whole);
        let by_key = well_formed && self.nonce == nonce && key(self.signer).address() == self.owner;
        // The wallet looks at nothing but the length.
        let by_wallet = self.owner == WALLET && self.form != Form::Short;
        by_key || by_wallet
    }

    /// The call that hands it in at the Share at `share`.
    pub fn call(&self, terms: &Terms, share: Address) -> Bytes {
        let chain_id = if self.form == Form::Elsewhere { CHAIN_ID + 1 } else { CHAIN_ID };
        let mut signature = key(self.signer).sign(self.digest(terms, share, chain_id)).to_vec();
        match self.form {
            Form::HighS => {
                let s = ORDER - U256::from_be_slice(&signature[32..64]);
                signature[32..64].copy_from_slice(&s.to_be_bytes::<32>());
                signature[64] = 27 + 28 - signature[64];
            }
            Form::Short => signature.truncate(64),
            Form::LowV => signature[64] -= 27,
            Form::Split | Form::Whole | Form::Elsewhere => {}
        }
        let &Self { owner, spender, value, deadline, .. } = self;
        match self.form {
            Form::Split | Form::LowV => {
                let (r, s, v) =
                    (B256::from_slice(&signature[..32]), B256::from_slice(&signature[32..64]), signature[64]);
                Share::permit_0Call { owner, spender, value, deadline, v, r, s }.abi_encode().into()
            }
            _ => {
                Share::permit_1Call { owner, spender, value, deadline, signature: signature.into() }.abi_encode().into()
            }
        }
    }

    /// By EIP-2612 and EIP-712, written down once more.
    fn digest(&self, terms: &Terms, share: Address, chain_id: u64) -> B256 {
        let permit_type =
            keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        let permit = (permit_type, self.owner, self.spender, self.value, U256::from(self.nonce), self.deadline);
        let hashes = [domain_separator(terms, share, chain_id), keccak256(permit.abi_encode())];
        keccak256([&[0x19, 0x01], hashes.concat().as_slice()].concat())
    }
}

/// Of the Share at `share`, by EIP-712.
pub fn domain_separator(terms: &Terms, share: Address, chain_id: u64) -> B256 {
    let domain_type = keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    keccak256((domain_type, keccak256(&terms.name), keccak256("1"), U256::from(chain_id), share).abi_encode())
}
