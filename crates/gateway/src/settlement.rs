//! The chain, as far as a payment needs it: the only file here that asks it anything.

use alloy::{
    eips::BlockId,
    network::TransactionBuilder,
    primitives::{Address, B256, Bytes},
    providers::Provider,
    rpc::types::TransactionRequest,
    sol,
    sol_types::{SolCall, SolEvent},
    transports::{RpcError, TransportError},
};
use usufruct_protocol::{
    escrow::{self, ChannelReading, Escrow},
    sender::{Fault, SendError, Sender},
    x402::{
        authorization::{TokenDomain, deposit_nonce},
        batch::{ChannelConfig, Deposit},
        exact::{ExactAuthorization, ExactPayload},
        signature::{self, Key, SignatureRefusal},
        voucher::EscrowDomain,
    },
};

use crate::{channel::Tender, config::GatewayConfig};

sol! {
    function isValidSignature(bytes32 hash, bytes signature) external view returns (bytes4 magic);

    event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce);
    event Transfer(address indexed from, address indexed to, uint256 value);
}

/// Blocks in which a used transfer is looked for. Authorisations live for minutes, and nodes refuse longer ranges.
const LOOK_BACK_BLOCKS: u64 = 10_000;

/// Why a signature does not count.
#[derive(Debug, thiserror::Error)]
pub enum SignatureCheck {
    #[error("{0}")]
    Refused(#[from] SignatureRefusal),
    #[error("the account {0} is a contract and does not acknowledge the signature")]
    Disowned(Address),
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// The escrow, the token and the account that pays for transactions.
#[derive(Clone, Debug)]
pub struct Settlement {
    escrow: Escrow,
    sender: Sender,
    pub domain: EscrowDomain,
    token: TokenDomain,
    token_address: Address,
}

impl Settlement {
    pub fn new(escrow: Escrow, sender: Sender, config: &GatewayConfig) -> Self {
        let asset = &config.asset;
        Self {
            escrow,
            sender,
            domain: EscrowDomain::new(config.chain_id),
            token: TokenDomain::new(&asset.name, &asset.version, config.chain_id, asset.address),
            token_address: asset.address,
        }
    }

    /// # Errors
    /// The node did not answer.
    pub async fn channel(&self, id: B256) -> Result<ChannelReading, Fault> {
        self.escrow.channel(id).await
    }

    /// Many channels, in the order of `ids`.
    ///
    /// # Errors
    /// The node did not answer.
    pub async fn channels(&self, ids: &[B256]) -> Result<Vec<ChannelReading>, Fault> {
        self.escrow.channels(ids).await
    }

    /// Checks a voucher's signature: of the pinned key locally, of a payer who pinned none as the escrow would.
    ///
    /// # Errors
    /// It does not count, or the chain had to be asked and did not answer.
    pub async fn check_voucher(&self, tender: &Tender) -> Result<(), SignatureCheck> {
        let (config, signed) = (&tender.config, &tender.signed);
        let digest = self.domain.voucher_digest(tender.channel_id, signed.max_claimable);
        if !config.payer_authorizer.is_zero() {
            return Ok(signature::verify(digest, &signed.signature, config.payer_authorizer)?);
        }
        self.check_account(config.payer, digest, &signed.signature).await
    }

    /// Checks the signature of a transfer.
    ///
    /// # Errors
    /// As [`Self::check_voucher`].
    pub async fn check_transfer(&self, payload: &ExactPayload) -> Result<(), SignatureCheck> {
        let digest = self.token.transfer_digest(&payload.authorization);
        let from = payload.authorization.from;
        match signature::verify(digest, &payload.signature, from) {
            // Only an account with code can acknowledge what its key did not sign.
            Err(_) => self.check_account(from, digest, &payload.signature).await,
            Ok(()) => Ok(()),
        }
    }

    async fn check_account(&self, account: Address, digest: B256, signature: &Bytes) -> Result<(), SignatureCheck> {
        let code = self.sender.provider().get_code_at(account).await;
        if code.map_err(fault("read an account's code"))?.is_empty() {
            return Ok(signature::verify(digest, signature, account)?);
        }
        let data = isValidSignatureCall { hash: digest, signature: signature.clone() }.abi_encode();
        let request = TransactionRequest::default().with_to(account).with_input(data);
        match self.sender.provider().call(request).block(BlockId::latest()).await {
            Ok(answer) => match isValidSignatureCall::abi_decode_returns(&answer) {
                Ok(magic) if magic == isValidSignatureCall::SELECTOR => Ok(()),
                _ => Err(SignatureCheck::Disowned(account)),
            },
            Err(RpcError::ErrorResp(_)) => Err(SignatureCheck::Disowned(account)),
            Err(error) => Err(fault("ask an account about a signature")(error).into()),
        }
    }

    /// Whether a deposit is in the escrow already: an earlier try of the same request may have brought it there.
    ///
    /// # Errors
    /// The node did not answer.
    pub async fn is_deposited(&self, tender: &Tender, deposit: &Deposit) -> Result<bool, Fault> {
        let nonce = deposit_nonce(tender.channel_id, deposit.authorization.salt);
        self.escrow.authorization_used(self.token_address, tender.config.payer, nonce).await
    }

    /// Brings a deposit into the escrow and waits for it.
    ///
    /// # Errors
    /// Refused, before it cost anything or in its block; or a fault.
    pub async fn deposit(&self, config: &ChannelConfig, deposit: &Deposit) -> Result<B256, SendError> {
        let call = escrow::deposit(config, deposit.amount, &deposit.authorization);
        Ok(self.sender.send(&call).await?.transaction_hash)
    }

    /// Whether a transfer would succeed now.
    ///
    /// # Errors
    /// It would not, or the node did not answer.
    pub async fn try_transfer(&self, payload: &ExactPayload) -> Result<(), SendError> {
        let call = escrow::transfer_with_authorization(self.token_address, payload);
        self.sender.simulate(&call).await.map(drop)
    }

    /// Submits a transfer and waits for it.
    ///
    /// # Errors
    /// Refused, before it cost anything or in its block; or a fault.
    pub async fn transfer(&self, payload: &ExactPayload) -> Result<B256, SendError> {
        let call = escrow::transfer_with_authorization(self.token_address, payload);
        Ok(self.sender.send(&call).await?.transaction_hash)
    }

    /// Whether the nonce of a transfer is used up, by whatever.
    ///
    /// # Errors
    /// The node did not answer.
    pub async fn is_used(&self, a: &ExactAuthorization) -> Result<bool, Fault> {
        self.escrow.authorization_used(self.token_address, a.from, a.nonce).await
    }

    /// The transaction in which an authorisation moved its money, if one did: ours from before a crash, or anybody's,
    /// because anybody may submit an authorisation. That its nonce is used is not enough; a cancellation and another
    /// transfer with the same nonce use it as well. So the token's own log of the transfer has to follow immediately.
    ///
    /// # Errors
    /// The node did not answer.
    pub async fn transferred(&self, a: &ExactAuthorization) -> Result<Option<B256>, Fault> {
        if !self.is_used(a).await? {
            return Ok(None);
        }
        let head = self.sender.provider().get_block_number().await.map_err(fault("tell its newest block"))?;
        let filter = alloy::rpc::types::Filter::new()
            .address(self.token_address)
            .event_signature(AuthorizationUsed::SIGNATURE_HASH)
            .topic1(a.from.into_word())
            .topic2(a.nonce)
            .from_block(head.saturating_sub(LOOK_BACK_BLOCKS));
        let logs = self.sender.provider().get_logs(&filter).await.map_err(fault("find a transfer"))?;
        let Some((used, transaction)) = logs.first().and_then(|log| log.log_index.zip(log.transaction_hash)) else {
            return Ok(None);
        };
        let receipt = self.sender.receipt(transaction).await?;
        let next = receipt.inner.logs().iter().find(|log| log.log_index == Some(used + 1));
        let moved = next.filter(|log| log.address() == self.token_address);
        let moved = moved.and_then(|log| Transfer::decode_log(&log.inner).ok());
        let as_signed = moved.is_some_and(|log| log.from == a.from && log.to == a.to && log.value == a.value);
        Ok(as_signed.then_some(transaction))
    }

    /// Claims what is charged and returns `amount` of the rest to the payer, in one transaction.
    ///
    /// # Errors
    /// Refused, before it cost anything or in its block; or a fault.
    pub async fn refund(
        &self,
        claim: Option<&escrow::VoucherClaim>,
        config: &ChannelConfig,
        amount: u128,
        nonce: u64,
        key: &Key,
    ) -> Result<B256, SendError> {
        let claim = claim.map(|claim| escrow::claim_with_signature(std::slice::from_ref(claim), &self.domain, key));
        let refund = escrow::refund_with_signature(config, amount, nonce, &self.domain, key);
        let call = escrow::multicall(claim.into_iter().chain([refund]));
        Ok(self.sender.send(&call).await?.transaction_hash)
    }
}

fn fault(doing: &'static str) -> impl Fn(TransportError) -> Fault {
    move |source| Fault::Node { doing, source }
}
