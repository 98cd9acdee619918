// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IShare} from "../../src/interfaces/IShare.sol";
import {Stage} from "../Stage.t.sol";
import {Cash} from "../currencies/Cash.sol";

/// claim and claimTo.
contract ClaimTest is Stage {
    uint8 private cashDecimalsOfStage = 6;

    function setUp() public override {
        super.setUp();
        sellOut();
        earn(1_000_003);
        skip(DAY);
        share.drip();
    }

    function test_aClaimPaysWhatIsOwed() public {
        uint256 amount = owed(alice);
        assertGt(amount, 0);
        vm.expectEmit(address(share));
        emit IShare.Claimed(alice, alice, amount);
        vm.prank(alice);
        assertEq(share.claim(), amount);
        assertEq(cashOf(alice), amount);
        assertEq(owed(alice), 0);
    }

    function testFuzz_aClaimCanGoElsewhere(address to) public {
        vm.assume(to != address(0) && to != address(share));
        uint256 amount = owed(alice);
        uint256 had = cashOf(to);
        vm.expectEmit(address(share));
        emit IShare.Claimed(alice, to, amount);
        vm.prank(alice);
        assertEq(share.claimTo(to), amount);
        assertEq(cashOf(to), had + amount);
        assertEq(owed(alice), 0);
    }

    function test_cashCannotBeLostToZeroOrToTheShare() public {
        address[2] memory nowhere = [address(0), address(share)];
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, nowhere[i]));
            vm.prank(alice);
            share.claimTo(nowhere[i]);
        }
    }

    function testFuzz_withNothingOwedNothingHappens(address nobody) public {
        vm.assume(share.balanceOf(nobody) == 0);
        vm.recordLogs();
        vm.startPrank(nobody);
        assertEq(share.claim(), 0);
        assertEq(share.claimTo(alice), 0);
        vm.stopPrank();
        assertEq(vm.getRecordedLogs().length, 0);
    }

    /// A payee is for pushes by others; who claims, is paid.
    function testFuzz_aPayeeDoesNotRedirectOnesOwnClaim(address payee) public {
        vm.assume(payee != address(share) && payee != alice);
        uint256 amount = owed(alice);
        vm.startPrank(alice);
        share.setPayee(payee);
        share.claim();
        assertEq(cashOf(alice), amount);
    }

    /// Claiming often or rarely pays the same, to the unit: fractions stay owed.
    function testFuzz_oftenOrRarelyPaysTheSame(uint256 gaps, uint8 times) public {
        uint256 count = bound(times, 1, 40);
        uint256 state = vm.snapshotState();
        for (uint256 i = 0; i < count; ++i) {
            skip(uint256(keccak256(abi.encode(gaps, i))) % 3 days);
            share.drip();
            vm.prank(alice);
            share.claim();
        }
        uint256 often = cashOf(alice);
        vm.revertToState(state);
        for (uint256 i = 0; i < count; ++i) {
            skip(uint256(keccak256(abi.encode(gaps, i))) % 3 days);
            share.drip();
        }
        vm.prank(alice);
        assertEq(share.claim(), often);
    }

    /// A claim pays what is released; it releases nothing itself.
    function testFuzz_aClaimDoesNotDrip(uint256 elapsed) public {
        uint256 amount = owed(alice);
        skip(bound(elapsed, 0, 365 days));
        uint256 reserve = share.reserveQ32();
        vm.prank(alice);
        assertEq(share.claim(), amount);
        assertEq(share.reserveQ32(), reserve);
    }

    /// `accrued` is a promise: what a drip and a claim would pay now.
    function testFuzz_accruedIsDripThenClaim(uint256 elapsed, uint256 income) public {
        earn(bound(income, 0, 1e15));
        skip(bound(elapsed, 0, 365 days));
        uint256 promised = share.accrued(bob);
        share.drip();
        assertEq(owed(bob), promised);
        vm.prank(bob);
        assertEq(share.claim(), promised);
    }

    /// The cash unit scales every payment of a currency with many decimals.
    function testFuzz_paymentsScaleWithTheCashUnit(uint8 cashDecimals) public {
        cashDecimals = uint8(bound(cashDecimals, 0, 36));
        uint256 atSix = owed(alice);
        openWithDecimals(cashDecimals);
        vm.prank(alice);
        assertEq(share.claim(), atSix);
        assertEq(cashOf(alice), atSix * (cashDecimals > 6 ? 10 ** (cashDecimals - 6) : 1));
        assertBooks();
    }

    function openWithDecimals(uint8 cashDecimals) private {
        cashDecimalsOfStage = cashDecimals;
        vm.warp(START);
        open(standardTerms());
        sellOut();
        earn(1_000_003);
        skip(DAY);
        share.drip();
    }

    function newCurrency() internal override returns (Cash) {
        return new Cash(cashDecimalsOfStage);
    }
}
