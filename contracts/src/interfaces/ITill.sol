// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IShare} from "./IShare.sol";

/// @notice The revenue purse: customers' money arrives here, by any plain ERC-20 transfer, and leaves in two parts.
///
/// All amounts are in cash units, see Terms. Every verb that moves money refuses to run inside another of this contract
/// (`ReentrancyGuardReentrantCall`), and fails if the currency refuses the payment (`SafeERC20FailedOperation`).
///
/// Safety assumes a standard currency. Liveness assumes nothing of the operator: its part is only booked, and pulled.
interface ITill {
    /// @notice Revenue was split.
    /// @param collected What was split, in cash units.
    /// @param holdersPart What of it went to the Share, rounded up to a cash unit for the holders; the rest is the operator's.
    event Collected(uint256 collected, uint256 holdersPart);
    /// @notice The operator brought revenue earned off chain: income of a lower grade. It was split like collected revenue.
    /// @param operator Who brought it.
    /// @param reportHash Commits to the report behind it; nothing here knows what the report says.
    /// @param amount What arrived, in cash units.
    /// @param holdersPart What of it went to the Share, rounded up.
    event Remitted(address indexed operator, bytes32 indexed reportHash, uint256 amount, uint256 holdersPart);
    /// @notice The operator took its part.
    /// @param operator Who took it.
    /// @param to Where it went.
    /// @param amount In cash units.
    event Pulled(address indexed operator, address indexed to, uint256 amount);
    /// @notice The holders' part of revenue was raised, for ever.
    /// @param from What it was, in 1/10,000.
    /// @param to What it is from now on, in 1/10,000.
    event HoldersBpsRaised(uint256 from, uint256 to);
    /// @notice The operator offered its role.
    /// @param operator Who offered it, and keeps it until the offer is accepted.
    /// @param candidate Who may accept it; the zero address takes the offer back.
    event OperatorOffered(address indexed operator, address indexed candidate);
    /// @notice The candidate accepted the role.
    /// @param from Who was the operator.
    /// @param to Who is it from now on.
    event OperatorChanged(address indexed from, address indexed to);

    /// @notice The verb is the operator's.
    /// @param caller Who is not the operator.
    error OnlyOperator(address caller);
    /// @notice The verb is the candidate's.
    /// @param caller Who is not the candidate.
    error OnlyCandidate(address caller);
    /// @notice The holders' part can only rise, and to 10,000 at most.
    /// @param current What it is, in 1/10,000.
    /// @param proposed What was proposed.
    error HoldersBpsNotRaised(uint256 current, uint256 proposed);

    // ---- what anyone does ----

    /// @notice Anyone: splits what arrived since the last collect. Nothing arrived is fine and does nothing. Less than one cash
    /// unit stays until the next time.
    /// @return collected What was split, in cash units, rounded down: the rest waits.
    /// @return holdersPart What of it went to the Share, rounded up to a cash unit for the holders.
    function collect() external returns (uint256 collected, uint256 holdersPart);

    // ---- what the operator does ----

    /// @notice Operator only (`OnlyOperator`): brings revenue earned off chain, from its allowance to this contract. What
    /// customers paid is collected before, so that it is not booked as brought. Nothing is fine and does nothing.
    /// @param reportHash Commits to the report behind the amount; any value will do.
    /// @param amount What to take from the operator, in cash units.
    /// @return received What arrived, in cash units, measured and rounded down.
    /// @return holdersPart What of it went to the Share, rounded up for the holders.
    function remit(bytes32 reportHash, uint256 amount) external returns (uint256 received, uint256 holdersPart);
    /// @notice Operator only (`OnlyOperator`): takes its whole booked part. Nothing is fine and does nothing.
    /// @param to Where it goes; what the currency says of this address is the operator's risk.
    /// @return amount What was taken, in cash units, exact.
    function pull(address to) external returns (uint256 amount);
    /// @notice Operator only (`OnlyOperator`): a better deal for the holders, for ever; applies to everything not yet
    /// collected.
    /// @param proposed The holders' part from now on, in 1/10,000: more than now and at most 10,000, else
    /// `HoldersBpsNotRaised`.
    function raiseHoldersBps(uint16 proposed) external;
    /// @notice Operator only (`OnlyOperator`): the first step of a key rotation. A new offer replaces the old one.
    /// @param candidate Who may accept; zero takes the offer back.
    function offerOperator(address candidate) external;
    /// @notice Candidate only (`OnlyCandidate`): the second step. The caller is the operator from now on, booked part included.
    function acceptOperator() external;

    // ---- what anyone can read ----

    /// @notice Who serves the customers, and has the verbs above.
    /// @return The operator's address; never zero.
    function operator() external view returns (address);
    /// @notice Whom the operator has offered its role.
    /// @return The candidate's address; zero if there is no offer.
    function operatorCandidate() external view returns (address);
    /// @notice The holders' part of revenue.
    /// @return In 1/10,000, from 1 to 10,000; never less than it was.
    function holdersBps() external view returns (uint16);
    /// @notice The operator's part that waits to be pulled.
    /// @return In cash units, exact.
    function operatorPart() external view returns (uint256);
    /// @notice What a collect would split now.
    /// @return In cash units, rounded down; zero if a currency has taken away more than that.
    function collectable() external view returns (uint256);
    /// @notice The currency of the venture, see Terms.
    /// @return Its contract.
    function CASH() external view returns (IERC20);
    /// @notice The size of a cash unit.
    /// @return Currency base units per cash unit, as the Share has it.
    function CASH_UNIT() external view returns (uint256);
    /// @notice The income purse of the venture.
    /// @return Its contract.
    function SHARE() external view returns (IShare);
}
