// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IOffering} from "../../src/interfaces/IOffering.sol";
import {Vault} from "../../src/Vault.sol";
import {VaultStage} from "./VaultStage.t.sol";

/// What becomes of a Vault when the venture ends: it goes on selling what arrives, and its holders leave with their assets.
contract VaultWindDownTest is VaultStage {
    function redeemShares(address who) private returns (uint256) {
        uint256 balance = share.balanceOf(who);
        vm.prank(who);
        return offering.redeem(balance);
    }

    /// Who waits until the released reserve has been sold and has unlocked leaves with all of it.
    function testFuzz_theReleasedReserveIsSoldToo(uint256 alices, uint256 income) public {
        deposit(alice, alices = bound(alices, 100, 5_000_000));
        earn(bound(income, 100, 1e5) * 100);
        windDown();
        uint256 amount = vault.gather();
        assertGe(amount + 1, (share.credited() * alices) / HARD_CAP, "the Vault's part of the whole reserve");
        if (amount == 0) return;

        skip(vault.PAR_AGE());
        uint256 paid = buyLot(carol);
        skip(400 days);
        uint256 out = redeemAll(alice);
        assertGe(out + paid / alices + 2, alices + paid);
        assertGt(redeemShares(alice), 0);
        assertVaultBooks();
    }

    /// Income that arrives after everybody has left is still for sale, and waits for nobody in particular.
    function test_whatArrivesInAnEmptyVaultWaitsForTheNext() public {
        deposit(alice, 5_000_000);
        earn(1_000_000);
        windDown();
        redeemAll(alice);
        redeemShares(alice);
        assertEq(vault.gather(), 499_999);
        skip(vault.PAR_AGE() * 8);
        assertEq(buyLot(bob), 41);
        assertEq(vault.totalAssets(), 0);
        deposit(bob, 1_000);
        skip(400 days);
        assertEq(redeemAll(bob), 1_040, "what is left after the virtual shares' part");
    }

    /// A whole venture inside one Vault: its last holder can still take out assets to buy the lot with.
    function test_aLotIsSoldEvenIfAllAssetsAreInTheVault() public {
        deposit(alice, 5_000_000);
        deposit(bob, 3_000_000);
        deposit(carol, 2_000_000);
        earn(1_000_000);
        skip(100 days);
        vault.gather();
        skip(vault.PAR_AGE());
        assertEq(share.balanceOf(address(vault)), share.totalSupply());
        redeem(bob, vault.balanceOf(bob) / 2);
        assertEq(buyLot(bob), 333_333);
        skip(400 days);
        assertEq(vault.totalAssets(), 10_000_000 - 1_500_000 + 333_333);
    }

    function testFuzz_afterAFailedSaleHoldersGetTheirPriceBack(uint256 alices, uint256 bobs) public {
        vm.warp(START);
        open(standardTerms());
        vault = new Vault(share);
        buy(alice, alices = bound(alices, 1, SOFT_CAP / 2));
        buy(bob, bobs = bound(bobs, 1, SOFT_CAP / 2 - 1));
        deposit(alice, alices);
        deposit(bob, bobs);
        endSale();
        assertEq(uint256(offering.phase()), uint256(IOffering.Phase.Failed));
        assertEq(redeemAll(alice), alices);
        assertEq(redeemAll(bob), bobs);
        assertEq(redeemShares(alice), alices * PRICE);
        assertEq(redeemShares(bob), bobs * PRICE);
    }
}
