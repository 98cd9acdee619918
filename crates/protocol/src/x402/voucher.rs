//! What is signed for the escrow (EIP-712): channel ids, vouchers, claim batches, refunds.

use alloy::{
    primitives::{Address, B256, Bytes, U256, aliases::U40, keccak256},
    sol,
    sol_types::{Eip712Domain, SolStruct, eip712_domain},
};

use super::{
    ESCROW,
    batch::{ChannelConfig, Voucher},
    signature::{self, Key, SignatureRefusal},
};

/// The structs as they are hashed. Their names and the order of their fields are part of every signature.
mod hashed {
    use super::sol;

    sol! {
        struct ChannelConfig {
            address payer;
            address payerAuthorizer;
            address receiver;
            address receiverAuthorizer;
            address token;
            uint40 withdrawDelay;
            bytes32 salt;
        }

        struct Voucher {
            bytes32 channelId;
            uint128 maxClaimableAmount;
        }

        struct ClaimEntry {
            bytes32 channelId;
            uint128 maxClaimableAmount;
            uint128 totalClaimed;
        }

        struct ClaimBatch {
            ClaimEntry[] claims;
        }

        struct Refund {
            bytes32 channelId;
            uint256 nonce;
            uint128 amount;
        }
    }
}

/// One line of a claim batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimEntry {
    pub channel_id: B256,
    pub max_claimable: u128,
    pub total_claimed: u128,
}

/// An EIP-712 domain, hashed once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Domain {
    separator: B256,
}

impl Domain {
    pub fn new(domain: &Eip712Domain) -> Self {
        Self { separator: domain.separator() }
    }

    pub fn separator(&self) -> B256 {
        self.separator
    }

    /// The digest to sign for a struct.
    pub fn digest(&self, message: &impl SolStruct) -> B256 {
        let mut bytes = [0; 66];
        bytes[..2].copy_from_slice(&[0x19, 0x01]);
        bytes[2..34].copy_from_slice(self.separator.as_slice());
        bytes[34..].copy_from_slice(message.eip712_hash_struct().as_slice());
        keccak256(bytes)
    }
}

/// The escrow of one chain, as signers see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EscrowDomain {
    pub chain_id: u64,
    domain: Domain,
}

impl EscrowDomain {
    pub fn new(chain_id: u64) -> Self {
        Self::at(chain_id, ESCROW)
    }

    /// For an escrow at another address. Stock clients sign for [`ESCROW`] only.
    pub fn at(chain_id: u64, escrow: Address) -> Self {
        let domain = eip712_domain! {
            name: "x402 Batch Settlement",
            version: "1",
            chain_id: chain_id,
            verifying_contract: escrow,
        };
        Self { chain_id, domain: Domain::new(&domain) }
    }

    /// The id of the channel that `config` describes.
    pub fn channel_id(&self, config: &ChannelConfig) -> B256 {
        self.domain.digest(&hashed::ChannelConfig {
            payer: config.payer,
            payerAuthorizer: config.payer_authorizer,
            receiver: config.receiver,
            receiverAuthorizer: config.receiver_authorizer,
            token: config.token,
            withdrawDelay: U40::from(config.withdraw_delay),
            salt: config.salt,
        })
    }

    pub fn voucher_digest(&self, channel_id: B256, max_claimable: u128) -> B256 {
        self.domain.digest(&hashed::Voucher { channelId: channel_id, maxClaimableAmount: max_claimable })
    }

    pub fn claim_batch_digest(&self, claims: &[ClaimEntry]) -> B256 {
        let claims = claims.iter().map(|claim| hashed::ClaimEntry {
            channelId: claim.channel_id,
            maxClaimableAmount: claim.max_claimable,
            totalClaimed: claim.total_claimed,
        });
        self.domain.digest(&hashed::ClaimBatch { claims: claims.collect() })
    }

    pub fn refund_digest(&self, channel_id: B256, nonce: U256, amount: u128) -> B256 {
        self.domain.digest(&hashed::Refund { channelId: channel_id, nonce, amount })
    }

    pub fn sign_voucher(&self, key: &Key, channel_id: B256, max_claimable: u128) -> Voucher {
        let signature = key.sign(self.voucher_digest(channel_id, max_claimable));
        Voucher { channel_id, max_claimable_amount: max_claimable, signature }
    }

    pub fn sign_claim_batch(&self, key: &Key, claims: &[ClaimEntry]) -> Bytes {
        key.sign(self.claim_batch_digest(claims))
    }

    pub fn sign_refund(&self, key: &Key, channel_id: B256, nonce: U256, amount: u128) -> Bytes {
        key.sign(self.refund_digest(channel_id, nonce, amount))
    }

    /// Checks the signature of a voucher against a plain account. A channel whose `payerAuthorizer` is zero is signed
    /// for by a contract, which only the chain can ask: such a voucher is refused here.
    ///
    /// # Errors
    /// See [`signature::verify`].
    pub fn verify_voucher(&self, voucher: &Voucher, payer_authorizer: Address) -> Result<(), SignatureRefusal> {
        let digest = self.voucher_digest(voucher.channel_id, voucher.max_claimable_amount);
        signature::verify(digest, &voucher.signature, payer_authorizer)
    }
}
