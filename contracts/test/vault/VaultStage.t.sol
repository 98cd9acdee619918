// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vault} from "../../src/Vault.sol";
import {IVault} from "../../src/interfaces/IVault.sol";
import {Stage} from "../Stage.t.sol";

/// A venture after its sale, and a Vault over its Share.
abstract contract VaultStage is Stage {
    uint256 internal constant UNIT = 1e6; // Shares of the Vault per asset, at the beginning.

    Vault internal vault;

    function setUp() public virtual override {
        super.setUp();
        sellOut();
        vault = new Vault(share);
    }

    // ---- moves ----

    function deposit(address who, uint256 assets) internal returns (uint256 shares) {
        vm.startPrank(who);
        share.approve(address(vault), assets);
        shares = vault.deposit(assets, who);
        vm.stopPrank();
    }

    function redeem(address who, uint256 shares) internal returns (uint256 assets) {
        vm.prank(who);
        return vault.redeem(shares, who, who);
    }

    function redeemAll(address who) internal returns (uint256 assets) {
        return redeem(who, vault.balanceOf(who));
    }

    /// Puts a lot of exactly `amount` cash units up for sale; it came as a gift, which saves the rounding of income.
    function offerLot(uint256 amount) internal {
        give(amount);
        assertEq(vault.gather(), amount, "nothing else was there");
    }

    /// A gift of cash to the Vault.
    function give(uint256 amount) internal {
        cash.print(address(vault), amount * vault.CASH_UNIT());
    }

    function buyLot(address who) internal returns (uint256 assets) {
        vm.startPrank(who);
        share.approve(address(vault), type(uint256).max);
        (, assets) = vault.buyLot(0, type(uint256).max, who);
        vm.stopPrank();
    }

    /// A sale whose proceeds are exactly `assets`, paid by carol: a lot of as much cash at the issue price.
    function gain(uint256 assets) internal {
        offerLot(assets * PRICE);
        skip(vault.PAR_AGE());
        assertEq(buyLot(carol), assets, "at par the ask is the issue price");
    }

    // ---- books ----

    /// What is always true of the books, whatever happened (VAULT-1).
    function assertVaultBooks() internal view {
        assertGe(share.balanceOf(address(vault)), vault.held(), "VAULT-1: all that is booked is there");
        assertEq(vault.totalAssets() + vault.locked(), vault.held(), "VAULT-1: unlocked and locked are all");
        assertLe(vault.convertToAssets(vault.totalSupply()), vault.totalAssets(), "VAULT-1: everybody can leave");
    }
}
