// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Stage} from "../Stage.t.sol";

/// When a venture counts as alive.
contract StalledTest is Stage {
    function setUp() public override {
        super.setUp();
        sellOut();
    }

    /// Credits without the Till's rounding, so that amounts are exact.
    function credit(uint256 amount) private {
        cash.print(address(share), amount);
        vm.prank(address(till));
        share.credit(amount);
    }

    function test_theClockStartsWhenTheSaleEnds() public {
        assertEq(share.windowStart(), block.timestamp);
        skip(STALL_PERIOD);
        assertFalse(share.stalled(), "at the limit");
        skip(1);
        assertTrue(share.stalled(), "above it");
    }

    function test_theFloorIsTheLimit() public {
        skip(STALL_PERIOD);
        credit(DEMAND_FLOOR - 1);
        assertFalse(share.stalled());
        assertEq(share.windowCredited(), DEMAND_FLOOR - 1);
        skip(1);
        assertTrue(share.stalled(), "one unit below the floor is not enough");
        credit(1);
        assertFalse(share.stalled(), "the floor itself is");
        assertEq(share.windowStart(), block.timestamp);
        assertEq(share.windowCredited(), 0);
    }

    /// Income from before the end of the sale proves no demand after it.
    function testFuzz_theSaleProvesNothing(uint256 first, uint256 second) public {
        vm.warp(START);
        open(standardTerms());
        buy(alice, SOFT_CAP);
        credit(bound(first, 1, DEMAND_FLOOR - 1));
        skip(DAY);
        credit(bound(second, 1, 1e12));
        assertEq(share.windowStart() + share.windowCredited(), 0);
        endSale();
        assertEq(share.windowStart(), block.timestamp);
        assertEq(share.windowCredited(), 0);
    }

    function testFuzz_anIncomeAtOrAboveTheFloorProvesDemand(uint256 amount, uint256 elapsed) public {
        amount = bound(amount, DEMAND_FLOOR, 1e20);
        skip(bound(elapsed, 0, 365 days));
        credit(amount);
        assertEq(share.windowStart(), block.timestamp);
        assertEq(share.windowCredited(), 0);
    }

    function testFuzz_neverStalledWhileSellingOrWhenReleased(uint256 elapsed) public {
        skip(bound(elapsed, STALL_PERIOD + 1, 10 * 365 days));
        assertTrue(share.stalled());
        offering.windDown();
        assertFalse(share.stalled());
        vm.warp(START);
        open(standardTerms());
        skip(bound(elapsed, STALL_PERIOD + 1, 10 * 365 days));
        assertFalse(share.stalled());
    }

    /// Against the whole history: a venture that was credited the floor within the last period is never called
    /// stalled, and one that had no proof of demand for two periods always is.
    function testFuzz_demandIsNeverOverlooked(uint256[30] memory seeds) public {
        uint256[] memory times = new uint256[](seeds.length);
        uint256[] memory amounts = new uint256[](seeds.length);
        uint256 began = block.timestamp;
        for (uint256 i = 0; i < seeds.length; ++i) {
            skip((seeds[i] >> 8) % (STALL_PERIOD * 2 / 3));
            check(times, amounts, i, began);
            amounts[i] = (seeds[i] >> 64) % (DEMAND_FLOOR * 2 / 3);
            times[i] = block.timestamp;
            credit(amounts[i]);
            check(times, amounts, i + 1, began);
        }
    }

    function check(uint256[] memory times, uint256[] memory amounts, uint256 count, uint256 began) private view {
        uint256 inLastPeriod;
        uint256 inLastTwo;
        for (uint256 i = 0; i < count; ++i) {
            if (times[i] + STALL_PERIOD >= block.timestamp) inLastPeriod += amounts[i];
            if (times[i] + 2 * STALL_PERIOD >= block.timestamp) inLastTwo += amounts[i];
        }
        if (inLastPeriod >= DEMAND_FLOOR) assertFalse(share.stalled(), "alive, and called stalled");
        bool silent = inLastTwo == 0 && began + 2 * STALL_PERIOD < block.timestamp;
        if (silent) assertTrue(share.stalled(), "silent, and called alive");
    }
}
