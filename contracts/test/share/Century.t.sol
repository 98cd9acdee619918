// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../../src/interfaces/IFactory.sol";
import {Stage} from "../Stage.t.sol";

/// From February 2106 on a time in seconds needs more than 32 bits, and a venture has no end.
contract CenturyTest is Stage {
    uint256 private constant INCOME = 1_000_000_000;

    function setUp() public override {
        super.setUp();
        vm.warp(2 ** 32 + 12_345);
        Terms memory terms = standardTerms();
        terms.deadline = uint64(block.timestamp + 30 days);
        open(terms);
        buy(alice, HARD_CAP);
    }

    /// What the reserve holds, as parts of a million of the income.
    function left() private view returns (uint256) {
        return ((share.reserveQ32() >> 32) * 1_000_000) / INCOME;
    }

    function test_whatCameDuringTheSaleDripsFromItsEndOn() public {
        earn(INCOME);
        endSale();
        share.drip();
        assertEq(left(), 1_000_000, "nothing at once");
        skip(TAU);
        share.drip();
        assertEq(left(), 367_879, "1/e after tau");
    }

    function test_incomeDripsByItsOwnTime() public {
        endSale();
        earn(INCOME);
        share.drip();
        assertEq(left(), 1_000_000, "nothing at once");
        skip(TAU);
        share.drip();
        skip(TAU);
        share.drip();
        assertEq(left(), 135_335, "1/e of 1/e after twice tau");
    }

    function test_theClockOfDemandGoesOn() public {
        endSale();
        assertEq(share.windowStart(), block.timestamp, "it starts when the sale ends");
        skip(STALL_PERIOD);
        earn(INCOME);
        assertEq(share.windowStart(), block.timestamp, "and anew when the floor is reached");
    }
}
