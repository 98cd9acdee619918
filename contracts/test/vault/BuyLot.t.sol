// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Vault} from "../../src/Vault.sol";
import {Terms} from "../../src/interfaces/IFactory.sol";
import {IVault} from "../../src/interfaces/IVault.sol";
import {VaultStage} from "./VaultStage.t.sol";

contract BuyLotTest is VaultStage {
    function setUp() public override {
        super.setUp();
        deposit(alice, 1_000_000);
        vm.prank(carol);
        share.approve(address(vault), type(uint256).max);
    }

    // ---- the ask ----

    function test_theAskPassesTheIssuePriceAfterParAge() public {
        offerLot(3_000_000);
        assertEq(vault.ask(), type(uint256).max, "in its first second a lot is for nobody");
        skip(vault.PAR_AGE() / 2);
        assertEq(vault.ask(), 16_000_000);
        skip(vault.PAR_AGE() / 2);
        assertEq(vault.ask(), 1_000_000, "a third of the cash");
        skip(vault.PAR_AGE());
        assertEq(vault.ask(), 62_500);
        skip(vault.PAR_AGE() * 8);
        assertEq(vault.ask(), 100);
    }

    function testFuzz_theAskIsTheLawRoundedUp(uint256 amount, uint256 age) public {
        offerLot(amount = bound(amount, 1, type(uint64).max));
        skip(age = bound(age, 1, 100 * 365 days));
        uint256 ask = vault.ask();
        uint256 par = vault.PAR_AGE();
        // In full: amount * par^4 <= ask * PRICE * age^4, and one less would not be enough.
        assertGe(ask * PRICE * age ** 4, amount * par ** 4);
        assertLt((ask - 1) * PRICE * age ** 4, amount * par ** 4);
    }

    function testFuzz_theAskNeverRisesWhileALotWaits(uint256 amount, uint256 age, uint256 more) public {
        offerLot(bound(amount, 1, type(uint64).max));
        skip(bound(age, 0, 2 ** 40));
        uint256 ask = vault.ask();
        skip(bound(more, 0, 2 ** 41));
        assertLe(vault.ask(), ask);
        assertGe(vault.ask(), 1);
    }

    /// P01, P03: no silence and no clock blocks a sale.
    function test_noSilenceBlocksASale() public {
        uint256[6] memory silences = [uint256(1), 365 days, 100 * 365 days, 2 ** 32, 2 ** 40, 2 ** 62];
        for (uint256 i = 0; i < silences.length; ++i) {
            uint256 state = vm.snapshotState();
            offerLot(i % 2 == 0 ? 1 : type(uint64).max);
            skip(silences[i]);
            vault.gather();
            if (silences[i] > 365 days) {
                uint256 ask = vault.ask();
                assertEq(buyLot(carol), ask);
                vault.gather();
                deposit(bob, 5);
                redeemAll(alice);
            }
            assertGe(vault.ask() + 1, 1);
            vm.revertToState(state);
        }
    }

    /// Even the dearest ask of the oldest lot is one base unit, at the lowest issue price and at the highest.
    function test_theOldestLotAsksOneUnit() public {
        uint64[2] memory prices = [1, type(uint64).max];
        for (uint256 i = 0; i < 2; ++i) {
            Terms memory terms = standardTerms();
            (terms.softCap, terms.hardCap, terms.price) = (1, 1, prices[i]);
            terms.deadline = uint64(block.timestamp + 1);
            open(terms);
            buy(carol, 1);
            offering.close();
            vault = new Vault(share);
            offerLot(type(uint64).max);
            uint256 state = vm.snapshotState();
            skip(2 ** 41);
            assertEq(vault.ask(), 1);
            skip(2 ** 62);
            assertEq(buyLot(carol), 1);
            vm.revertToState(state);
        }
    }

    // ---- the sale ----

    function testFuzz_aSaleMovesExactlyTheLotAndTheAsk(uint256 amount, uint256 age) public {
        offerLot(amount = bound(amount, 1, 3_000_000));
        skip(bound(age, vault.PAR_AGE(), 1_000 days));
        uint256 ask = vault.ask();
        (uint256 assets, uint256 balance) = (vault.totalAssets(), share.balanceOf(carol));

        vm.expectEmit(address(vault));
        emit IVault.LotSold(carol, stranger, amount, ask);
        vm.expectEmit(address(share));
        emit IERC20.Transfer(carol, address(vault), ask);
        vm.expectEmit(address(vault));
        emit IVault.Locked(ask);
        vm.prank(carol);
        (uint256 sold, uint256 paid) = vault.buyLot(amount, ask, stranger);

        assertEq(sold, amount);
        assertEq(paid, ask);
        assertEq(cashOf(stranger), amount);
        assertEq(cashOf(address(vault)), 0);
        assertEq(share.balanceOf(carol), balance - ask);
        assertEq(vault.held(), 1_000_000 + ask);
        assertEq(vault.locked(), ask);
        assertEq(vault.totalAssets(), assets, "a sale moves no price");
        (sold, paid) = vault.lot();
        assertEq(sold + paid, 0);
        assertVaultBooks();
    }

    /// Also in the second in which it began, when a lot asks more than anybody has.
    function test_aLotThatIsGoneAsksNothing() public {
        offerLot(7);
        assertEq(vault.ask(), type(uint256).max);
        vm.prank(address(vault)); // As a currency does that takes money away.
        cash.transfer(stranger, 7);
        vault.gather();
        assertEq(vault.ask(), 0);
    }

    function test_withoutALotThereIsNothingToBuy() public {
        vm.startPrank(carol);
        for (uint256 cashMin = 0; cashMin < 2; ++cashMin) {
            vm.expectRevert(IVault.NoLot.selector);
            vault.buyLot(cashMin, type(uint256).max, carol);
        }
    }

    function testFuzz_theBuyerSaysTheLeastItGetsAndTheMostItPays(uint256 cashMin, uint256 assetsMax) public {
        offerLot(3_000);
        skip(vault.PAR_AGE());
        vm.prank(carol);
        if (cashMin > 3_000) {
            vm.expectRevert(abi.encodeWithSelector(IVault.LotTooSmall.selector, 3_000, cashMin));
        } else if (assetsMax < 1_000) {
            vm.expectRevert(abi.encodeWithSelector(IVault.AskTooHigh.selector, 1_000, assetsMax));
        }
        vault.buyLot(cashMin, assetsMax, carol);
    }

    function test_theBoundsAreInclusive() public {
        offerLot(3_000);
        skip(vault.PAR_AGE());
        vm.expectRevert(abi.encodeWithSelector(IVault.LotTooSmall.selector, 3_000, 3_001));
        vm.prank(carol);
        vault.buyLot(3_001, 1_000, carol);
        vm.expectRevert(abi.encodeWithSelector(IVault.AskTooHigh.selector, 1_000, 999));
        vm.prank(carol);
        vault.buyLot(3_000, 999, carol);
        vm.prank(carol);
        vault.buyLot(3_000, 1_000, carol);
    }

    function test_aBuyerNeedsAssetsAndAnAllowance() public {
        offerLot(3_000);
        skip(vault.PAR_AGE());
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, vault, 0, 1_000));
        vm.prank(bob);
        vault.buyLot(0, 1_000, bob);

        vm.startPrank(stranger);
        share.approve(address(vault), 1_000);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, stranger, 0, 1_000));
        vault.buyLot(0, 1_000, stranger);
    }

    /// In the second it began nobody can pay for a lot, whatever its bound.
    function test_aLotCannotBeBoughtInTheSecondItBegan() public {
        offerLot(1);
        vm.expectRevert(abi.encodeWithSelector(IVault.AskTooHigh.selector, type(uint256).max, 1e18));
        vm.prank(carol);
        vault.buyLot(0, 1e18, carol);
        vm.expectRevert();
        vm.prank(carol);
        vault.buyLot(0, type(uint256).max, carol);
    }

    // ---- what cannot drive the price ----

    /// No sale, dust or not, early or late, changes what the next lot asks at the same age.
    function testFuzz_noEarlierSaleMovesALaterAsk(uint256 dust, uint256 age, uint256 often, uint256 later) public {
        uint256 fresh = vm.snapshotState();
        later = bound(later, 1, 100 days);
        offerLot(1_000_000);
        skip(later);
        uint256 ask = vault.ask();
        vm.revertToState(fresh);

        for (uint256 i = 0; i < often % 8; ++i) {
            offerLot(bound(dust, 1, 1_000));
            skip(bound(age, vault.PAR_AGE() / 4, 1_000 days));
            buyLot(carol);
        }
        offerLot(1_000_000);
        skip(later);
        assertEq(vault.ask(), ask);
    }

    /// The other way round: an old lot of dust does not make young cash cheap. It can be bought alone, or it is
    /// begun anew together with at least as much.
    function testFuzz_oldDustMakesNoCashOld(uint256 dust, uint256 amount, uint256 age) public {
        offerLot(dust = bound(dust, 1, 1_000));
        skip(bound(age, 1, 10_000 days));
        give(amount = bound(amount, 1, 1e12));
        vault.gather();
        (uint256 sold,) = vault.lot();
        assertTrue(sold == dust || vault.ask() == type(uint256).max);
    }

    /// P02: buying twice in one block finds nothing the second time.
    function test_aSecondSaleInTheSameBlockFindsNoLot() public {
        offerLot(3_000_000);
        skip(30 days);
        give(1_000_000);
        buyLot(carol);
        vm.expectRevert(IVault.NoLot.selector);
        vm.prank(carol);
        vault.buyLot(0, type(uint256).max, carol);
        assertEq(vault.gather(), 1_000_000);
        assertEq(vault.ask(), type(uint256).max);
    }

    /// Between signing and execution another buys the lot, and a smaller one takes its place.
    function test_aBuyerIsSafeFromASmallerLot() public {
        offerLot(3_000_000);
        skip(vault.PAR_AGE());
        buyLot(bob);
        offerLot(1);
        skip(vault.PAR_AGE());
        vm.expectRevert(abi.encodeWithSelector(IVault.LotTooSmall.selector, 1, 3_000_000));
        vm.prank(carol);
        vault.buyLot(3_000_000, 1_000_000, carol);
    }

    /// A buyer who holds shares of the Vault gets no more back by paying more.
    function testFuzz_overpayingNeverPays(uint256 own, uint256 others, uint256 early) public {
        deposit(carol, own = bound(own, 1, 500_000));
        deposit(bob, others = bound(others, 1, 1_000_000));
        uint256 before = share.balanceOf(carol) + vault.previewRedeem(vault.balanceOf(carol));
        offerLot(300_000);
        skip(bound(early, vault.PAR_AGE(), vault.PAR_AGE() * 4));
        uint256 paid = buyLot(carol);
        skip(1_000 days);
        redeemAll(carol);
        uint256 back = share.balanceOf(carol) + paid - before;
        assertLe(back, paid * own / (own + others + 1_000_000) + 1, "its part of what it paid");
    }
}
