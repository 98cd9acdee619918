// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IShare} from "./IShare.sol";
import {ITill} from "./ITill.sol";

/// @notice The capital purse: share buyers' money, released to the operator as income reaches the holders, or given back.
///
/// Releasing one unit of capital by paying oneself costs 1/match units, of which an operator that owns the fraction f of the
/// shares gets f back: a loss as long as f < 1 - match.
///
/// Safety assumes a standard currency. Liveness assumes nothing: closing, winding down and redeeming need no operator.
interface IOffering {
    /// Open: shares are sold. Active: the soft cap was reached. Failed: it was missed. WoundDown: demand stalled.
    enum Phase {
        Open,
        Active,
        Failed,
        WoundDown
    }

    /// @notice `buyer` paid `cost` cash units for `shares`, minted to `to`.
    event Bought(address indexed buyer, address indexed to, uint256 shares, uint256 cost);
    /// @notice The sale is over for ever; `raised` cash units came in; phase is Active or Failed.
    event Closed(Phase phase, uint256 raised);
    /// @notice The operator drew `amount` cash units of capital.
    event Drawn(address indexed operator, address indexed to, uint256 amount);
    event WindDown();
    /// @notice `holder` gave up `shares` for `amount` cash units of undrawn capital.
    event Redeemed(address indexed holder, uint256 shares, uint256 amount);

    error OnlyOperator(address caller);
    /// @notice The verb needs another phase than `current`.
    error WrongPhase(Phase current);
    error ZeroShares();
    error SaleEnded(uint256 deadline);
    error HardCapExceeded(uint256 requested, uint256 left);
    /// @notice Neither is the deadline past nor the hard cap reached.
    error SaleNotOver(uint256 deadline);
    error NotStalled();
    /// @notice The currency moved `received` cash units where `expected` were due: it takes a fee or lies.
    error CashNotReceived(uint256 expected, uint256 received);

    /// @notice Buys `shares` base units at the fixed price, minted to `to`; the caller pays. Exact: no rounding. Returns cash units.
    function buy(uint256 shares, address to) external returns (uint256 cost);
    /// @notice Anyone, after the deadline or at the hard cap: ends the sale, as success or as failure.
    function close() external returns (Phase);
    /// @notice Operator, while Active: takes everything drawable now to `to`; zero is fine.
    function draw(address to) external returns (uint256 amount);
    /// @notice Anyone, while Active and stalled.
    function windDown() external;
    /// @notice After failure or wind-down: burns the caller's `shares`, pays `undrawn * shares / supply` rounded down (the rest stays for
    /// the remaining holders). The caller keeps the income it is owed.
    function redeem(uint256 shares) external returns (uint256 amount);

    function phase() external view returns (Phase);
    /// @notice Cash units raised, drawn by the operator, redeemed by holders.
    function raised() external view returns (uint256);
    function drawn() external view returns (uint256);
    function redeemed() external view returns (uint256);
    /// @notice raised - drawn - redeemed.
    function undrawn() external view returns (uint256);
    /// @notice What `draw` would pay now: min(raised, upfront + match * credited since the sale, rounded down) - drawn; zero unless Active.
    function drawable() external view returns (uint256);
    /// @notice The Share's `credited` at the end of the sale: income up to there releases no capital. Zero before.
    function creditedAtClose() external view returns (uint256);
    function CASH() external view returns (IERC20);
    function CASH_UNIT() external view returns (uint256);
    function SHARE() external view returns (IShare);
    function TILL() external view returns (ITill);
    function PRICE() external view returns (uint256);
    function SOFT_CAP() external view returns (uint256);
    function HARD_CAP() external view returns (uint256);
    function DEADLINE() external view returns (uint256);
    /// @notice In 1/10,000, see Terms.
    function UPFRONT_BPS() external view returns (uint256);
    function MATCH_BPS() external view returns (uint256);
}
