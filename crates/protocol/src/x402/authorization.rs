//! EIP-3009: transfers that the holder signs and anybody submits.

use alloy::{
    primitives::{Address, B256, Bytes, U256, keccak256},
    sol,
    sol_types::{SolValue, eip712_domain},
};

use super::{batch::DepositAuthorization, exact::ExactAuthorization, voucher::Domain};

mod hashed {
    use super::sol;

    sol! {
        struct TransferWithAuthorization {
            address from;
            address to;
            uint256 value;
            uint256 validAfter;
            uint256 validBefore;
            bytes32 nonce;
        }

        struct ReceiveWithAuthorization {
            address from;
            address to;
            uint256 value;
            uint256 validAfter;
            uint256 validBefore;
            bytes32 nonce;
        }
    }
}

/// A token, as signers see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenDomain {
    domain: Domain,
}

impl TokenDomain {
    /// `name` and `version` are the token's own; the wrong ones give digests that it refuses.
    pub fn new(name: &str, version: &str, chain_id: u64, token: Address) -> Self {
        let domain = eip712_domain! {
            name: name.to_owned(),
            version: version.to_owned(),
            chain_id: chain_id,
            verifying_contract: token,
        };
        Self { domain: Domain::new(&domain) }
    }

    pub fn separator(&self) -> B256 {
        self.domain.separator()
    }

    /// The digest for `transferWithAuthorization`, which anybody may submit.
    pub fn transfer_digest(&self, a: &ExactAuthorization) -> B256 {
        self.domain.digest(&hashed::TransferWithAuthorization {
            from: a.from,
            to: a.to,
            value: a.value,
            validAfter: a.valid_after,
            validBefore: a.valid_before,
            nonce: a.nonce,
        })
    }

    /// The digest for `receiveWithAuthorization`, which only `to` may submit.
    pub fn receive_digest(&self, a: &ExactAuthorization) -> B256 {
        self.domain.digest(&hashed::ReceiveWithAuthorization {
            from: a.from,
            to: a.to,
            value: a.value,
            validAfter: a.valid_after,
            validBefore: a.valid_before,
            nonce: a.nonce,
        })
    }
}

/// The nonce of a deposit: it binds the signed transfer to one channel.
pub fn deposit_nonce(channel_id: B256, salt: B256) -> B256 {
    keccak256((channel_id, U256::from_be_bytes(salt.0)).abi_encode())
}

/// What the depositor signs under the token's `receive_digest`.
pub fn deposit_authorization(
    payer: Address,
    channel_id: B256,
    amount: u128,
    deposit: &DepositAuthorization,
) -> ExactAuthorization {
    ExactAuthorization {
        from: payer,
        to: super::ERC3009_COLLECTOR,
        value: U256::from(amount),
        valid_after: U256::from(deposit.valid_after),
        valid_before: U256::from(deposit.valid_before),
        nonce: deposit_nonce(channel_id, deposit.salt),
    }
}

/// `collectorData` of the escrow's `deposit`.
pub fn collector_data(deposit: &DepositAuthorization) -> Bytes {
    let salt = U256::from_be_bytes(deposit.salt.0);
    let parts = (U256::from(deposit.valid_after), U256::from(deposit.valid_before), salt, deposit.signature.clone());
    // As the arguments of a function: without the offset that a lone tuple would begin with.
    Bytes::from(parts.abi_encode_params())
}
