// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDepositCollector} from "./IDepositCollector.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @notice The escrow of x402's `batch-settlement`: one deposit, many vouchers signed off chain, claimed in bulk.
///
/// A stand-in of our own writing for the embedded chain, with the ABI, EIP-712 types, events and rules of the contract
/// that is deployed at 0x4020074e9dF2ce1deE5A9C1b5c3f541D02a10003; it is not that contract.
///
///     payer --deposit--> channel --claim--> receiver's total --settle--> receiver
///                           \--refund, or initiateWithdraw + finalizeWithdraw--> payer
///
/// A channel is its terms: `channelId` is the EIP-712 hash of its ChannelConfig. Vouchers are cumulative, so the newest
/// replaces all before it and none can be used twice. A claim moves no money; `settle` does, for all channels at once.
///
/// Safety assumes: a token that moves what it says it moves (a short deposit is refused).
/// Liveness assumes: the receiver claims within `withdrawDelay` of a withdrawal; a voucher reserves nothing.
/// Per channel: totalClaimed <= balance, and what neither is claimed nor withdrawn, `balance - totalClaimed`, is here.
contract BatchSettlement is EIP712, Multicall, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// `payerAuthorizer` is the plain account that signs vouchers; if zero, the payer does, and may be a contract.
    /// `receiverAuthorizer` signs claims and refunds. `withdrawDelay` is in seconds.
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

    /// `signature` is the payer's under the voucher; `totalClaimed` is the new total, at most the voucher's maximum.
    struct VoucherClaim {
        Voucher voucher;
        bytes signature;
        uint128 totalClaimed;
    }

    /// `balance` is all deposits less withdrawals and refunds: claimed money stays counted in it.
    struct ChannelState {
        uint128 balance;
        uint128 totalClaimed;
    }

    struct WithdrawalState {
        uint128 amount;
        uint40 initiatedAt;
    }

    struct ReceiverState {
        uint128 totalClaimed;
        uint128 totalSettled;
    }

    uint256 public constant MIN_WITHDRAW_DELAY = 15 minutes;
    uint256 public constant MAX_WITHDRAW_DELAY = 30 days;

    bytes32 public constant CHANNEL_CONFIG_TYPEHASH = keccak256(
        "ChannelConfig(address payer,address payerAuthorizer,address receiver,address receiverAuthorizer,address token,uint40 withdrawDelay,bytes32 salt)"
    );
    bytes32 public constant VOUCHER_TYPEHASH = keccak256("Voucher(bytes32 channelId,uint128 maxClaimableAmount)");
    bytes32 public constant REFUND_TYPEHASH = keccak256("Refund(bytes32 channelId,uint256 nonce,uint128 amount)");
    bytes32 public constant CLAIM_ENTRY_TYPEHASH =
        keccak256("ClaimEntry(bytes32 channelId,uint128 maxClaimableAmount,uint128 totalClaimed)");
    bytes32 public constant CLAIM_BATCH_TYPEHASH = keccak256(
        "ClaimBatch(ClaimEntry[] claims)ClaimEntry(bytes32 channelId,uint128 maxClaimableAmount,uint128 totalClaimed)"
    );

    mapping(bytes32 channelId => ChannelState) public channels;
    mapping(bytes32 channelId => WithdrawalState) public pendingWithdrawals;
    /// @notice The nonce that the next `refundWithSignature` has to carry.
    mapping(bytes32 channelId => uint256) public refundNonce;
    mapping(address receiver => mapping(address token => ReceiverState)) public receivers;

    /// @notice A channel received money while it had none. It can happen again after ChannelClosed.
    event ChannelCreated(bytes32 indexed channelId, ChannelConfig config);
    /// @notice All of a channel's money went back to the payer and nothing was ever claimed.
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

    constructor() EIP712("x402 Batch Settlement", "1") {}

    // ---- in ----

    /// @notice Anyone brings `amount` base units into a channel, with the payer's agreement in `collectorData`.
    function deposit(ChannelConfig calldata config, uint128 amount, address collector, bytes calldata collectorData)
        external
        nonReentrant
    {
        _requireValid(config);
        if (amount == 0) revert ZeroDeposit();
        if (collector == address(0)) revert InvalidCollector();
        bytes32 channelId = getChannelId(config);
        ChannelState storage channel = channels[channelId];
        uint128 balanceBefore = channel.balance;
        if (amount > type(uint128).max - balanceBefore) revert DepositOverflow();

        channel.balance = balanceBefore + amount;

        // Nobody is trusted: not the collector, which the caller chose, and not what the token says it moved.
        IERC20 token = IERC20(config.token);
        uint256 heldBefore = token.balanceOf(address(this));
        IDepositCollector(collector).collect(config.payer, config.token, amount, channelId, collectorData);
        if (token.balanceOf(address(this)) != heldBefore + amount) revert DepositCollectionFailed();

        if (balanceBefore == 0) emit ChannelCreated(channelId, config);
        emit Deposited(channelId, msg.sender, amount, balanceBefore + amount);
    }

    // ---- to the receiver ----

    /// @notice The receiver side raises what it has claimed of each channel. Old totals are passed over.
    function claim(VoucherClaim[] calldata voucherClaims) external {
        if (voucherClaims.length == 0) revert EmptyBatch();
        for (uint256 i = 0; i < voucherClaims.length; ++i) {
            ChannelConfig calldata config = voucherClaims[i].voucher.channel;
            if (msg.sender != config.receiver && msg.sender != config.receiverAuthorizer) {
                revert NotAuthorizedToClaim();
            }
            _claim(voucherClaims[i]);
        }
    }

    /// @notice As `claim`, by anyone, with a ClaimBatch signature of the one receiverAuthorizer of all these channels.
    function claimWithSignature(VoucherClaim[] calldata voucherClaims, bytes calldata authorizerSignature) external {
        if (voucherClaims.length == 0) revert EmptyBatch();
        address authorizer = voucherClaims[0].voucher.channel.receiverAuthorizer;
        for (uint256 i = 1; i < voucherClaims.length; ++i) {
            if (voucherClaims[i].voucher.channel.receiverAuthorizer != authorizer) revert NotReceiverAuthorizer();
        }
        _requireSigned(authorizer, getClaimBatchDigest(voucherClaims), authorizerSignature);

        for (uint256 i = 0; i < voucherClaims.length; ++i) {
            _claim(voucherClaims[i]);
        }
    }

    /// @notice Anyone sends the receiver all that was claimed for it and not yet sent; nothing to send is fine.
    function settle(address receiver, address token) external nonReentrant {
        ReceiverState storage state = receivers[receiver][token];
        uint128 amount = state.totalClaimed - state.totalSettled;
        if (amount == 0) return;

        state.totalSettled += amount;

        emit Settled(receiver, token, msg.sender, amount);
        IERC20(token).safeTransfer(receiver, amount);
    }

    // ---- back to the payer ----

    /// @notice The receiver side returns up to `amount` of what is not claimed.
    function refund(ChannelConfig calldata config, uint128 amount) external nonReentrant {
        if (msg.sender != config.receiver && msg.sender != config.receiverAuthorizer) revert NotAuthorizedToRefund();
        _refund(config, getChannelId(config), amount);
    }

    /// @notice As `refund`, by anyone, with a Refund signature of the receiverAuthorizer.
    function refundWithSignature(
        ChannelConfig calldata config,
        uint128 amount,
        uint256 nonce,
        bytes calldata receiverAuthorizerSignature
    ) external nonReentrant {
        bytes32 channelId = getChannelId(config);
        if (nonce != refundNonce[channelId]) revert InvalidRefundNonce();
        _requireSigned(
            config.receiverAuthorizer, getRefundDigest(channelId, nonce, amount), receiverAuthorizerSignature
        );
        _refund(config, channelId, amount);
    }

    /// @notice The payer side announces that it will take `amount` back; the receiver has `withdrawDelay` to claim.
    function initiateWithdraw(ChannelConfig calldata config, uint128 amount) external {
        if (!_isPayerSide(config)) revert InvalidChannel();
        if (amount == 0) revert NothingToWithdraw();
        bytes32 channelId = getChannelId(config);
        WithdrawalState storage pending = pendingWithdrawals[channelId];
        if (pending.initiatedAt != 0) revert WithdrawalAlreadyPending();
        if (amount > _available(channels[channelId])) revert WithdrawAmountExceedsAvailable();

        uint40 initiatedAt = uint40(block.timestamp);
        pending.amount = amount;
        pending.initiatedAt = initiatedAt;

        emit WithdrawInitiated(channelId, amount, initiatedAt + config.withdrawDelay);
    }

    /// @notice The payer side takes what it announced, or what the receiver's claims have left of it.
    function finalizeWithdraw(ChannelConfig calldata config) external nonReentrant {
        if (!_isPayerSide(config)) revert NotAuthorizedToFinalizeWithdraw();
        bytes32 channelId = getChannelId(config);
        WithdrawalState memory pending = pendingWithdrawals[channelId];
        if (pending.initiatedAt == 0) revert WithdrawalNotPending();
        if (block.timestamp < pending.initiatedAt + config.withdrawDelay) revert WithdrawDelayNotElapsed();

        ChannelState storage channel = channels[channelId];
        uint128 amount = _min(pending.amount, _available(channel));
        channel.balance -= amount;
        delete pendingWithdrawals[channelId];

        emit WithdrawFinalized(channelId, msg.sender, amount);
        _payBack(config, channelId, channel, amount);
    }

    // ---- what is signed ----

    function getChannelId(ChannelConfig calldata config) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(CHANNEL_CONFIG_TYPEHASH, config)));
    }

    function getVoucherDigest(bytes32 channelId, uint128 maxClaimableAmount) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(VOUCHER_TYPEHASH, channelId, maxClaimableAmount)));
    }

    function getRefundDigest(bytes32 channelId, uint256 nonce, uint128 amount) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(REFUND_TYPEHASH, channelId, nonce, amount)));
    }

    function getClaimBatchDigest(VoucherClaim[] calldata voucherClaims) public view returns (bytes32) {
        bytes32[] memory entries = new bytes32[](voucherClaims.length);
        for (uint256 i = 0; i < voucherClaims.length; ++i) {
            VoucherClaim calldata item = voucherClaims[i];
            entries[i] = keccak256(
                abi.encode(
                    CLAIM_ENTRY_TYPEHASH,
                    getChannelId(item.voucher.channel),
                    item.voucher.maxClaimableAmount,
                    item.totalClaimed
                )
            );
        }
        bytes32 claims = keccak256(abi.encodePacked(entries));
        return _hashTypedDataV4(keccak256(abi.encode(CLAIM_BATCH_TYPEHASH, claims)));
    }

    // ---- the steps ----

    function _claim(VoucherClaim calldata item) private {
        ChannelConfig calldata config = item.voucher.channel;
        bytes32 channelId = getChannelId(config);
        ChannelState storage channel = channels[channelId];
        uint128 claimedBefore = channel.totalClaimed;
        // A batch that is sent twice must not fail because a part of it is known.
        if (item.totalClaimed <= claimedBefore) return;
        if (item.totalClaimed > item.voucher.maxClaimableAmount) revert ClaimExceedsCeiling();
        if (item.totalClaimed > channel.balance) revert ClaimExceedsBalance();
        _requireVoucherSigned(config, getVoucherDigest(channelId, item.voucher.maxClaimableAmount), item.signature);

        uint128 amount = item.totalClaimed - claimedBefore;
        channel.totalClaimed = item.totalClaimed;
        receivers[config.receiver][config.token].totalClaimed += amount;

        emit Claimed(channelId, msg.sender, amount, item.totalClaimed);
    }

    function _refund(ChannelConfig calldata config, bytes32 channelId, uint128 requested) private {
        if (requested == 0) revert ZeroRefund();
        // Also when nothing is left to return: a signature is used up by being used.
        ++refundNonce[channelId];
        ChannelState storage channel = channels[channelId];
        uint128 amount = _min(requested, _available(channel));
        if (amount == 0) return;

        channel.balance -= amount;
        WithdrawalState storage pending = pendingWithdrawals[channelId];
        if (amount < pending.amount) {
            pending.amount -= amount;
        } else if (pending.initiatedAt != 0) {
            delete pendingWithdrawals[channelId];
        }

        emit Refunded(channelId, msg.sender, amount);
        _payBack(config, channelId, channel, amount);
    }

    function _payBack(ChannelConfig calldata config, bytes32 channelId, ChannelState storage channel, uint128 amount)
        private
    {
        if (amount == 0) return;
        // An empty balance implies that nothing was claimed, for claimed money stays counted in it.
        if (channel.balance == 0) emit ChannelClosed(channelId, config);
        IERC20(config.token).safeTransfer(config.payer, amount);
    }

    // ---- the checks ----

    function _requireValid(ChannelConfig calldata config) private pure {
        bool complete = config.payer != address(0) && config.receiver != address(0)
            && config.receiverAuthorizer != address(0) && config.token != address(0);
        if (!complete) revert InvalidChannel();
        if (config.withdrawDelay < MIN_WITHDRAW_DELAY || config.withdrawDelay > MAX_WITHDRAW_DELAY) {
            revert WithdrawDelayOutOfRange();
        }
    }

    function _requireVoucherSigned(ChannelConfig calldata config, bytes32 digest, bytes calldata signature)
        private
        view
    {
        if (config.payerAuthorizer == address(0)) {
            _requireSigned(config.payer, digest, signature);
            return;
        }
        // Whatever code the authorizer's account has, its key alone decides: a receiver can check that without a chain.
        (address signer, ECDSA.RecoverError problem,) = ECDSA.tryRecoverCalldata(digest, signature);
        if (problem != ECDSA.RecoverError.NoError || signer != config.payerAuthorizer) revert InvalidSignature();
    }

    function _requireSigned(address signer, bytes32 digest, bytes calldata signature) private view {
        // A contract is asked by a static call, which can change nothing here.
        if (!SignatureChecker.isValidSignatureNowCalldata(signer, digest, signature)) revert InvalidSignature();
    }

    function _isPayerSide(ChannelConfig calldata config) private view returns (bool) {
        return msg.sender == config.payer || msg.sender == config.payerAuthorizer;
    }

    function _available(ChannelState storage channel) private view returns (uint128) {
        return channel.balance - channel.totalClaimed;
    }

    function _min(uint128 a, uint128 b) private pure returns (uint128) {
        return a < b ? a : b;
    }
}
