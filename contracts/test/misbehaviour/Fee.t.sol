// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IOffering} from "../../src/interfaces/IOffering.sol";
import {Stage} from "../Stage.t.sol";
import {Cash} from "../currencies/Cash.sol";
import {FeeCash} from "../currencies/FeeCash.sol";

/// A currency that begins to take a fee: what arrives is booked, and what cannot be exact is refused.
contract FeeTest is Stage {
    function newCurrency() internal override returns (Cash) {
        return new FeeCash();
    }

    function switchOn(uint256 bps) private returns (uint256) {
        bps = bound(bps, 1, 10_000);
        FeeCash(address(cash)).switchOn(bps);
        return bps;
    }

    function testFuzz_capitalThatShrinksOnTheWayIsRefused(uint256 shares, uint256 bps) public {
        shares = bound(shares, 10_000, HARD_CAP); // From here on every fee takes at least a unit.
        uint256 cost = shares * PRICE;
        bps = switchOn(bps);
        cash.print(alice, cost);
        vm.startPrank(alice);
        cash.approve(address(offering), cost);
        vm.expectRevert(abi.encodeWithSelector(IOffering.CashNotReceived.selector, cost, cost - cost * bps / 10_000));
        offering.buy(shares, alice);
    }

    function testFuzz_incomeIsWhatArrives(uint256 amount, uint256 bps) public {
        sellOut();
        bps = switchOn(bps);
        pay(bound(amount, 0, 1e15));
        uint256 inTill = till.collectable();
        (uint256 collected, uint256 holdersPart) = till.collect();
        assertEq(collected, inTill);
        assertEq(share.credited(), holdersPart - holdersPart * bps / 10_000);
        assertEq(cashOf(address(share)), share.credited());
        assertBooks();
    }

    function testFuzz_remittedIsWhatArrives(uint256 amount, uint256 bps) public {
        sellOut();
        bps = switchOn(bps);
        amount = bound(amount, 1, 1e15);
        cash.print(operator, amount);
        vm.startPrank(operator);
        cash.approve(address(till), amount);
        (uint256 received, uint256 holdersPart) = till.remit(0, amount);
        assertEq(received, amount - amount * bps / 10_000);
        assertEq(holdersPart + till.operatorPart(), received);
        assertEq(cashOf(address(share)), share.credited());
        assertBooks();
    }

    /// The fee falls on whoever is paid, and never on those who are not.
    function testFuzz_paymentsLeaveTheOthersWhole(uint256 amount, uint256 bps) public {
        sellOut();
        earn(bound(amount, 1, 1e12));
        skip(DAY);
        share.drip();
        switchOn(bps);
        vm.prank(alice);
        share.claim();
        vm.startPrank(operator);
        till.pull(operator);
        offering.draw(operator);
        vm.stopPrank();
        assertBooks();
        windDown();
        vm.prank(bob);
        offering.redeem(1_000_000);
        assertBooks();
    }
}
