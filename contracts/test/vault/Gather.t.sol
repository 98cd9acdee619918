// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vault} from "../../src/Vault.sol";
import {IShare} from "../../src/interfaces/IShare.sol";
import {IVault} from "../../src/interfaces/IVault.sol";
import {VaultStage} from "./VaultStage.t.sol";

contract GatherTest is VaultStage {
    function assertLot(uint256 cash_, uint256 begun_) private view {
        (uint256 amount, uint256 begun) = vault.lot();
        assertEq(amount, cash_);
        assertEq(begun, begun_);
    }

    // ---- what becomes the lot ----

    function testFuzz_incomeAndGiftsBecomeTheLot(uint256 assets, uint256 income, uint256 gift, uint256 elapsed) public {
        deposit(alice, bound(assets, 1, 5_000_000));
        earn(bound(income, 0, 1e9) * 10_000);
        give(gift = bound(gift, 0, 1e12));
        skip(bound(elapsed, 0, 100 days));
        uint256 all = share.accrued(address(vault)) + gift;

        vm.prank(stranger);
        assertEq(vault.gather(), all);
        assertLot(all, all == 0 ? 0 : block.timestamp);
        assertEq(cashOf(address(vault)), all, "it is there");
        assertEq(owed(address(vault)), 0);
        assertVaultBooks();
    }

    function test_nothingIsNoLot() public {
        vm.recordLogs();
        assertEq(vault.gather(), 0);
        assertEq(vm.getRecordedLogs().length, 0);
        assertLot(0, 0);
    }

    function test_theEventSaysWhatIsForSale() public {
        give(700);
        vm.expectEmit(address(vault));
        emit IVault.LotBegan(700);
        vault.gather();
    }

    /// What has just come never passes for older than it is, and what little comes never delays what is there.
    function testFuzz_onlyDoublingALotBeginsItAnew(uint256 first, uint256 second, uint256 elapsed) public {
        offerLot(first = bound(first, 1, 1e18));
        uint256 begun = block.timestamp;
        skip(elapsed = bound(elapsed, 1, 1_000 days));
        give(second = bound(second, 0, 2e18));
        uint256 ask = vault.ask();

        uint256 amount = vault.gather();
        if (second >= first) {
            assertLot(first + second, block.timestamp);
            assertEq(vault.ask(), type(uint256).max);
        } else {
            assertEq(amount, first);
            assertLot(first, begun);
            assertEq(vault.ask(), ask, "the rest waits");
        }
    }

    function test_theLimitIsExactlyTwice() public {
        offerLot(100);
        skip(DAY);
        give(99);
        assertEq(vault.gather(), 100);
        give(1);
        assertEq(vault.gather(), 200);
        assertLot(200, block.timestamp);
    }

    function test_whatWaitedIsTheNextLot() public {
        offerLot(100);
        skip(DAY);
        give(60);
        vault.gather();
        buyLot(carol);
        assertLot(0, 0);
        assertEq(vault.gather(), 60);
        assertLot(60, block.timestamp);
    }

    /// However often somebody gathers, at most 64 doublings delay a lot.
    function testFuzz_gatheringAgainChangesNothing(uint256 amount, uint256 elapsed, uint256 often) public {
        offerLot(bound(amount, 1, type(uint64).max));
        (uint256 before, uint256 begun) = vault.lot();
        skip(bound(elapsed, 0, 1_000 days));
        for (uint256 i = 0; i < often % 8; ++i) {
            vm.recordLogs();
            vault.gather();
            assertEq(vm.getRecordedLogs().length, 0);
            skip(1);
        }
        assertLot(before, begun);
    }

    function test_aLotHasALargestSize() public {
        give(type(uint64).max);
        give(5);
        assertEq(vault.gather(), type(uint64).max);
        skip(vault.PAR_AGE() * 32);
        assertEq(vault.ask(), uint256(type(uint64).max) / PRICE / 2 ** 20 + 1);
        skip(vault.PAR_AGE() * 10_000);
        buyLot(carol);
        assertEq(vault.gather(), 5, "the rest is the next");
    }

    // ---- gifts of the Share ----

    function testFuzz_aGiftIsLockedAndUnlocksToTheHolders(uint256 assets, uint256 gift) public {
        deposit(alice, assets = bound(assets, 1, 5_000_000));
        gift = bound(gift, 1, 2_000_000);
        move(carol, address(vault), gift);
        assertEq(vault.totalAssets(), assets, "not counted before it is gathered");
        assertEq(vault.held(), assets);

        vm.expectEmit(address(vault));
        emit IVault.Locked(gift);
        vault.gather();
        assertEq(vault.held(), assets + gift);
        assertEq(vault.locked(), gift);
        assertEq(vault.totalAssets(), assets, "nor at once");

        skip(1_000 days);
        assertEq(vault.locked(), 0);
        assertEq(vault.totalAssets(), assets + gift, "nothing is lost");
        assertVaultBooks();
    }

    /// Income first: what a currency sends along while it pays is gathered by the same call.
    function test_incomeIsClaimedBeforeGainsAreLocked() public {
        deposit(alice, 1_000_000);
        earn(10_000_000);
        skip(DAY);
        move(carol, address(vault), 5);
        vm.expectEmit(true, true, false, false, address(share));
        emit IShare.Claimed(address(vault), address(vault), 0);
        vm.expectEmit(address(vault));
        emit IVault.Locked(5);
        vault.gather();
    }

    function test_gatheringNeedsNoSaleToBeOver() public {
        setUpSelling();
        buy(alice, 100);
        deposit(alice, 100);
        assertEq(vault.gather(), 0);
        assertEq(redeemAll(alice), 100);
    }

    function setUpSelling() private {
        vm.warp(START);
        open(standardTerms());
        vault = new Vault(share);
    }
}
