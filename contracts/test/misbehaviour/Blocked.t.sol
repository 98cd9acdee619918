// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Stage} from "../Stage.t.sol";
import {Cash} from "../currencies/Cash.sol";
import {PickyCash} from "../currencies/PickyCash.sol";

/// REVENUE-1, second half: whoever the currency refuses, stops only itself.
contract BlockedTest is Stage {
    function newCurrency() internal override returns (Cash) {
        return new PickyCash();
    }

    function setUp() public override {
        super.setUp();
        sellOut();
        earn(1_000_000);
        skip(DAY);
        share.drip();
    }

    function block_(address account, uint8 how) private {
        PickyCash(address(cash))
            .refuse(account, how % 2 == 0 ? PickyCash.Refusal.Reverts : PickyCash.Refusal.AnswersFalse);
    }

    function testFuzz_aBlockedOperatorStopsNobody(uint256 amount, uint8 how) public {
        amount = bound(amount, 1, 1e15);
        block_(operator, how);
        pay(amount);
        (uint256 collected,) = till.collect();
        assertEq(collected, amount);
        skip(DAY);
        share.drip();
        uint256 alices = owed(alice);
        vm.prank(alice);
        assertEq(share.claim(), alices);
        assertEq(share.claimFor(bob), cashOf(bob));

        vm.prank(operator);
        vm.expectRevert();
        till.pull(operator);
        vm.prank(operator);
        till.pull(stranger);
        vm.prank(operator);
        offering.draw(stranger);
        assertBooks();
    }

    function testFuzz_aBlockedHolderStopsOnlyItself(uint8 how) public {
        uint256 alices = owed(alice);
        block_(alice, how);
        vm.expectRevert();
        share.claimFor(alice);
        vm.prank(alice);
        vm.expectRevert();
        share.claim();
        assertEq(owed(alice), alices);

        assertGt(share.claimFor(bob), 0);
        vm.prank(alice);
        assertEq(share.claimTo(stranger), alices, "and can send it elsewhere");
        assertBooks();
    }

    /// P10: one holder that cannot be paid keeps nobody from redeeming, and can pass its shares on.
    function testFuzz_aBlockedHolderDoesNotStopRedemption(uint8 how) public {
        windDown();
        block_(alice, how);
        vm.prank(alice);
        vm.expectRevert();
        offering.redeem(1_000);
        vm.prank(bob);
        assertGt(offering.redeem(1_000), 0);
        move(alice, stranger, 1_000);
        vm.prank(stranger);
        assertGt(offering.redeem(1_000), 0);
        assertBooks();
    }

    /// A blocked purse pays nobody while it is blocked, and everybody afterwards.
    function testFuzz_aBlockedPurseLosesNothing(uint256 amount, uint8 which, uint8 how) public {
        amount = bound(amount, 1, 1e15);
        address purse = [address(share), address(till), address(offering)][which % 3];
        pay(amount);
        uint256 alices = owed(alice);
        block_(purse, how);
        try till.collect() {} catch {}
        vm.prank(alice);
        try share.claim() {} catch {}
        assertBooks();

        PickyCash(address(cash)).refuse(purse, PickyCash.Refusal.None);
        till.collect();
        vm.prank(alice);
        share.claim();
        assertEq(share.credited() + till.operatorPart(), 4_000_000 + amount);
        assertEq(cashOf(alice), alices);
        assertBooks();
    }

    /// What docs/risks.md warns of: income that the Share cannot receive proves no demand, however much waits in the Till.
    function testFuzz_aLongFreezeLooksLikeSilence(uint256 amount, uint256 wait, uint8 how) public {
        amount = bound(amount, 2 * DEMAND_FLOOR, 1e15);
        block_(address(share), how);
        pay(amount);
        vm.expectRevert();
        till.collect();
        skip(bound(wait, STALL_PERIOD + 1, 10 * 365 days));
        offering.windDown();

        PickyCash(address(cash)).refuse(address(share), PickyCash.Refusal.None);
        uint256 credited = share.credited();
        (, uint256 holdersPart) = till.collect();
        assertEq(share.credited(), credited + holdersPart, "and reaches the holders afterwards");
        assertEq(share.reserveQ32(), 0, "at once");
        assertBooks();
    }
}
