// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../../src/interfaces/IFactory.sol";
import {IOffering} from "../../src/interfaces/IOffering.sol";
import {Stage} from "../Stage.t.sol";

contract DrawTest is Stage {
    uint256 private constant RAISED = uint256(HARD_CAP) * PRICE;

    function draw() private returns (uint256) {
        vm.prank(operator);
        return offering.draw(operator);
    }

    function testFuzz_onlyTheOperatorDraws(address caller) public {
        vm.assume(caller != operator);
        sellOut();
        vm.expectRevert(abi.encodeWithSelector(IOffering.OnlyOperator.selector, caller));
        vm.prank(caller);
        offering.draw(caller);
    }

    function testFuzz_drawingFollowsTheKey(address next) public {
        vm.assume(next != address(0) && next != operator);
        sellOut();
        vm.prank(operator);
        till.offerOperator(next);
        vm.prank(next);
        till.acceptOperator();
        vm.expectRevert(abi.encodeWithSelector(IOffering.OnlyOperator.selector, operator));
        draw();
        vm.prank(next);
        assertGt(offering.draw(stranger), 0);
    }

    function testFuzz_onlyWhileActive(uint8 phase) public {
        phase = phase % 3;
        if (phase == 1) endSale();
        if (phase == 2) {
            sell(SOFT_CAP, 0, 0);
            windDown();
        }
        assertEq(offering.drawable(), 0);
        vm.expectRevert(abi.encodeWithSelector(IOffering.WrongPhase.selector, offering.phase()));
        draw();
    }

    /// CAPITAL-3 against its definition, for any terms and any income.
    function testFuzz_upfrontAndThenTheMatch(uint16 upfrontBps, uint16 matchBps, uint256 before, uint256 since) public {
        Terms memory terms = standardTerms();
        terms.upfrontBps = uint16(bound(upfrontBps, 0, 10_000));
        terms.matchBps = uint16(bound(matchBps, 0, 5_000));
        open(terms);
        earn(bound(before, 0, 1e12));
        sellOut();
        since = bound(since, 0, 1e12);
        earn(since);

        uint256 cap = RAISED * terms.upfrontBps / 10_000 + since * terms.matchBps / 10_000;
        if (cap > RAISED) cap = RAISED;
        assertEq(offering.drawable(), cap, "income from before the close releases nothing");
        if (cap > 0) {
            vm.expectEmit(address(offering));
            emit IOffering.Drawn(operator, operator, cap);
        }
        assertEq(draw(), cap);
        assertEq(cashOf(operator), cap);
        assertEq(offering.drawn(), cap);
        assertEq(offering.undrawn(), RAISED - cap);
        assertBooks();
    }

    /// T09: drawing after every income never yields more than drawing once.
    function testFuzz_oftenOrOnceIsTheSame(uint256[12] memory incomes) public {
        sellOut();
        uint256 drawn;
        uint256 total;
        for (uint256 i = 0; i < incomes.length; ++i) {
            uint256 income = incomes[i] % (i % 2 == 0 ? 10 : 3_000_000);
            earn(income);
            total += income;
            drawn += draw();
        }
        assertEq(drawn, RAISED * UPFRONT_BPS / 10_000 + total * MATCH_BPS / 10_000);
    }

    function test_drawingNothingDoesNothing() public {
        sellOut();
        draw();
        vm.recordLogs();
        assertEq(draw(), 0);
        assertEq(vm.getRecordedLogs().length, 0);
    }

    function test_neverMoreThanWasRaised() public {
        sellOut();
        earn(RAISED * 3);
        assertEq(draw(), RAISED);
        earn(1_000_000);
        assertEq(draw(), 0);
        assertEq(offering.undrawn(), 0);
    }

    /// The bound of the design. An operator with the fraction f of the shares pays itself to release capital: one unit
    /// released costs 1/match units of income, of which f comes back. A loss as long as f < 1 - match, whatever
    /// the amount and the holders' part.
    function testFuzz_payingOneselfLoses(uint256 ownShares, uint16 matchBps, uint16 holdersBps, uint256 amount) public {
        Terms memory terms = standardTerms();
        terms.matchBps = uint16(bound(matchBps, 1, 5_000));
        terms.holdersBps = uint16(bound(holdersBps, 1, 10_000));
        open(terms);
        // The largest fraction that must still lose: one hundredth below 1 - match.
        uint256 most = HARD_CAP * (10_000 - uint256(terms.matchBps) - 100) / 10_000;
        ownShares = bound(ownShares, 1, most);
        buy(operator, ownShares);
        buy(alice, HARD_CAP - ownShares);
        endSale();
        draw();

        amount = bound(amount, 10_000_000, 50_000_000);
        cash.print(operator, amount);
        uint256 before = cashOf(operator);
        vm.prank(operator);
        cash.transfer(address(till), amount);
        till.collect();
        vm.startPrank(operator);
        till.pull(operator);
        offering.draw(operator);
        skip(1000 * 365 days);
        share.drip();
        share.claim();
        vm.stopPrank();
        assertLt(cashOf(operator), before);
    }

    /// At the other side of the bound it would pay, which is why it is stated: at f above 1 - match.
    function test_beyondTheBoundPayingOneselfPays() public {
        uint256 ownShares = HARD_CAP * 6 / 10; // match is one half
        buy(operator, ownShares);
        buy(alice, HARD_CAP - ownShares);
        endSale();
        draw();
        cash.print(operator, 10_000_000);
        uint256 before = cashOf(operator);
        vm.prank(operator);
        cash.transfer(address(till), 10_000_000);
        till.collect();
        vm.startPrank(operator);
        till.pull(operator);
        offering.draw(operator);
        skip(1000 * 365 days);
        share.drip();
        share.claim();
        assertGt(cashOf(operator), before);
    }
}
