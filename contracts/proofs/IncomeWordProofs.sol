// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IncomeWord} from "../src/pure/IncomeWord.sol";
import {Proof} from "./Proof.sol";

/// The algebra of the words, at full width unless a proof says otherwise: any index, debt, balance and supply. What is owed is compared
/// in Q192, to the last bit, before it is rounded.
///
/// @custom:halmos --loop 4 --solver-timeout-assertion 60s
contract IncomeWordProofs is Proof {
    using IncomeWord for uint256;

    // ---- transfers ----

    function check_INCOME_2_sharesThatLeaveTakeNothingAlong(uint256 word, uint256 v, uint256 g) external pure {
        uint256 balance = word.shares();
        vm.assume(v <= balance);

        uint256 left = word.minus(v, g);
        assert(left.shares() == balance - v);
        assert(earnedQ192(left, balance - v, g.slope()) == earnedQ192(word, balance, g.slope()));
        assert(earnedQ192(left, g) == earnedQ192(word, g));
        assert(left.owedDown(g) == word.owedDown(g));
    }

    function check_INCOME_2_sharesThatArriveBringNothingAlong(uint256 word, uint256 v, uint256 g) external pure {
        uint256 balance = word.shares();
        vm.assume(v <= type(uint64).max - balance);

        uint256 more = word.plus(v, g);
        assert(more.shares() == balance + v);
        assert(earnedQ192(more, balance + v, g.slope()) == earnedQ192(word, balance, g.slope()));
        assert(earnedQ192(more, g) == earnedQ192(word, g));
        assert(more.owedDown(g) == word.owedDown(g));
    }

    /// To oneself: out of the word and into it again.
    function check_INCOME_2_aTransferToOneselfChangesNoBit(uint256 word, uint256 v, uint256 g) external pure {
        assert(word.minus(v, g).plus(v, g) == word);
    }

    function check_INCOME_2_aTransferOfNothingChangesNoBit(uint256 word, uint256 g) external pure {
        assert(word.minus(0, g) == word);
        assert(word.plus(0, g) == word);
    }

    /// Whoever gives everything away keeps a word without shares that remembers what is owed.
    function check_INCOME_2_aTransferOfEverythingLeavesTheIncomeBehind(uint256 word, uint256 g) external pure {
        uint256 balance = word.shares();
        uint256 left = word.minus(balance, g);
        assert(left.shares() == 0);
        assert(earnedQ192(left, 0, g.slope()) == earnedQ192(word, balance, g.slope()));
        assert(left.owedDown(g) == word.owedDown(g));
    }

    /// Moving `a` and then `b` is moving both at once, so no splitting gains or loses a bit.
    function check_INCOME_2_aTransferInPartsIsTheSameTransfer(uint256 word, uint64 a, uint64 b, uint256 g)
        external
        pure
    {
        assert(word.minus(a, g).minus(b, g) == word.minus(uint256(a) + b, g));
        assert(word.plus(a, g).plus(b, g) == word.plus(uint256(a) + b, g));
    }

    /// Two words and what one gives the other: their sum is what it was.
    function check_INCOME_2_aTransferKeepsTheSumOfTheWords(uint256 from, uint256 to, uint256 v, uint256 g)
        external
        pure
    {
        unchecked {
            assert(from.minus(v, g) + to.plus(v, g) == from + to);
        }
    }

    /// New shares have earned nothing, whatever the index was before them.
    function check_INCOME_2_newSharesHaveEarnedNothing(uint64 v, uint256 g) external pure {
        uint256 word = uint256(0).plus(v, g);
        assert(word.shares() == v);
        assert(earnedQ192(word, g) == 0);
        assert(word.owedDown(g) == 0);
    }

    // ---- claims ----

    function check_INCOME_1_aPaymentTakesExactlyWhatWasPaid(uint256 word, uint256 g) external pure {
        uint256 owed = word.owedDown(g);
        uint256 paid = word.afterPayment(owed);
        assert(paid.shares() == word.shares());
        unchecked {
            assert(earnedQ192(paid, g) == earnedQ192(word, g) - (owed << 192));
        }
        assert(paid.owedDown(g) == 0);
    }

    /// Claimed twice, or claimed once: a second claim finds nothing and would change nothing.
    function check_INCOME_1_aSecondClaimPaysNothing(uint256 word, uint256 g) external pure {
        uint256 paid = word.afterPayment(word.owedDown(g));
        uint256 again = paid.owedDown(g);
        assert(again == 0);
        assert(paid.afterPayment(again) == paid);
    }

    /// What a claim leaves is the fraction below a unit, and it is still owed.
    function check_INCOME_3_aClaimKeepsTheFraction(uint256 word, uint256 g) external pure {
        uint256 before = earnedQ192(word, g);
        uint256 paid = word.afterPayment(word.owedDown(g));
        assert(earnedQ192(paid, g) == before % 2 ** 192);
    }

    /// What came in two parts, with a claim in between, ends in the same word as one claim at the end. The words are of a holder
    /// without shares and at an index of zero, so that they say what is earned and nothing else.
    function check_INCOME_3_claimingOftenPaysWhatClaimingOncePays(uint192 earned, uint192 more) external pure {
        vm.assume(earned <= type(uint192).max - more); // Unclaimed income below 2^64 cash units.
        unchecked {
            uint256 start = 0 - (uint256(earned) << 64);
            uint256 growth = uint256(more) << 64;
            uint256 first = start.owedDown(0);
            uint256 grown = start.afterPayment(first) - growth;
            uint256 second = grown.owedDown(0);
            uint256 atOnce = (start - growth).owedDown(0);
            assert(first + second == atOnce);
            assert(grown.afterPayment(second) == (start - growth).afterPayment(atOnce));
        }
    }

    function check_INCOME_1_aRefundUndoesAPayment(uint256 word, uint64 amount, uint256 g) external pure {
        uint256 back = word.afterPayment(amount).afterRefund(amount);
        assert(back == word);
        assert(word.afterPayment(amount).shares() == word.shares());
        assert(word.afterRefund(amount).shares() == word.shares());
        assert(back.owedDown(g) == word.owedDown(g));
    }

    /// A refund also undoes a payment if shares moved in between, as they may while a currency is called.
    function check_INCOME_1_aRefundUndoesAPaymentAroundATransfer(uint256 word, uint64 amount, uint256 v, uint256 g)
        external
        pure
    {
        assert(word.afterPayment(amount).minus(v, g).afterRefund(amount) == word.minus(v, g));
        assert(word.afterPayment(amount).plus(v, g).afterRefund(amount) == word.plus(v, g));
    }

    // ---- the index ----

    function check_INCOME_1_aReleaseLeavesTheSupplyAlone(uint256 g, uint128 releasedQ32) external pure {
        vm.assume(g.shares() > 0);
        assert(g.afterRelease(releasedQ32).shares() == g.shares());
    }

    /// The index is a difference: shifting it and every debt by the same amount, past the end or not, changes nothing that is owed.
    function check_INCOME_3_whereTheIndexBeganIsNoMatter(uint256 word, uint256 g, uint192 shift) external pure {
        unchecked {
            uint256 balance = word.shares();
            uint256 rise = uint256(shift) << 64;
            uint256 shiftedG = g + rise;
            uint256 shiftedWord = word + rise * balance;
            assert(shiftedG.shares() == g.shares());
            assert(shiftedG.slope() == g.slope() + rise);
            assert(shiftedWord.shares() == balance);
            assert(earnedQ192(shiftedWord, balance, g.slope() + rise) == earnedQ192(word, balance, g.slope()));
            assert(earnedQ192(shiftedWord, shiftedG) == earnedQ192(word, g));
        }
    }

    /// Between two values of the index, even around its end, a holder earns the difference times the balance.
    function check_INCOME_3_theIndexMayPassItsEnd(uint256 word, uint256 g, uint192 rise) external pure {
        unchecked {
            uint256 balance = word.shares();
            uint256 risen = uint256(rise) << 64;
            uint256 later = uint256(uint192(g.index() + rise)) << 64 | g.shares();
            assert(later.slope() == g.slope() + risen);
            assert(
                earnedQ192(word, balance, g.slope() + risen) == earnedQ192(word, balance, g.slope()) + risen * balance
            );
            assert(earnedQ192(word, later) == earnedQ192(word, g) + risen * balance);
        }
    }

    /// A release raises the index by what was released, divided by the supply, and by nothing else.
    function check_INCOME_1_aReleaseRaisesTheIndexByTheQuotient(uint256 g, uint128 releasedQ32) external pure {
        uint256 supply = g.shares();
        vm.assume(supply > 0);
        uint256 rise = (uint256(releasedQ32) << 96) / supply;
        uint256 later = g.afterRelease(releasedQ32);
        unchecked {
            assert(later == g + (rise << 64));
        }
    }

    /// All shares together are given at most what was released.
    function check_INCOME_1_aReleaseGivesNoMoreThanWasReleased(uint64 supply, uint128 releasedQ32) external pure {
        vm.assume(supply > 0);
        uint256 rise = uint256(supply).afterRelease(releasedQ32) >> 64;
        uint256 releasedQ128 = uint256(releasedQ32) << 96;
        vm.assume(releasedQ128 / supply <= type(uint192).max); // Else the index went round; see theIndexMayPassItsEnd.
        unchecked {
            assert(rise * supply <= releasedQ128);
        }
    }

    /// A rise of the index is given to two holders by their balances, to the last bit; and so to any number of them.
    function check_INCOME_1_aRiseIsSharedOutByBalance(uint256 a, uint256 b, uint256 g, uint192 rise) external pure {
        unchecked {
            uint256 risen = uint256(rise) << 64;
            assert((g + risen).slope() == g.slope() + risen);
            uint256 ofA = risen * a.shares();
            uint256 ofB = risen * b.shares();
            assert(earnedQ192(a, a.shares(), g.slope() + risen) == earnedQ192(a, g) + ofA);
            assert(earnedQ192(b, b.shares(), g.slope() + risen) == earnedQ192(b, g) + ofB);
            assert(risen * (a.shares() + b.shares()) == ofA + ofB);
            assert(
                earnedQ192(a, g + risen) + earnedQ192(b, g + risen) == earnedQ192(a, g) + earnedQ192(b, g) + ofA + ofB
            );
        }
    }

    /// What `owed` says is the whole part of what was earned, no more and no less.
    function check_INCOME_1_owedIsTheWholePartOfWhatWasEarned(uint256 word, uint256 g) external pure {
        assert(word.owedDown(g) == earnedQ192(word, g) >> 192);
    }

    /// Rounding is for nobody: what three holders are owed in whole units is at most what they earned together.
    function check_INCOME_1_threeHoldersAreOwedNoMoreThanTheyEarned(uint256 a, uint256 b, uint256 c, uint256 g)
        external
        pure
    {
        uint256 earnedA = earnedQ192(a, g);
        uint256 earnedB = earnedQ192(b, g);
        uint256 earnedC = earnedQ192(c, g);
        vm.assume(earnedA < 2 ** 254 && earnedB < 2 ** 254 && earnedC < 2 ** 254); // Together below 2^64 cash units.
        uint256 owed = a.owedDown(g) + b.owedDown(g) + c.owedDown(g);
        assert(owed << 192 <= earnedA + earnedB + earnedC);
    }

    /// Later is never less: what is owed grows with the index while unclaimed income stays below 2^64 cash units.
    function check_POWER_1_aReleaseLowersNobodysOwed(uint256 word, uint256 g, uint256 more) external pure {
        unchecked {
            uint256 earned = earnedQ192(word, g);
            uint256 later = g + (more << 64);
            assert(later.slope() == g.slope() + (more << 64));
            uint256 gain = (more << 64) * word.shares();
            assert(earnedQ192(word, word.shares(), g.slope() + (more << 64)) == earned + gain);
            vm.assume(earned + gain >= earned); // Below 2^64 cash units in all.
            assert(earnedQ192(word, later) == earned + gain);
            assert(word.owedDown(later) >= word.owedDown(g));
        }
    }
}
