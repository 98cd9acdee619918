// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {ShortString, ShortStrings} from "@openzeppelin/contracts/utils/ShortStrings.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IFactory, Terms} from "./interfaces/IFactory.sol";
import {IShare} from "./interfaces/IShare.sol";
import {Decay} from "./pure/Decay.sol";
import {IncomeWord} from "./pure/IncomeWord.sol";

/// @notice The income purse. What it promises and what it assumes is in IShare; the algebra is in IncomeWord and Decay.
///
/// Money comes in by `credit` alone and leaves by the claims alone. No verb needs a lock against reentrancy: the books are
/// finished before the currency is called, and nothing read before is used after. So whatever a currency calls from there, a
/// claim included, finds what is being paid no longer owed, and a refused payment is taken back on what was written meanwhile.
contract Share is IShare, IERC165, IERC20Errors, EIP712, Nonces {
    using IncomeWord for uint256;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;
    using ShortStrings for string;
    using ShortStrings for ShortString;

    /// A struct only so that one look-up of a holder serves reading and writing: values in mappings have no pointers.
    struct Holder {
        uint256 word;
    }

    /// The reserve: one storage word.
    struct Reserve {
        uint128 amountQ32;
        uint64 lastDrip;
        Phase phase;
    }

    /// Income ever credited, and the present window in which demand has to show itself: one storage word.
    struct Demand {
        uint128 credited;
        uint64 windowCredited;
        uint64 windowStart;
    }

    bytes32 private constant PERMIT_TYPEHASH =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
    /// How the code of an EIP-7702 account begins; the address of its delegate follows.
    bytes3 private constant DELEGATION_PREFIX = 0xef0100;
    uint256 private constant DELEGATION_LENGTH = 23;

    IERC20 public immutable CASH;
    uint256 public immutable CASH_UNIT;
    address public immutable TILL;
    address public immutable OFFERING;
    uint256 public immutable TAU;
    uint256 public immutable DEMAND_FLOOR;
    uint256 public immutable STALL_PERIOD;
    uint256 public immutable decayPerSecond;
    uint8 public immutable decimals;
    ShortString private immutable SYMBOL;

    /// The contract's word g and the holders' words x of IncomeWord.
    uint256 private _g;
    mapping(address holder => Holder) private _holders;
    Reserve private _reserve;
    Demand private _demand;
    mapping(address owner => mapping(address spender => uint256)) public allowance;
    mapping(address holder => address) public payeeOf;
    string public contractURI;

    constructor() EIP712(_nameInCreation(), "1") {
        (Terms memory terms,, address till, address offering) = IFactory(msg.sender).inCreation();
        CASH = IERC20(terms.currency);
        // The other purses copy the unit from here, so that a currency that changes its answer cannot split a venture.
        uint8 cashDecimals = IERC20Metadata(terms.currency).decimals();
        CASH_UNIT = cashDecimals <= 6 ? 1 : 10 ** (cashDecimals - 6);
        TILL = till;
        OFFERING = offering;
        TAU = terms.tau;
        DEMAND_FLOOR = terms.demandFloor;
        STALL_PERIOD = terms.stallPeriod;
        decayPerSecond = Decay.perSecondQ128(terms.tau);
        decimals = terms.decimals;
        SYMBOL = terms.symbol.toShortString();
        contractURI = terms.contractURI;
    }

    // ---- ERC-20 ----

    /// @inheritdoc IERC20
    function transfer(address to, uint256 value) external returns (bool) {
        _transfer(msg.sender, to, value);
        return true;
    }

    /// @inheritdoc IERC20
    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        uint256 allowed = allowance[from][msg.sender];
        if (allowed != type(uint256).max) {
            if (allowed < value) revert ERC20InsufficientAllowance(msg.sender, allowed, value);
            allowance[from][msg.sender] = allowed - value;
        }
        _transfer(from, to, value);
        return true;
    }

    /// @inheritdoc IERC20
    function approve(address spender, uint256 value) external returns (bool) {
        _approve(msg.sender, spender, value);
        return true;
    }

    // ---- what a holder does ----

    /// @inheritdoc IShare
    function claim() external returns (uint256) {
        return _claim(msg.sender, msg.sender);
    }

    /// @inheritdoc IShare
    function claimTo(address to) external returns (uint256) {
        _checkReceiver(to);
        return _claim(msg.sender, to);
    }

    /// @inheritdoc IShare
    function claimFor(address holder) external returns (uint256) {
        (bool known, address to) = _pushTarget(holder);
        if (!known) revert PayeeUnknown(holder);
        return _claim(holder, to);
    }

    /// @inheritdoc IShare
    function claimMany(address[] calldata holders) external returns (uint256 amount) {
        for (uint256 i = 0; i < holders.length; ++i) {
            (bool known, address to) = _pushTarget(holders[i]);
            if (known) amount += _tryClaim(holders[i], to);
        }
    }

    /// @inheritdoc IShare
    function setPayee(address payee) external {
        // The zero address takes the permission back.
        if (payee == address(this)) revert ERC20InvalidReceiver(payee);
        payeeOf[msg.sender] = payee;
        emit PayeeSet(msg.sender, payee);
    }

    /// @inheritdoc IERC20Permit
    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
    {
        _permit(owner, spender, value, deadline, abi.encodePacked(r, s, v));
    }

    /// @inheritdoc IShare
    function permit(address owner, address spender, uint256 value, uint256 deadline, bytes calldata signature)
        external
    {
        _permit(owner, spender, value, deadline, signature);
    }

    // ---- what anyone does ----

    /// @inheritdoc IShare
    function drip() external returns (uint256 releasedQ32) {
        return _drip();
    }

    // ---- what the other two purses do ----

    /// @inheritdoc IShare
    function credit(uint256 amount) external {
        if (msg.sender != TILL) revert OnlyTill(msg.sender);
        if (amount == 0) return;

        _drip(); // What was here before decays by its own time (INCOME-4).

        Reserve memory reserve = _reserve;
        reserve.amountQ32 = (reserve.amountQ32 + amount * 2 ** 32).toUint128();
        reserve.lastDrip = uint64(block.timestamp);
        _reserve = reserve;
        _recordDemand(amount, reserve.phase);

        emit Credited(amount);
        if (decayPerSecond == 0 || reserve.phase == Phase.Released) _drip();
    }

    /// @inheritdoc IShare
    function mint(address to, uint256 shares) external {
        if (msg.sender != OFFERING) revert OnlyOffering(msg.sender);
        _checkReceiver(to);
        // No check of the phase or of the supply's 64 bits: the Offering sells while it is open, and its hard cap fits.

        uint256 g = _g;
        _holders[to].word = _holders[to].word.plus(shares, g);
        _g = g + shares;
        emit Transfer(address(0), to, shares);
    }

    /// @inheritdoc IShare
    function burn(address holder, uint256 shares) external {
        if (msg.sender != OFFERING) revert OnlyOffering(msg.sender);
        uint256 word = _holders[holder].word;
        if (word.shares() < shares) revert ERC20InsufficientBalance(holder, word.shares(), shares);

        uint256 g = _g;
        _holders[holder].word = word.minus(shares, g);
        _g = g - shares;
        emit Transfer(holder, address(0), shares);
    }

    /// @inheritdoc IShare
    function beginDripping() external {
        if (msg.sender != OFFERING) revert OnlyOffering(msg.sender);
        _reserve.phase = Phase.Dripping;
        _reserve.lastDrip = uint64(block.timestamp);
        _demand.windowStart = uint64(block.timestamp); // `windowCredited` is zero: nothing counts while selling.
        emit DrippingBegan();
        if (decayPerSecond == 0) _drip();
    }

    /// @inheritdoc IShare
    function releaseReserve() external {
        if (msg.sender != OFFERING) revert OnlyOffering(msg.sender);
        _reserve.phase = Phase.Released;
        emit ReserveReleased();
        _drip();
    }

    // ---- what anyone can read ----

    /// @inheritdoc IERC20Metadata
    function name() external view returns (string memory) {
        return _EIP712Name();
    }

    /// @inheritdoc IERC20Metadata
    function symbol() external view returns (string memory) {
        return SYMBOL.toString();
    }

    /// @inheritdoc IERC20
    function totalSupply() external view returns (uint256) {
        return _g.shares();
    }

    /// @inheritdoc IERC20
    function balanceOf(address holder) external view returns (uint256) {
        return _holders[holder].word.shares();
    }

    /// @inheritdoc IShare
    function owed(address holder) external view returns (uint256) {
        return _holders[holder].word.owedDown(_g);
    }

    /// @inheritdoc IShare
    function accrued(address holder) external view returns (uint256) {
        uint256 g = _g;
        uint256 releasedQ32 = _releasable(_reserve, g);
        if (releasedQ32 > 0) g = g.afterRelease(releasedQ32);
        return _holders[holder].word.owedDown(g);
    }

    /// @inheritdoc IShare
    function index() external view returns (uint256) {
        return _g.index();
    }

    /// @inheritdoc IShare
    function reserveQ32() external view returns (uint256) {
        return _reserve.amountQ32;
    }

    /// @inheritdoc IShare
    function lastDrip() external view returns (uint256) {
        return _reserve.lastDrip;
    }

    /// @inheritdoc IShare
    function phase() external view returns (Phase) {
        return _reserve.phase;
    }

    /// @inheritdoc IShare
    function credited() external view returns (uint256) {
        return _demand.credited;
    }

    /// @inheritdoc IShare
    function windowStart() external view returns (uint256) {
        return _demand.windowStart;
    }

    /// @inheritdoc IShare
    function windowCredited() external view returns (uint256) {
        return _demand.windowCredited;
    }

    /// @inheritdoc IShare
    function stalled() external view returns (bool) {
        return _reserve.phase == Phase.Dripping && block.timestamp > _demand.windowStart + STALL_PERIOD;
    }

    /// @inheritdoc IERC20Permit
    function nonces(address owner) public view override(IERC20Permit, Nonces) returns (uint256) {
        return super.nonces(owner);
    }

    /// @inheritdoc IERC20Permit
    function DOMAIN_SEPARATOR() external view returns (bytes32) {
        return _domainSeparatorV4();
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 id) external pure returns (bool) {
        return id == type(IERC165).interfaceId || id == type(IERC20).interfaceId || id == type(IERC20Permit).interfaceId
            || id == type(IERC5267).interfaceId || id == this.contractURI.selector; // ERC-7572 has this one function.
    }

    // ---- shares ----

    function _transfer(address from, address to, uint256 value) private {
        _checkReceiver(to);
        Holder storage sender = _holders[from];
        uint256 word = sender.word;
        if (word.shares() < value) revert ERC20InsufficientBalance(from, word.shares(), value);

        // INCOME-2: both words move by the same multiple of the slope. A transfer to oneself needs no case of its own,
        // because the second line reads what the first one wrote. Modulo 2^256, as all of IncomeWord.
        uint256 moved = IncomeWord.fresh(value, _g);
        unchecked {
            sender.word = word - moved;
            _holders[to].word += moved;
        }
        emit Transfer(from, to, value);
    }

    function _checkReceiver(address to) private view {
        // Shares or cash sent to the Share itself would be lost: it never claims.
        if (to == address(0)) revert ERC20InvalidReceiver(to);
        if (to == address(this)) revert ERC20InvalidReceiver(to);
    }

    function _approve(address owner, address spender, uint256 value) private {
        if (spender == address(0)) revert ERC20InvalidSpender(spender);
        allowance[owner][spender] = value;
        emit Approval(owner, spender, value);
    }

    function _permit(address owner, address spender, uint256 value, uint256 deadline, bytes memory signature) private {
        if (block.timestamp > deadline) revert PermitExpired(deadline);

        bytes32 permitHash = keccak256(abi.encode(PERMIT_TYPEHASH, owner, spender, value, _useNonce(owner), deadline));
        if (!_signed(owner, _hashTypedDataV4(permitHash), signature)) revert PermitSignatureInvalid(owner);
        _approve(owner, spender, value);
    }

    /// The key first, code or not: an EIP-7702 account stays under its key, whatever its delegate thinks of ERC-1271.
    function _signed(address owner, bytes32 digest, bytes memory signature) private view returns (bool) {
        (address signer, ECDSA.RecoverError failure,) = ECDSA.tryRecover(digest, signature);
        if (failure == ECDSA.RecoverError.NoError && signer == owner) return true;
        return SignatureChecker.isValidERC1271SignatureNow(owner, digest, signature);
    }

    // ---- income ----

    function _claim(address holder, address to) private returns (uint256 amount) {
        Holder storage claimant = _holders[holder];
        uint256 word = claimant.word;
        amount = word.owedDown(_g);
        if (amount == 0) return 0;

        claimant.word = word.afterPayment(amount);
        emit Claimed(holder, to, amount);
        CASH.safeTransfer(to, amount * CASH_UNIT);
    }

    /// As `_claim`, but a currency that refuses leaves everything as it was. The event has to wait for the answer.
    function _tryClaim(address holder, address to) private returns (uint256 amount) {
        Holder storage claimant = _holders[holder];
        uint256 word = claimant.word;
        amount = word.owedDown(_g);
        if (amount == 0) return 0;

        claimant.word = word.afterPayment(amount);
        if (!CASH.trySafeTransfer(to, amount * CASH_UNIT)) {
            // Reads the word anew: shares may have moved, and later income been claimed, if the currency called somebody
            // before it said no.
            claimant.word = claimant.word.afterRefund(amount);
            return 0;
        }
        emit Claimed(holder, to, amount);
    }

    /// Where anyone may push `holder`'s income to, if anywhere.
    function _pushTarget(address holder) private view returns (bool known, address to) {
        address payee = payeeOf[holder];
        if (payee != address(0)) return (true, payee);
        uint256 length = holder.code.length;
        known = length == 0 || (length == DELEGATION_LENGTH && bytes3(holder.code) == DELEGATION_PREFIX);
        return (known, holder);
    }

    // ---- the reserve ----

    function _drip() private returns (uint256 releasedQ32) {
        Reserve memory reserve = _reserve;
        uint256 g = _g;
        releasedQ32 = _releasable(reserve, g);
        // `lastDrip` stays when nothing is due yet: the time goes on counting, so frequent pokes cannot stall the reserve.
        if (releasedQ32 == 0) return 0;

        g = g.afterRelease(releasedQ32);
        _g = g;
        reserve.amountQ32 = (reserve.amountQ32 - releasedQ32).toUint128();
        reserve.lastDrip = uint64(block.timestamp);
        _reserve = reserve;
        emit Dripped(releasedQ32, g.index());
    }

    /// What is due to leave the reserve now. Nothing while shares are sold, so that a late buyer never dilutes income that
    /// was already earned, and nothing without supply, so that no income is lost.
    function _releasable(Reserve memory reserve, uint256 g) private view returns (uint256) {
        if (reserve.phase == Phase.Selling || g.shares() == 0) return 0;
        uint256 factorQ128 = decayPerSecond == 0 || reserve.phase == Phase.Released
            ? 0
            : Decay.overQ128(decayPerSecond, block.timestamp - reserve.lastDrip);
        return reserve.amountQ32 - Decay.remainingUp(reserve.amountQ32, factorQ128);
    }

    /// A window begins with a proof of demand (income of at least the floor) and ends with the next. If it is older than
    /// `STALL_PERIOD`, all that was credited within the last such period lies in it and is less than the floor: a venture
    /// with demand is never called stalled.
    function _recordDemand(uint256 amount, Phase current) private {
        Demand memory demand = _demand;
        demand.credited = (demand.credited + amount).toUint128();
        if (current == Phase.Dripping) {
            uint256 inWindow = demand.windowCredited + amount;
            if (inWindow >= DEMAND_FLOOR) {
                demand.windowStart = uint64(block.timestamp);
                inWindow = 0;
            }
            demand.windowCredited = uint64(inWindow); // Below DEMAND_FLOOR, which has 64 bits.
        }
        _demand = demand;
    }
}

/// The name as the EIP-712 domain needs it, before the constructor's body runs.
function _nameInCreation() view returns (string memory) {
    (Terms memory terms,,,) = IFactory(msg.sender).inCreation();
    return terms.name;
}
