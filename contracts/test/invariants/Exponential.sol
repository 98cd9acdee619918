// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// The law of decay for the ghost: e^-x = 2^-k * e^-r with x = k*ln 2 + r, by the series of e^-r. The contracts multiply the
/// factor of one second instead; nothing is shared but the law.
library Exponential {
    /// ln 2 in Q128, rounded down.
    uint256 private constant LN2_Q128 = 0xb17217f7d1cf79abc9e3b39803f2f6af;

    /// What remains of `amount` (below 2^126) after `elapsed` seconds (below 2^64), with 16 more bits of fraction.
    function remainingQ16(uint256 amount, uint256 elapsed, uint256 tau) internal pure returns (uint256) {
        unchecked {
            uint256 x = (elapsed << 128) / tau;
            uint256 halvings = x / LN2_Q128;
            if (halvings > 127) return 0;
            uint256 r = x % LN2_Q128;
            uint256 sum = 1 << 128;
            uint256 term = 1 << 128;
            for (uint256 n = 1; term > 0; n += 2) {
                term = ((term * r) >> 128) / n;
                sum -= term;
                term = ((term * r) >> 128) / (n + 1);
                sum += term;
            }
            return (amount * sum) >> (112 + halvings);
        }
    }
}
