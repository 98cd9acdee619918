//! The words by which stock clients know why a payment was refused: `error` of a 402, `errorReason` of a settlement.

/// The voucher is not the charged total plus the price. Stock clients resynchronise on exactly this word and on
/// [`CUMULATIVE_BELOW_CLAIMED`].
pub const CUMULATIVE_AMOUNT_MISMATCH: &str = "invalid_batch_settlement_evm_cumulative_amount_mismatch";
pub const CUMULATIVE_BELOW_CLAIMED: &str = "invalid_batch_settlement_evm_cumulative_below_claimed";
pub const CUMULATIVE_EXCEEDS_BALANCE: &str = "invalid_batch_settlement_evm_cumulative_exceeds_balance";
pub const CHANNEL_BUSY: &str = "invalid_batch_settlement_evm_channel_busy";
pub const CHANNEL_NOT_FOUND: &str = "invalid_batch_settlement_evm_channel_not_found";
pub const CHANNEL_ID_MISMATCH: &str = "invalid_batch_settlement_evm_channel_id_mismatch";
pub const VOUCHER_SIGNATURE: &str = "invalid_batch_settlement_evm_voucher_signature";
pub const TOKEN_MISMATCH: &str = "invalid_batch_settlement_evm_token_mismatch";
pub const RECEIVER_MISMATCH: &str = "invalid_batch_settlement_evm_receiver_mismatch";
pub const RECEIVER_AUTHORIZER_MISMATCH: &str = "invalid_batch_settlement_evm_receiver_authorizer_mismatch";
pub const WITHDRAW_DELAY_MISMATCH: &str = "invalid_batch_settlement_evm_withdraw_delay_mismatch";
pub const PAYLOAD_TYPE: &str = "invalid_batch_settlement_evm_payload_type";
pub const DEPOSIT_BELOW_MIN_DEPOSIT: &str = "invalid_batch_settlement_evm_deposit_below_min_deposit";
pub const DEPOSIT_SIMULATION_FAILED: &str = "invalid_batch_settlement_evm_deposit_simulation_failed";
pub const DEPOSIT_TRANSACTION_FAILED: &str = "invalid_batch_settlement_evm_deposit_transaction_failed";
pub const RECEIVE_AUTHORIZATION_SIGNATURE: &str = "invalid_batch_settlement_evm_receive_authorization_signature";
pub const VALID_BEFORE: &str = "invalid_batch_settlement_evm_payload_authorization_valid_before";
pub const VALID_AFTER: &str = "invalid_batch_settlement_evm_payload_authorization_valid_after";
pub const REFUND_NO_BALANCE: &str = "invalid_batch_settlement_evm_refund_no_balance";
pub const REFUND_AMOUNT_INVALID: &str = "invalid_batch_settlement_evm_refund_amount_invalid";
pub const REFUND_TRANSACTION_FAILED: &str = "invalid_batch_settlement_evm_refund_transaction_failed";

pub const EXACT_SIGNATURE: &str = "invalid_exact_evm_signature";
pub const EXACT_RECIPIENT_MISMATCH: &str = "invalid_exact_evm_recipient_mismatch";
pub const EXACT_VALUE: &str = "invalid_exact_evm_authorization_value";
pub const EXACT_VALID_BEFORE: &str = "invalid_exact_evm_payload_authorization_valid_before";
pub const EXACT_VALID_AFTER: &str = "invalid_exact_evm_payload_authorization_valid_after";
pub const EXACT_NONCE_ALREADY_USED: &str = "invalid_exact_evm_nonce_already_used";
pub const EXACT_INSUFFICIENT_BALANCE: &str = "invalid_exact_evm_insufficient_balance";
pub const EXACT_SIMULATION_FAILED: &str = "invalid_exact_evm_transaction_simulation_failed";
pub const EXACT_TRANSACTION_FAILED: &str = "invalid_exact_evm_transaction_failed";

pub const INSUFFICIENT_FUNDS: &str = "insufficient_funds";
pub const INVALID_NETWORK: &str = "invalid_network";
pub const INVALID_PAYLOAD: &str = "invalid_payload";
pub const INVALID_PAYMENT_REQUIREMENTS: &str = "invalid_payment_requirements";
pub const INVALID_TRANSACTION_STATE: &str = "invalid_transaction_state";
pub const UNSUPPORTED_SCHEME: &str = "unsupported_scheme";
