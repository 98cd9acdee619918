// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IShare} from "./IShare.sol";

/// @notice The revenue purse: customers' money arrives here, by any plain ERC-20 transfer, and leaves in two parts.
///
/// Safety assumes a standard currency. Liveness assumes nothing of the operator: its part is only booked, and pulled.
interface ITill {
    /// @notice `collected` cash units of revenue were split; `holdersPart` (rounded up) went to the Share, the rest is the operator's.
    event Collected(uint256 collected, uint256 holdersPart);
    /// @notice The operator brought `amount` cash units of revenue earned off chain: income of a lower grade. `reportHash` commits to
    /// the report behind it. It was split like collected revenue.
    event Remitted(address indexed operator, bytes32 indexed reportHash, uint256 amount, uint256 holdersPart);
    /// @notice The operator took `amount` cash units of its part.
    event Pulled(address indexed operator, address indexed to, uint256 amount);
    event HoldersBpsRaised(uint256 from, uint256 to);
    event OperatorOffered(address indexed operator, address indexed candidate);
    event OperatorChanged(address indexed from, address indexed to);

    error OnlyOperator(address caller);
    error OnlyCandidate(address caller);
    /// @notice `holdersBps` can only rise, and to 10,000 at most.
    error HoldersBpsNotRaised(uint256 current, uint256 proposed);

    /// @notice Anyone: splits what arrived since the last collect. Nothing arrived is fine and does nothing.
    /// Less than one cash unit stays until the next time. Returns cash units.
    function collect() external returns (uint256 collected, uint256 holdersPart);
    /// @notice Operator: brings `amount` cash units of revenue earned off chain. Measured by what actually arrives.
    function remit(bytes32 reportHash, uint256 amount) external returns (uint256 received, uint256 holdersPart);
    /// @notice Operator: takes its whole booked part to `to`.
    function pull(address to) external returns (uint256 amount);
    /// @notice Operator: a better deal for the holders, for ever; applies to everything not yet collected.
    function raiseHoldersBps(uint16 proposed) external;
    /// @notice Operator: first step of a key rotation; zero withdraws the offer.
    function offerOperator(address candidate) external;
    /// @notice Candidate: second step.
    function acceptOperator() external;

    function operator() external view returns (address);
    function operatorCandidate() external view returns (address);
    function holdersBps() external view returns (uint16);
    /// @notice The operator's part that waits to be pulled, in cash units.
    function operatorPart() external view returns (uint256);
    /// @notice Cash units that a collect would split now.
    function collectable() external view returns (uint256);
    function CASH() external view returns (IERC20);
    function CASH_UNIT() external view returns (uint256);
    function SHARE() external view returns (IShare);
}
