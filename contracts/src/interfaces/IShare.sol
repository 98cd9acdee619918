// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";

/// @notice The income purse: an ERC-20 whose holders earn what customers pay, by merely holding.
///
/// One storage word per holder, and the algebra is linear. With `index` the income per share base unit since the
/// beginning (Q128 cash units, 192 bits, wraps) and `G = index * 2^64 + 1`, a holder's word is
/// `x = debt * 2^64 + balance`; moving `v` shares is `x -= v*G` and `x += v*G` modulo 2^256, and what a holder is owed
/// is `(G * balance - x) >> 192`. So a transfer changes nobody's owed amount by even one unit.
///
/// The reserve is kept in Q32 cash units. `drip` releases `R * (1 - e^(-dt/tau))` of it to the index.
///
/// Safety assumes: a standard currency (see Terms); the Till reports only money that it has sent here.
/// Liveness assumes: nothing; every verb that pays out can be called by anyone.
/// Limits: supply < 2^64; a holder whose unclaimed income reaches 2^64 cash units is underpaid, alone; the reserve holds less than
/// 2^96 cash units, and a credit beyond that is refused. Income that arrives when no shares are left stays in the reserve.
interface IShare is IERC20, IERC20Metadata, IERC20Permit {
    /// Selling: shares are minted, nothing drips. Dripping: the sale is over. Released: no reserve is held back any more.
    enum Phase {
        Selling,
        Dripping,
        Released
    }

    /// @notice The Till brought `amount` cash units of income into the reserve.
    event Credited(uint256 amount);
    /// @notice The reserve released `releasedQ32` (cash units in Q32) to the index, which is now `index` (Q128, 192 bits).
    event Dripped(uint256 releasedQ32, uint256 index);
    /// @notice `holder`'s income of `amount` cash units was paid to `to`.
    event Claimed(address indexed holder, address indexed to, uint256 amount);
    /// @notice `holder` lets anyone pay its income out to `payee`; zero takes the permission back.
    event PayeeSet(address indexed holder, address indexed payee);
    /// @notice The sale is over and the reserve begins to drip.
    event DrippingBegan();
    /// @notice The whole reserve, and every later credit, is released at once.
    event ReserveReleased();

    error OnlyTill(address caller);
    error OnlyOffering(address caller);
    /// @notice `holder` is a contract that has named no payee: pushing cash into it would let others skim it.
    error PayeeUnknown(address holder);
    error PermitExpired(uint256 deadline);
    error PermitSignatureInvalid(address owner);

    // ---- what a holder does ----

    /// @notice Pays the caller what it is owed; zero is fine. A claim does not drip. Returns cash units.
    function claim() external returns (uint256 amount);
    /// @notice Pays what the caller is owed to `to` (not zero, not this contract).
    function claimTo(address to) external returns (uint256 amount);
    /// @notice Anyone pays `holder` out: to its payee if it set one, else to itself if it has no code or is an EIP-7702 account.
    function claimFor(address holder) external returns (uint256 amount);
    /// @notice `claimFor` each; those that cannot be paid (no payee, currency refuses) are passed over and keep what they are owed.
    function claimMany(address[] calldata holders) external returns (uint256 amount);
    function setPayee(address payee) external;
    /// @notice ERC-2612 with a signature of any form, so that contract accounts (ERC-1271) can sign too.
    function permit(address owner, address spender, uint256 value, uint256 deadline, bytes calldata signature) external;

    // ---- what anyone does ----

    /// @notice Releases what is due from the reserve to the index. Does nothing while selling, or while there is no supply.
    /// @return releasedQ32 in Q32 cash units, rounded down (what stays in the reserve is rounded up).
    function drip() external returns (uint256 releasedQ32);

    // ---- what the other two purses do ----

    /// @notice Till only, after it sent the money here: drips, then adds `amount` cash units to the reserve (and in phase
    /// Released passes it on to the index in the same call).
    function credit(uint256 amount) external;
    /// @notice Offering only, while selling.
    function mint(address to, uint256 shares) external;
    /// @notice Offering only, after the sale: burns `shares` of `holder`, who keeps what it is owed.
    function burn(address holder, uint256 shares) external;
    /// @notice Offering only, once: the sale succeeded.
    function beginDripping() external;
    /// @notice Offering only: the soft cap was missed or the venture winds down. Releases the whole reserve at once.
    function releaseReserve() external;

    // ---- what anyone can read ----

    /// @notice Exactly what a claim pays now, in cash units, rounded down.
    function owed(address holder) external view returns (uint256);
    /// @notice What a drip followed by a claim would pay now.
    function accrued(address holder) external view returns (uint256);
    function payeeOf(address holder) external view returns (address);
    /// @notice Income per share base unit, Q128 cash units modulo 2^192.
    function index() external view returns (uint256);
    /// @notice The reserve in Q32 cash units as of `lastDrip`.
    function reserveQ32() external view returns (uint256);
    function lastDrip() external view returns (uint256);
    function phase() external view returns (Phase);
    /// @notice All income ever credited, in cash units.
    function credited() external view returns (uint256);
    /// @notice True when the income credited since the last proof of demand is below `demandFloor` and `stallPeriod` has
    /// passed since that proof. Begins to count when dripping begins.
    function stalled() external view returns (bool);
    /// @notice When the last proof of demand came, and the income credited since, in cash units: the venture stalls when
    /// `STALL_PERIOD` passes after `windowStart` without the window reaching `DEMAND_FLOOR`.
    function windowStart() external view returns (uint256);
    function windowCredited() external view returns (uint256);
    /// @notice e^(-1/tau) in Q128, rounded down; zero when tau is zero.
    function decayPerSecond() external view returns (uint256);
    /// @notice ERC-7572.
    function contractURI() external view returns (string memory);
    function CASH() external view returns (IERC20);
    /// @notice Currency base units per cash unit.
    function CASH_UNIT() external view returns (uint256);
    function TILL() external view returns (address);
    function OFFERING() external view returns (address);
    /// @notice Terms of the venture, see Terms.
    function TAU() external view returns (uint256);
    function DEMAND_FLOOR() external view returns (uint256);
    function STALL_PERIOD() external view returns (uint256);
}
