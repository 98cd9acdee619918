// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The one law by which income leaves the reserve: of what is there, e^(-dt/tau) remains after dt seconds.
///
/// Integers only, and the same steps in the same order as the reference model, so both give the same numbers. Factors are
/// in Q128: 2^128 is one. A factor of one or more seconds is below 2^128 and any factor at most 2^128, so products fit.
library Decay {
    /// One, as a factor: nothing has decayed.
    uint256 internal constant ONE_Q128 = 1 << 128;

    /// @notice e^(-1/tau) in Q128, from the alternating series of (1/tau)^n / n!, each term rounded down; zero if tau is zero.
    /// @dev At most 46 terms, because 47! exceeds 2^192.
    function perSecondQ128(uint256 tau) internal pure returns (uint256) {
        if (tau == 0) return 0;

        uint256 sum = 1 << 192;
        uint256 term = sum / tau;
        for (uint256 n = 1; term > 0; ++n) {
            sum = n % 2 == 1 ? sum - term : sum + term;
            term /= tau * (n + 1);
        }
        return sum >> 64;
    }

    /// @notice The factor of `elapsed` seconds, by repeated squaring, each product rounded down; one if no time has passed.
    function overQ128(uint256 perSecond, uint256 elapsed) internal pure returns (uint256 factor) {
        factor = ONE_Q128;
        uint256 base = perSecond;
        while (elapsed > 0) {
            if (elapsed % 2 == 1) factor = (factor * base) >> 128;
            elapsed >>= 1;
            if (elapsed > 0) base = (base * base) >> 128;
        }
    }

    /// @notice What remains of `amount` (below 2^128): rounded up, so that what leaves is rounded down (INCOME-1).
    function remainingUp(uint256 amount, uint256 factorQ128) internal pure returns (uint256) {
        return (amount * factorQ128 + (ONE_Q128 - 1)) >> 128;
    }
}
