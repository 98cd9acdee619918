// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {VaultStage} from "./VaultStage.t.sol";

/// One Vault from its first deposit over a sale of its income to the last redemption after a wind-down.
contract VaultVentureTest is VaultStage {
    function test_incomeBecomesShares() public {
        deposit(alice, 4_000_000);
        assertEq(vault.balanceOf(alice), 4_000_000 * UNIT);

        earn(3_000_000);
        skip(TAU);
        // Alice's part of 1 - 1/e of the reserve: four tenths of all shares are in the Vault.
        assertEq(vault.gather(), 758_544);
        assertEq(vault.totalAssets(), 4_000_000, "cash is not counted before it is sold");

        skip(vault.PAR_AGE());
        assertEq(vault.ask(), 252_848, "a third of the cash: the issue price is 3");
        skip(vault.PAR_AGE() / 2);
        uint256 paid = buyLot(bob);
        assertEq(paid, 49_946, "(2/3)^4 of it");
        assertEq(cashOf(bob), 758_544);
        assertEq(vault.totalAssets(), 4_000_000, "the proceeds are locked first");

        skip(vault.UNLOCK_TAU());
        // 1 - 1/e of the proceeds.
        assertEq(vault.totalAssets(), 4_031_571);

        skip(1_000 days);
        assertEq(vault.totalAssets(), 4_049_946);
        windDown();
        assertEq(redeemAll(alice), 4_049_945, "one base unit stays with the virtual shares");
        vm.prank(alice);
        assertGt(offering.redeem(4_049_945), 0, "who leaves redeems at the Offering");
        assertVaultBooks();
    }
}
