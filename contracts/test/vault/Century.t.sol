// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {VaultStage} from "./VaultStage.t.sol";

/// From February 2106 on a time in seconds needs more than 32 bits, and a Vault has no end.
contract CenturyTest is VaultStage {
    function setUp() public override {
        super.setUp();
        vm.warp(2 ** 32 + 12_345);
    }

    function test_aLotBeginsWhenItBegins() public {
        offerLot(3_000_000);
        (, uint256 begun) = vault.lot();
        assertEq(begun, block.timestamp);
        skip(vault.PAR_AGE());
        assertEq(vault.ask(), 1_000_000, "the issue price at par");
    }

    function test_proceedsUnlockFromTheirSaleOn() public {
        deposit(alice, 1_000_000);
        gain(500_000);
        assertEq(vault.locked(), 500_000, "nothing at once");
        skip(vault.UNLOCK_TAU());
        assertEq(vault.locked(), 183_940, "after tau, 1/e is still locked, rounded up");
    }

    /// What was left behind is locked when somebody comes, and unlocks from then on.
    function test_whatWasLeftUnlocksFromTheNextDepositOn() public {
        deposit(alice, 1_000_000);
        gain(500_000);
        redeemAll(alice);
        uint256 left = vault.held();
        assertGe(left, 500_000, "what was locked stayed");
        skip(2 ** 31);
        deposit(bob, 1_000_000);
        assertEq(vault.locked(), left);
        skip(vault.UNLOCK_TAU());
        assertApproxEqAbs(vault.locked(), left * 36_788 / 100_000, 2);
    }
}
