// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Factory} from "../../src/Factory.sol";
import {Vault} from "../../src/Vault.sol";
import {IVault} from "../../src/interfaces/IVault.sol";
import {Cash} from "../currencies/Cash.sol";
import {FeeCash} from "../currencies/FeeCash.sol";
import {PickyCash} from "../currencies/PickyCash.sol";
import {ShrinkingCash} from "../currencies/ShrinkingCash.sol";
import {SilentCash} from "../currencies/SilentCash.sol";
import {VaultStage} from "./VaultStage.t.sol";

/// VAULT-7: whoever the currency refuses, deposits and withdrawals know nothing of it.
contract BlockedVaultTest is VaultStage {
    function newCurrency() internal override returns (Cash) {
        return new PickyCash();
    }

    function refuse(address account, PickyCash.Refusal refusal) private {
        PickyCash(address(cash)).refuse(account, refusal);
    }

    function testFuzz_aBlockedVaultLetsEverybodyInAndOut(uint256 how, uint256 assets, uint256 gift) public {
        deposit(alice, 1_000_000);
        earn(100_000);
        offerLot(300);
        skip(vault.PAR_AGE());
        share.drip();
        refuse(address(vault), PickyCash.Refusal(bound(how, 1, 3)));

        move(carol, address(vault), bound(gift, 0, 1_000_000));
        uint256 shares = deposit(bob, assets = bound(assets, 1, 3_000_000));
        assertEq(redeem(bob, shares / 2), assets / 2);
        assertEq(redeemAll(alice), 1_000_000);
        vm.expectRevert();
        this.tryGather();
        vm.expectRevert();
        this.tryBuy();
        (uint256 amount,) = vault.lot();
        assertEq(amount, 300, "the lot is still there");

        refuse(address(vault), PickyCash.Refusal.None);
        buyLot(carol);
        assertGt(vault.gather(), 0, "and so is what came meanwhile");
        assertVaultBooks();
    }

    // With a limit of gas, because one way to refuse is to burn it all.

    function tryGather() external {
        vault.gather{gas: 1_000_000}();
    }

    function tryBuy() external {
        vm.startPrank(carol);
        share.approve(address(vault), type(uint256).max);
        vault.buyLot{gas: 1_000_000}(0, type(uint256).max, carol);
    }

    function test_aBlockedBuyerStopsItselfAlone() public {
        offerLot(300);
        skip(vault.PAR_AGE());
        refuse(carol, PickyCash.Refusal.Reverts);
        vm.expectRevert(abi.encodeWithSelector(PickyCash.Blocked.selector, carol));
        this.tryBuy();
        assertEq(buyLot(bob), 100);
    }
}

/// A currency that takes cash away shortens the lot and nothing else.
contract ShrinkingVaultTest is VaultStage {
    function newCurrency() internal override returns (Cash) {
        return new ShrinkingCash();
    }

    function testFuzz_theLotShrinksAndIsSoldAllTheSame(uint256 amount, uint256 taken) public {
        deposit(alice, 1_000_000);
        offerLot(amount = bound(amount, 1, 1e6));
        (, uint256 begun) = vault.lot();
        skip(vault.PAR_AGE());
        ShrinkingCash(address(cash)).take(address(vault), taken = bound(taken, 1, amount));

        vm.expectEmit(address(vault));
        emit IVault.LotShrank(amount - taken);
        assertEq(vault.gather(), amount - taken);
        (uint256 left, uint256 still) = vault.lot();
        assertEq(left, amount - taken);
        assertEq(still, begun, "as old as before");
        if (left > 0) buyLot(carol);
        assertEq(cashOf(address(vault)), 0);

        offerLot(7);
        (, begun) = vault.lot();
        assertEq(begun, block.timestamp);
        assertVaultBooks();
    }

    /// In the second in which it began, too.
    function test_aLotThatIsGoneAsksNothing() public {
        offerLot(5);
        ShrinkingCash(address(cash)).take(address(vault), 5);
        assertEq(vault.gather(), 0);
        assertEq(vault.ask(), 0);
        vm.expectRevert(IVault.NoLot.selector);
        vault.buyLot(0, type(uint256).max, carol);
    }
}

/// A currency that begins to take a fee: what arrives is the lot, and what the buyer loses on the way is the buyer's.
contract FeeVaultTest is VaultStage {
    function newCurrency() internal override returns (Cash) {
        return new FeeCash();
    }

    function testFuzz_whatArrivesIsSold(uint256 feeBps) public {
        FeeCash(address(cash)).switchOn(feeBps = bound(feeBps, 1, 9_999));
        deposit(alice, 5_000_000);
        cash.print(carol, 1_000_000);
        vm.prank(carol);
        cash.transfer(address(vault), 1_000_000);
        uint256 arrived = 1_000_000 - 1_000_000 * feeBps / 10_000;
        assertEq(vault.gather(), arrived);
        skip(vault.PAR_AGE());
        buyLot(bob);
        assertEq(cashOf(bob), arrived - arrived * feeBps / 10_000);
        assertEq(cashOf(address(vault)), 0);
        assertVaultBooks();
    }
}

/// A currency that returns nothing from its transfers works like any other.
contract SilentVaultTest is VaultStage {
    function newCurrency() internal override returns (Cash) {
        return Cash(address(new SilentCash()));
    }

    /// The stage's own moves expect an answer from the currency.
    function setUp() public override {
        vm.warp(START);
        factory = new Factory();
        open(standardTerms());
        SilentCash silent = SilentCash(address(cash));
        silent.print(alice, uint256(HARD_CAP) * PRICE);
        vm.startPrank(alice);
        silent.approve(address(offering), uint256(HARD_CAP) * PRICE);
        offering.buy(HARD_CAP, alice);
        vm.stopPrank();
        offering.close();
        vault = new Vault(share);
    }

    function testFuzz_incomeIsSold(uint256 income) public {
        deposit(alice, HARD_CAP / 2);
        cash.print(address(till), bound(income, 100, 1e13));
        till.collect();
        skip(DAY);
        uint256 amount = vault.gather();
        assertGt(amount, 0);
        assertEq(amount, cashOf(address(vault)));
        skip(vault.PAR_AGE() * 1_000);
        buyLot(alice);
        assertEq(cashOf(alice), amount);
    }
}

/// Cash below one cash unit waits until it is one, in a currency of many decimals.
contract FineVaultTest is VaultStage {
    function newCurrency() internal override returns (Cash) {
        return new Cash(18);
    }

    function testFuzz_whatIsBelowAUnitWaits(uint256 baseUnits) public {
        assertEq(vault.CASH_UNIT(), 1e12);
        cash.print(address(vault), baseUnits = bound(baseUnits, 0, 1e30));
        uint256 amount = vault.gather();
        assertEq(amount, baseUnits / 1e12);
        skip(vault.PAR_AGE() * 1_000);
        if (amount > 0) buyLot(carol);
        assertEq(cashOf(address(vault)), baseUnits % 1e12);
        cash.print(address(vault), 1e12 - baseUnits % 1e12);
        assertEq(vault.gather(), 1);
    }
}
