// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {stdError} from "forge-std/StdError.sol";
import {Stage} from "../Stage.t.sol";
import {Cash} from "../currencies/Cash.sol";

/// A currency whose balance of a purse, asked before and after a payment to it, says that a part of a unit came, or that
/// something went.
contract BalancesTest is Stage {
    uint256 private constant UNIT = 1e12;

    function newCurrency() internal override returns (Cash) {
        return new Cash(18);
    }

    function setUp() public override {
        super.setUp();
        assertEq(till.CASH_UNIT(), UNIT);
    }

    /// What the currency answers from now on, one after the other.
    function says(address purse, uint256[3] memory balances) private {
        bytes[] memory answers = new bytes[](balances.length);
        for (uint256 i = 0; i < balances.length; ++i) {
            answers[i] = abi.encode(balances[i]);
        }
        vm.mockCalls(address(cash), abi.encodeCall(cash.balanceOf, (purse)), answers);
    }

    function test_aPartOfAUnitIsNotRemitted() public {
        sellOut();
        cash.print(operator, 2 * UNIT);
        vm.startPrank(operator);
        cash.approve(address(till), 2 * UNIT);
        says(address(till), [0, 0, 2 * UNIT - 1]);
        (uint256 received, uint256 holdersPart) = till.remit(0, 2);
        assertEq(received, 1);
        assertEq(holdersPart, 1);
    }

    function test_aPartOfAUnitIsNotCredited() public {
        sellOut();
        pay(8);
        says(address(share), [0, 2 * UNIT - 1, 0]);
        (, uint256 holdersPart) = till.collect();
        assertEq(holdersPart, 2);
        assertEq(share.credited(), 1);
    }

    function test_noPurchaseTakesFromTheOffering() public {
        cash.print(alice, PRICE * UNIT);
        vm.startPrank(alice);
        cash.approve(address(offering), PRICE * UNIT);
        says(address(offering), [UNIT, UNIT - 1, 0]);
        vm.expectRevert(stdError.arithmeticError);
        offering.buy(1, alice);
    }

    function test_noCollectTakesFromTheShare() public {
        sellOut();
        pay(8);
        says(address(share), [UNIT, UNIT - 1, 0]);
        vm.expectRevert(stdError.arithmeticError);
        till.collect();
    }
}
