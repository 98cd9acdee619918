// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Terms} from "../../src/interfaces/IFactory.sol";
import {IOffering} from "../../src/interfaces/IOffering.sol";
import {Stage} from "../Stage.t.sol";
import {Cash} from "../currencies/Cash.sol";

contract BuyTest is Stage {
    uint8 private cashDecimals = 6;

    function newCurrency() internal override returns (Cash) {
        return new Cash(cashDecimals);
    }

    function setUp() public override {
        super.setUp();
        fund(alice);
    }

    function fund(address buyer) private {
        cash.print(buyer, 2 ** 200);
        vm.prank(buyer);
        cash.approve(address(offering), type(uint256).max);
    }

    function testFuzz_sharesCostTheirPrice(uint256 shares, uint64 price, uint8 decimals, address to) public {
        vm.assume(to != address(0));
        Terms memory terms = standardTerms();
        cashDecimals = uint8(bound(decimals, 0, 36));
        terms.currency = address(newCurrency());
        terms.price = uint64(bound(price, 1, type(uint64).max / HARD_CAP));
        open(terms);
        vm.assume(to != address(share));
        fund(alice);
        shares = bound(shares, 1, HARD_CAP);
        uint256 cost = shares * terms.price;

        vm.expectEmit(address(share));
        emit IERC20.Transfer(address(0), to, shares);
        vm.expectEmit(address(offering));
        emit IOffering.Bought(alice, to, shares, cost);
        vm.expectEmit(address(cash));
        emit IERC20.Transfer(alice, address(offering), cost * offering.CASH_UNIT());
        vm.prank(alice);
        assertEq(offering.buy(shares, to), cost);

        assertEq(share.balanceOf(to), shares);
        assertEq(share.totalSupply(), shares);
        assertEq(offering.raised(), cost);
        assertBooks();
    }

    /// CAPITAL-1 and T03: capital moves neither index nor reserve, and a buyer has earned nothing yet.
    function testFuzz_capitalIsNoIncome(uint256 income, uint256 shares) public {
        pay(bound(income, 1, 1e15));
        till.collect();
        uint256 reserve = share.reserveQ32();
        vm.prank(alice);
        offering.buy(bound(shares, 1, HARD_CAP), alice);
        assertEq(share.reserveQ32(), reserve);
        assertEq(share.index(), 0);
        assertEq(owed(alice), 0);
        assertEq(cashOf(address(share)), share.credited());
    }

    function testFuzz_theHardCapIsTheEnd(uint256 first, uint256 second) public {
        first = bound(first, 1, HARD_CAP);
        second = bound(second, HARD_CAP - first + 1, type(uint256).max);
        vm.startPrank(alice);
        offering.buy(first, alice);
        vm.expectRevert(abi.encodeWithSelector(IOffering.HardCapExceeded.selector, second, HARD_CAP - first));
        offering.buy(second, alice);
        if (first < HARD_CAP) offering.buy(HARD_CAP - first, alice);
        assertEq(share.totalSupply(), HARD_CAP);
    }

    /// The largest sale that the limits of the terms allow.
    function testFuzz_theLargestSaleFits(uint64 price) public {
        Terms memory terms = standardTerms();
        terms.price = uint64(bound(price, 1, type(uint64).max));
        (terms.softCap, terms.hardCap) = (1, type(uint64).max / terms.price);
        open(terms);
        fund(alice);
        vm.prank(alice);
        uint256 cost = offering.buy(terms.hardCap, alice);
        assertEq(offering.raised(), cost);
        assertEq(share.balanceOf(alice), terms.hardCap);
        assertEq(share.totalSupply(), terms.hardCap);
    }

    function test_theDeadlineIsTheLastSecond() public {
        vm.startPrank(alice);
        vm.warp(offering.DEADLINE());
        offering.buy(1, alice);
        skip(1);
        vm.expectRevert(abi.encodeWithSelector(IOffering.SaleEnded.selector, block.timestamp - 1));
        offering.buy(1, alice);
    }

    function testFuzz_nothingCannotBeBought(address to) public {
        vm.expectRevert(IOffering.ZeroShares.selector);
        vm.prank(alice);
        offering.buy(0, to);
    }

    /// Minting ends for ever at the close, in every later phase.
    function testFuzz_nobodyBuysAfterTheClose(uint256 shares, uint8 ending) public {
        IOffering.Phase phase = endIn(ending % 3);
        vm.expectRevert(abi.encodeWithSelector(IOffering.WrongPhase.selector, phase));
        vm.prank(alice);
        offering.buy(shares, alice);
    }

    function endIn(uint8 ending) private returns (IOffering.Phase) {
        if (ending > 0) buy(bob, SOFT_CAP);
        endSale();
        if (ending > 1) windDown();
        return [IOffering.Phase.Failed, IOffering.Phase.Active, IOffering.Phase.WoundDown][ending];
    }

    function testFuzz_sharesCannotBeBoughtForNobody(uint256 shares) public {
        shares = bound(shares, 1, HARD_CAP);
        address[2] memory nowhere = [address(0), address(share)];
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, nowhere[i]));
            vm.prank(alice);
            offering.buy(shares, nowhere[i]);
        }
    }

    function testFuzz_whoCannotPayGetsNothing(uint256 shares, uint256 allowed) public {
        shares = bound(shares, 1, HARD_CAP);
        allowed = bound(allowed, 0, shares * PRICE - 1);
        cash.print(bob, 0);
        vm.startPrank(bob);
        cash.approve(address(offering), allowed);
        vm.expectRevert(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientAllowance.selector, address(offering), allowed, shares * PRICE
            )
        );
        offering.buy(shares, bob);
    }

    /// CAPITAL-2: a payment of a customer mints no share, and money sent to the Offering buys none and is in no book.
    function testFuzz_giftsBuyNothing(uint256 amount) public {
        amount = bound(amount, 1, 1e20);
        pay(amount);
        till.collect();
        cash.print(address(offering), amount % 1e18);
        assertEq(share.totalSupply(), 0);
        assertEq(offering.raised(), 0);
        assertEq(offering.undrawn(), 0);
    }
}
