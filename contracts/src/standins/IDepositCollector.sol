// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Brings a payer's tokens into the escrow; one implementation per way in which a payer can agree to that.
/// @dev The escrow trusts none of them: it measures what arrived.
interface IDepositCollector {
    /// @notice Moves exactly `amount` (base units of `token`) from `payer` to the caller, which is the escrow.
    /// @param channelId The channel that the payer's agreement has to name.
    /// @param collectorData The agreement, in the form that this collector defines.
    function collect(address payer, address token, uint256 amount, bytes32 channelId, bytes calldata collectorData)
        external;
}
