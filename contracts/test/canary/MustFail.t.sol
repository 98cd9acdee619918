// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

/// Tests that have to fail, each in one of the ways a test can. They are no part of the normal run: `cargo xtask
/// contracts test` runs them by themselves and fails unless every one of them does, because a check that cannot
/// fail shows nothing.
contract MustFailTest is Test {
    function test_falseAssertionMustFail() public pure {
        assertEq(uint256(1), uint256(2));
    }

    function test_revertMustFail() public pure {
        revert("a revert is a failure");
    }

    function test_missingRevertMustFail() public {
        vm.expectRevert();
        this.nothing();
    }

    function testFuzz_counterexampleMustFail(uint256 x) public pure {
        assertNotEq(x, x);
    }

    function nothing() external pure {}
}
