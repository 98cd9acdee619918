// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vault} from "../../src/Vault.sol";
import {Terms} from "../../src/interfaces/IFactory.sol";
import {VaultStage} from "./VaultStage.t.sol";

/// VAULT-6, T06, T16: the first depositor, with every split of deposit and gift, in a Share of 10^19 base units.
contract InflationTest is VaultStage {
    uint64 private constant SUPPLY = 1e19;

    function setUp() public override {
        super.setUp();
        Terms memory terms = standardTerms();
        (terms.price, terms.hardCap, terms.deadline) = (1, SUPPLY, uint64(block.timestamp + 1));
        open(terms);
        buy(stranger, SUPPLY / 2);
        buy(bob, SUPPLY / 2);
        offering.close();
        vault = new Vault(share);
    }

    /// The attacker deposits `first`, gives `gift` and waits for it to unlock; then bob comes, and both leave.
    function testFuzz_theFirstDepositorNeverProfits(uint256 first, uint256 gift, uint256 victims, uint256 waits)
        public
    {
        deposit(stranger, first = bound(first, 1, 1e12));
        move(stranger, address(vault), gift = bound(gift, 0, 1e18));
        if (waits % 4 > 0) vault.gather();
        skip(bound(waits, 0, 2_000 days));
        attack(first + gift, bound(victims, 1, 1e18));
    }

    /// The gift comes first, while the Vault is empty.
    function testFuzz_norDoesWhoGivesBeforeDepositing(uint256 first, uint256 gift, uint256 victims, uint256 waits)
        public
    {
        move(stranger, address(vault), gift = bound(gift, 0, 1e18));
        if (waits % 4 > 0) vault.gather();
        skip(bound(waits, 0, 100 days));
        deposit(stranger, first = bound(first, 1, 1e12));
        vault.gather();
        skip(bound(waits, 0, 2_000 days));
        attack(first + gift, bound(victims, 1, 1e18));
    }

    /// The classic one: one unit, a gift of as much as the victim brings, and the victim is next.
    function test_theClassicAttackLosesHalfTheGiftAndTakesAMillionthOfIt() public {
        deposit(stranger, 1);
        move(stranger, address(vault), 1e15);
        vault.gather();
        skip(2_000 days);
        deposit(bob, 1e15);
        assertEq(redeemAll(stranger), 500_000_125_000_031, "half of the gift and a bit of the victim's");
        assertEq(redeemAll(bob), 999_999_749_999_938, "the victim lost less than a millionth");
    }

    function attack(uint256 spent, uint256 victims) private {
        uint256 shares = vault.previewDeposit(victims);
        uint256 out;
        if (shares > 0) {
            deposit(bob, victims);
            out = redeemAll(stranger);
            // What rounding took from bob is less than the worth of one share of the Vault.
            uint256 back = redeemAll(bob);
            assertGe(back + spent / UNIT + 2, victims, "VAULT-6: the victim's loss");
        } else {
            assertLe(victims, spent / UNIT + 1, "VAULT-6: only such a deposit is refused");
            out = redeemAll(stranger);
        }
        assertLe(out, spent, "VAULT-6: no profit");
        assertVaultBooks();
    }

    /// As victims come again and again, the attacker's part of what rounding takes from them stays below what the virtual
    /// shares take of its gift.
    function testFuzz_manyVictimsDoNotPayForIt(uint256 gift, uint256 victims, uint256 many) public {
        deposit(stranger, 1);
        move(stranger, address(vault), gift = bound(gift, 1e6, 1e15));
        vault.gather();
        skip(2_000 days);
        for (uint256 i = 0; i < bound(many, 1, 64); ++i) {
            uint256 assets = bound(uint256(keccak256(abi.encode(victims, i))), 1, 1e13);
            if (vault.previewDeposit(assets) > 0) deposit(bob, assets);
        }
        assertLe(redeemAll(stranger), 1 + gift / 2 + 64 * (gift / UNIT + 2));
    }

    /// Nothing that anybody gives moves the price at which a lender would value a share of the Vault, but by unlocking.
    function testFuzz_aGiftIsNoPrice(uint256 first, uint256 gift, uint256 amount) public {
        deposit(bob, bound(first, 1, 1e18));
        amount = bound(amount, 0, type(uint64).max);
        uint256 worth = vault.convertToAssets(amount);
        move(stranger, address(vault), bound(gift, 0, 1e18));
        assertEq(vault.convertToAssets(amount), worth);
        vault.gather();
        assertEq(vault.convertToAssets(amount), worth);
    }
}
