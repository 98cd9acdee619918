// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Decay} from "../src/pure/Decay.sol";
import {Proof} from "./Proof.sol";

/// The decay of any amount below 2^128 by any factor of at most one, unless a proof states a bound.
///
/// @custom:halmos --loop 64 --solver-timeout-assertion 60s
contract DecayProofs is Proof {
    uint256 private constant ONE = Decay.ONE_Q128;

    // ---- what remains ----

    /// What leaves the reserve is `amount - remainingUp(amount, factor)`: this is why that neither fails nor exceeds the reserve.
    function check_INCOME_1_noMoreRemainsThanThereWas(uint128 amount, uint256 factor) external view {
        vm.assume(factor <= ONE);
        try this.remaining(amount, factor) returns (uint256 remains) {
            assert(remains <= amount);
        } catch {
            assert(false);
        }
    }

    function check_INCOME_4_withoutDecayAllRemains(uint128 amount) external pure {
        assert(Decay.remainingUp(amount, ONE) == amount);
    }

    function check_INCOME_4_afterEverythingDecayedNothingRemains(uint128 amount) external pure {
        assert(Decay.remainingUp(amount, 0) == 0);
    }

    function check_INCOME_1_whatRemainsIsRoundedUp(uint128 amount, uint256 factor) external pure {
        vm.assume(factor <= ONE);
        uint256 remains = Decay.remainingUp(amount, factor);
        assert(remains << 128 >= uint256(amount) * factor);
        assert(remains == 0 || (remains - 1) << 128 < uint256(amount) * factor);
    }

    /// From outside, so that a product that does not fit can be seen to fail.
    function remaining(uint256 amount, uint256 factor) external pure returns (uint256) {
        return Decay.remainingUp(amount, factor);
    }

    // ---- the factor ----

    function check_INCOME_4_noTimeDecaysNothing(uint256 perSecond) external pure {
        assert(Decay.overQ128(perSecond, 0) == ONE);
    }

    /// Of less than 16 seconds. That no product is too large for a word is a test's, `testFuzz_moreTimeNeverLeavesMore`.
    function check_INCOME_4_noFactorExceedsOne(uint128 perSecond, uint8 elapsed) external pure {
        vm.assume(elapsed < 16);
        assert(Decay.overQ128(perSecond, elapsed) <= ONE);
    }
}
