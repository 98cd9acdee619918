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
/// Safety assumes: a standard currency (see Terms); the Till reports only money that it has sent here. Liveness assumes:
/// nothing; every verb that pays out can be called by anyone. Limits: supply < 2^64; a holder whose unclaimed income
/// reaches 2^64 cash units is underpaid, alone; the reserve holds less than 2^96 cash units, and a credit beyond that is
/// refused. Income that arrives when no shares are left stays in the reserve.
interface IShare is IERC20, IERC20Metadata, IERC20Permit {
    /// @notice Selling: shares are minted, nothing drips. Dripping: the sale is over. Released: no reserve is held back any
    /// more.
    enum Phase {
        Selling,
        Dripping,
        Released
    }

    /// @notice The Till brought income into the reserve.
    /// @param amount In cash units.
    event Credited(uint256 amount);
    /// @notice The reserve released income to the index.
    /// @param releasedQ32 What was released, in Q32 cash units.
    /// @param index The index since then, in Q128 cash units per share base unit, modulo 2^192.
    event Dripped(uint256 releasedQ32, uint256 index);
    /// @notice Income was paid.
    /// @param holder Whose income it was.
    /// @param to Where it went.
    /// @param amount In cash units.
    event Claimed(address indexed holder, address indexed to, uint256 amount);
    /// @notice A holder said where anyone may push its income to.
    /// @param holder Whose income it is about.
    /// @param payee Where to; zero takes the permission back.
    event PayeeSet(address indexed holder, address indexed payee);
    /// @notice The sale is over and the reserve begins to drip.
    event DrippingBegan();
    /// @notice The whole reserve, and every later credit, is released at once.
    event ReserveReleased();

    /// @notice The verb is the Till's.
    /// @param caller Who is not the Till.
    error OnlyTill(address caller);
    /// @notice The verb is the Offering's.
    /// @param caller Who is not the Offering.
    error OnlyOffering(address caller);
    /// @notice The holder is a contract that has named no payee: pushing cash into it would let others skim it.
    /// @param holder The contract.
    error PayeeUnknown(address holder);
    /// @notice The permit is too old.
    /// @param deadline The last second at which it could be used.
    error PermitExpired(uint256 deadline);
    /// @notice Neither the owner's key nor its contract has signed this, or it was used before.
    /// @param owner Whose signature it should be.
    error PermitSignatureInvalid(address owner);

    // ---- what a holder does ----

    /// @notice A holder: pays the caller what it is owed. Nothing is fine and does nothing. A claim does not drip. If the
    /// currency refuses (`SafeERC20FailedOperation`), all stays owed.
    /// @return amount What was paid, in cash units, rounded down: the fraction stays owed.
    function claim() external returns (uint256 amount);
    /// @notice A holder: pays what the caller is owed to another address.
    /// @param to Where it goes; neither zero nor this contract (`ERC20InvalidReceiver`).
    /// @return amount As in `claim`.
    function claimTo(address to) external returns (uint256 amount);
    /// @notice Anyone: pays a holder out, to its payee if it set one, else to itself if it has no code or is an EIP-7702
    /// account, else not at all (`PayeeUnknown`).
    /// @param holder Whose income is paid.
    /// @return amount As in `claim`.
    function claimFor(address holder) external returns (uint256 amount);
    /// @notice Anyone: `claimFor` each; those that cannot be paid (no payee, currency refuses) are passed over and keep
    /// what they are owed.
    /// @param holders Whose income is paid; one named twice is paid once.
    /// @return amount What all of them were paid, in cash units.
    function claimMany(address[] calldata holders) external returns (uint256 amount);
    /// @notice A holder: lets anyone pay the caller's income out to one address. Concerns `claimFor` and `claimMany` only.
    /// @param payee Where to; not this contract (`ERC20InvalidReceiver`); zero takes the permission back.
    function setPayee(address payee) external;
    /// @notice Anyone with the owner's signature: ERC-2612 with a signature of any form, so that contract accounts
    /// (ERC-1271) can sign too. The key is asked first, then the contract.
    /// @param owner Who signed, with its present nonce.
    /// @param spender Who may spend; not zero (`ERC20InvalidSpender`).
    /// @param value How many share base units, replacing what was allowed before.
    /// @param deadline The last second at which this can be used (`PermitExpired`).
    /// @param signature Of the EIP-712 digest (`PermitSignatureInvalid`).
    function permit(address owner, address spender, uint256 value, uint256 deadline, bytes calldata signature) external;

    // ---- what anyone does ----

