// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IOffering} from "./interfaces/IOffering.sol";
import {IShare} from "./interfaces/IShare.sol";
import {ITill} from "./interfaces/ITill.sol";
import {IVault} from "./interfaces/IVault.sol";
import {Decay} from "./pure/Decay.sol";

/// @notice A share of a venture whose income is reinvested. What it promises and what it assumes is in IVault.
///
/// Two books that never mix. `_books` is about assets, and is all that deposits and withdrawals read and write. `_lot` is about
/// cash, and is known to `gather` and `buyLot` alone; those two are guarded, because they move cash. The others need no guard:
/// they call the Share only, which calls nobody when shares move, and whenever cash moves the books are closed.
///
/// Assets are counted in `_books.held` and not by the balance, so a gift cannot move what a share is worth (VAULT-2).
contract Vault is IVault, ERC4626, ERC20Permit, ReentrancyGuardTransient {
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    /// One storage word. The supply of a Share is below 2^64.
    struct Books {
        uint64 held;
        /// What of it was locked at `lockedAt`, Q32.
        uint96 lockedQ32;
        uint64 lockedAt;
    }

    struct Lot {
        uint64 cash;
        uint64 begun;
    }

    /// At the issue price the ask falls by about 4 % an hour, so who looks but a few times a day still bids; and the fourth
    /// power leads from a hundred times the issue price to a hundredth of it within a fortnight.
    uint256 public constant PAR_AGE = 4 days;
    uint256 public constant UNLOCK_TAU = 4 days;
    /// From here on every ask is one base unit: 2^64 * PAR_AGE^4 is less than AGE_MAX^4, which fits with any PRICE.
    uint256 private constant AGE_MAX = 2 ** 40;
    /// Virtual shares per virtual asset, as a power of ten: they make a token of tiny supply too dear to inflate.
    uint8 private constant EXTRA_DECIMALS = 6;

    IShare public immutable SHARE;
    IERC20 public immutable CASH;
    uint256 public immutable CASH_UNIT;
    uint256 public immutable PRICE;
    uint256 private immutable DECAY_PER_SECOND;

    Books private _books;
    Lot private _lot;

    constructor(IShare share)
        ERC20(_nameOver(share), string.concat("v", share.symbol()))
        ERC20Permit(_nameOver(share))
        ERC4626(share)
    {
        _checkShare(share);
        SHARE = share;
        CASH = share.CASH();
        CASH_UNIT = share.CASH_UNIT();
        PRICE = IOffering(share.OFFERING()).PRICE();
        DECAY_PER_SECOND = Decay.perSecondQ128(UNLOCK_TAU);
    }

    // ---- the sale ----

    /// @inheritdoc IVault
    function gather() external nonReentrant returns (uint256 cash) {
        SHARE.drip();
        SHARE.claim();
        _lockGains();

        uint256 present = Math.min(CASH.balanceOf(address(this)) / CASH_UNIT, type(uint64).max);
        cash = _lot.cash;
        if (present < cash) {
            cash = present;
            _lot.cash = cash.toUint64();
            emit LotShrank(cash);
        } else if (present > 0 && present >= 2 * cash) {
            cash = present;
            _lot = Lot({cash: cash.toUint64(), begun: uint64(block.timestamp)});
            emit LotBegan(cash);
        }
    }

    /// @inheritdoc IVault
    function buyLot(uint256 cashMin, uint256 assetsMax, address to)
        external
        nonReentrant
        returns (uint256 cash, uint256 assets)
    {
        cash = _lot.cash;
        if (cash == 0) revert NoLot();
        if (cash < cashMin) revert LotTooSmall(cash, cashMin);
        assets = ask();
        if (assets > assetsMax) revert AskTooHigh(assets, assetsMax);

        delete _lot;
        emit LotSold(msg.sender, to, cash, assets);
        IERC20(SHARE).safeTransferFrom(msg.sender, address(this), assets);
        _lockGains();
        CASH.safeTransfer(to, cash * CASH_UNIT); // Last: the currency may call back, and finds the books closed.
    }

    // ---- what anyone can read ----

    /// @inheritdoc IVault
    function lot() external view returns (uint256 cash, uint256 begun) {
        return (_lot.cash, _lot.begun);
    }

    /// @inheritdoc IVault
    function ask() public view returns (uint256 assets) {
        Lot memory current = _lot;
        if (current.cash == 0) return 0;
        uint256 age = Math.min(block.timestamp - current.begun, AGE_MAX);
        if (age == 0) return type(uint256).max;
        return Math.ceilDiv(current.cash * PAR_AGE ** 4, PRICE * age ** 4);
    }

    /// @inheritdoc IVault
    function held() external view returns (uint256 assets) {
        return _books.held;
    }

    /// @inheritdoc IVault
    function locked() public view returns (uint256 assets) {
        return Math.ceilDiv(_lockedQ32(_books), 2 ** 32);
    }

    // ---- ERC-4626 ----

    /// @inheritdoc IERC4626
    function totalAssets() public view override(ERC4626, IERC4626) returns (uint256) {
        return _books.held - locked();
    }

    /// @inheritdoc IERC4626
    function maxDeposit(address) public view override(ERC4626, IERC4626) returns (uint256) {
        return type(uint64).max - _books.held;
    }

    /// @inheritdoc IERC4626
    function maxMint(address receiver) public view override(ERC4626, IERC4626) returns (uint256) {
        return convertToShares(maxDeposit(receiver));
    }

    /// @inheritdoc IERC20Metadata
    function decimals() public view override(ERC4626, ERC20, IERC20Metadata) returns (uint8) {
        return super.decimals();
    }

    /// @inheritdoc IERC20Permit
    function nonces(address owner) public view override(ERC20Permit, IERC20Permit) returns (uint256) {
        return super.nonces(owner);
    }

    function _decimalsOffset() internal pure override returns (uint8) {
        return EXTRA_DECIMALS;
    }

    /// A deposit that is rounded to nothing is a gift by mistake.
    function _deposit(address caller, address receiver, uint256 assets, uint256 shares) internal override {
        if (shares == 0 && assets > 0) revert NothingMinted(assets);
        super._deposit(caller, receiver, assets, shares);
    }

    /// Before the mint: a first holder finds everything that was left here locked, and the price of the beginning.
    function _transferIn(address from, uint256 assets) internal override {
        Books memory books = _books;
        if (totalSupply() == 0) {
            books.lockedQ32 = _lockedQ32(books).toUint96();
            books.lockedAt = uint64(block.timestamp);
        }
        books.held += assets.toUint64();
        _books = books;
        super._transferIn(from, assets);
    }

    function _transferOut(address to, uint256 assets) internal override {
        _books.held -= assets.toUint64();
        super._transferOut(to, assets);
    }

    // ---- the lock ----

    /// Books and locks whatever assets are here beyond the books: proceeds of a sale, and gifts. Moves no price (VAULT-2).
    function _lockGains() private {
        Books memory books = _books;
        uint256 gains = SHARE.balanceOf(address(this)) - books.held;
        if (gains == 0) return;

        books.lockedQ32 = (_lockedQ32(books) + gains * 2 ** 32).toUint96();
        books.lockedAt = uint64(block.timestamp);
        books.held += gains.toUint64();
        _books = books;
        emit Locked(gains);
    }

    /// What is still locked, rounded up, so that what is unlocked is rounded down.
    function _lockedQ32(Books memory books) private view returns (uint256) {
        if (totalSupply() == 0) return uint256(books.held) * 2 ** 32;
        return Decay.remainingUp(books.lockedQ32, Decay.overQ128(DECAY_PER_SECOND, block.timestamp - books.lockedAt));
    }

    // ---- the Share ----

    /// What can be seen: three purses that name each other and agree about the money.
    function _checkShare(IShare share) private view {
        ITill till = ITill(share.TILL());
        IOffering offering = IOffering(share.OFFERING());
        address cash = address(share.CASH());
        bool named = address(till.SHARE()) == address(share) && address(offering.SHARE()) == address(share)
            && address(offering.TILL()) == address(till);
        bool agreed = address(till.CASH()) == cash && address(offering.CASH()) == cash;
        if (!named || !agreed) revert NotAShare(address(share));
    }
}

/// "Vault of" and the Share's name, cut between two characters (UTF-8) if it exceeds what an EIP-712 domain in immutables holds.
function _nameOver(IShare share) view returns (string memory) {
    bytes memory name = bytes.concat("Vault of ", bytes(share.name()));
    uint256 end = name.length;
    if (end > 31) {
        end = 31;
        while (name[end] & 0xc0 == 0x80) --end;
    }
    return string(Bytes.slice(name, 0, end));
}
