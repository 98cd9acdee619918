// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {IncomeWord} from "../../src/pure/IncomeWord.sol";

contract IncomeWordTest is Test {
    using IncomeWord for uint256;

    uint256 private constant SHARES_MAX = type(uint64).max;

    /// A holder's word with any index, balance and income of at most 2^63 cash units, and the contract's word.
    function words(uint256 index, uint256 balance, uint256 income) private pure returns (uint256 word, uint256 g) {
        unchecked {
            g = (index << 64) + SHARES_MAX;
            // By the definition: x = G * balance - earned, in Q192.
            word = ((index << 64) + 1) * balance - income;
        }
    }

    /// Any words: the balance in the low bits, the earned amount (Q192, a multiple of 2^64) above.
    function anyWords(uint256 index, uint256 balance, uint256 income)
        private
        pure
        returns (uint256 word, uint256 g, uint256 shares, uint256 earned)
    {
        index = bound(index, 0, type(uint192).max);
        shares = bound(balance, 0, SHARES_MAX);
        earned = bound(income, 0, type(uint192).max) << 64;
        (word, g) = words(index, shares, earned);
    }

    function testFuzz_aWordHoldsBalanceAndIncome(uint256 index, uint256 balance, uint256 income) public pure {
        (uint256 word, uint256 g, uint256 shares, uint256 earned) = anyWords(index, balance, income);
        assertEq(word.shares(), shares);
        assertEq(word.owedDown(g), earned >> 192);
        assertEq(g.shares(), SHARES_MAX);
        assertEq(g.index(), bound(index, 0, type(uint192).max));
    }

    /// INCOME-2 for any index, any words: the receiver, the sender and one who is both.
    function testFuzz_movingSharesMovesNoIncome(
        uint256 index,
        uint256 balanceA,
        uint256 incomeA,
        uint256 balanceB,
        uint256 incomeB,
        uint256 v
    ) public pure {
        (uint256 a, uint256 g, uint256 sharesA, uint256 earnedA) = anyWords(index, balanceA, incomeA);
        uint256 sharesB = bound(balanceB, 0, SHARES_MAX - sharesA);
        uint256 earnedB = bound(incomeB, 0, type(uint192).max) << 64;
        (uint256 b,) = words(g.index(), sharesB, earnedB);
        v = bound(v, 0, sharesA);

        uint256 from = a.minus(v, g);
        uint256 to = b.plus(v, g);
        assertEq(from.shares(), sharesA - v);
        assertEq(to.shares(), sharesB + v);
        assertEq(from.owedDown(g), earnedA >> 192);
        assertEq(to.owedDown(g), earnedB >> 192);
        assertEq(from.plus(v, g), a, "there and back");
        unchecked {
            assertEq(from + to, a + b, "linear: the sum stays");
        }
    }

    /// What moves with `v` shares is the word of one who holds just them and has earned nothing, and no other word.
    function testFuzz_whatMovesIsAWordOfItsOwn(uint256 index, uint256 balance, uint256 income, uint256 v) public pure {
        (uint256 word, uint256 g, uint256 shares,) = anyWords(index, balance, income);
        v = bound(v, 0, shares);
        uint256 moved = IncomeWord.fresh(v, g);
        assertEq(moved.shares(), v);
        assertEq(moved.owedDown(g), 0);
        unchecked {
            assertEq(word.minus(v, g), word - moved);
            assertEq(word.plus(SHARES_MAX - shares, g), word + IncomeWord.fresh(SHARES_MAX - shares, g));
        }
    }

    function testFuzz_aPaymentLeavesTheFraction(uint256 index, uint256 balance, uint256 income) public pure {
        (uint256 word, uint256 g, uint256 shares, uint256 earned) = anyWords(index, balance, income);
        uint256 amount = word.owedDown(g);
        uint256 paid = word.afterPayment(amount);
        assertEq(paid.owedDown(g), 0);
        assertEq(paid.shares(), shares);
        assertEq(paid.afterRefund(amount), word);
        (uint256 fraction,) = words(g.index(), shares, earned % 2 ** 192);
        assertEq(paid, fraction, "as if it had only ever earned the fraction");
    }

    /// A release adds `balance / supply` of itself to what a holder earned, rounded down, also across the index's wrap-around.
    function testFuzz_aReleaseIsShared(uint256 index, uint256 supply, uint256 balance, uint256 releasedQ32)
        public
        pure
    {
        index = bound(index, 0, type(uint192).max);
        supply = bound(supply, 1, SHARES_MAX);
        balance = bound(balance, 0, supply);
        releasedQ32 = bound(releasedQ32, 0, (1 << 95) - 1); // Below 2^63 cash units.
        uint256 word;
        unchecked {
            word = ((index << 64) + 1) * balance;
        }
        uint256 g = ((index << 64) + supply).afterRelease(releasedQ32);
        assertEq(g.shares(), supply, "the supply is untouched");

        uint256 exactQ128 = (releasedQ32 << 96) * balance / supply; // Below 2^255: 2^191 * 2^64.
        uint256 owed = word.owedDown(g);
        assertLe(owed, exactQ128 >> 128, "never more than its part");
        // The division's rest, below one unit of the index for each share held, is all that can be missing.
        assertGe(owed + 1, (exactQ128 + SHARES_MAX) >> 128);
    }

    function test_theIndexWrapsWithoutATrace() public pure {
        uint256 balance = 1_000;
        uint256 supply = 4_000;
        uint256 index = type(uint192).max - 5;
        uint256 word;
        unchecked {
            word = ((index << 64) + 1) * balance;
        }
        uint256 g = ((index << 64) + supply).afterRelease(8_000 << 32);
        assertEq(g.index(), (2 << 128) - 6);
        assertEq(word.owedDown(g), 2_000);
    }

    /// Documented limit: 2^64 cash units of unclaimed income read as none, for that holder alone.
    function test_incomeBeyond64BitsIsLost() public pure {
        uint256 g = uint256(1).afterRelease(uint256(type(uint64).max) << 32);
        uint256 word = 1;
        assertEq(word.owedDown(g), type(uint64).max);
        g = g.afterRelease(1 << 32);
        assertEq(word.owedDown(g), 0);
    }
}
