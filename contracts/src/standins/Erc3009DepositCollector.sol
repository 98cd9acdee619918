// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDepositCollector} from "./IDepositCollector.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// The form of ERC-3009's verb that takes a signature of any length, and so one of a contract account.
interface IReceiveWithAuthorization {
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external;
}

/// @notice Brings deposits into the x402 escrow with the payer's ERC-3009 signature.
///
/// A stand-in of our own writing for the embedded chain, with the ABI of the contract that is deployed at
/// 0x4020806089470a89826cB9fB1f4059150b550004; it is not that contract.
///
/// The payer signs `ReceiveWithAuthorization` to this contract, with the nonce `keccak256(abi.encode(channelId, salt))`:
/// the token's own replay protection thereby binds the money to one channel. `collectorData` is
/// `abi.encode(uint256 validAfter, uint256 validBefore, uint256 salt, bytes signature)`.
contract Erc3009DepositCollector is IDepositCollector {
    using SafeERC20 for IERC20;

    /// @notice The only caller, and where the money goes.
    address public immutable x402BatchSettlement;

    error OnlyX402BatchSettlement();
    error InvalidX402BatchSettlementAddress();

    constructor(address escrow) {
        if (escrow == address(0)) revert InvalidX402BatchSettlementAddress();
        x402BatchSettlement = escrow;
    }

    /// @inheritdoc IDepositCollector
    function collect(address payer, address token, uint256 amount, bytes32 channelId, bytes calldata collectorData)
        external
    {
        // Anybody who sees a signature in the mempool could otherwise have the money sent to itself.
        if (msg.sender != x402BatchSettlement) revert OnlyX402BatchSettlement();

        (uint256 validAfter, uint256 validBefore, uint256 salt, bytes memory signature) =
            abi.decode(collectorData, (uint256, uint256, uint256, bytes));
        bytes32 nonce = keccak256(abi.encode(channelId, salt));

        IReceiveWithAuthorization(token)
            .receiveWithAuthorization(payer, address(this), amount, validAfter, validBefore, nonce, signature);
        IERC20(token).safeTransfer(msg.sender, amount);
    }
}
