// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IShare} from "./IShare.sol";

/// @notice The form in which shares go into pools and to lenders: an ERC-4626 token over a Share that just grows. Its income
/// is sold for more of the Share, by auction, and each sale's proceeds unlock over days.
///
/// Words, as in ERC-4626: `assets` are base units of the Share, `shares` are base units of this token, which has 6 decimals
/// more than the Share. `cash` is in cash units, see Terms.
///
/// The sale. `gather` makes a lot of all cash that is there. For a lot of `cash` units that is `age` seconds old the Vault asks
///
///     cash / PRICE * (PAR_AGE / age)^4 assets, rounded up,
///
/// where PRICE is what the Offering sold the Share for: more than any price in the first second, the issue price after
/// PAR_AGE, and less and less for ever, until somebody buys the whole lot. No price of an earlier sale is remembered, so none
/// can be driven; cash is never sold as older than it has been in the lot.
///
/// The lock. Assets that come in by a sale, or as a gift, are locked first: of what is locked, e^(-dt/UNLOCK_TAU) is still
/// locked after dt seconds. `totalAssets` leaves out what is locked and what is not sold. So no call moves what a share is
/// worth, but for rounding, which is always upwards; only time does, and only upwards. Who leaves, leaves the locked and the
/// unsold to those who stay. While nobody holds shares everything is locked, and unlocks to who comes next.
///
/// Nobody has any power here, and nothing can be changed. The Vault does not redeem at the Offering: in a wind-down, holders
/// take their part of the Share out and redeem themselves, best after what the reserve released has been sold and unlocked.
///
/// Safety assumes: a Share that a Factory made; another one can harm its own Vault only. Nothing of the currency: no path
/// of a deposit or a withdrawal touches it, so one that refuses, re-enters or shrinks can spoil the sale and nothing else.
/// Liveness of deposits and withdrawals assumes nothing. That of the sale assumes that the currency pays out, that somebody
/// gathers (the buyer can), and that somebody has assets to pay with (any holder of shares can take some out).
interface IVault is IERC4626, IERC20Permit {
    /// @notice A lot is for sale from now on.
    /// @param cash What is for sale, in cash units.
    event LotBegan(uint256 cash);
    /// @notice The currency took money away: the lot is smaller now, and as old as before.
    /// @param cash What is left of it, in cash units.
    event LotShrank(uint256 cash);
    /// @notice The lot was sold.
    /// @param buyer Who paid.
    /// @param to Where the cash went.
    /// @param cash What was sold, in cash units.
    /// @param assets What was paid, in base units of the Share.
    event LotSold(address indexed buyer, address indexed to, uint256 cash, uint256 assets);
    /// @notice Something came in by a sale or as a gift, and unlocks from now on.
    /// @param assets In base units of the Share.
    event Locked(uint256 assets);

    /// @notice The Share contradicts its Offering or its Till: no Factory made it.
    /// @param share Its address.
    error NotAShare(address share);
    /// @notice Nothing is for sale.
    error NoLot();
    /// @notice The lot is less than the buyer wants at least.
    /// @param cash What is for sale, in cash units.
    /// @param cashMin What the buyer wants at least.
    error LotTooSmall(uint256 cash, uint256 cashMin);
    /// @notice The Vault asks more than the buyer pays at most.
    /// @param ask What the Vault asks, in base units of the Share.
    /// @param assetsMax What the buyer pays at most.
    error AskTooHigh(uint256 ask, uint256 assetsMax);
    /// @notice A deposit of so few assets would get no share at all.
    /// @param assets In base units of the Share.
    error NothingMinted(uint256 assets);

    // ---- what anyone does ----

    /// @notice Anyone: drips and claims the Vault's income, and takes in gifts of cash and of the Share. If the cash that is
    /// there is at least twice the lot, or there was no lot, all of it becomes a new lot, of age zero; else what is new waits
    /// for the next lot, so that a lot can be delayed only by doubling it. Harmless if repeated.
    /// @dev Reverts if the currency refuses to pay the Vault. A lot holds less than 2^64 cash units; the rest waits, and so
    /// does a rest below one cash unit.
    /// @return cash The lot as it is now, in cash units, rounded down.
    function gather() external returns (uint256 cash);

    /// @notice Anyone: buys the whole lot (`NoLot`) for what the Vault asks now. The caller pays from its allowance of the
    /// Share to the Vault, at least one base unit.
    /// @dev Both bounds matter: between signing and execution another may buy this lot, and a smaller one begin. What the
    /// currency takes on the way is the buyer's loss.
    /// @param cashMin The least lot that will do, in cash units (`LotTooSmall`).
    /// @param assetsMax The most to pay, in base units of the Share (`AskTooHigh`).
    /// @param to Where the cash goes.
    /// @return cash What was bought, in cash units, exact.
    /// @return assets What was paid, in base units of the Share, rounded up for the Vault.
    function buyLot(uint256 cashMin, uint256 assetsMax, address to) external returns (uint256 cash, uint256 assets);

    // ---- what anyone can read ----

    /// @notice The lot for sale.
    /// @return cash In cash units; zero if there is none.
    /// @return begun When it began, in seconds since 1970; zero if there is none.
    function lot() external view returns (uint256 cash, uint256 begun);
    /// @notice What `buyLot` asks now: at least one, and 2^256-1 in the second the lot began.
    /// @return assets In base units of the Share, rounded up for the Vault; zero if there is no lot.
    function ask() external view returns (uint256 assets);
    /// @notice All assets that are booked: what was deposited, paid for lots and taken in as gifts, less what was withdrawn.
    /// @return assets In base units of the Share, exact.
    function held() external view returns (uint256 assets);
    /// @notice The part of `held` that is locked now. All of it while nobody holds shares.
    /// @return assets In base units of the Share, rounded up for those who stay.
    function locked() external view returns (uint256 assets);
    /// @notice The income purse whose shares are here.
    /// @return Its contract; the same as `asset`.
    function SHARE() external view returns (IShare);
    /// @notice The currency of the venture, see Terms.
    /// @return Its contract.
    function CASH() external view returns (IERC20);
    /// @notice The size of a cash unit.
    /// @return Currency base units per cash unit, as the Share has it.
    function CASH_UNIT() external view returns (uint256);
    /// @notice The issue price of one base unit of the Share.
    /// @return In cash units, as the Offering has it.
    function PRICE() external view returns (uint256);
    /// @notice The age at which a lot asks the issue price.
    /// @return In seconds.
    function PAR_AGE() external view returns (uint256);
    /// @notice The time constant of the lock.
    /// @return In seconds.
    function UNLOCK_TAU() external view returns (uint256);
}
