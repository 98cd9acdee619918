// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {Vm} from "forge-std/Vm.sol";
import {Offering} from "../../src/Offering.sol";
import {Share} from "../../src/Share.sol";
import {Till} from "../../src/Till.sol";
import {IOffering} from "../../src/interfaces/IOffering.sol";
import {IShare} from "../../src/interfaces/IShare.sol";
import {Cash} from "../currencies/Cash.sol";

/// Plays a venture at random and keeps books of its own, exact where the contracts round.
///
/// Every move is one that the rules allow, so a revert is a finding. After each, nobody's income may have shrunk (POWER-1).
contract Handler is Test {
    uint256 public constant HOLDERS = 4;

    Share private immutable SHARE;
    Till private immutable TILL;
    Offering private immutable OFFERING;
    Cash private immutable CASH;
    address private immutable OPERATOR;
    address private immutable CUSTOMER = makeAddr("customer");

    address[HOLDERS] public holders;
    uint256[HOLDERS] public claimed;
    /// Each holder's part of every release, in Q128 cash units.
    uint256[HOLDERS] public earnedQ128;
    uint256 public releasedQ32;
    uint256 public sharesBought;
    uint256 public sharesRedeemed;
    uint256 public spent;
    uint256 public paid;
    uint256 public remitted;
    uint256 public pulled;

    constructor(Share share, Till till, Offering offering, Cash cash, address operator) {
        (SHARE, TILL, OFFERING, CASH, OPERATOR) = (share, till, offering, cash, operator);
        string[HOLDERS] memory names = ["alice", "bob", "carol", "dave"];
        for (uint256 i = 0; i < HOLDERS; ++i) {
            holders[i] = makeAddr(names[i]);
            vm.prank(holders[i]);
            cash.approve(address(offering), type(uint256).max);
        }
        vm.prank(operator);
        cash.approve(address(till), type(uint256).max);
    }

    /// Watches a move: shares out what it releases, and compares everybody's income before and after.
    modifier watched() {
        uint256[HOLDERS] memory before;
        uint256[HOLDERS] memory balances;
        uint256 supply = SHARE.totalSupply();
        for (uint256 i = 0; i < HOLDERS; ++i) {
            before[i] = SHARE.owed(holders[i]) + claimed[i];
            balances[i] = SHARE.balanceOf(holders[i]);
        }
        vm.recordLogs();
        _;
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != IShare.Dripped.selector) continue;
            (uint256 q32,) = abi.decode(logs[i].data, (uint256, uint256));
            releasedQ32 += q32;
            for (uint256 j = 0; j < HOLDERS; ++j) {
                earnedQ128[j] += (q32 << 96) * balances[j] / supply;
            }
        }
        for (uint256 i = 0; i < HOLDERS; ++i) {
            assertGe(SHARE.owed(holders[i]) + claimed[i], before[i], "POWER-1");
        }
    }

    // ---- the sale ----

    function buy(uint256 who, uint256 shares) external watched {
        uint256 left = OFFERING.HARD_CAP() - SHARE.totalSupply();
        if (OFFERING.phase() != IOffering.Phase.Open || block.timestamp > OFFERING.DEADLINE() || left == 0) return;
        shares = bound(shares, 1, left / 4 + 1);
        CASH.print(holders[who % HOLDERS], shares * OFFERING.PRICE());
        vm.prank(holders[who % HOLDERS]);
        spent += OFFERING.buy(shares, holders[(who >> 8) % HOLDERS]);
        sharesBought += shares;
    }

    function endSale() external watched {
        if (OFFERING.phase() != IOffering.Phase.Open || SHARE.totalSupply() == 0) return;
        if (block.timestamp <= OFFERING.DEADLINE()) vm.warp(OFFERING.DEADLINE() + 1);
        OFFERING.close();
    }

    // ---- revenue ----

    function pay(uint256 amount) external watched {
        amount = amount % 4 == 0 ? amount % 10 : amount % 1e9;
        CASH.print(CUSTOMER, amount);
        vm.prank(CUSTOMER);
        CASH.transfer(address(TILL), amount);
        paid += amount;
    }

    function collect() external watched {
        TILL.collect();
    }

    function remit(uint256 amount) external watched {
        amount = amount % 1e8;
        CASH.print(OPERATOR, amount);
        vm.prank(OPERATOR);
        TILL.remit(0, amount);
        remitted += amount;
    }

    function pull() external watched {
        vm.prank(OPERATOR);
        pulled += TILL.pull(OPERATOR);
    }

    function raise(uint256 by) external watched {
        uint256 bps = TILL.holdersBps() + by % 100;
        if (bps == TILL.holdersBps() || bps > 10_000) return;
        vm.prank(OPERATOR);
        TILL.raiseHoldersBps(uint16(bps));
    }

    // ---- income ----

    function drip(uint256 elapsed) external watched {
        skip(elapsed % 3 days);
        SHARE.drip();
    }

    function transfer(uint256 who, uint256 value) external watched {
        address from = holders[who % HOLDERS];
        uint256 balance = SHARE.balanceOf(from);
        value = value % 4 == 0 ? balance : value % (balance + 1);
        vm.prank(from);
        SHARE.transfer(holders[(who >> 8) % HOLDERS], value);
    }

    function claim(uint256 who) external watched {
        vm.prank(holders[who % HOLDERS]);
        claimed[who % HOLDERS] += SHARE.claim();
    }

    function claimFor(uint256 who) external watched {
        claimed[who % HOLDERS] += SHARE.claimFor(holders[who % HOLDERS]);
    }

    function claimMany() external watched {
        address[] memory all = new address[](HOLDERS);
        for (uint256 i = 0; i < HOLDERS; ++i) {
            all[i] = holders[i];
            claimed[i] += SHARE.owed(holders[i]);
        }
        SHARE.claimMany(all);
    }

    // ---- capital ----

    function draw() external watched {
        if (OFFERING.phase() != IOffering.Phase.Active) return;
        vm.prank(OPERATOR);
        OFFERING.draw(OPERATOR);
    }

    function giveUp(uint256 seed) external watched {
        if (OFFERING.phase() != IOffering.Phase.Active || seed % 4 > 0) return;
        uint256 limit = SHARE.windowStart() + SHARE.STALL_PERIOD() + 1;
        if (block.timestamp < limit) vm.warp(limit);
        OFFERING.windDown();
    }

    function redeem(uint256 who, uint256 shares) external watched {
        address holder = holders[who % HOLDERS];
        IOffering.Phase phase = OFFERING.phase();
        uint256 balance = SHARE.balanceOf(holder);
        if (phase == IOffering.Phase.Open || phase == IOffering.Phase.Active || balance == 0) return;
        shares = bound(shares, 1, balance);
        vm.prank(holder);
        OFFERING.redeem(shares);
        sharesRedeemed += shares;
    }
}
