// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {stdError} from "forge-std/Test.sol";
import {VaultStage} from "./VaultStage.t.sol";

/// VAULT-2, VAULT-5: what comes in unlocks by one law, whoever calls what and how often.
contract LockTest is VaultStage {
    /// Bounds on e^(-x/4) for whole days x, in parts per million, from its series.
    function test_aQuarterOfTheLogarithmADay() public {
        deposit(alice, 1_000_000);
        move(carol, address(vault), 1_000_000);
        vault.gather();
        uint24[6] memory left = [1_000_000, 778_801, 606_531, 472_367, 367_880, 286_505];
        for (uint256 day = 0; day < 6; ++day) {
            assertEq(vault.locked(), left[day]);
            assertEq(vault.totalAssets(), 2_000_000 - left[day]);
            skip(DAY);
        }
    }

    function testFuzz_whatIsLockedNeverGrowsByItself(uint256 gift, uint256 elapsed, uint256 more) public {
        deposit(alice, 1);
        move(carol, address(vault), bound(gift, 1, 2_000_000));
        vault.gather();
        skip(bound(elapsed, 0, 500 days));
        uint256 locked = vault.locked();
        skip(bound(more, 0, 3 days));
        assertLe(vault.locked(), locked);
        skip(400 days);
        assertEq(vault.locked(), 0);
    }

    /// P02, P07: gains on the way delay nothing that is already unlocking: together they unlock as each would alone.
    function testFuzz_smallGainsDelayNothing(uint256 gift, uint256 often, uint256 every) public {
        deposit(alice, 1_000_000);
        move(carol, address(vault), gift = bound(gift, 1, 1_000_000));
        vault.gather();
        uint256 begun = block.timestamp;
        (often, every) = (bound(often, 1, 64), bound(every, 0, 12 hours));
        uint256 fresh = vm.snapshotState();
        skip(often * every);
        uint256 alone = vault.locked();
        vm.revertToState(fresh);

        for (uint256 i = 0; i < often; ++i) {
            skip(every);
            move(carol, address(vault), 1);
            vault.gather();
        }
        assertEq(block.timestamp, begun + often * every);
        assertLe(vault.locked(), alone + often + 1);
    }

    /// Nor do deposits and withdrawals, whose rounding would keep the last unit locked for ever.
    function test_whoComesAndGoesDelaysNothing() public {
        deposit(alice, 1_000_000);
        move(carol, address(vault), 7);
        vault.gather();
        for (uint256 day = 0; day < 400; ++day) {
            skip(DAY);
            redeem(bob, deposit(bob, 1));
        }
        assertEq(vault.locked(), 0);
    }

    // ---- the sandwich ----

    /// VAULT-5, the twin of INCOME-5: who comes before a sale and leaves after it takes nothing of it in the same instant, and
    /// later at most its part of what has unlocked meanwhile.
    function testFuzz_aSandwichEarnsAtMostTheReleaseOfItsTime(
        uint256 alices,
        uint256 snipers,
        uint256 proceeds,
        uint256 stays
    ) public {
        deposit(alice, alices = bound(alices, 1, 5_000_000));
        proceeds = bound(proceeds, 1, 1_000_000);
        offerLot(proceeds * PRICE);
        skip(vault.PAR_AGE());

        deposit(bob, snipers = bound(snipers, 1, 3_000_000));
        uint256 paid = buyLot(carol);
        vault.gather();
        assertLe(vault.previewRedeem(vault.balanceOf(bob)), snipers, "nothing at once");

        uint256 before = vault.locked();
        skip(bound(stays, 0, 30 days));
        uint256 unlocked = before - vault.locked();
        uint256 out = redeemAll(bob);
        assertLe(out, snipers + unlocked * snipers / (alices + snipers) + 1, "its part of what unlocked");
        skip(1_000 days);
        assertGe(redeemAll(alice) + out + 2, alices + snipers + paid - paid / alices - 1, "the rest is alice's");
    }

    // ---- who leaves, and who comes then ----

    function testFuzz_aLockNeverKeepsAnybodyIn(uint256 alices, uint256 bobs, uint256 gift, uint256 elapsed) public {
        uint256 a = deposit(alice, alices = bound(alices, 1, 5_000_000));
        uint256 b = deposit(bob, bobs = bound(bobs, 1, 3_000_000));
        move(carol, address(vault), bound(gift, 0, 2_000_000));
        vault.gather();
        skip(bound(elapsed, 0, 30 days));
        assertGe(redeem(alice, a) + 1, alices);
        assertGe(redeem(bob, b) + 1, bobs);
        assertEq(vault.totalSupply(), 0);
        assertEq(vault.locked(), vault.held(), "what is left waits for the next");
        assertEq(vault.totalAssets(), 0);
        assertVaultBooks();
    }

    /// Whatever was left to an empty Vault, the next one to come pays the price of the beginning, and what was left unlocks to it.
    function testFuzz_theNextHolderFindsWhatWasLeft(uint256 left, uint256 waits, uint256 assets) public {
        deposit(alice, 1_000);
        redeemAll(alice);
        move(carol, address(vault), left = bound(left, 0, 2_000_000));
        if (waits % 2 == 0) vault.gather();
        skip(bound(waits, 0, 1_000 days));
        uint256 shares = deposit(bob, assets = bound(assets, 1, 3_000_000));
        assertEq(shares, assets * UNIT);
        assertEq(vault.totalAssets(), assets);
        assertEq(vault.previewRedeem(shares), assets, "nothing at once");

        vault.gather();
        assertEq(vault.locked(), left);
        skip(1_000 days);
        uint256 all = assets + left;
        // The virtual shares hold on to what one base unit would earn.
        assertGe(redeemAll(bob) + left / (assets + 1) + 2, all);
        assertVaultBooks();
    }

    function test_emptyAndFullAgainByMinting() public {
        deposit(alice, 10);
        move(carol, address(vault), 500);
        vault.gather();
        skip(2 days);
        redeemAll(alice);
        uint256 left = vault.held();
        assertEq(left, 322, "what alice left is locked, unlocked before or not");
        vm.startPrank(bob);
        share.approve(address(vault), 3);
        assertEq(vault.mint(3 * UNIT, bob), 3);
        assertEq(vault.totalAssets(), 3);
        assertEq(vault.locked(), left, "the lock begins anew");
    }

    /// Whoever deposits in a Vault over a Share that lies finds it shut, not emptied by a number that was cut.
    function test_aBalanceThatCannotBeIsRefused() public {
        deposit(alice, 1_000_000);
        balanceIs(999_999);
        vm.expectRevert(stdError.arithmeticError);
        vault.gather();
        balanceIs(1_000_000 + 2 ** 64);
        vm.expectRevert(abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, 96, 2 ** 96));
        vault.gather();
        balanceIs(1_000_000);
        vault.gather();
    }

    function balanceIs(uint256 assets) private {
        vm.mockCall(address(share), abi.encodeCall(share.balanceOf, (address(vault))), abi.encode(assets));
    }
}
