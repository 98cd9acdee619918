// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";
import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";
import {SlotDerivation} from "@openzeppelin/contracts/utils/SlotDerivation.sol";
import {TransientSlot} from "@openzeppelin/contracts/utils/TransientSlot.sol";
import {IFactory, Terms} from "./interfaces/IFactory.sol";
import {Blueprint} from "./Blueprint.sol";
import {Offering} from "./Offering.sol";
import {Share} from "./Share.sol";
import {Till} from "./Till.sol";

/// @notice Creates ventures. What it promises is in IFactory.
///
/// The three purses have to know each other's addresses, so their creation code must not contain them: constructors take
/// no arguments and ask `inCreation` of whoever creates them. Creation code is then the same for all ventures, and an
/// address follows from the creator, the salt and the terms alone; nobody can occupy it with other terms.
///
/// The terms lie in transient storage during a creation. There is no reentrancy to guard against: all calls out are
/// static, or run constructors of the three purses.
contract Factory is IFactory {
    using SlotDerivation for bytes32;
    using TransientSlot for bytes32;
    using TransientSlot for TransientSlot.Bytes32Slot;

    uint256 private constant BPS = 10_000;
    uint256 private constant MATCH_BPS_MAX = 5000;
    uint256 private constant NAME_LENGTH_MAX = 31; // What an EIP-712 domain in immutables holds.
    uint256 private constant SHARE_DECIMALS_MAX = 18;
    uint256 private constant CASH_DECIMALS_MAX = 36;
    uint256 private constant YEAR = 365 days;

    /// Where the creation code begins in a blueprint.
    uint256 private constant BLUEPRINT_PREAMBLE = 3;

    address private immutable SHARE_BLUEPRINT;
    address private immutable TILL_BLUEPRINT;
    address private immutable OFFERING_BLUEPRINT;
    bytes32 private immutable SHARE_CODE_HASH;
    bytes32 private immutable TILL_CODE_HASH;
    bytes32 private immutable OFFERING_CODE_HASH;

    /// Where the encoded venture in creation lies in transient storage.
    bytes32 private constant IN_CREATION = keccak256("usufruct.Factory.inCreation");
    /// How many words of it; zero outside a creation.
    uint256 private transient _wordsInCreation;

    constructor() {
        (SHARE_BLUEPRINT, SHARE_CODE_HASH) = _draft(type(Share).creationCode);
        (TILL_BLUEPRINT, TILL_CODE_HASH) = _draft(type(Till).creationCode);
        (OFFERING_BLUEPRINT, OFFERING_CODE_HASH) = _draft(type(Offering).creationCode);
    }

    /// @inheritdoc IFactory
    function create(Terms calldata terms, bytes32 salt)
        external
        returns (address share, address till, address offering)
    {
        _checkCurrency(terms.currency);
        _checkTerms(terms);

        bytes32 ventureSalt = _ventureSalt(msg.sender, terms, salt);
        (share, till, offering) = _addresses(ventureSalt);
        _beginCreation(abi.encode(terms, share, till, offering));
        // In this order: the other two copy the cash unit from the Share.
        _build(SHARE_BLUEPRINT, ventureSalt);
        _build(TILL_BLUEPRINT, ventureSalt);
        _build(OFFERING_BLUEPRINT, ventureSalt);
        _wordsInCreation = 0;

        emit VentureCreated(share, till, offering, msg.sender, salt, terms);
    }

    /// @inheritdoc IFactory
    function addressesOf(address creator, Terms calldata terms, bytes32 salt)
        external
        view
        returns (address share, address till, address offering)
    {
        return _addresses(_ventureSalt(creator, terms, salt));
    }

    /// @inheritdoc IFactory
    function inCreation() external view returns (Terms memory terms, address share, address till, address offering) {
        uint256 count = _wordsInCreation;
        if (count == 0) revert NothingInCreation();
        bytes32[] memory words = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            words[i] = IN_CREATION.offset(i).asBytes32().tload();
        }
        return abi.decode(abi.encodePacked(words), (Terms, address, address, address));
    }

    // ---- addresses ----

    function _ventureSalt(address creator, Terms calldata terms, bytes32 salt) private pure returns (bytes32) {
        return keccak256(abi.encode(creator, salt, terms));
    }

    function _addresses(bytes32 ventureSalt) private view returns (address share, address till, address offering) {
        share = Create2.computeAddress(ventureSalt, SHARE_CODE_HASH);
        till = Create2.computeAddress(ventureSalt, TILL_CODE_HASH);
        offering = Create2.computeAddress(ventureSalt, OFFERING_CODE_HASH);
    }

    // ---- blueprints ----

    function _draft(bytes memory creationCode) private returns (address blueprint, bytes32 codeHash) {
        return (address(new Blueprint(creationCode)), keccak256(creationCode));
    }

    function _build(address blueprint, bytes32 ventureSalt) private {
        Create2.deploy(0, ventureSalt, Bytes.slice(blueprint.code, BLUEPRINT_PREAMBLE));
    }

    // ---- the venture in creation ----

    function _beginCreation(bytes memory venture) private {
        // ABI encodings consist of whole words; with a head of two words before it, this one is that of an array of words.
        uint256 count = venture.length / 32;
        bytes32[] memory words = abi.decode(bytes.concat(abi.encode(32, count), venture), (bytes32[]));
        for (uint256 i = 0; i < count; ++i) {
            IN_CREATION.offset(i).asBytes32().tstore(words[i]);
        }
        _wordsInCreation = count;
    }

    // ---- limits ----

    /// Refuses what shows at once not to be a usable currency. That it takes no fee shows when money moves, and is measured
    /// there; that it never rebases is an assumption.
    function _checkCurrency(address currency) private view {
        (bool answered, uint256 answer) = _ask(currency, abi.encodeCall(IERC20Metadata.decimals, ()));
        if (!answered || answer > CASH_DECIMALS_MAX) revert CurrencyRefused(currency);
        (answered,) = _ask(currency, abi.encodeCall(IERC20.balanceOf, (address(this))));
        if (!answered) revert CurrencyRefused(currency);
    }

    /// An account without code answers with nothing.
    function _ask(address currency, bytes memory question) private view returns (bool answered, uint256 answer) {
        (bool success, bytes memory data) = currency.staticcall(question);
        answered = success && data.length >= 32;
        if (answered) answer = abi.decode(data, (uint256));
    }

    /// In the order of the fields of Terms; `currency` is checked before.
    function _checkTerms(Terms calldata terms) private view {
        _check(terms.operator != address(0), "operator");
        _check(_isNameLength(bytes(terms.name).length), "name");
        _check(_isNameLength(bytes(terms.symbol).length), "symbol");
        _check(terms.decimals <= SHARE_DECIMALS_MAX, "decimals");
        _check(1 <= terms.holdersBps && terms.holdersBps <= BPS, "holdersBps");
        _check(terms.tau <= 10 * YEAR, "tau");
        _check(1 <= terms.price, "price");
        _check(1 <= terms.softCap, "softCap");
        bool capsFit = uint256(terms.hardCap) * terms.price <= type(uint64).max;
        _check(terms.softCap <= terms.hardCap && capsFit, "hardCap");
        bool inTime = block.timestamp < terms.deadline && terms.deadline <= block.timestamp + YEAR;
        _check(inTime, "deadline");
        _check(terms.upfrontBps <= BPS, "upfrontBps");
        _check(terms.matchBps <= MATCH_BPS_MAX, "matchBps");
        _check(1 <= terms.demandFloor, "demandFloor");
        _check(1 days <= terms.stallPeriod && terms.stallPeriod <= YEAR, "stallPeriod");
    }

    function _isNameLength(uint256 length) private pure returns (bool) {
        return 1 <= length && length <= NAME_LENGTH_MAX;
    }

    function _check(bool within, string memory term) private pure {
        if (!within) revert TermOutOfRange(term);
    }
}
