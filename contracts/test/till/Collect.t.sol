// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {stdError} from "forge-std/StdError.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Terms} from "../../src/interfaces/IFactory.sol";
import {IShare} from "../../src/interfaces/IShare.sol";
import {ITill} from "../../src/interfaces/ITill.sol";
import {Stage} from "../Stage.t.sol";
import {Cash} from "../currencies/Cash.sol";

contract CollectTest is Stage {
    uint8 private cashDecimals = 6;

    function newCurrency() internal override returns (Cash) {
        return new Cash(cashDecimals);
    }

    /// REVENUE-1: the parts sum to what was collected, to the unit, and the holders' is rounded up.
    function testFuzz_revenueIsSplit(uint16 holdersBps, uint256 amount) public {
        Terms memory terms = standardTerms();
        terms.holdersBps = uint16(bound(holdersBps, 1, 10_000));
        open(terms);
        amount = bound(amount, 1, 1e20);
        pay(amount);
        assertEq(till.collectable(), amount);

        uint256 exact = amount * terms.holdersBps;
        uint256 holdersUp = exact / 10_000 + (exact % 10_000 > 0 ? 1 : 0);
        vm.expectEmit(address(till));
        emit ITill.Collected(amount, holdersUp);
        vm.expectEmit(address(share));
        emit IShare.Credited(holdersUp);
        vm.prank(stranger);
        (uint256 collected, uint256 holdersPart) = till.collect();

        assertEq(collected, amount);
        assertEq(holdersPart, holdersUp);
        assertEq(till.operatorPart(), amount - holdersUp);
        assertEq(cashOf(address(till)), amount - holdersUp);
        assertEq(cashOf(address(share)), holdersUp);
        assertEq(share.credited(), holdersUp);
        assertEq(till.collectable(), 0);
    }

    function test_withNothingToCollectNothingHappens() public {
        pay(1_000);
        till.collect();
        vm.recordLogs();
        (uint256 collected, uint256 holdersPart) = till.collect();
        assertEq(collected + holdersPart, 0);
        assertEq(vm.getRecordedLogs().length, 0);
    }

    /// T09: collecting after every payment favours the holders by less than a unit a time, and loses nothing.
    function testFuzz_collectingOftenLosesNothing(uint256[16] memory amounts) public {
        uint256 total;
        for (uint256 i = 0; i < amounts.length; ++i) {
            uint256 amount = amounts[i] % (i % 2 == 0 ? 10 : 1e12);
            total += amount;
            pay(amount);
            till.collect();
        }
        assertEq(share.credited() + till.operatorPart(), total);
        assertGe(share.credited() * 10_000, total * HOLDERS_BPS);
        assertLe(share.credited() * 10_000, total * HOLDERS_BPS + 16 * 10_000);
    }

    /// No currency of this world has so much; the limits are refused rather than wrapped.
    function test_moreThanTheBooksHoldIsRefused() public {
        cash.print(address(till), 2 ** 255);
        vm.expectRevert(stdError.arithmeticError);
        till.collect();

        Terms memory terms = standardTerms();
        terms.holdersBps = 1;
        open(terms);
        pay(2 ** 100);
        (, uint256 holdersPart) = till.collect();
        assertEq(till.operatorPart(), 2 ** 100 - holdersPart);

        uint256 amount = 2 ** 129;
        pay(amount);
        uint256 booked = till.operatorPart() + amount - (amount / 10_000 + 1);
        vm.expectRevert(abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, 128, booked));
        till.collect();
    }

    /// Less than one cash unit waits in the Till for more.
    function testFuzz_dustWaits(uint8 decimals, uint256 amount, uint256 dust) public {
        cashDecimals = uint8(bound(decimals, 7, 36));
        open(standardTerms());
        uint256 unit = till.CASH_UNIT();
        assertEq(unit, 10 ** (cashDecimals - 6));
        amount = bound(amount, 0, 1e20);
        dust = bound(dust, 0, unit - 1);
        pay(amount);
        cash.print(address(till), dust);
        (uint256 collected,) = till.collect();
        assertEq(collected, amount);
        assertEq(till.collectable(), 0);
        cash.print(address(till), unit - dust);
        assertEq(till.collectable(), 1);
        assertBooks();
    }

    /// What the operator leaves in the Till is not collected a second time.
    function testFuzz_theOperatorsPartIsNotRevenue(uint256 first, uint256 second) public {
        (first, second) = (bound(first, 0, 1e20), bound(second, 0, 1e20));
        pay(first);
        till.collect();
        pay(second);
        assertEq(till.collectable(), second);
        (uint256 collected,) = till.collect();
        assertEq(collected, second);
        assertEq(share.credited() + till.operatorPart(), first + second);
    }
}
