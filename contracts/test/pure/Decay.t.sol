// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {Decay} from "../../src/pure/Decay.sol";

contract DecayTest is Test {
    uint256 private constant TAU_MAX = 10 * 365 days;
    /// The largest reserve the Share can hold, in Q32.
    uint256 private constant AMOUNT_MAX = type(uint128).max;

    /// Against e^(-1/tau) * 2^128 computed with 90 decimal digits elsewhere.
    function test_perSecondIsTheExponential() public pure {
        assertEq(Decay.perSecondQ128(0), 0);
        assertEq(Decay.perSecondQ128(1), 125182886983370532117250726298150828301);
        assertEq(Decay.perSecondQ128(2), 206391688497133195273760705512282642279);
        assertEq(Decay.perSecondQ128(1 days), 340278428490409506572813709004026816391);
        assertEq(Decay.perSecondQ128(7 days), 340281804285214913530893066541520705525);
        assertEq(Decay.perSecondQ128(TAU_MAX), 340282365841910158093561344832400451119);
    }

    /// The first term of the series is the last unit, and then none.
    function test_perSecondOfAges() public pure {
        assertEq(Decay.perSecondQ128(2 ** 192), Decay.ONE_Q128 - 1);
        assertEq(Decay.perSecondQ128(2 ** 193), Decay.ONE_Q128);
    }

    function testFuzz_perSecondGrowsWithTau(uint256 tau) public pure {
        tau = bound(tau, 1, TAU_MAX - 1);
        assertLt(Decay.perSecondQ128(tau), Decay.perSecondQ128(tau + 1));
        assertLt(Decay.perSecondQ128(tau + 1), Decay.ONE_Q128);
    }

    function test_noTimeDecaysNothing() public pure {
        assertEq(Decay.overQ128(Decay.perSecondQ128(1), 0), Decay.ONE_Q128);
        assertEq(Decay.overQ128(0, 0), Decay.ONE_Q128);
    }

    function testFuzz_oneSecondIsTheBase(uint256 tau) public pure {
        uint256 perSecond = Decay.perSecondQ128(bound(tau, 0, TAU_MAX));
        assertEq(Decay.overQ128(perSecond, 1), perSecond);
    }

    /// Squaring against the slow and obvious loop. Each of the loop's steps drops less than one unit, and so does each
    /// product of the squaring, of which the later ones double the earlier errors.
    function testFuzz_squaringIsRepeatedMultiplication(uint256 tau, uint256 elapsed) public pure {
        tau = bound(tau, 1, TAU_MAX);
        elapsed = bound(elapsed, 0, 300);
        uint256 perSecond = Decay.perSecondQ128(tau);
        uint256 slow = Decay.ONE_Q128;
        for (uint256 i = 0; i < elapsed; ++i) {
            slow = (slow * perSecond) >> 128;
        }
        assertApproxEqAbs(Decay.overQ128(perSecond, elapsed), slow, 2 * elapsed);
    }

    function testFuzz_timesAdd(uint256 tau, uint256 first, uint256 second) public pure {
        uint256 perSecond = Decay.perSecondQ128(bound(tau, 1, TAU_MAX));
        first = bound(first, 0, 365 days);
        second = bound(second, 0, 365 days);
        uint256 inTwo = (Decay.overQ128(perSecond, first) * Decay.overQ128(perSecond, second)) >> 128;
        assertApproxEqAbs(Decay.overQ128(perSecond, first + second), inTwo, 2 * (first + second) + 2);
    }

    /// P01: silence of any length neither reverts nor brings anything back.
    function testFuzz_moreTimeNeverLeavesMore(uint256 tau, uint256 elapsed, uint256 more) public pure {
        uint256 perSecond = Decay.perSecondQ128(bound(tau, 1, TAU_MAX));
        elapsed = bound(elapsed, 0, type(uint64).max);
        more = bound(more, 0, type(uint64).max - elapsed);
        uint256 slack = 2 * (elapsed + more); // The products round at different places.
        assertLe(Decay.overQ128(perSecond, elapsed + more), Decay.overQ128(perSecond, elapsed) + slack);
        assertLe(Decay.overQ128(perSecond, elapsed), Decay.ONE_Q128);
    }

    function test_everythingIsGoneAfterLongEnough() public pure {
        assertEq(Decay.overQ128(Decay.perSecondQ128(1), 90), 0);
        assertEq(Decay.overQ128(Decay.perSecondQ128(TAU_MAX), type(uint64).max), 0);
    }

    function testFuzz_remainingRoundsUp(uint256 amount, uint256 factor) public pure {
        amount = bound(amount, 0, AMOUNT_MAX);
        factor = bound(factor, 0, Decay.ONE_Q128);
        uint256 remaining = Decay.remainingUp(amount, factor);
        assertLe(remaining, amount, "never more than there was");
        assertEq(remaining, (amount * factor) / 2 ** 128 + (amount * factor % 2 ** 128 > 0 ? 1 : 0));
    }

    function test_remainingAtTheLimits() public pure {
        assertEq(Decay.remainingUp(AMOUNT_MAX, Decay.ONE_Q128), AMOUNT_MAX);
        assertEq(Decay.remainingUp(AMOUNT_MAX, 0), 0);
        assertEq(Decay.remainingUp(0, Decay.ONE_Q128), 0);
        assertEq(Decay.remainingUp(1, 1), 1, "the last unit leaves only when the factor is zero");
    }
}
