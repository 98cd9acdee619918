// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Terms} from "../../../src/interfaces/IFactory.sol";
import {IOffering} from "../../../src/interfaces/IOffering.sol";
import {IncomeWord} from "../../../src/pure/IncomeWord.sol";
import {Vault} from "../../../src/Vault.sol";
import {Stage} from "../../Stage.t.sol";

/// Attacks on tokens whose balance earns something, as they were carried out on others.
contract SharesTest is Stage {
    using IncomeWord for uint256;

    function setUp() public override {
        super.setUp();
        sellOut();
        earn(1_000_000);
        skip(DAY);
        share.drip();
    }

    function everybodys() private view returns (uint256) {
        return owed(alice) + owed(bob) + owed(carol) + owed(stranger) + owed(operator);
    }

    /// T01, a transfer to oneself that doubles: SSS, March 2024, 4.8 million dollars; GPU, May 2024, 32,000.
    function testFuzz_T01_aTransferToOneselfDoublesNothing(uint256[16] memory amounts) public {
        (uint256 balance, uint256 income) = (share.balanceOf(alice), owed(alice));
        vm.prank(alice);
        share.approve(alice, type(uint256).max);
        for (uint256 i = 0; i < amounts.length; ++i) {
            uint256 amount = i == 0 ? balance : amounts[i] % (balance + 1);
            vm.prank(alice);
            if (i % 2 == 0) share.transfer(alice, amount);
            else share.transferFrom(alice, alice, amount);
            assertEq(share.balanceOf(alice), balance);
            assertEq(owed(alice), income);
        }
        assertEq(share.totalSupply(), HARD_CAP);
    }

    /// T02, a transfer of nothing that credits whoever receives it: RoyalRoyalties, June 2026, 261,162 USDC by a hundred of them.
    function testFuzz_T02_aHundredTransfersOfNothingEarnNothing(address from, address to) public {
        vm.assume(to != address(0) && to != address(share) && from != address(0));
        (uint256 senders, uint256 receivers, uint256 all) = (owed(from), owed(to), everybodys());
        for (uint256 i = 0; i < 50; ++i) {
            move(from, to, 0);
            vm.prank(stranger);
            share.transferFrom(from, to, 0);
        }
        assertEq(owed(from), senders);
        assertEq(owed(to), receivers);
        assertEq(everybodys(), all);
    }

    /// T03, a new holder that is owed all of history: NovaBox, June 2026, 56.7 ETH; six dividend tokens of one family, June 2025. By
    /// every way in which an account can come to its first share.
    /// forge-config: default.fuzz.runs = 128
    function testFuzz_T03_aFirstShareEarnsNothingOfThePast(address fresh, uint256 rounds, uint256 way) public {
        vm.assume(fresh.code.length == 0 && fresh != address(0) && share.balanceOf(fresh) == 0);
        vm.assume(fresh != operator && fresh != customer && uint160(fresh) > 1000);
        for (uint256 i = 0; i < bound(rounds, 1, 50); ++i) {
            earn(1_000_000);
            skip(1 hours);
            share.drip();
        }
        way %= 4;
        if (way == 0) move(alice, fresh, 1_000);
        if (way == 1) {
            vm.prank(alice);
            share.approve(fresh, 1_000);
            vm.prank(fresh);
            share.transferFrom(alice, fresh, 1_000);
        }
        if (way == 2) {
            Vault vault = new Vault(share);
            vm.startPrank(alice);
            share.approve(address(vault), 1_000);
            vault.deposit(1_000, alice);
            vault.withdraw(1_000, fresh, alice);
            vm.stopPrank();
            assertEq(owed(address(vault)), 0, "nor does the Vault");
        }
        if (way == 3) {
            // Bought in a sale during which others' income had arrived.
            vm.warp(START);
            open(standardTerms());
            buy(alice, SOFT_CAP);
            earn(1_000_000);
            share.drip();
            buy(fresh, 1_000);
        }
        assertEq(share.balanceOf(fresh), 1_000);
        assertEq(owed(fresh), 0);
    }

    /// T04, shares that travel and claim at every stop: Popsicle, August 2021, 20 million dollars; Aventa, April 2025.
    function test_T04_sharesThatTravelClaimOnce() public {
        uint256 all = everybodys();
        uint256 paid;
        address from = alice;
        for (uint256 i = 0; i < 100; ++i) {
            vm.prank(from);
            paid += share.claim();
            address to = i % 3 == 2 ? alice : makeAddr(vm.toString(i));
            move(from, to, share.balanceOf(from));
            from = to;
        }
        paid += share.claimFor(bob) + share.claimFor(carol);
        assertEq(paid, all);
        assertLe(paid, share.credited());
    }

    /// T10, a field that overflows or is cut: Cetus, May 2025, 223 million dollars. Values at and beyond the width of a word's
    /// halves: each is refused, or exact.
    function testFuzz_T10_noValueIsCut(uint256 value, uint8 bits) public {
        uint256 edge = 1 << bound(bits, 24, 255);
        value = bound(value, edge - 1, edge + (edge >> 1));
        vm.assume(value > share.balanceOf(alice));
        bytes memory refusal =
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, alice, HARD_CAP / 2, value);
        vm.prank(alice);
        vm.expectRevert(refusal);
        share.transfer(bob, value);
        vm.prank(alice);
        share.approve(stranger, type(uint256).max);
        vm.prank(stranger);
        vm.expectRevert(refusal);
        share.transferFrom(alice, stranger, value);
    }

    /// T10: words as no history makes them, with every bit above the balance set at will: a transfer still moves shares alone.
    function testFuzz_T10_dirtyWordsMoveSharesAlone(uint192 debtOfAlice, uint192 debtOfBob, uint64 index, uint256 value)
        public
        pure
    {
        uint256 g = (uint256(index) << 64) | HARD_CAP;
        uint256 alices = (uint256(debtOfAlice) << 64) | (HARD_CAP / 2);
        uint256 bobs = (uint256(debtOfBob) << 64) | (HARD_CAP / 2);
        value = bound(value, 0, HARD_CAP / 2);
        uint256 before = alices.owedDown(g);
        assertEq(alices.minus(value, g).owedDown(g), before);
        assertEq(bobs.plus(value, g).owedDown(g), bobs.owedDown(g));
        assertEq(alices.minus(value, g).shares(), HARD_CAP / 2 - value);
        assertEq(bobs.plus(value, g).shares(), HARD_CAP / 2 + value);
    }

    /// T11, a field that spoils its neighbour in a packed word. Every verb that writes part of a word leaves the rest of it.
    function testFuzz_T11_noFieldSpoilsItsNeighbour(uint256 income, uint16 raised, uint256 wait) public {
        income = bound(income, 1, 1e12) * 4;
        raised = uint16(bound(raised, HOLDERS_BPS + 1, 10_000));
        skip(bound(wait, 0, 20 days));
        pay(income);
        till.collect();
        uint256 part = till.operatorPart();
        uint256[5] memory before =
            [offering.raised(), share.windowStart(), share.totalSupply(), uint256(share.phase()), share.credited()];
        vm.startPrank(operator);
        till.raiseHoldersBps(raised);
        assertEq(till.operatorPart(), part, "the part beside the rate");
        assertEq(till.operator(), operator, "the key beside the rate");
        uint256 drawn = offering.draw(operator);
        till.pull(operator);
        vm.stopPrank();
        assertEq(till.holdersBps(), raised, "the rate beside the part");
        assertEq(offering.drawn(), drawn);
        assertEq(offering.redeemed(), 0);
        skip(DAY);
        share.drip();
        uint256[5] memory now_ =
            [offering.raised(), share.windowStart(), share.totalSupply(), uint256(share.phase()), share.credited()];
        assertEq(keccak256(abi.encode(now_)), keccak256(abi.encode(before)));
    }

    /// T18, a receiver that does not take its money stops itself alone: here an account that the currency refuses, and a
    /// contract that has not said where its income may go.
    function test_T18_aHolderThatCannotBePaidStopsOnlyItself() public {
        move(alice, address(offering), 1_000_000); // A contract without a payee.
        skip(DAY);
        share.drip();
        address[] memory holders = new address[](3);
        (holders[0], holders[1], holders[2]) = (bob, address(offering), carol);
        uint256 stuck = owed(address(offering));
        assertGt(stuck, 0);
        assertEq(share.claimMany(holders), cashOf(bob) + cashOf(carol));
        assertEq(owed(bob) + owed(carol), 0);
        assertEq(owed(address(offering)), stuck);
    }

    /// T21, an allowance that is changed and spent in between: the known race of ERC-20. It takes what was allowed before and after,
    /// as the standard says, and never more; and who lowers it to zero first is safe.
    function testFuzz_T21_aRaceForAnAllowanceTakesNoMoreThanBoth(uint256 first, uint256 second) public {
        (first, second) = (bound(first, 1, 1_000_000), bound(second, 1, 1_000_000));
        vm.prank(alice);
        share.approve(stranger, first);
        vm.prank(stranger);
        share.transferFrom(alice, stranger, first);
        vm.prank(alice);
        share.approve(stranger, 0);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, stranger, 0, 1));
        share.transferFrom(alice, stranger, 1);
        vm.prank(alice);
        share.approve(stranger, second);
        vm.prank(stranger);
        share.transferFrom(alice, stranger, second);
        assertEq(share.balanceOf(stranger), first + second);
        assertEq(share.allowance(alice, stranger), 0);
    }

    /// T22, the odd ends of transferFrom: by the owner itself, with an infinite allowance, to the Share.
    function testFuzz_T22_theOddEndsOfTransferFrom(uint256 value) public {
        value = bound(value, 1, HARD_CAP / 2);
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, alice, 0, value));
        share.transferFrom(alice, bob, value);
        share.approve(alice, value);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(share)));
        share.transferFrom(alice, address(share), value);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0)));
        share.transferFrom(alice, address(0), value);
        assertEq(share.allowance(alice, alice), value, "a refusal spends nothing");
        share.transferFrom(alice, bob, value);
        assertEq(share.allowance(alice, alice), 0);
        share.approve(bob, type(uint256).max);
        vm.stopPrank();
        uint256 rest = share.balanceOf(alice);
        vm.prank(bob);
        share.transferFrom(alice, bob, rest);
        assertEq(share.allowance(alice, bob), type(uint256).max);
    }

    /// T24, minting around the cap: one below, at it, one above; and the largest cap there is.
    function test_T24_theCapIsTheCap() public {
        uint64[2] memory caps = [HARD_CAP, type(uint64).max];
        for (uint256 i = 0; i < 2; ++i) {
            vm.warp(START);
            Terms memory terms = standardTerms();
            (terms.hardCap, terms.price) = (caps[i], 1);
            open(terms);
            buy(alice, caps[i] - 1);
            cash.print(bob, 2);
            vm.startPrank(bob);
            cash.approve(address(offering), 2);
            vm.expectRevert(abi.encodeWithSelector(IOffering.HardCapExceeded.selector, 2, 1));
            offering.buy(2, bob);
            offering.buy(1, bob);
            vm.expectRevert(abi.encodeWithSelector(IOffering.HardCapExceeded.selector, 1, 0));
            offering.buy(1, bob);
            vm.stopPrank();
            assertEq(share.totalSupply(), caps[i]);
            assertEq(share.balanceOf(alice) + share.balanceOf(bob), caps[i]);
            offering.close();
            move(alice, bob, caps[i] - 1);
            assertEq(share.balanceOf(bob), caps[i], "all of it in one hand");
        }
    }
}
