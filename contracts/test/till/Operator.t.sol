// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITill} from "../../src/interfaces/ITill.sol";
import {Stage} from "../Stage.t.sol";

/// Everything an operator can do to the Till but `remit`: pull, raise, hand over.
contract OperatorTest is Stage {
    function testFuzz_nobodyElseCan(address caller, uint16 bps) public {
        vm.assume(caller != operator);
        bytes memory refusal = abi.encodeWithSelector(ITill.OnlyOperator.selector, caller);
        vm.startPrank(caller);
        vm.expectRevert(refusal);
        till.pull(caller);
        vm.expectRevert(refusal);
        till.raiseHoldersBps(bps);
        vm.expectRevert(refusal);
        till.offerOperator(caller);
    }

    function testFuzz_pullTakesTheWholePart(uint256 amount, address to) public {
        vm.assume(to != address(0) && to != address(till) && to != address(share));
        amount = bound(amount, 4, 1e20);
        pay(amount);
        till.collect();
        uint256 part = till.operatorPart();
        uint256 had = cashOf(to);
        vm.expectEmit(address(till));
        emit ITill.Pulled(operator, to, part);
        vm.prank(operator);
        assertEq(till.pull(to), part);
        assertEq(cashOf(to), had + part);
        assertEq(till.operatorPart(), 0);
    }

    /// Pulling takes what is booked and not what customers have paid since.
    function testFuzz_pullLeavesUncollectedRevenue(uint256 collected, uint256 uncollected) public {
        (collected, uncollected) = (bound(collected, 0, 1e20), bound(uncollected, 0, 1e20));
        pay(collected);
        till.collect();
        pay(uncollected);
        vm.prank(operator);
        till.pull(operator);
        assertEq(till.collectable(), uncollected);
        assertEq(cashOf(address(till)), uncollected);
    }

    function testFuzz_pullingNothingDoesNothing(address to) public {
        vm.recordLogs();
        vm.prank(operator);
        assertEq(till.pull(to), 0);
        assertEq(vm.getRecordedLogs().length, 0);
    }

    function testFuzz_theHoldersPartOnlyRises(uint16 proposed) public {
        vm.prank(operator);
        if (proposed <= HOLDERS_BPS || proposed > 10_000) {
            vm.expectRevert(abi.encodeWithSelector(ITill.HoldersBpsNotRaised.selector, HOLDERS_BPS, proposed));
            till.raiseHoldersBps(proposed);
        } else {
            vm.expectEmit(address(till));
            emit ITill.HoldersBpsRaised(HOLDERS_BPS, proposed);
            till.raiseHoldersBps(proposed);
            assertEq(till.holdersBps(), proposed);
        }
    }

    function test_theHoldersPartAtItsLimits() public {
        uint16[3] memory refused = [HOLDERS_BPS, HOLDERS_BPS - 1, 10_001];
        vm.startPrank(operator);
        for (uint256 i = 0; i < 3; ++i) {
            vm.expectRevert(abi.encodeWithSelector(ITill.HoldersBpsNotRaised.selector, HOLDERS_BPS, refused[i]));
            till.raiseHoldersBps(refused[i]);
        }
        till.raiseHoldersBps(HOLDERS_BPS + 1);
        till.raiseHoldersBps(10_000);
        vm.stopPrank();
        pay(1_000);
        till.collect();
        assertEq(till.operatorPart(), 0);
    }

    /// The better deal holds for what was paid and not yet collected.
    function testFuzz_aRaiseAppliesToTheUncollected(uint16 raised, uint256 amount) public {
        raised = uint16(bound(raised, HOLDERS_BPS + 1, 10_000));
        amount = bound(amount, 1, 1e20);
        pay(amount);
        vm.prank(operator);
        till.raiseHoldersBps(raised);
        (, uint256 holdersPart) = till.collect();
        assertEq(holdersPart, (amount * raised + 9_999) / 10_000);
    }

    function testFuzz_theKeyRotatesInTwoSteps(address candidate, address other) public {
        vm.assume(candidate != address(0) && other != candidate);
        vm.expectEmit(address(till));
        emit ITill.OperatorOffered(operator, candidate);
        vm.prank(operator);
        till.offerOperator(candidate);
        assertEq(till.operatorCandidate(), candidate);
        assertEq(till.operator(), operator, "one step changes nothing");

        vm.expectRevert(abi.encodeWithSelector(ITill.OnlyCandidate.selector, other));
        vm.prank(other);
        till.acceptOperator();

        vm.expectEmit(address(till));
        emit ITill.OperatorChanged(operator, candidate);
        vm.prank(candidate);
        till.acceptOperator();
        assertEq(till.operator(), candidate);
        assertEq(till.operatorCandidate(), address(0));

        vm.expectRevert(abi.encodeWithSelector(ITill.OnlyCandidate.selector, candidate));
        vm.prank(candidate);
        till.acceptOperator();
    }

    function testFuzz_anOfferCanBeWithdrawn(address candidate) public {
        vm.assume(candidate != address(0));
        vm.startPrank(operator);
        till.offerOperator(candidate);
        till.offerOperator(address(0));
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(ITill.OnlyCandidate.selector, candidate));
        vm.prank(candidate);
        till.acceptOperator();
    }

    function test_nobodyIsNoCandidate() public {
        vm.expectRevert(abi.encodeWithSelector(ITill.OnlyCandidate.selector, address(0)));
        vm.prank(address(0));
        till.acceptOperator();
    }

    /// The part that is booked belongs to whoever is the operator when it is pulled.
    function testFuzz_aNewOperatorTakesOver(address candidate) public {
        vm.assume(candidate != address(0) && candidate != operator && candidate != address(till));
        vm.assume(candidate != address(share));
        pay(4_000);
        till.collect();
        vm.prank(operator);
        till.offerOperator(candidate);
        vm.prank(candidate);
        till.acceptOperator();
        vm.expectRevert(abi.encodeWithSelector(ITill.OnlyOperator.selector, operator));
        vm.prank(operator);
        till.pull(operator);
        uint256 had = cashOf(candidate);
        vm.prank(candidate);
        till.pull(candidate);
        assertEq(cashOf(candidate), had + 3_000);
    }

    /// POWER-1 for the operator's verbs of the Till.
    function testFuzz_noVerbLowersWhatIsOwed(uint256 seed) public {
        sellOut();
        earn(1_000_000);
        skip(DAY);
        share.drip();
        uint256[3] memory before = [owed(alice), owed(bob), owed(carol)];
        pay(seed % 1e12);
        cash.print(operator, 1e12);
        vm.startPrank(operator);
        cash.approve(address(till), 1e12);
        if (seed % 2 == 0) till.remit(0, 1 + seed % 1e12);
        if (seed % 3 == 0) till.raiseHoldersBps(9_000);
        till.pull(operator);
        offering.draw(operator);
        till.offerOperator(stranger);
        vm.stopPrank();
        assertGe(owed(alice), before[0]);
        assertGe(owed(bob), before[1]);
        assertGe(owed(carol), before[2]);
        assertBooks();
    }
}
