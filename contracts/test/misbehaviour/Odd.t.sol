// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Stage} from "../Stage.t.sol";
import {Cash} from "../currencies/Cash.sol";
import {ShrinkingCash} from "../currencies/ShrinkingCash.sol";
import {SilentCash} from "../currencies/SilentCash.sol";

/// A currency that returns nothing from its transfers works like any other.
contract SilentCurrencyTest is Stage {
    function newCurrency() internal override returns (Cash) {
        return Cash(address(new SilentCash()));
    }

    function silent() private view returns (SilentCash) {
        return SilentCash(address(cash));
    }

    function testFuzz_everyPurseWorks(uint256 amount) public {
        silent().print(alice, uint256(HARD_CAP) * PRICE);
        vm.startPrank(alice);
        silent().approve(address(offering), uint256(HARD_CAP) * PRICE);
        offering.buy(HARD_CAP, alice);
        vm.stopPrank();
        offering.close();

        amount = bound(amount, 1, 1e15);
        silent().print(address(till), amount);
        till.collect();
        silent().print(operator, amount);
        vm.startPrank(operator);
        silent().approve(address(till), amount);
        till.remit(0, amount);
        till.pull(operator);
        offering.draw(operator);
        vm.stopPrank();
        skip(DAY);
        share.drip();
        address[] memory holders = new address[](1);
        holders[0] = alice;
        assertEq(share.claimMany(holders), cashOf(alice));
        windDown();
        vm.startPrank(alice);
        share.claim();
        offering.redeem(HARD_CAP);
        assertBooks();
    }
}

/// A currency that takes money out of the purses breaks the assumption of safety. What can still hold, holds: nothing
/// reverts that need not, and new money fills the hole before anybody is paid twice.
contract ShrinkingCurrencyTest is Stage {
    function newCurrency() internal override returns (Cash) {
        return new ShrinkingCash();
    }

    function testFuzz_theTillFillsItsHoleFirst(uint256 taken, uint256 later) public {
        pay(4_000);
        till.collect();
        taken = bound(taken, 1, 3_000);
        later = bound(later, 0, 10_000);
        ShrinkingCash(address(cash)).take(address(till), taken);
        assertEq(till.collectable(), 0);
        (uint256 collected,) = till.collect();
        assertEq(collected, 0);
        pay(later);
        assertEq(till.collectable(), later > taken ? later - taken : 0);
        till.collect();
        assertEq(till.operatorPart() + share.credited(), 4_000 + (later > taken ? later - taken : 0));
    }
}
