// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IOffering} from "../../src/interfaces/IOffering.sol";
import {Stage} from "../Stage.t.sol";

contract RedeemTest is Stage {
    function redeem(address holder, uint256 shares) private returns (uint256) {
        vm.prank(holder);
        return offering.redeem(shares);
    }

    /// CAPITAL-5: exactly the price, in any order, in any pieces, whoever holds the shares by then.
    function testFuzz_afterAFailedSaleEveryShareIsWorthItsPrice(uint256 alices, uint256 bobs, uint256[12] memory seeds)
        public
    {
        alices = bound(alices, 1, SOFT_CAP / 2);
        bobs = bound(bobs, 1, SOFT_CAP / 2 - 1);
        failSale(alices, bobs);
        move(alice, carol, alices / 3);
        address[3] memory holders = [alice, bob, carol];
        for (uint256 i = 0; i < seeds.length; ++i) {
            address holder = holders[seeds[i] % 3];
            uint256 shares = (seeds[i] >> 8) % (share.balanceOf(holder) + 1);
            if (shares > 0) assertEq(redeem(holder, shares), shares * PRICE);
        }
        for (uint256 i = 0; i < 3; ++i) {
            uint256 rest = share.balanceOf(holders[i]);
            if (rest > 0) assertEq(redeem(holders[i], rest), rest * PRICE);
        }
        assertEq(share.totalSupply(), 0);
        assertEq(offering.undrawn(), 0);
        assertEq(cashOf(address(offering)), 0);
    }

    /// CAPITAL-4 and T09: after a wind-down the rest is shared; cutting a redemption into pieces or the order of holders
    /// shifts less than a unit a piece, and never beyond what is there.
    function testFuzz_afterAWindDownTheRestIsShared(uint256 income, uint256 alices, uint256[12] memory seeds) public {
        alices = bound(alices, 1, HARD_CAP - 2);
        sell(alices, HARD_CAP - alices, 0);
        earn(bound(income, 0, DEMAND_FLOOR - 1));
        vm.prank(operator);
        offering.draw(operator);
        windDown();
        uint256 rest = offering.undrawn();
        address[2] memory holders = [alice, bob];
        uint256 paid;
        uint256 pieces;
        for (uint256 i = 0; i < seeds.length; ++i) {
            address holder = holders[seeds[i] % 2];
            uint256 shares = (seeds[i] >> 8) % (share.balanceOf(holder) + 1);
            if (shares == 0) continue;
            uint256 supply = share.totalSupply();
            uint256 amount = redeem(holder, shares);
            assertLe(amount * HARD_CAP, (rest * shares) + HARD_CAP * (pieces + 1), "nobody gets more than a part");
            assertGe((amount + 1) * supply, (rest - paid) * shares);
            paid += amount;
            ++pieces;
            assertEq(offering.undrawn() + offering.drawn() + offering.redeemed(), offering.raised());
            assertBooks();
        }
        for (uint256 i = 0; i < 2; ++i) {
            uint256 shares = share.balanceOf(holders[i]);
            if (shares > 0) paid += redeem(holders[i], shares);
        }
        assertEq(paid, rest, "the last takes what rounding left");
    }

    function testFuzz_whoRedeemsKeepsTheIncome(uint256 income, uint256 shares) public {
        sell(SOFT_CAP, SOFT_CAP, 0);
        earn(bound(income, 0, DEMAND_FLOOR - 1));
        windDown();
        (uint256 alices, uint256 bobs) = (owed(alice), owed(bob));
        redeem(alice, bound(shares, 1, SOFT_CAP));
        assertEq(owed(alice), alices);
        assertEq(owed(bob), bobs);
        vm.prank(alice);
        assertEq(share.claim(), alices);
    }

    function testFuzz_sharesAreBurned(uint256 shares) public {
        failSale(SOFT_CAP / 2, SOFT_CAP / 4);
        shares = bound(shares, 1, SOFT_CAP / 2);
        vm.expectEmit(address(share));
        emit IERC20.Transfer(alice, address(0), shares);
        vm.expectEmit(address(offering));
        emit IOffering.Redeemed(alice, shares, shares * PRICE);
        redeem(alice, shares);
        assertEq(share.balanceOf(alice), SOFT_CAP / 2 - shares);
        assertEq(share.totalSupply(), uint256(SOFT_CAP / 2) + SOFT_CAP / 4 - shares);
        assertEq(offering.redeemed(), shares * PRICE);
        assertEq(cashOf(alice), shares * PRICE);
    }

    function testFuzz_onlyWhatOneHas(uint256 shares) public {
        failSale(SOFT_CAP / 2, SOFT_CAP / 4);
        shares = bound(shares, SOFT_CAP / 2 + 1, type(uint256).max);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, alice, SOFT_CAP / 2, shares)
        );
        redeem(alice, shares);
    }

    function testFuzz_notWhileTheVentureLives(uint256 shares, bool active) public {
        if (active) sellOut();
        else buy(alice, SOFT_CAP);
        vm.expectRevert(abi.encodeWithSelector(IOffering.WrongPhase.selector, offering.phase()));
        redeem(alice, shares);
    }

    function test_nothingCannotBeRedeemed() public {
        failSale(1, 1);
        vm.expectRevert(IOffering.ZeroShares.selector);
        redeem(alice, 0);
    }

    function test_whenAllCapitalIsDrawnSharesAreGivenUpForNothing() public {
        sellOut();
        earn(100_000_000);
        vm.prank(operator);
        offering.draw(operator);
        assertEq(offering.undrawn(), 0);
        windDown();
        vm.recordLogs();
        assertEq(redeem(alice, 100), 0);
        assertEq(vm.getRecordedLogs().length, 2, "burned and redeemed, and no cash moved");
    }
}
