// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Stage} from "./Stage.t.sol";

/// One venture from its first sale to its last redemption, in the order in which things happen.
contract VentureTest is Stage {
    function test_aVentureLivesAndWindsDown() public {
        sellOut();
        assertEq(offering.raised(), 30_000_000);

        vm.prank(operator);
        assertEq(offering.draw(operator), 3_000_000, "the upfront part");

        pay(4_000_000);
        till.collect();
        assertEq(till.operatorPart(), 3_000_000);
        assertEq(share.credited(), 1_000_000);
        vm.prank(operator);
        assertEq(till.pull(operator), 3_000_000);
        vm.prank(operator);
        assertEq(offering.draw(operator), 500_000, "half of the income");

        skip(TAU);
        share.drip();
        // 1 - 1/e of the reserve has left it.
        assertEq(share.owed(alice), 316_060);
        vm.prank(alice);
        assertEq(share.claim(), 316_060);

        windDown();
        assertEq(share.reserveQ32(), 0, "the rest of the reserve is released at once");
        vm.prank(alice);
        assertEq(offering.redeem(5_000_000), 13_250_000, "half of the undrawn capital");
        vm.prank(alice);
        assertEq(share.claim(), 183_939, "income is kept by who redeemed");
        assertEq(share.owed(bob), 299_999);
        assertEq(share.owed(carol), 199_999);
    }
}
