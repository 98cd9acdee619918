// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Stage} from "../Stage.t.sol";

/// approve and transferFrom.
contract AllowanceTest is Stage {
    uint256 private constant ALICES = HARD_CAP / 2;

    function setUp() public override {
        super.setUp();
        sellOut();
    }

    function approve(uint256 value) private {
        vm.prank(alice);
        share.approve(stranger, value);
    }

    function testFuzz_approveSetsTheAllowance(address spender, uint256 value) public {
        vm.assume(spender != address(0));
        vm.expectEmit(address(share));
        emit IERC20.Approval(alice, spender, value);
        vm.prank(alice);
        assertTrue(share.approve(spender, value));
        assertEq(share.allowance(alice, spender), value);
    }

    function testFuzz_zeroIsNoSpender(uint256 value) public {
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidSpender.selector, address(0)));
        vm.prank(alice);
        share.approve(address(0), value);
    }

    function testFuzz_spendingReducesTheAllowance(uint256 allowed, uint256 value) public {
        allowed = bound(allowed, 0, type(uint256).max - 1);
        value = bound(value, 0, allowed < ALICES ? allowed : ALICES);
        approve(allowed);
        vm.prank(stranger);
        assertTrue(share.transferFrom(alice, carol, value));
        assertEq(share.allowance(alice, stranger), allowed - value);
        assertEq(share.balanceOf(alice), ALICES - value);
        assertEq(share.balanceOf(carol), HARD_CAP / 5 + value);
    }

    function testFuzz_anInfiniteAllowanceStays(uint256 value) public {
        approve(type(uint256).max);
        vm.prank(stranger);
        share.transferFrom(alice, bob, bound(value, 0, ALICES));
        assertEq(share.allowance(alice, stranger), type(uint256).max);
    }

    function testFuzz_moreThanAllowedIsRefused(uint256 allowed, uint256 value) public {
        allowed = bound(allowed, 0, type(uint256).max - 1);
        value = bound(value, allowed + 1, type(uint256).max);
        approve(allowed);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, stranger, allowed, value)
        );
        vm.prank(stranger);
        share.transferFrom(alice, bob, value);
    }

    /// The allowance is spoken about first, then the receiver, then the balance.
    function testFuzz_anAllowanceBeyondTheBalanceHelpsNobody(uint256 value) public {
        value = bound(value, ALICES + 1, type(uint256).max);
        approve(value);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, alice, ALICES, value));
        vm.prank(stranger);
        share.transferFrom(alice, bob, value);
    }

    /// T22: one's own shares need one's own allowance when moved by transferFrom.
    function testFuzz_ownersNeedAnAllowanceToo(uint256 value) public {
        value = bound(value, 1, ALICES);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, alice, 0, value));
        vm.prank(alice);
        share.transferFrom(alice, bob, value);
    }
}
