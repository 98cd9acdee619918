// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IOffering} from "../../src/interfaces/IOffering.sol";
import {IShare} from "../../src/interfaces/IShare.sol";
import {Stage} from "../Stage.t.sol";

contract WindDownTest is Stage {
    function testFuzz_silenceMeansWindDown(address caller, uint256 income, uint256 wait) public {
        sell(SOFT_CAP, SOFT_CAP, 0);
        income = bound(income, 0, DEMAND_FLOOR - 1);
        earn(income);
        skip(bound(wait, STALL_PERIOD + 1, 10 * 365 days));
        vm.expectEmit(address(offering));
        emit IOffering.WindDown();
        vm.expectEmit(address(share));
        emit IShare.ReserveReleased();
        vm.prank(caller);
        offering.windDown();
        assertEq(uint256(offering.phase()), uint256(IOffering.Phase.WoundDown));
        assertEq(share.reserveQ32(), 0);
        assertApproxEqAbs(owed(alice), income / 2, 1);
    }

    function test_atTheEndOfThePeriod() public {
        sellOut();
        skip(STALL_PERIOD);
        vm.expectRevert(IOffering.NotStalled.selector);
        offering.windDown();
        skip(1);
        offering.windDown();
    }

    /// A token payment to oneself does not count as life; income at the floor does.
    function testFuzz_demandKeepsTheVentureAlive(uint256 income, uint256 wait) public {
        sellOut();
        skip(bound(wait, 0, STALL_PERIOD));
        earn(bound(income, DEMAND_FLOOR, 1e12));
        skip(STALL_PERIOD);
        vm.expectRevert(IOffering.NotStalled.selector);
        offering.windDown();
    }

    function testFuzz_onlyFromActive(uint256 wait, uint8 phase) public {
        phase = phase % 3;
        if (phase == 1) endSale();
        if (phase == 2) {
            sell(SOFT_CAP, 0, 0);
            windDown();
        }
        skip(bound(wait, 0, 10 * 365 days));
        vm.expectRevert(abi.encodeWithSelector(IOffering.WrongPhase.selector, offering.phase()));
        offering.windDown();
    }

    /// Customers may come back to a service that was wound down: they pay its holders, at once.
    function testFuzz_laterRevenueStillReachesTheHolders(uint256 income) public {
        sell(SOFT_CAP, SOFT_CAP, 0);
        windDown();
        income = bound(income, 1, 1e15);
        earn(income);
        assertApproxEqAbs(owed(alice) + owed(bob), income, 2);
        assertEq(offering.drawable(), 0);
    }
}
