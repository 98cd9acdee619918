// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IShare} from "../../src/interfaces/IShare.sol";
import {Stage} from "../Stage.t.sol";

/// claimFor and setPayee: who may be paid without asking.
contract ClaimForTest is Stage {
    address private holder = makeAddr("some holder");

    function setUp() public override {
        super.setUp();
        sell(HARD_CAP / 2, 0, 0);
        move(alice, holder, HARD_CAP / 4);
        earn(1_000_003);
        skip(DAY);
        share.drip();
    }

    function check(address to) private {
        uint256 amount = owed(holder);
        uint256 had = cashOf(to);
        assertGt(amount, 0);
        vm.expectEmit(address(share));
        emit IShare.Claimed(holder, to, amount);
        vm.prank(stranger);
        assertEq(share.claimFor(holder), amount);
        assertEq(cashOf(to), had + amount);
        assertEq(owed(holder), 0);
    }

    function test_anAccountWithoutCodeIsPaid() public {
        check(holder);
    }

    function testFuzz_anEip7702AccountIsPaid(address delegate) public {
        vm.etch(holder, abi.encodePacked(hex"ef0100", delegate));
        check(holder);
    }

    /// Pushing cash into a pool would let others skim it, so no contract is paid unasked. 0xef cannot begin a contract's
    /// code (EIP-3541), so only the length needs trying around 23.
    function testFuzz_aContractIsNotPaidUnasked(bytes memory code) public {
        vm.assume(code.length > 0 && code[0] != 0xef);
        vm.etch(holder, code);
        vm.expectRevert(abi.encodeWithSelector(IShare.PayeeUnknown.selector, holder));
        share.claimFor(holder);
    }

    function testFuzz_codeOfTheLengthOfADelegationIsNoDelegation(bytes23 code) public {
        vm.assume(code[0] != 0xef);
        vm.etch(holder, abi.encodePacked(code));
        vm.expectRevert(abi.encodeWithSelector(IShare.PayeeUnknown.selector, holder));
        share.claimFor(holder);
    }

    function testFuzz_aPayeeIsPaidWhateverTheHolderIs(address payee, bytes memory code) public {
        vm.assume(payee != address(0) && payee != address(share));
        vm.assume(code.length == 0 || code[0] != 0xef);
        vm.prank(holder);
        share.setPayee(payee);
        vm.etch(holder, code);
        check(payee);
    }

    function testFuzz_aPayeeCanBeTakenBack(address payee) public {
        vm.assume(payee != address(share));
        vm.startPrank(holder);
        vm.expectEmit(address(share));
        emit IShare.PayeeSet(holder, payee);
        share.setPayee(payee);
        assertEq(share.payeeOf(holder), payee);
        vm.expectEmit(address(share));
        emit IShare.PayeeSet(holder, address(0));
        share.setPayee(address(0));
        vm.stopPrank();
        check(holder);
    }

    function test_theShareIsNoPayee() public {
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(share)));
        vm.prank(holder);
        share.setPayee(address(share));
    }

    /// The payee is asked for before the amount: a contract without one is refused even if it is owed nothing.
    function test_thePayeeIsLookedUpFirst() public {
        vm.expectRevert(abi.encodeWithSelector(IShare.PayeeUnknown.selector, address(till)));
        share.claimFor(address(till));
    }

    function testFuzz_withNothingOwedNothingHappens(address nobody) public {
        vm.assume(nobody.code.length == 0 && share.balanceOf(nobody) == 0);
        vm.recordLogs();
        assertEq(share.claimFor(nobody), 0);
        assertEq(vm.getRecordedLogs().length, 0);
    }
}
