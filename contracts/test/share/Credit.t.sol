// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {stdError} from "forge-std/StdError.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IShare} from "../../src/interfaces/IShare.sol";
import {Terms} from "../../src/interfaces/IFactory.sol";
import {Stage} from "../Stage.t.sol";

/// credit, and the verbs of the Offering: who may call, and what they do to the reserve.
contract CreditTest is Stage {
    /// Where the Share keeps the income ever credited (layout.txt).
    bytes32 private constant DEMAND = bytes32(uint256(6));

    function credit(uint256 amount) private {
        cash.print(address(share), amount);
        vm.prank(address(till));
        share.credit(amount);
    }

    function testFuzz_onlyTheTillCredits(address caller, uint256 amount) public {
        vm.assume(caller != address(till));
        vm.expectRevert(abi.encodeWithSelector(IShare.OnlyTill.selector, caller));
        vm.prank(caller);
        share.credit(amount);
    }

    function testFuzz_onlyTheOfferingMintsBurnsAndEndsTheSale(address caller, address holder, uint256 value) public {
        vm.assume(caller != address(offering));
        bytes memory refusal = abi.encodeWithSelector(IShare.OnlyOffering.selector, caller);
        vm.startPrank(caller);
        vm.expectRevert(refusal);
        share.mint(holder, value);
        vm.expectRevert(refusal);
        share.burn(holder, value);
        vm.expectRevert(refusal);
        share.beginDripping();
        vm.expectRevert(refusal);
        share.releaseReserve();
    }

    function testFuzz_incomeWaitsInTheReserve(uint256 first, uint256 second, bool selling) public {
        if (!selling) sellOut();
        first = bound(first, 1, 1e18);
        second = bound(second, 1, 1e18);
        cash.print(address(share), first);
        vm.expectEmit(address(share));
        emit IShare.Credited(first);
        vm.prank(address(till));
        share.credit(first);
        credit(second);
        assertEq(share.credited(), first + second);
        assertEq(share.reserveQ32(), (first + second) << 32);
        assertEq(share.index(), 0);
    }

    function test_nothingIsNoIncome() public {
        sellOut();
        credit(1);
        skip(DAY);
        uint256 lastDrip = share.lastDrip();
        vm.recordLogs();
        vm.prank(address(till));
        share.credit(0);
        assertEq(vm.getRecordedLogs().length, 0);
        assertEq(share.lastDrip(), lastDrip);
    }

    /// New income starts its own decay: what was there before is dripped first.
    function testFuzz_aCreditDripsFirst(uint256 first, uint256 second, uint256 elapsed) public {
        sellOut();
        first = bound(first, 1, 1e18);
        credit(first);
        skip(bound(elapsed, 1, 365 days));
        uint256 state = vm.snapshotState();
        share.drip();
        (uint256 remaining, uint256 index) = (share.reserveQ32(), share.index());
        vm.revertToState(state);

        second = bound(second, 1, 1e18);
        credit(second);
        assertEq(share.reserveQ32(), remaining + (second << 32));
        assertEq(share.index(), index);
        assertEq(share.lastDrip(), block.timestamp);
    }

    /// The time before income came is not counted as time in which it decayed, also when nothing was there to drip.
    function testFuzz_incomeDecaysFromItsArrival(uint256 amount, uint256 silence) public {
        sellOut();
        skip(bound(silence, 1, 1000 days));
        credit(bound(amount, 1, 1e18));
        assertEq(share.lastDrip(), block.timestamp);
        assertEq(share.drip(), 0);
    }

    /// Income from before the sale's end is spread over all shares that were sold, whoever bought first.
    function testFuzz_incomeBeforeTheEndOfTheSaleIsEverybodys(uint256 amount) public {
        amount = bound(amount, 1, 1e15);
        buy(alice, SOFT_CAP);
        credit(amount);
        skip(DAY);
        assertEq(share.drip(), 0);
        buy(bob, SOFT_CAP);
        endSale();
        assertEq(share.index(), 0);
        skip(100 * 365 days);
        share.drip();
        assertEq(owed(alice), owed(bob));
        assertApproxEqAbs(owed(alice), amount / 2, 1);
    }

    function testFuzz_withoutATimeConstantIncomeIsReleasedAtOnce(uint256 before, uint256 amount) public {
        Terms memory terms = standardTerms();
        terms.tau = 0;
        open(terms);
        (before, amount) = (bound(before, 1, 1e15), bound(amount, 1, 1e15));
        buy(alice, SOFT_CAP);
        credit(before);
        assertEq(share.reserveQ32(), before << 32, "not before the sale is over");
        endSale();
        assertEq(share.reserveQ32(), 0);
        // The division's rest may take the last unit.
        assertApproxEqAbs(owed(alice), before, 1);
        credit(amount);
        assertEq(share.reserveQ32(), 0);
        assertApproxEqAbs(owed(alice), before + amount, 1);
    }

    function testFuzz_afterWindDownIncomeIsReleasedAtOnce(uint256 before, uint256 amount) public {
        sell(SOFT_CAP, 0, 0);
        (before, amount) = (bound(before, 1, DEMAND_FLOOR - 1), bound(amount, 1, 1e15));
        credit(before);
        windDown();
        assertEq(uint256(share.phase()), uint256(IShare.Phase.Released));
        assertEq(share.reserveQ32(), 0);
        credit(amount);
        assertEq(share.reserveQ32(), 0);
        assertApproxEqAbs(owed(alice), before + amount, 1);
    }

    /// T05: with nobody to pay, income stays in the reserve.
    function testFuzz_withoutSupplyIncomeIsKept(uint256 amount, uint256 elapsed) public {
        amount = bound(amount, 1, 1e15);
        endSale();
        credit(amount);
        skip(bound(elapsed, 0, 365 days));
        assertEq(share.drip(), 0);
        assertEq(share.reserveQ32(), amount << 32);
    }

    /// T06: one share base unit and the largest income that still reads as owed.
    function test_oneShareEarnsAll() public {
        Terms memory terms = standardTerms();
        terms.softCap = 1;
        terms.tau = 0;
        open(terms);
        sell(1, 0, 0);
        credit(type(uint64).max);
        assertEq(owed(alice), type(uint64).max);
        vm.prank(alice);
        assertEq(share.claim(), type(uint64).max);
        credit(1);
        assertEq(owed(alice), 1);
    }

    function overflow(uint256 value) private pure returns (bytes memory) {
        return abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, 128, value);
    }

    /// The documented limit of the reserve, below 2^96 cash units, is refused rather than wrapped.
    function test_moreThanTheReserveHoldsIsRefused() public {
        sellOut();
        credit(2 ** 96 - 1);
        vm.startPrank(address(till));
        vm.expectRevert(overflow(2 ** 128));
        share.credit(1);
        vm.expectRevert(stdError.arithmeticError);
        share.credit(2 ** 224);
        assertEq(share.reserveQ32(), (2 ** 96 - 1) << 32);
    }

    /// No history leads there: each credit is below 2^96.
    function test_theSumOfAllIncomeIsRefusedRatherThanWrapped() public {
        vm.store(address(share), DEMAND, bytes32(uint256(type(uint128).max)));
        assertEq(share.credited(), type(uint128).max);
        vm.prank(address(till));
        vm.expectRevert(overflow(2 ** 128));
        share.credit(1);
    }
}
