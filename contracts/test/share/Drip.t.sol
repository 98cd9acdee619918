// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../../src/interfaces/IFactory.sol";
import {IShare} from "../../src/interfaces/IShare.sol";
import {Decay} from "../../src/pure/Decay.sol";
import {Stage} from "../Stage.t.sol";

contract DripTest is Stage {
    uint256 private constant INCOME_MAX = 1e16;

    function setUp() public override {
        super.setUp();
        sellOut();
    }

    function testFuzz_theLawHolds(uint256 income, uint256 elapsed, uint32 tau) public {
        Terms memory terms = standardTerms();
        terms.tau = uint32(bound(tau, 1, 10 * 365 days));
        vm.warp(START);
        open(terms);
        sellOut();
        earn(bound(income, 1, INCOME_MAX));
        elapsed = bound(elapsed, 0, 365 days);
        skip(elapsed);

        uint256 before = share.reserveQ32();
        uint256 remaining = Decay.remainingUp(before, Decay.overQ128(Decay.perSecondQ128(terms.tau), elapsed));
        uint256 index = ((before - remaining) << 96) / HARD_CAP;
        if (remaining < before) {
            vm.expectEmit(address(share));
            emit IShare.Dripped(before - remaining, index);
        }
        assertEq(share.drip(), before - remaining);
        assertEq(share.reserveQ32(), remaining);
        assertEq(share.index(), index);
    }

    /// INCOME-4. Every poke rounds what stays up, by less than one unit in Q32; so many pokes hold back less than
    /// their number, and one poke is never ahead by more.
    function testFuzz_howOftenIsNoMatter(uint256 income, uint256 seed, uint8 pokes) public {
        earn(bound(income, 1, INCOME_MAX));
        uint256 count = bound(pokes, 1, 60);
        uint256 state = vm.snapshotState();
        uint256 elapsed;
        for (uint256 i = 0; i < count; ++i) {
            uint256 gap = uint256(keccak256(abi.encode(seed, i))) % (i % 3 == 0 ? 10 : 1 days);
            elapsed += gap;
            skip(gap);
            share.drip();
        }
        uint256 often = share.reserveQ32();
        vm.revertToState(state);
        skip(elapsed);
        share.drip();
        assertApproxEqAbs(share.reserveQ32(), often, count + 1);
    }

    /// P07: a poke every second does not stall a reserve of one cash unit.
    function test_aPokeEverySecondStallsNothing() public {
        earn(1);
        uint256 start = block.timestamp;
        uint256 before = share.reserveQ32();
        for (uint256 i = 0; i < 1 hours; ++i) {
            skip(1);
            share.drip();
        }
        uint256 factor = Decay.overQ128(share.decayPerSecond(), block.timestamp - start);
        assertApproxEqAbs(share.reserveQ32(), Decay.remainingUp(before, factor), 1 hours);
        assertLt(share.reserveQ32(), before);
    }

    /// The time of pokes that were too early to release anything is not lost.
    function testFuzz_anEmptyPokeKeepsTheTime(uint256[12] memory gaps) public {
        Terms memory terms = standardTerms();
        terms.tau = 10 * 365 days;
        vm.warp(START);
        open(terms);
        sellOut();
        earn(1);
        skip(200 * 365 days);
        share.drip();
        assertEq(share.reserveQ32(), 9, "so little that a unit needs more than a year");
        uint256 lastDrip = share.lastDrip();
        for (uint256 i = 0; i < gaps.length; ++i) {
            skip(bound(gaps[i], 0, 30 days));
            vm.recordLogs();
            assertEq(share.drip(), 0);
            assertEq(vm.getRecordedLogs().length, 0);
            assertEq(share.lastDrip(), lastDrip);
        }
        vm.warp(lastDrip + 435 days);
        assertEq(share.drip(), 1);
    }

    function testFuzz_aSecondPokeInTheSameSecondReleasesNothing(uint256 income, uint256 elapsed) public {
        earn(bound(income, 0, INCOME_MAX));
        skip(bound(elapsed, 0, 365 days));
        share.drip();
        assertEq(share.drip(), 0);
    }

    /// INCOME-1: the released part, spread over the holders, is never exceeded by what they are owed.
    function testFuzz_nobodyIsOwedMoreThanWasReleased(uint256 income, uint256[8] memory gaps) public {
        earn(bound(income, 1, INCOME_MAX));
        uint256 releasedQ32;
        for (uint256 i = 0; i < gaps.length; ++i) {
            skip(bound(gaps[i], 0, 10 days));
            releasedQ32 += share.drip();
            uint256 all = owed(alice) + owed(bob) + owed(carol);
            assertLe(all << 32, releasedQ32);
            assertGe(all + 4, releasedQ32 >> 32, "and less than a unit each stays behind");
            assertEq(releasedQ32 + share.reserveQ32(), share.credited() << 32, "smoothing changes when, never how much");
        }
    }

    /// INCOME-5, T12, T13: shares held for an instant earn at most their part of what is released in that instant.
    function testFuzz_holdingForAnInstantEarnsThatInstant(uint256 income, uint256 elapsed, uint256 value) public {
        earn(bound(income, 1, INCOME_MAX));
        skip(bound(elapsed, 0, 30 days));
        value = bound(value, 0, HARD_CAP / 2);
        move(alice, stranger, value);
        uint256 releasedQ32 = share.drip();
        move(stranger, alice, value);
        assertLe(owed(stranger), (releasedQ32 * value / HARD_CAP) >> 32);
    }

    /// INCOME-3 with an exact account beside: each holder's part of each release, kept as a fraction.
    function testFuzz_incomeIsTheIntegralOfHolding(uint256[24] memory seeds) public {
        address[3] memory holders = [alice, bob, carol];
        uint256[3] memory earnedQ128;
        uint256[3] memory claimed;
        for (uint256 i = 0; i < seeds.length; ++i) {
            uint256 seed = seeds[i];
            if (seed % 4 == 0) earn((seed >> 16) % INCOME_MAX);
            uint256[3] memory balances = [share.balanceOf(alice), share.balanceOf(bob), share.balanceOf(carol)];
            skip((seed >> 8) % 20 days);
            uint256 releasedQ32 = share.drip();
            for (uint256 j = 0; j < 3; ++j) {
                earnedQ128[j] += (releasedQ32 << 96) * balances[j] / HARD_CAP;
            }
            uint256 who = (seed >> 80) % 3;
            if (seed % 4 == 1) {
                vm.prank(holders[who]);
                claimed[who] += share.claim();
            }
            if (seed % 4 > 1) move(holders[who], holders[(seed >> 84) % 3], (seed >> 96) % (balances[who] + 1));
        }
        for (uint256 j = 0; j < 3; ++j) {
            uint256 earned = earnedQ128[j] >> 128;
            assertLe(claimed[j] + owed(holders[j]), earned);
            assertGe(claimed[j] + owed(holders[j]) + 1, earned);
        }
    }

    /// The index wraps at 2^192. A venture placed one release before that pays as one that starts at zero does.
    function testFuzz_theIndexWrapsWithoutATrace(uint256 income, uint256 elapsed, uint256 value) public {
        income = bound(income, 1, INCOME_MAX);
        elapsed = bound(elapsed, 1, 60 days);
        value = bound(value, 0, HARD_CAP / 2);
        uint256 state = vm.snapshotState();
        uint256[3] memory plain = playAcrossAWrap(income, elapsed, value);
        vm.revertToState(state);
        placeIndex(type(uint192).max);
        uint256[3] memory wrapped = playAcrossAWrap(income, elapsed, value);
        assertLt(share.index(), 2 ** 191, "it did wrap");
        for (uint256 i = 0; i < 3; ++i) {
            assertEq(wrapped[i], plain[i]);
        }
    }

    function playAcrossAWrap(uint256 income, uint256 elapsed, uint256 value) private returns (uint256[3] memory) {
        earn(income);
        skip(elapsed);
        share.drip();
        move(alice, bob, value);
        vm.prank(carol);
        share.claim();
        skip(elapsed);
        share.drip();
        return [owed(alice), owed(bob), owed(carol)];
    }

    /// Rewrites storage as if the index had always been this high and everybody had claimed.
    function placeIndex(uint256 index) private {
        uint256 gSlot = 3;
        assertEq(
            uint256(vm.load(address(share), bytes32(gSlot))), HARD_CAP, "the storage layout is as this test thinks"
        );
        unchecked {
            vm.store(address(share), bytes32(gSlot), bytes32((index << 64) + HARD_CAP));
            address[3] memory holders = [alice, bob, carol];
            for (uint256 i = 0; i < 3; ++i) {
                uint256 balance = share.balanceOf(holders[i]);
                uint256 wordsSlot = 4;
                bytes32 slot = keccak256(abi.encode(holders[i], wordsSlot));
                vm.store(address(share), slot, bytes32(((index << 64) + 1) * balance));
            }
        }
        assertEq(owed(alice) + owed(bob) + owed(carol), 0);
    }
}
