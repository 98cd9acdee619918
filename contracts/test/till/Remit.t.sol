// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ITill} from "../../src/interfaces/ITill.sol";
import {Stage} from "../Stage.t.sol";

contract RemitTest is Stage {
    bytes32 private constant REPORT = keccak256("the invoices of March");

    function testFuzz_onlyTheOperatorRemits(address caller, uint256 amount) public {
        vm.assume(caller != operator);
        vm.expectRevert(abi.encodeWithSelector(ITill.OnlyOperator.selector, caller));
        vm.prank(caller);
        till.remit(REPORT, amount);
    }

    function testFuzz_remittedRevenueIsSplitAndMarked(uint256 amount) public {
        amount = bound(amount, 1, 1e20);
        uint256 holdersUp = (amount * HOLDERS_BPS + 9_999) / 10_000;
        cash.print(operator, amount);
        vm.startPrank(operator);
        cash.approve(address(till), amount);
        vm.expectEmit(address(till));
        emit ITill.Remitted(operator, REPORT, amount, holdersUp);
        (uint256 received, uint256 holdersPart) = till.remit(REPORT, amount);
        assertEq(received, amount);
        assertEq(holdersPart, holdersUp);
        assertEq(share.credited(), holdersUp);
        assertEq(till.operatorPart(), amount - holdersUp);
        assertBooks();
    }

    /// What customers paid before is collected as theirs, and never booked as brought by the operator.
    function testFuzz_customersMoneyIsCollectedFirst(uint256 paid, uint256 brought) public {
        (paid, brought) = (bound(paid, 1, 1e20), bound(brought, 1, 1e20));
        pay(paid);
        cash.print(operator, brought);
        vm.startPrank(operator);
        cash.approve(address(till), brought);
        vm.expectEmit(address(till));
        emit ITill.Collected(paid, (paid * HOLDERS_BPS + 9_999) / 10_000);
        (uint256 received,) = till.remit(REPORT, brought);
        assertEq(received, brought);
        assertEq(share.credited() + till.operatorPart(), paid + brought);
        assertEq(till.collectable(), 0);
    }

    /// Nothing is nothing: not even a collect.
    function testFuzz_remittingNothingDoesNothing(uint256 paid) public {
        paid = bound(paid, 0, 1e20);
        pay(paid);
        vm.recordLogs();
        vm.prank(operator);
        (uint256 received, uint256 holdersPart) = till.remit(REPORT, 0);
        assertEq(received + holdersPart, 0);
        assertEq(vm.getRecordedLogs().length, 0);
        assertEq(till.collectable(), paid);
    }

    function testFuzz_whatIsNotThereCannotBeRemitted(uint256 amount) public {
        amount = bound(amount, 1, 1e20);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(till), 0, amount)
        );
        vm.prank(operator);
        till.remit(REPORT, amount);
    }
}
