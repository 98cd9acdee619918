// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IOffering} from "../../src/interfaces/IOffering.sol";
import {IShare} from "../../src/interfaces/IShare.sol";
import {Stage} from "../Stage.t.sol";

contract CloseTest is Stage {
    function testFuzz_theSoftCapDecides(uint256 sold, address caller) public {
        sold = bound(sold, 0, HARD_CAP);
        if (sold > 0) buy(alice, sold);
        vm.warp(offering.DEADLINE() + 1);
        check(sold, caller);
    }

    function test_atTheSoftCap() public {
        uint256 state = vm.snapshotState();
        for (uint256 sold = SOFT_CAP - 1; sold <= SOFT_CAP + 1; ++sold) {
            buy(alice, sold);
            vm.warp(offering.DEADLINE() + 1);
            check(sold, stranger);
            vm.revertToState(state);
        }
    }

    function check(uint256 sold, address caller) private {
        bool success = sold >= SOFT_CAP;
        IOffering.Phase phase = success ? IOffering.Phase.Active : IOffering.Phase.Failed;
        vm.expectEmit(address(offering));
        emit IOffering.Closed(phase, sold * PRICE);
        vm.expectEmit(address(share));
        if (success) emit IShare.DrippingBegan();
        else emit IShare.ReserveReleased();
        vm.prank(caller);
        assertEq(uint256(offering.close()), uint256(phase));
        assertEq(uint256(offering.phase()), uint256(phase));
        assertEq(uint256(share.phase()), uint256(success ? IShare.Phase.Dripping : IShare.Phase.Released));
    }

    function testFuzz_notBeforeTheDeadline(uint256 sold, uint256 time) public {
        sold = bound(sold, 0, HARD_CAP - 1);
        if (sold > 0) buy(alice, sold);
        vm.warp(bound(time, START, offering.DEADLINE()));
        vm.expectRevert(abi.encodeWithSelector(IOffering.SaleNotOver.selector, offering.DEADLINE()));
        offering.close();
    }

    function test_theDeadlineIsStillTheSale() public {
        vm.warp(offering.DEADLINE());
        vm.expectRevert(abi.encodeWithSelector(IOffering.SaleNotOver.selector, offering.DEADLINE()));
        offering.close();
        skip(1);
        offering.close();
    }

    function testFuzz_atTheHardCapAtAnyTime(uint256 time) public {
        buy(alice, HARD_CAP);
        vm.warp(bound(time, START, START + 10 * 365 days));
        assertEq(uint256(offering.close()), uint256(IOffering.Phase.Active));
    }

    function testFuzz_onlyOnce(uint256 sold) public {
        sell(bound(sold, 1, HARD_CAP), 0, 0);
        vm.expectRevert(abi.encodeWithSelector(IOffering.WrongPhase.selector, offering.phase()));
        offering.close();
    }

    /// Dripping starts with the close, not with the first income: the time of the sale counts for nothing.
    function testFuzz_theSaleDoesNotDecay(uint256 income, uint256 wait) public {
        buy(alice, SOFT_CAP);
        pay(bound(income, 1, 1e15));
        till.collect();
        uint256 reserve = share.reserveQ32();
        vm.warp(offering.DEADLINE() + 1 + bound(wait, 0, 1000 days));
        assertEq(share.drip(), 0);
        offering.close();
        assertEq(share.drip(), 0, "nor in the second of the close");
        assertEq(share.reserveQ32(), reserve);
        assertEq(share.lastDrip(), block.timestamp);
        assertEq(share.windowStart(), block.timestamp);
    }

    /// After a missed soft cap the income is the holders' at once.
    function testFuzz_failureReleasesTheReserve(uint256 income, uint256 sold) public {
        buy(alice, bound(sold, 1, SOFT_CAP - 1));
        pay(bound(income, 1, 1e15));
        till.collect();
        vm.warp(offering.DEADLINE() + 1);
        offering.close();
        assertEq(share.reserveQ32(), 0);
        assertApproxEqAbs(owed(alice), share.credited(), 1);
    }
}