    /// @notice Anyone: releases what is due from the reserve to the index. Does nothing while selling, or while there is no
    /// supply.
    /// @return releasedQ32 In Q32 cash units, rounded down (what stays in the reserve is rounded up).
    function drip() external returns (uint256 releasedQ32);

    // ---- what the other two purses do ----

    /// @notice Till only (`OnlyTill`), after it sent the money here: drips, then adds to the reserve (and in phase
    /// Released, or if tau is zero, passes it on to the index in the same call). Refuses what would make the reserve 2^96
    /// cash units (`SafeCastOverflowedUintDowncast`).
    /// @param amount In cash units, exact.
    function credit(uint256 amount) external;
    /// @notice Offering only (`OnlyOffering`), while selling. What is minted is owed nothing of what was released before.
    /// @param to Whose the shares are; neither zero nor this contract (`ERC20InvalidReceiver`).
    /// @param shares In share base units.
    function mint(address to, uint256 shares) external;
    /// @notice Offering only (`OnlyOffering`), after the sale. The holder keeps what it is owed.
    /// @param holder Whose shares are burnt.
    /// @param shares In share base units; not more than it has (`ERC20InsufficientBalance`).
    function burn(address holder, uint256 shares) external;
    /// @notice Offering only (`OnlyOffering`), once: the sale succeeded.
    function beginDripping() external;
    /// @notice Offering only (`OnlyOffering`): the soft cap was missed or the venture winds down. Releases the whole
    /// reserve at once.
    function releaseReserve() external;

    // ---- what anyone can read ----

    /// @notice Exactly what a claim pays now.
    /// @param holder Whose income it is about.
    /// @return In cash units, rounded down.
    function owed(address holder) external view returns (uint256);
    /// @notice What a drip followed by a claim would pay now.
    /// @param holder Whose income it is about.
    /// @return In cash units, rounded down.
    function accrued(address holder) external view returns (uint256);
    /// @notice Where anyone may push a holder's income to.
    /// @param holder Whose income it is about.
    /// @return The payee; zero if none was named.
    function payeeOf(address holder) external view returns (address);
    /// @notice Income per share base unit since the beginning.
    /// @return In Q128 cash units modulo 2^192, each release rounded down; only differences have a meaning.
    function index() external view returns (uint256);
    /// @notice The reserve as of `lastDrip`.
    /// @return In Q32 cash units.
    function reserveQ32() external view returns (uint256);
    /// @notice When the reserve was brought up to date.
    /// @return In seconds since 1970; zero before the first credit or drip.
    function lastDrip() external view returns (uint256);
    /// @notice Where the reserve stands.
    /// @return See Phase.
    function phase() external view returns (Phase);
    /// @notice All income ever credited.
    /// @return In cash units, exact.
    function credited() external view returns (uint256);
    /// @notice True when the income credited since the last proof of demand is below `demandFloor` and `stallPeriod` has
    /// passed since that proof. Begins to count when dripping begins.
    /// @return Whether anyone may wind the venture down.
    function stalled() external view returns (bool);
    /// @notice When the last proof of demand came: the venture stalls when `STALL_PERIOD` passes after it without the
    /// income since reaching `DEMAND_FLOOR`.
    /// @return In seconds since 1970; zero while selling.
    function windowStart() external view returns (uint256);
    /// @notice The income credited since the last proof of demand.
    /// @return In cash units; below `DEMAND_FLOOR`.
    function windowCredited() external view returns (uint256);
    /// @notice The part of the reserve that is left after a second: e^(-1/tau).
    /// @return In Q128, rounded down; zero when tau is zero.
    function decayPerSecond() external view returns (uint256);
    /// @notice ERC-7572: what explorers and wallets show beyond name and symbol.
    /// @return An address of a document, or the document, as the terms have it.
    function contractURI() external view returns (string memory);
    /// @notice The currency of the venture, see Terms.
    /// @return Its contract.
    function CASH() external view returns (IERC20);
    /// @notice The size of a cash unit.
    /// @return Currency base units per cash unit.
    function CASH_UNIT() external view returns (uint256);
    /// @notice The revenue purse of the venture.
    /// @return Its contract.
    function TILL() external view returns (address);
    /// @notice The capital purse of the venture.
    /// @return Its contract.
    function OFFERING() external view returns (address);
    /// @notice The time constant of the reserve, see Terms.
    /// @return In seconds.
    function TAU() external view returns (uint256);
    /// @notice The income that proves demand, see Terms.
    /// @return In cash units.
    function DEMAND_FLOOR() external view returns (uint256);
    /// @notice The time within which demand has to be proved, see Terms.
    /// @return In seconds.
    function STALL_PERIOD() external view returns (uint256);
}
