//! The x402 escrow: what it holds, and the calls that move it.
//!
//! Reads go through Multicall3, because a gateway has thousands of channels. Calls are built here and sent by a
//! [`Sender`](crate::sender::Sender).

mod read;

use alloy::{
    primitives::{Address, Bytes, U256, aliases::U40},
    rpc::types::TransactionRequest,
    sol,
    sol_types::SolCall,
};

pub use self::read::{ChannelReading, Escrow, ReceiverReading, Withdrawal};
use crate::{
    verbs,
    x402::{
        ERC3009_COLLECTOR, ESCROW,
        authorization::collector_data,
        batch::{self, DepositAuthorization},
        exact::ExactPayload,
        signature::Key,
        voucher::{ClaimEntry, EscrowDomain},
    },
};

sol! {
    /// The escrow's ABI, the same on every chain.
    #[derive(Debug, PartialEq, Eq)]
    interface BatchSettlement {
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
            ChannelConfig channel;
            uint128 maxClaimableAmount;
        }

        struct VoucherClaim {
            Voucher voucher;
            bytes signature;
            uint128 totalClaimed;
        }

        event ChannelCreated(bytes32 indexed channelId, ChannelConfig config);
        event ChannelClosed(bytes32 indexed channelId, ChannelConfig config);
        event Deposited(bytes32 indexed channelId, address indexed sender, uint128 amount, uint128 newBalance);
        event Claimed(bytes32 indexed channelId, address indexed sender, uint128 claimAmount, uint128 newTotalClaimed);
        event Settled(address indexed receiver, address indexed token, address indexed sender, uint128 amount);
        event Refunded(bytes32 indexed channelId, address indexed sender, uint128 amount);
        event WithdrawInitiated(bytes32 indexed channelId, uint128 amount, uint40 finalizeAfter);
        event WithdrawFinalized(bytes32 indexed channelId, address indexed sender, uint128 amount);

        error InvalidChannel();
        error WithdrawDelayOutOfRange();
        error ZeroDeposit();
        error DepositOverflow();
        error InvalidCollector();
        error DepositCollectionFailed();
        error EmptyBatch();
        error NotAuthorizedToClaim();
        error NotReceiverAuthorizer();
        error InvalidSignature();
        error ClaimExceedsCeiling();
        error ClaimExceedsBalance();
        error NotAuthorizedToRefund();
        error InvalidRefundNonce();
        error ZeroRefund();
        error NothingToWithdraw();
        error WithdrawAmountExceedsAvailable();
        error WithdrawalAlreadyPending();
        error WithdrawalNotPending();
        error WithdrawDelayNotElapsed();
        error NotAuthorizedToFinalizeWithdraw();

        function deposit(ChannelConfig config, uint128 amount, address collector, bytes collectorData) external;
        function claim(VoucherClaim[] voucherClaims) external;
        function claimWithSignature(VoucherClaim[] voucherClaims, bytes authorizerSignature) external;
        function settle(address receiver, address token) external;
        function refund(ChannelConfig config, uint128 amount) external;
        function refundWithSignature(
            ChannelConfig config, uint128 amount, uint256 nonce, bytes receiverAuthorizerSignature
        ) external;
        function initiateWithdraw(ChannelConfig config, uint128 amount) external;
        function finalizeWithdraw(ChannelConfig config) external;
        function multicall(bytes[] data) external returns (bytes[] results);

        function getChannelId(ChannelConfig config) external view returns (bytes32);
        function channels(bytes32 channelId) external view returns (uint128 balance, uint128 totalClaimed);
        function pendingWithdrawals(bytes32 channelId) external view returns (uint128 amount, uint40 initiatedAt);
        function refundNonce(bytes32 channelId) external view returns (uint256);
        function receivers(address receiver, address token) external view
            returns (uint128 totalClaimed, uint128 totalSettled);
    }

    /// Transfers by signature, with signatures of any length.
    #[derive(Debug, PartialEq, Eq)]
    interface Erc3009 {
        error ERC3009InvalidSignature();
        error ERC3009InvalidAuthorizationTime(uint256 validAfter, uint256 validBefore);
        error ERC3009UsedAuthorization(address authorizer, bytes32 nonce);
        error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);

        function transferWithAuthorization(
            address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce,
            bytes signature
        ) external;
        function authorizationState(address authorizer, bytes32 nonce) external view returns (bool);
    }
}

/// A voucher with the total that is claimed under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoucherClaim {
    pub config: batch::ChannelConfig,
    /// What the payer signed, in base units since the channel began.
    pub max_claimable: u128,
    pub signature: Bytes,
    /// The channel's total after the claim: at most `max_claimable`.
    pub total_claimed: u128,
}

