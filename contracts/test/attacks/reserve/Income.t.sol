// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IOffering} from "../../../src/interfaces/IOffering.sol";
import {IShare} from "../../../src/interfaces/IShare.sol";
import {Terms} from "../../../src/interfaces/IFactory.sol";
import {Decay} from "../../../src/pure/Decay.sol";
import {Stage} from "../../Stage.t.sol";

/// Attacks on the way of income: through the reserve to the index, and its roundings.
contract IncomeTest is Stage {
    /// Q32 cash units, rounded to what a purse has to have.
    function up(uint256 q32) private pure returns (uint256) {
        return (q32 + 2 ** 32 - 1) >> 32;
    }

    /// T05, a distribution to nobody that is lost: tokemak, audit finding 392; veToken, finding 168. It waits.
    function testFuzz_T05_incomeForNobodyWaits(uint256 income, uint256 wait) public {
        income = bound(income, 1, 1e12);
        failSale(SOFT_CAP / 2, 0);
        vm.prank(alice);
        offering.redeem(SOFT_CAP / 2);
        assertEq(share.totalSupply(), 0);
        earn(income);
        skip(bound(wait, 0, 100 * 365 days));
        assertEq(share.drip(), 0);
        assertEq(share.reserveQ32() >> 32, income);
        assertEq(cashOf(address(share)), income);
    }

    /// T06, one base unit of supply under a huge distribution: the family of Hundred, April 2023, and Sonne, May 2024.
    /// forge-config: default.fuzz.runs = 128
    function testFuzz_T06_oneShareUnderAHugeIncome(uint256 income, uint256 next) public {
        Terms memory terms = standardTerms();
        (terms.softCap, terms.tau) = (1, 0);
        open(terms);
        sell(1, 0, 0);
        income = bound(income, 1, type(uint64).max - 2e15);
        earn(income);
        assertEq(owed(alice), income);
        vm.prank(alice);
        assertEq(share.claim(), income);
        // And life goes on: in another hand too.
        move(alice, bob, 1);
        next = bound(next, 1, 1e15);
        earn(next);
        assertEq(owed(alice), 0);
        assertEq(owed(bob), next);
        // What would not fit into the reserve is refused, and stays with the customers' money in the Till.
        pay(2 ** 100);
        vm.expectRevert();
        till.collect();
        assertEq(till.collectable(), 2 ** 100);
        assertBooks();
    }

    /// T07, income that rounds to nothing for a large supply: tokemak, findings 168, 260 and 530; Kwenta, pull request 257. With the
    /// largest supply and the smallest income, a thousand times, nobody is a whole unit short.
    function test_T07_theSmallestIncomeOfTheLargestSupplyArrives() public {
        Terms memory terms = standardTerms();
        (terms.price, terms.hardCap, terms.tau, terms.holdersBps) = (1, type(uint64).max, 0, 10_000);
        open(terms);
        sell(type(uint64).max / 2, type(uint64).max / 4, type(uint64).max / 4);
        for (uint256 i = 0; i < 1000; ++i) {
            earn(1);
        }
        assertEq(owed(alice), 500, "half of it");
        assertEq(owed(bob), 249, "a quarter of it, and a fraction that stays owed");
        assertEq(owed(carol), 249);
        earn(2_000);
        assertEq(owed(alice), 1_500);
    }

    /// T08, a remainder that is counted twice: what was credited is in the reserve, owed or paid, and less than a unit a holder is
    /// none of these.
    function testFuzz_T08_noRemainderIsCountedTwice(uint256[12] memory seeds) public {
        sellOut();
        uint256 paid;
        for (uint256 i = 0; i < seeds.length; ++i) {
            earn(seeds[i] % 100 + 1);
            skip((seeds[i] >> 16) % 3 days);
            share.drip();
            address[] memory one = new address[](1);
            one[0] = [alice, bob, carol][(seeds[i] >> 64) % 3];
            paid += share.claimMany(one);
            uint256 promised = owed(alice) + owed(bob) + owed(carol);
            uint256 known = ((paid + promised) << 32) + share.reserveQ32();
            assertLe(known, share.credited() << 32);
            assertGe(known + (3 << 32) + 12, share.credited() << 32);
            assertGe(cashOf(address(share)), promised + up(share.reserveQ32()));
        }
    }

    /// T09, roundings that pay when repeated: Balancer, November 2025, 128 million dollars by 65 small swaps a batch; USM, August
    /// 2026, 70 ETH. Whatever is done in many tiny pieces yields no more than at once, for the sum of them.
    function testFuzz_T09_manySmallPiecesYieldNoMore(uint256 seed, uint256 pieces) public {
        sellOut();
        earn(1_000_000);
        skip(DAY);
        pieces = bound(pieces, 2, 64);
        uint256 state = vm.snapshotState();
        uint256 before = owed(alice) + owed(stranger);
        for (uint256 i = 0; i < pieces; ++i) {
            // Tiny amounts, to and fro, a drip and a claim with every one.
            move(alice, stranger, 1 + uint256(keccak256(abi.encode(seed, i))) % 16);
            share.drip();
            vm.prank(alice);
            share.claim();
            vm.prank(stranger);
            share.claim();
        }
        uint256 inPieces = cashOf(alice) + cashOf(stranger) + owed(alice) + owed(stranger);
        vm.revertToState(state);
        share.drip();
        assertEq(before, 0);
        assertLe(inPieces, owed(alice), "more pieces, more income");
        assertGe(inPieces + 2, owed(alice));
    }

    /// T09 for capital: sixty-five redemptions of one to sixteen base units each, after a wind-down.
    function testFuzz_T09_manySmallRedemptionsYieldNoMore(uint256 seed, uint256 income) public {
        sellOut();
        earn(bound(income, 0, DEMAND_FLOOR - 1));
        vm.prank(operator);
        offering.draw(operator);
        windDown();
        uint256 state = vm.snapshotState();
        (uint256 inPieces, uint256 shares) = (0, 0);
        for (uint256 i = 0; i < 65; ++i) {
            uint256 piece = 1 + uint256(keccak256(abi.encode(seed, i))) % 16;
            shares += piece;
            vm.prank(alice);
            inPieces += offering.redeem(piece);
        }
        vm.revertToState(state);
        vm.prank(alice);
        assertLe(inPieces, offering.redeem(shares), "more pieces, more capital");
    }

    /// T14, a record of income whose size the caller chooses: Projekt, July 2026, 301.7 ETH. Only money that lies in the Till is ever
    /// counted, once; money anywhere else is not.
    function testFuzz_T14_onlyMoneyInTheTillIsIncome(uint256 gift, uint256 paid) public {
        sellOut();
        (gift, paid) = (bound(gift, 1, 1e12), bound(paid, 0, 1e12));
        cash.print(address(share), gift);
        cash.print(address(offering), gift);
        uint256 reserve = share.reserveQ32();
        till.collect();
        assertEq(share.reserveQ32(), reserve);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IShare.OnlyTill.selector, stranger));
        share.credit(gift);
        pay(paid);
        (uint256 collected, uint256 holdersPart) = till.collect();
        assertEq(collected, paid);
        assertEq(share.credited(), holdersPart);
        (collected,) = till.collect();
        assertEq(collected, 0, "once");
    }

    /// T16, a donation that moves a figure: Venus, February 2025 and March 2026; the classes of Raft and Euler. In the Till it is
    /// revenue, once; in the other purses it is nothing.
    function testFuzz_T16_aDonationMovesNoFigure(uint256 donation, uint256 which) public {
        sellOut();
        earn(1_000_000);
        skip(DAY);
        donation = bound(donation, 1, 1e15) * 4;
        which %= 3;
        uint256[4] memory before = [share.index(), offering.undrawn(), offering.drawable(), share.accrued(alice)];
        cash.print([address(share), address(offering), address(till)][which], donation);
        uint256[4] memory now_ = [share.index(), offering.undrawn(), offering.drawable(), share.accrued(alice)];
        assertEq(keccak256(abi.encode(now_)), keccak256(abi.encode(before)));
        (uint256 collected,) = till.collect();
        assertEq(collected, which == 2 ? donation : 0);
        (collected,) = till.collect();
        assertEq(collected, 0);
        share.drip();
        uint256 promised = owed(alice) + owed(bob) + owed(carol) + up(share.reserveQ32());
        assertGe(cashOf(address(share)), promised);
    }

    /// P01 on chain, an exponential that overflows after a long silence (Maker guards its own): it saturates, and never reverts.
    function test_P01_noSilenceIsTooLong() public {
        sellOut();
        uint256[6] memory silences = [uint256(0), 1, 365 days, 100 * 365 days, 2 ** 32, 2 ** 63];
        uint256 last;
        for (uint256 i = 0; i < silences.length; ++i) {
            uint256 state = vm.snapshotState();
            earn(1_000_000);
            skip(silences[i]);
            uint256 released = share.drip();
            assertGe(released, last, "more time, more income");
            last = released;
            assertLe(released, 1_000_000 << 32);
            earn(1_000);
            vm.prank(alice);
            share.claim();
            vm.revertToState(state);
        }
        assertEq(last, 1_000_000 << 32, "all of it in the end");
    }

    /// P02, many updates in one block: the second and every later one changes nothing.
    function testFuzz_P02_manyDripsOfABlockAreOne(uint256 income, uint256 wait, uint8 times) public {
        sellOut();
        earn(bound(income, 1, 1e15));
        skip(bound(wait, 0, 30 days));
        uint256 due = share.accrued(alice);
        share.drip();
        uint256 index = share.index();
        for (uint256 i = 0; i < bound(times, 1, 50); ++i) {
            assertEq(share.drip(), 0);
        }
        assertEq(share.index(), index);
        assertEq(owed(alice), due);
    }

    /// P03, clocks that stand still or jump: a jump of so many seconds releases at most that part of tau, and a block with the
    /// same time nothing.
    function testFuzz_P03_aJumpReleasesNoMoreThanItsPart(uint256 income, uint32 jump) public {
        sellOut();
        earn(bound(income, 1, 1e15));
        uint256 reserve = share.reserveQ32();
        skip(jump);
        uint256 released = share.drip();
        assertLe(released * TAU, reserve * jump);
        if (jump == 0) assertEq(released, 0);
    }

    /// P06, a reserve that pays more than it has or never empties: the dust class of stETH. Two thousand drips at random, against the
    /// closed form; what left and what is left are what came in.
    function test_P06_twoThousandDripsReleaseWhatCameIn() public {
        sellOut();
        (uint256 releasedQ32, uint256 start) = (0, block.timestamp);
        earn(1_000_000_000);
        for (uint256 i = 0; i < 2000; ++i) {
            skip(uint256(keccak256(abi.encode(i))) % 2 hours);
            releasedQ32 += share.drip();
        }
        assertEq(releasedQ32 + share.reserveQ32(), 1_000_000_000 << 32);
        uint256 factor = Decay.overQ128(share.decayPerSecond(), block.timestamp - start);
        assertApproxEqAbs(share.reserveQ32(), Decay.remainingUp(1_000_000_000 << 32, factor), 2001);
        skip(1000 * 365 days);
        share.drip();
        assertLe(up(share.reserveQ32()), 1, "it empties, but for less than a unit");
        assertLe(owed(alice) + owed(bob) + owed(carol) + up(share.reserveQ32()), cashOf(address(share)));
    }

    /// P07, a poke every second that eats a fraction each time: rates of Synthetix' kind (tokemak, findings 432 and 530). Ten
    /// thousand pokes of one second, and one of ten thousand.
    function testFuzz_P07_pokesEatNothing(uint256 income) public {
        sellOut();
        earn(bound(income, 1, 1e9));
        uint256 state = vm.snapshotState();
        skip(1_000);
        share.drip();
        (uint256 once, uint256 reserve) = (owed(alice), share.reserveQ32());
        vm.revertToState(state);
        for (uint256 i = 0; i < 50; ++i) {
            skip(20);
            share.drip();
        }
        assertApproxEqAbs(owed(alice), once, 1);
        assertApproxEqAbs(share.reserveQ32(), reserve, 51);
    }

    function test_P07_tenThousandPokesEatNothing() public {
        vm.pauseGasMetering();
        sellOut();
        earn(1_000_000);
        uint256 state = vm.snapshotState();
        skip(10_000);
        share.drip();
        (uint256 once, uint256 reserve) = (owed(alice), share.reserveQ32());
        vm.revertToState(state);
        for (uint256 i = 0; i < 10_000; ++i) {
            skip(1);
            share.drip();
        }
        assertApproxEqAbs(owed(alice), once, 1);
        assertApproxEqAbs(share.reserveQ32(), reserve, 10_001);
    }

    /// P08, deposit, trigger, withdraw, in one transaction: there is no withdrawal. Whoever pays gets its own shares' part of what
    /// is released, and never what it paid.
    function testFuzz_P08_noMoneyComesBackAtOnce(uint256 amount) public {
        sellOut();
        amount = bound(amount, 4, 1e15);
        cash.print(alice, amount);
        vm.prank(alice);
        cash.transfer(address(till), amount);
        till.collect();
        share.drip();
        vm.startPrank(alice);
        share.claim();
        vm.expectRevert(abi.encodeWithSelector(IOffering.WrongPhase.selector, IOffering.Phase.Active));
        offering.redeem(1);
        vm.stopPrank();
        assertEq(cashOf(alice), 0);
    }
}
