// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {Offering} from "../../src/Offering.sol";
import {Share} from "../../src/Share.sol";
import {Till} from "../../src/Till.sol";
import {Vault} from "../../src/Vault.sol";
import {IOffering} from "../../src/interfaces/IOffering.sol";
import {Cash} from "../currencies/Cash.sol";

/// Plays a venture, and the Vault over its Share, at random, and keeps books of its own.
///
/// Every move is one that the rules allow, so a revert is a finding. After each, no share of the Vault may be worth less, and
/// only time may have made it worth more (VAULT-2).
contract VaultHandler is Test {
    uint256 public constant ACTORS = 4;
    uint256 private constant UNIT = 1e6;

    Vault private immutable VAULT;
    Share private immutable SHARE;
    Till private immutable TILL;
    Offering private immutable OFFERING;
    Cash private immutable CASH;
    uint256 private immutable PRICE;

    address[ACTORS] public actors;
    /// Assets: in by deposits, by sales and as gifts; out to the holders.
    uint256 public deposited;
    uint256 public withdrawn;
    uint256 public paid;
    uint256 public given;
    /// Cash: in by gifts; out to buyers.
    uint256 public cashGiven;
    uint256 public cashSold;
    /// What each has put in, taken out, and what it could have taken at most as its part of what unlocked.
    uint256[ACTORS] public putIn;
    uint256[ACTORS] public takenOut;
    uint256[ACTORS] public unlockedQ64;
    uint256 public moves;
    uint256 public sales;

    constructor(Vault vault, Cash cash, address[ACTORS] memory actors_) {
        (VAULT, SHARE, CASH, actors) = (vault, Share(address(vault.SHARE())), cash, actors_);
        (TILL, OFFERING, PRICE) = (Till(SHARE.TILL()), Offering(SHARE.OFFERING()), vault.PRICE());
        for (uint256 i = 0; i < ACTORS; ++i) {
            vm.prank(actors_[i]);
            SHARE.approve(address(vault), type(uint256).max);
        }
    }

    /// Watches a move: whose worth it changed, and by how much.
    modifier watched() {
        (uint256 worth, uint256 over) = (VAULT.totalAssets() + 1, VAULT.totalSupply() + UNIT);
        uint256 ask = VAULT.ask();
        _;
        ++moves;
        if (VAULT.totalSupply() > 0 && over > UNIT) {
            (uint256 worthAfter, uint256 overAfter) = (VAULT.totalAssets() + 1, VAULT.totalSupply() + UNIT);
            assertGe(worthAfter * over, worth * overAfter, "VAULT-2: never down");
            assertLe(worthAfter * over, worth * overAfter + over + worth, "VAULT-2: up by the rounding of one amount");
        }
        (uint256 amount, uint256 begun) = VAULT.lot();
        // VAULT-8: a lot asks less only as time passes, which no move does.
        assertTrue(amount == 0 || begun == block.timestamp || VAULT.ask() == ask, "VAULT-8: a move drove the ask");
        assertLe(amount * VAULT.CASH_UNIT(), CASH.balanceOf(address(VAULT)), "VAULT-9: the lot is there");
    }

    // ---- time ----

    /// Time alone unlocks. What it unlocks is shared out by who holds how much, in Q64 assets, generously.
    function wait_(uint256 elapsed, uint256 scale) external {
        elapsed = elapsed % [uint256(1 minutes), 1 days, 30 days, 400 days][scale % 4];
        uint256 before = VAULT.totalAssets();
        (uint256 ask, uint256 supply) = (VAULT.ask(), VAULT.totalSupply());
        skip(elapsed);
        uint256 unlocked = VAULT.totalAssets() - before; // Reverts if less: VAULT-2.
        assertLe(VAULT.ask(), ask, "VAULT-8: the ask falls");
        for (uint256 i = 0; i < ACTORS && supply > 0; ++i) {
            unlockedQ64[i] += unlocked * 2 ** 64 * VAULT.balanceOf(actors[i]) / supply + 1;
        }
    }

    // ---- holders ----

    function deposit(uint256 who, uint256 assets, bool mints) external watched {
        address actor = actors[who % ACTORS];
        assets = assets % (SHARE.balanceOf(actor) + 1);
        uint256 shares = VAULT.previewDeposit(assets);
        if (shares == 0) return;
        vm.prank(actor);
        if (mints) assets = VAULT.mint(shares, actor);
        else VAULT.deposit(assets, actor);
        deposited += assets;
        putIn[who % ACTORS] += assets;
    }

    function takeOut(uint256 who, uint256 shares, bool withdraws) external watched {
        address actor = actors[who % ACTORS];
        uint256 balance = VAULT.balanceOf(actor);
        shares = shares % 4 == 0 ? balance : shares % (balance + 1);
        uint256 assets = VAULT.previewRedeem(shares);
        vm.prank(actor);
        if (withdraws) VAULT.withdraw(assets, actor, actor);
        else VAULT.redeem(shares, actor, actor);
        withdrawn += assets;
        takenOut[who % ACTORS] += assets;
    }

    // ---- the sale ----

    function gather() external watched {
        uint256 balance = SHARE.balanceOf(address(VAULT));
        given += balance - VAULT.held();
        VAULT.gather();
    }

    function buyLot(uint256 who) external watched {
        address actor = actors[who % ACTORS];
        uint256 ask = VAULT.ask();
        if (ask == 0 || ask > SHARE.balanceOf(actor)) return;
        uint256 balance = SHARE.balanceOf(address(VAULT));
        given += balance - VAULT.held();
        vm.prank(actor);
        (uint256 amount, uint256 assets) = VAULT.buyLot(0, ask, actor);
        paid += assets;
        cashSold += amount;
        ++sales;
    }

    // ---- gifts, and what else holders do with their shares ----

    function giveShares(uint256 who, uint256 assets) external watched {
        address actor = actors[who % ACTORS];
        assets = assets % (SHARE.balanceOf(actor) / 8 + 1);
        vm.prank(actor);
        SHARE.transfer(address(VAULT), assets);
    }

    function giveCash(uint256 amount) external watched {
        amount = amount % 8 == 0 ? amount % 1e9 : amount % 4;
        CASH.print(address(VAULT), amount);
        cashGiven += amount;
    }

    function redeemShares(uint256 who, uint256 assets) external watched {
        address actor = actors[who % ACTORS];
        assets = assets % (SHARE.balanceOf(actor) / 2 + 1);
        if (OFFERING.phase() != IOffering.Phase.WoundDown || assets == 0) return;
        vm.prank(actor);
        OFFERING.redeem(assets);
    }

    // ---- the venture ----

    function earn(uint256 amount) external watched {
        amount = amount % 4 == 0 ? amount % 1e9 : amount % 1e5;
        CASH.print(address(TILL), amount);
        TILL.collect();
    }

    function drip() external watched {
        SHARE.drip();
    }

    function windDown(uint256 seed) external watched {
        if (OFFERING.phase() != IOffering.Phase.Active || !SHARE.stalled() || seed % 4 > 0) return;
        OFFERING.windDown();
    }
}
