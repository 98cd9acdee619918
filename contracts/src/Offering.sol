// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IFactory, Terms} from "./interfaces/IFactory.sol";
import {IOffering} from "./interfaces/IOffering.sol";
import {IShare} from "./interfaces/IShare.sol";
import {ITill} from "./interfaces/ITill.sol";

/// @notice The capital purse. What it promises and what it assumes is in IOffering.
///
/// ```
///          close, soft cap reached         windDown, stalled
///   Open ───────────────────────► Active ─────────────────► WoundDown
///     └──────────────────────────────────────────────────► Failed
///          close, soft cap missed
/// ```
/// Money comes in by `buy` alone and leaves by `draw` (while Active) and `redeem` (in the last two phases) alone. It never
/// enters the Share: what the Share is told is that the sale ended, and how (CAPITAL-1).
contract Offering is IOffering, ReentrancyGuardTransient {
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    /// The books, in cash units: one storage word. The hard cap times the price is below 2^64, and bounds them all.
    struct Books {
        Phase phase;
        uint64 raised;
        uint64 drawn;
        uint64 redeemed;
    }

    uint256 private constant BPS = 10_000;

    IERC20 public immutable CASH;
    uint256 public immutable CASH_UNIT;
    IShare public immutable SHARE;
    ITill public immutable TILL;
    uint256 public immutable PRICE;
    uint256 public immutable SOFT_CAP;
    uint256 public immutable HARD_CAP;
    uint256 public immutable DEADLINE;
    uint256 public immutable UPFRONT_BPS;
    uint256 public immutable MATCH_BPS;

    Books private _books;
    uint256 public creditedAtClose;

    constructor() {
        (Terms memory terms, address share, address till,) = IFactory(msg.sender).inCreation();
        CASH = IERC20(terms.currency);
        CASH_UNIT = IShare(share).CASH_UNIT();
        SHARE = IShare(share);
        TILL = ITill(till);
        PRICE = terms.price;
        SOFT_CAP = terms.softCap;
        HARD_CAP = terms.hardCap;
        DEADLINE = terms.deadline;
        UPFRONT_BPS = terms.upfrontBps;
        MATCH_BPS = terms.matchBps;
    }

    // ---- the sale ----

    /// @inheritdoc IOffering
    function buy(uint256 shares, address to) external nonReentrant returns (uint256 cost) {
        _checkPhase(Phase.Open);
        if (block.timestamp > DEADLINE) revert SaleEnded(DEADLINE);
        if (shares == 0) revert ZeroShares();
        uint256 left = HARD_CAP - SHARE.totalSupply();
        if (shares > left) revert HardCapExceeded(shares, left);

        cost = shares * PRICE;
        _books.raised += cost.toUint64();
        SHARE.mint(to, shares);

        emit Bought(msg.sender, to, shares, cost);
        _receive(cost * CASH_UNIT);
    }

    /// @inheritdoc IOffering
    function close() external nonReentrant returns (Phase) {
        _checkPhase(Phase.Open);
        uint256 supply = SHARE.totalSupply();
        if (block.timestamp <= DEADLINE && supply < HARD_CAP) revert SaleNotOver(DEADLINE);

        if (supply >= SOFT_CAP) {
            _books.phase = Phase.Active;
            creditedAtClose = SHARE.credited(); // Income from before the sale's end releases no capital.
            emit Closed(Phase.Active, _books.raised);
            SHARE.beginDripping();
            return Phase.Active;
        }
        _books.phase = Phase.Failed;
        emit Closed(Phase.Failed, _books.raised);
        SHARE.releaseReserve();
        return Phase.Failed;
    }

    // ---- capital ----

    /// @inheritdoc IOffering
    function draw(address to) external nonReentrant returns (uint256 amount) {
        // Any `to` will do: what is drawable is the operator's, and the event shows where it went.
        if (msg.sender != TILL.operator()) revert OnlyOperator(msg.sender);
        _checkPhase(Phase.Active);
        amount = drawable();
        if (amount == 0) return 0;

        _books.drawn += amount.toUint64();
        emit Drawn(msg.sender, to, amount);
        CASH.safeTransfer(to, amount * CASH_UNIT);
    }

    /// @inheritdoc IOffering
    function windDown() external nonReentrant {
        _checkPhase(Phase.Active);
        if (!SHARE.stalled()) revert NotStalled();
        _books.phase = Phase.WoundDown;
        emit WindDown();
        SHARE.releaseReserve();
    }

    /// @inheritdoc IOffering
    function redeem(uint256 shares) external nonReentrant returns (uint256 amount) {
        Phase current = _books.phase;
        if (current != Phase.Failed && current != Phase.WoundDown) revert WrongPhase(current);
        if (shares == 0) revert ZeroShares();

        uint256 supply = SHARE.totalSupply();
        SHARE.burn(msg.sender, shares); // Refuses more than the caller has, so the supply is not zero below.
        amount = undrawn() * shares / supply; // Rounded down: the rest stays for the remaining holders.
        _books.redeemed += amount.toUint64();

        emit Redeemed(msg.sender, shares, amount);
        if (amount > 0) CASH.safeTransfer(msg.sender, amount * CASH_UNIT);
    }

    // ---- what anyone can read ----

    /// @inheritdoc IOffering
    function phase() external view returns (Phase) {
        return _books.phase;
    }

    /// @inheritdoc IOffering
    function raised() external view returns (uint256) {
        return _books.raised;
    }

    /// @inheritdoc IOffering
    function drawn() external view returns (uint256) {
        return _books.drawn;
    }

    /// @inheritdoc IOffering
    function redeemed() external view returns (uint256) {
        return _books.redeemed;
    }

    /// @inheritdoc IOffering
    function undrawn() public view returns (uint256) {
        Books memory books = _books;
        return uint256(books.raised) - books.drawn - books.redeemed; // CAPITAL-4
    }

    /// @inheritdoc IOffering
    function drawable() public view returns (uint256) {
        Books memory books = _books;
        if (books.phase != Phase.Active) return 0;
        // CAPITAL-3: never more than the upfront part and the match of the income since the sale.
        uint256 upfront = books.raised * UPFRONT_BPS / BPS;
        uint256 matched = (SHARE.credited() - creditedAtClose) * MATCH_BPS / BPS;
        return Math.min(books.raised, upfront + matched) - books.drawn;
    }

    // ---- inside ----

    function _checkPhase(Phase needed) private view {
        Phase current = _books.phase;
        if (current != needed) revert WrongPhase(current);
    }

    /// Takes exactly `expected` base units from the caller. A currency that moves less would leave the last to redeem short.
    function _receive(uint256 expected) private {
        uint256 balanceBefore = CASH.balanceOf(address(this));
        CASH.safeTransferFrom(msg.sender, address(this), expected);
        uint256 received = CASH.balanceOf(address(this)) - balanceBefore;
        if (received != expected) revert CashNotReceived(expected, received);
    }
}
