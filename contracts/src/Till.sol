// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IFactory, Terms} from "./interfaces/IFactory.sol";
import {IShare} from "./interfaces/IShare.sol";
import {ITill} from "./interfaces/ITill.sol";

/// @notice The revenue purse. What it promises and what it assumes is in ITill.
///
/// Money needs no verb to come in: what the balance exceeds the operator's booked part by is revenue not yet collected.
/// It leaves to the Share by `collect` and `remit`, and to the operator by `pull`; neither party waits for the other.
contract Till is ITill, ReentrancyGuardTransient {
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    uint256 private constant BPS = 10_000;

    IERC20 public immutable CASH;
    uint256 public immutable CASH_UNIT;
    IShare public immutable SHARE;

    // One storage word, so that a collect reads and writes one.
    uint16 public holdersBps;
    uint128 private _operatorPart;
    address public operator;
    address public operatorCandidate;

    constructor() {
        (Terms memory terms, address share,,) = IFactory(msg.sender).inCreation();
        CASH = IERC20(terms.currency);
        CASH_UNIT = IShare(share).CASH_UNIT();
        SHARE = IShare(share);
        holdersBps = terms.holdersBps;
        operator = terms.operator;
    }

    modifier onlyOperator() {
        if (msg.sender != operator) revert OnlyOperator(msg.sender);
        _;
    }

    // ---- what anyone does ----

    /// @inheritdoc ITill
    function collect() external nonReentrant returns (uint256 collected, uint256 holdersPart) {
        return _collect();
    }

    // ---- what the operator does ----

    /// @inheritdoc ITill
    function remit(bytes32 reportHash, uint256 amount)
        external
        onlyOperator
        nonReentrant
        returns (uint256 received, uint256 holdersPart)
    {
        if (amount == 0) return (0, 0);

        _collect(); // What customers paid must not be booked as brought by the operator.

        uint256 balanceBefore = CASH.balanceOf(address(this));
        CASH.safeTransferFrom(msg.sender, address(this), amount * CASH_UNIT);
        received = (CASH.balanceOf(address(this)) - balanceBefore) / CASH_UNIT;
        holdersPart = _book(received);

        emit Remitted(msg.sender, reportHash, received, holdersPart);
        _sendToHolders(holdersPart);
    }

    /// @inheritdoc ITill
    function pull(address to) external onlyOperator nonReentrant returns (uint256 amount) {
        amount = _operatorPart;
        if (amount == 0) return 0;

        _operatorPart = 0;
        emit Pulled(msg.sender, to, amount);
        CASH.safeTransfer(to, amount * CASH_UNIT);
    }

    /// @inheritdoc ITill
    function raiseHoldersBps(uint16 proposed) external onlyOperator {
        uint256 current = holdersBps;
        if (proposed <= current || proposed > BPS) revert HoldersBpsNotRaised(current, proposed);
        holdersBps = proposed;
        emit HoldersBpsRaised(current, proposed);
    }

    /// @inheritdoc ITill
    function offerOperator(address candidate) external onlyOperator {
        operatorCandidate = candidate;
        emit OperatorOffered(msg.sender, candidate);
    }

    /// @inheritdoc ITill
    function acceptOperator() external {
        // No offer is the zero address, which calls in simulations only.
        if (msg.sender != operatorCandidate || msg.sender == address(0)) revert OnlyCandidate(msg.sender);
        address from = operator;
        operator = msg.sender;
        operatorCandidate = address(0);
        emit OperatorChanged(from, msg.sender);
    }

    // ---- what anyone can read ----

    /// @inheritdoc ITill
    function operatorPart() external view returns (uint256) {
        return _operatorPart;
    }

    /// @inheritdoc ITill
    function collectable() public view returns (uint256) {
        // Saturating: a currency that took money away must not make this revert; the next revenue fills the gap first.
        return Math.saturatingSub(CASH.balanceOf(address(this)), _operatorPart * CASH_UNIT) / CASH_UNIT;
    }

    // ---- the split ----

    function _collect() private returns (uint256 collected, uint256 holdersPart) {
        collected = collectable();
        if (collected == 0) return (0, 0);

        holdersPart = _book(collected);
        emit Collected(collected, holdersPart);
        _sendToHolders(holdersPart);
    }

    /// Splits `amount` and books the operator's part. REVENUE-1: the parts sum to `amount`; rounded up for the holders.
    function _book(uint256 amount) private returns (uint256 holdersPart) {
        holdersPart = Math.ceilDiv(amount * holdersBps, BPS);
        _operatorPart = (_operatorPart + (amount - holdersPart)).toUint128();
    }

    /// Credits what arrived rather than what was sent: a currency that begins to take a fee shortens the income, and never
    /// makes the Share promise more than it has (INCOME-1).
    function _sendToHolders(uint256 amount) private {
        uint256 balanceBefore = CASH.balanceOf(address(SHARE));
        CASH.safeTransfer(address(SHARE), amount * CASH_UNIT);
        SHARE.credit((CASH.balanceOf(address(SHARE)) - balanceBefore) / CASH_UNIT);
    }
}
