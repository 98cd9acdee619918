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
/// Amounts of money are in cash units, see Terms; amounts of shares in share base units. Every verb refuses to run inside
/// another of this contract (`ReentrancyGuardReentrantCall`), and one that needs another phase than the present fails with
/// `WrongPhase`.
///
/// Safety assumes a standard currency. Liveness assumes nothing: closing, winding down and redeeming need no operator.
interface IOffering {
    /// @notice Open: shares are sold. Active: the soft cap was reached. Failed: it was missed. WoundDown: demand stalled.
    enum Phase {
        Open,
        Active,
        Failed,
        WoundDown
    }

    /// @notice Shares were sold.
    /// @param buyer Who paid.
    /// @param to Whose the shares are.
    /// @param shares In share base units.
    /// @param cost In cash units, exactly the price times the shares.
    event Bought(address indexed buyer, address indexed to, uint256 shares, uint256 cost);
    /// @notice The sale is over for ever.
    /// @param phase Active or Failed.
    /// @param raised What came in, in cash units.
    event Closed(Phase phase, uint256 raised);
    /// @notice The operator drew capital.
    /// @param operator Who drew it.
    /// @param to Where it went.
    /// @param amount In cash units.
    event Drawn(address indexed operator, address indexed to, uint256 amount);
    /// @notice The venture stalled: no more draws, holders take back what was not drawn.
    event WindDown();
    /// @notice A holder gave up shares for capital.
    /// @param holder Whose the shares were.
    /// @param shares In share base units.
    /// @param amount What was paid, in cash units.
    event Redeemed(address indexed holder, uint256 shares, uint256 amount);

    /// @notice The verb is the operator's.
    /// @param caller Who is not the operator.
    error OnlyOperator(address caller);
    /// @notice The verb needs another phase.
    /// @param current The phase as it is.
    error WrongPhase(Phase current);
    /// @notice Nothing can neither be bought nor redeemed.
    error ZeroShares();
    /// @notice The deadline is past; the sale waits to be closed.
    /// @param deadline The last second at which shares could be bought.
    error SaleEnded(uint256 deadline);
    /// @notice Not so many shares are left.
    /// @param requested What was asked for, in share base units.
    /// @param left What is left.
    error HardCapExceeded(uint256 requested, uint256 left);
    /// @notice Neither is the deadline past nor the hard cap reached.
    /// @param deadline The last second at which shares can be bought.
    error SaleNotOver(uint256 deadline);
    /// @notice Enough income was credited lately.
    error NotStalled();
    /// @notice The currency moved another amount than was due: it takes a fee or lies.
    /// @param expected What was due, in currency base units.
    /// @param received What arrived.
    error CashNotReceived(uint256 expected, uint256 received);

    // ---- the sale ----

    /// @notice Anyone, while Open and up to the deadline (`SaleEnded`): buys shares at the fixed price. The caller pays
    /// from its allowance to this contract; the full cost has to arrive (`CashNotReceived`).
    /// @param shares In share base units; not zero (`ZeroShares`), not more than are left (`HardCapExceeded`).
    /// @param to Whose the shares are; neither zero nor the Share (`ERC20InvalidReceiver`).
    /// @return cost In cash units, exactly the price times the shares.
    function buy(uint256 shares, address to) external returns (uint256 cost);
    /// @notice Anyone, while Open and after the deadline or at the hard cap (`SaleNotOver`): ends the sale, as success or
    /// failure.
    /// @return Active if the soft cap was reached, else Failed.
    function close() external returns (Phase);

    // ---- capital ----

    /// @notice Operator only (`OnlyOperator`), while Active: takes everything drawable now. Nothing is fine and does nothing.
    /// @param to Where it goes.
    /// @return amount What was taken, in cash units: `drawable` as it was.
    function draw(address to) external returns (uint256 amount);
    /// @notice Anyone, while Active and stalled (`NotStalled`): ends all draws for ever, releases the whole reserve of the
    /// Share to its holders and lets them redeem.
    function windDown() external;
    /// @notice A holder, while Failed or WoundDown: burns the caller's shares and pays their part of the undrawn capital.
    /// The caller keeps the income it is owed.
    /// @param shares In share base units; not zero (`ZeroShares`), not more than the caller has (`ERC20InsufficientBalance`).
    /// @return amount `undrawn * shares / supply` in cash units, rounded down: the rest stays for the remaining holders.
    /// Exactly the price paid if the soft cap was missed.
    function redeem(uint256 shares) external returns (uint256 amount);

    // ---- what anyone can read ----

    /// @notice Where the sale and the capital stand.
    /// @return See Phase.
    function phase() external view returns (Phase);
    /// @notice What share buyers have paid.
    /// @return In cash units, exact.
    function raised() external view returns (uint256);
    /// @notice What the operator has drawn.
    /// @return In cash units, exact.
    function drawn() external view returns (uint256);
    /// @notice What holders have been given back.
    /// @return In cash units, exact.
    function redeemed() external view returns (uint256);
    /// @notice What is still here: raised - drawn - redeemed.
    /// @return In cash units, exact.
    function undrawn() external view returns (uint256);
    /// @notice What `draw` would pay now: min(raised, upfront + match * credited since the sale) - drawn; zero unless Active.
    /// @return In cash units; both parts rounded down, for the holders.
    function drawable() external view returns (uint256);
    /// @notice The Share's `credited` at the end of the sale: income up to there releases no capital.
    /// @return In cash units; zero before the sale has ended with success.
    function creditedAtClose() external view returns (uint256);
    /// @notice The currency of the venture, see Terms.
    /// @return Its contract.
    function CASH() external view returns (IERC20);
    /// @notice The size of a cash unit.
    /// @return Currency base units per cash unit, as the Share has it.
    function CASH_UNIT() external view returns (uint256);
    /// @notice The income purse of the venture.
    /// @return Its contract.
    function SHARE() external view returns (IShare);
    /// @notice The revenue purse of the venture, which says who the operator is.
    /// @return Its contract.
    function TILL() external view returns (ITill);
    /// @notice The price of one share base unit, see Terms.
    /// @return In cash units.
    function PRICE() external view returns (uint256);
    /// @notice The least that has to be sold, see Terms.
    /// @return In share base units.
    function SOFT_CAP() external view returns (uint256);
    /// @notice The most that is sold, see Terms.
    /// @return In share base units.
    function HARD_CAP() external view returns (uint256);
    /// @notice When the sale ends, see Terms.
    /// @return The last second at which shares can be bought.
    function DEADLINE() external view returns (uint256);
    /// @notice The part of raised capital that can be drawn at once, see Terms.
    /// @return In 1/10,000.
    function UPFRONT_BPS() external view returns (uint256);
    /// @notice The capital that income releases, see Terms.
    /// @return In 1/10,000 of the income.
    function MATCH_BPS() external view returns (uint256);
}
