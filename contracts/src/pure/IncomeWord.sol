// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The algebra of the share: who holds how much and is owed how much, one storage word per holder.
///
/// The contract's word is `g = index * 2^64 + supply`; `index` is the income per share base unit since the beginning, in
/// Q128 cash units modulo 2^192. A holder's word is `x = debt * 2^64 + balance`. With the slope `G = index * 2^64 + 1`,
/// `G * balance - x` is `(index * balance - debt) * 2^64`: what the holder has earned and not been paid, in Q192.
///
/// All of it is linear in x, so moving `v` shares adds `v * G` to one word and takes it from another: the sum of earnings
/// over all holders, and each one's part, stay as they were (INCOME-2).
///
/// Arithmetic is modulo 2^256 on purpose: only differences of the index have a meaning, and those survive its wrap-around.
/// The low 64 bits never carry or borrow, because a balance never exceeds the supply and the supply is below 2^64.
library IncomeWord {
    /// Covers the balance in a holder's word and the supply in the contract's.
    uint256 private constant LOW = type(uint64).max;

    /// @notice The balance in a holder's word, or the supply in the contract's.
    function shares(uint256 word) internal pure returns (uint256) {
        return word & LOW;
    }

    /// @notice The index in the contract's word: Q128 cash units per share base unit, modulo 2^192.
    function index(uint256 g) internal pure returns (uint256) {
        return g >> 64;
    }

    /// @notice What one share base unit adds to its holder's word.
    function slope(uint256 g) internal pure returns (uint256) {
        return (g & ~LOW) | 1;
    }

    /// @notice The word of `v` shares that are owed nothing: what a holder's word rises by when they come, and falls by when
    /// they go.
    function fresh(uint256 v, uint256 g) internal pure returns (uint256) {
        unchecked {
            return v * slope(g);
        }
    }

    /// @notice The word after `v` shares came in. What it is owed stays the same.
    function plus(uint256 word, uint256 v, uint256 g) internal pure returns (uint256) {
        unchecked {
            return word + fresh(v, g);
        }
    }

    /// @notice The word after `v` shares left, `v` at most the balance. What it is owed stays the same.
    function minus(uint256 word, uint256 v, uint256 g) internal pure returns (uint256) {
        unchecked {
            return word - fresh(v, g);
        }
    }

    /// @notice Whole cash units that the holder of `word` has earned and not been paid, rounded down, modulo 2^64.
    function owedDown(uint256 word, uint256 g) internal pure returns (uint256) {
        unchecked {
            return (slope(g) * shares(word) - word) >> 192;
        }
    }

    /// @notice The word after `amount` whole cash units were paid; the fraction below one unit stays owed.
    function afterPayment(uint256 word, uint256 amount) internal pure returns (uint256) {
        unchecked {
            return word + (amount << 192);
        }
    }

    /// @notice The word after a payment was taken back.
    function afterRefund(uint256 word, uint256 amount) internal pure returns (uint256) {
        unchecked {
            return word - (amount << 192);
        }
    }

    /// @notice The contract's word after `releasedQ32` cash units (Q32, below 2^128) were spread over a supply above zero.
    /// @dev The division's rest is dropped, less than 2^-64 cash units over all holders, in nobody's favour (INCOME-1).
    function afterRelease(uint256 g, uint256 releasedQ32) internal pure returns (uint256) {
        uint256 perShareQ128 = (releasedQ32 << 96) / shares(g);
        unchecked {
            return g + (perShareQ128 << 64);
        }
    }
}