impl From<&batch::ChannelConfig> for BatchSettlement::ChannelConfig {
    fn from(config: &batch::ChannelConfig) -> Self {
        Self {
            payer: config.payer,
            payerAuthorizer: config.payer_authorizer,
            receiver: config.receiver,
            receiverAuthorizer: config.receiver_authorizer,
            token: config.token,
            withdrawDelay: U40::from(config.withdraw_delay),
            salt: config.salt,
        }
    }
}

impl From<&VoucherClaim> for BatchSettlement::VoucherClaim {
    fn from(claim: &VoucherClaim) -> Self {
        Self {
            voucher: BatchSettlement::Voucher {
                channel: (&claim.config).into(),
                maxClaimableAmount: claim.max_claimable,
            },
            signature: claim.signature.clone(),
            totalClaimed: claim.total_claimed,
        }
    }
}

/// Brings a signed deposit of `amount` base units into a channel.
pub fn deposit(
    config: &batch::ChannelConfig,
    amount: u128,
    authorization: &DepositAuthorization,
) -> TransactionRequest {
    call(BatchSettlement::depositCall {
        config: config.into(),
        amount,
        collector: ERC3009_COLLECTOR,
        collectorData: collector_data(authorization),
    })
}

/// Claims, sent by the receiver or its authorizer itself.
pub fn claim(claims: &[VoucherClaim]) -> TransactionRequest {
    call(BatchSettlement::claimCall { voucherClaims: claims.iter().map(Into::into).collect() })
}

/// Claims that anybody may send, signed by `authorizer`, which must be the `receiverAuthorizer` of every channel.
pub fn claim_with_signature(claims: &[VoucherClaim], domain: &EscrowDomain, authorizer: &Key) -> TransactionRequest {
    let entries: Vec<ClaimEntry> = claims
        .iter()
        .map(|claim| ClaimEntry {
            channel_id: domain.channel_id(&claim.config),
            max_claimable: claim.max_claimable,
            total_claimed: claim.total_claimed,
        })
        .collect();
    call(BatchSettlement::claimWithSignatureCall {
        voucherClaims: claims.iter().map(Into::into).collect(),
        authorizerSignature: domain.sign_claim_batch(authorizer, &entries),
    })
}

/// Sends the receiver what was claimed for it; anybody may.
pub fn settle(receiver: Address, token: Address) -> TransactionRequest {
    call(BatchSettlement::settleCall { receiver, token })
}

/// Returns `amount` of what is not claimed to the payer. `nonce` is the channel's next refund nonce.
pub fn refund_with_signature(
    config: &batch::ChannelConfig,
    amount: u128,
    nonce: u64,
    domain: &EscrowDomain,
    authorizer: &Key,
) -> TransactionRequest {
    let nonce = U256::from(nonce);
    let signature = domain.sign_refund(authorizer, domain.channel_id(config), nonce, amount);
    call(BatchSettlement::refundWithSignatureCall {
        config: config.into(),
        amount,
        nonce,
        receiverAuthorizerSignature: signature,
    })
}

/// The payer announces a withdrawal.
pub fn initiate_withdraw(config: &batch::ChannelConfig, amount: u128) -> TransactionRequest {
    call(BatchSettlement::initiateWithdrawCall { config: config.into(), amount })
}

/// The payer takes what it announced.
pub fn finalize_withdraw(config: &batch::ChannelConfig) -> TransactionRequest {
    call(BatchSettlement::finalizeWithdrawCall { config: config.into() })
}

/// Several calls of the escrow in one transaction: all take effect, or none.
pub fn multicall(calls: impl IntoIterator<Item = TransactionRequest>) -> TransactionRequest {
    let data = calls.into_iter().map(|call| call.input.into_input().unwrap_or_default()).collect();
    call(BatchSettlement::multicallCall { data })
}

/// A transfer of the exact scheme.
pub fn transfer_with_authorization(token: Address, payload: &ExactPayload) -> TransactionRequest {
    let a = &payload.authorization;
    let data = Erc3009::transferWithAuthorizationCall {
        from: a.from,
        to: a.to,
        value: a.value,
        validAfter: a.valid_after,
        validBefore: a.valid_before,
        nonce: a.nonce,
        signature: payload.signature.clone(),
    };
    verbs::call(token, &data)
}

fn call(call: impl SolCall) -> TransactionRequest {
    verbs::call(ESCROW, &call)
}
