// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {IShare} from "../../src/interfaces/IShare.sol";
import {Stage} from "../Stage.t.sol";
import {Cash} from "../currencies/Cash.sol";
import {PickyCash} from "../currencies/PickyCash.sol";

contract ClaimManyTest is Stage {
    uint256 private constant COUNT = 8;
    address[] private holders;

    function newCurrency() internal override returns (Cash) {
        return new PickyCash();
    }

    function setUp() public override {
        super.setUp();
        sell(HARD_CAP / 2, 0, 0);
        for (uint256 i = 0; i < COUNT; ++i) {
            holders.push(makeAddr(string(abi.encodePacked("holder ", bytes1(uint8(48 + i))))));
            move(alice, holders[i], 100_000 * (i + 1));
        }
        earn(1_000_003);
        skip(DAY);
        share.drip();
    }

    /// Each holder is in one of five situations; the good ones are paid and the others keep what they are owed.
    function testFuzz_whoCannotBePaidIsPassedOver(uint256 seed) public {
        uint256[COUNT] memory before;
        uint256 payable_;
        for (uint256 i = 0; i < COUNT; ++i) {
            before[i] = owed(holders[i]);
            if (arrange(holders[i], (seed >> (8 * i)) % 5)) payable_ += before[i];
        }

        vm.recordLogs();
        vm.prank(stranger);
        assertEq(share.claimMany(holders), payable_);

        uint256 claimed;
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == IShare.Claimed.selector) claimed += abi.decode(logs[i].data, (uint256));
        }
        assertEq(claimed, payable_, "an event for every payment, and none without");
        for (uint256 i = 0; i < COUNT; ++i) {
            bool good = (seed >> (8 * i)) % 5 < 2;
            assertEq(owed(holders[i]), good ? 0 : before[i]);
            assertEq(cashOf(holders[i]), (seed >> (8 * i)) % 5 == 0 ? before[i] : 0);
        }
    }

    /// Returns whether the holder can be paid.
    function arrange(address holder, uint256 situation) private returns (bool) {
        PickyCash picky = PickyCash(address(cash));
        if (situation == 1) {
            vm.prank(holder);
            share.setPayee(stranger);
            vm.etch(holder, hex"00");
        }
        if (situation == 2) vm.etch(holder, hex"00");
        if (situation == 3) picky.refuse(holder, PickyCash.Refusal.Reverts);
        if (situation == 4) picky.refuse(holder, PickyCash.Refusal.AnswersFalse);
        return situation < 2;
    }

    function testFuzz_oneAfterTheOtherPaysTheSame(uint256 elapsed) public {
        skip(bound(elapsed, 0, 365 days));
        share.drip();
        uint256 state = vm.snapshotState();
        uint256 amount;
        for (uint256 i = 0; i < COUNT; ++i) {
            amount += share.claimFor(holders[i]);
        }
        vm.revertToState(state);
        assertEq(share.claimMany(holders), amount);
    }

    function testFuzz_namingAHolderTwicePaysOnce(uint8 which) public {
        address[] memory twice = new address[](2);
        (twice[0], twice[1]) = (holders[which % COUNT], holders[which % COUNT]);
        uint256 amount = owed(twice[0]);
        assertEq(share.claimMany(twice), amount);
        assertEq(cashOf(twice[0]), amount);
    }

    /// A refusal that takes all the gas it can get takes 63/64 of it; what is left still finishes the batch's accounting,
    /// or all of it reverts. Either way nothing is lost.
    function test_aRefusalThatBurnsGasLosesNothing() public {
        PickyCash(address(cash)).refuse(holders[7], PickyCash.Refusal.BurnsAllGas);
        uint256 before = owed(holders[7]);
        uint256 others;
        for (uint256 i = 0; i < 7; ++i) {
            others += owed(holders[i]);
        }
        assertEq(share.claimMany{gas: 10_000_000}(holders), others);
        assertEq(owed(holders[7]), before);
    }

    function test_nobodyIsNoProblem() public {
        assertEq(share.claimMany(new address[](0)), 0);
    }
}
