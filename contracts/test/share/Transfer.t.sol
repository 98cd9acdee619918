// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Stage} from "../Stage.t.sol";

contract TransferTest is Stage {
    uint256 private constant ALICES = HARD_CAP / 2;

    function setUp() public override {
        super.setUp();
        sellOut();
        earn(1_000_003);
        skip(DAY);
        share.drip();
    }

    function testFuzz_sharesMoveAndIncomeStays(uint256 value) public {
        value = bound(value, 0, ALICES);
        (uint256 alices, uint256 bobs) = (owed(alice), owed(bob));
        uint256 bobHad = share.balanceOf(bob);

        vm.expectEmit(address(share));
        emit IERC20.Transfer(alice, bob, value);
        vm.prank(alice);
        assertTrue(share.transfer(bob, value));

        assertEq(share.balanceOf(alice), ALICES - value);
        assertEq(share.balanceOf(bob), bobHad + value);
        assertEq(share.totalSupply(), HARD_CAP);
        assertEq(owed(alice), alices);
        assertEq(owed(bob), bobs);
    }

    /// T03: whoever receives shares for the first time has earned nothing with them yet.
    function testFuzz_aNewHolderIsOwedNothing(address to, uint256 value) public {
        vm.assume(to != address(0) && to != address(share) && share.balanceOf(to) == 0);
        move(alice, to, bound(value, 0, ALICES));
        assertEq(owed(to), 0);
    }

    /// T01.
    function testFuzz_aTransferToOneselfChangesNothing(uint256 value) public {
        value = bound(value, 0, ALICES);
        bytes32 word = wordOf(alice);
        vm.expectEmit(address(share));
        emit IERC20.Transfer(alice, alice, value);
        vm.prank(alice);
        share.transfer(alice, value);
        assertEq(wordOf(alice), word);
    }

    /// T02: anybody may move nothing, with or without shares, and only the event shows it.
    function testFuzz_aTransferOfNothingChangesNothing(address from, address to) public {
        vm.assume(from != address(0) && to != address(0) && to != address(share));
        (bytes32 fromWord, bytes32 toWord) = (wordOf(from), wordOf(to));
        vm.expectEmit(address(share));
        emit IERC20.Transfer(from, to, 0);
        vm.prank(from);
        share.transfer(to, 0);
        vm.prank(stranger);
        share.transferFrom(from, to, 0);
        assertEq(wordOf(from), fromWord);
        assertEq(wordOf(to), toWord);
    }

    /// INCOME-2: whatever the sequence, nobody's owed amount moves by a unit.
    function testFuzz_noSequenceOfTransfersMovesIncome(uint256[32] memory seeds) public {
        address[4] memory holders = [alice, bob, carol, stranger];
        uint256[4] memory before;
        for (uint256 i = 0; i < 4; ++i) {
            before[i] = owed(holders[i]);
        }
        for (uint256 i = 0; i < seeds.length; ++i) {
            address from = holders[seeds[i] % 4];
            uint256 balance = share.balanceOf(from);
            uint256 value = (seeds[i] >> 4) % 4 == 0 ? balance : bound(seeds[i] >> 8, 0, balance);
            move(from, holders[(seeds[i] >> 2) % 4], value);
            for (uint256 j = 0; j < 4; ++j) {
                assertEq(owed(holders[j]), before[j]);
            }
        }
    }

    /// T04: shares that travel collect only what they earn on the way.
    function testFuzz_claimingInTurnsPaysOnce(uint256 value, uint8 rounds) public {
        value = bound(value, 0, ALICES);
        uint256 total = owed(alice) + owed(stranger);
        for (uint256 i = 0; i < bound(rounds, 1, 30); ++i) {
            vm.prank(alice);
            share.claim();
            move(alice, stranger, value);
            vm.prank(stranger);
            share.claim();
            move(stranger, alice, value);
        }
        assertEq(cashOf(alice) + cashOf(stranger), total);
    }

    function testFuzz_moreThanTheBalanceIsRefused(uint256 value) public {
        value = bound(value, ALICES + 1, type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, alice, ALICES, value));
        vm.prank(alice);
        share.transfer(bob, value);
    }

    function testFuzz_sharesCannotBeLostToZeroOrToTheShare(uint256 value) public {
        address[2] memory nowhere = [address(0), address(share)];
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, nowhere[i]));
            vm.prank(alice);
            share.transfer(nowhere[i], value);
        }
    }

    function wordOf(address holder) private view returns (bytes32) {
        uint256 wordsSlot = 4;
        bytes32 word = vm.load(address(share), keccak256(abi.encode(holder, wordsSlot)));
        assertEq(uint64(uint256(word)), share.balanceOf(holder), "the storage layout is as this test thinks");
        return word;
    }
}
