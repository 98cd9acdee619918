// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IncomeWord} from "../src/pure/IncomeWord.sol";
import {Proof} from "./Proof.sol";

/// The algebra of the words, at full width: any index, any debt, any balance and supply below 2^64.
///
/// @custom:halmos --loop 2 --solver-timeout-assertion 30s
contract IncomeWordProofs is Proof {
    using IncomeWord for uint256;

    /// What a holder earned and was not paid, in Q192: the whole part is `owedDown`.
    function earnedQ192(uint256 word, uint256 g) internal pure returns (uint256) {
        unchecked {
            return g.slope() * word.shares() - word;
        }
    }

    function check_INCOME_2_sharesThatLeaveTakeNothingAlong(uint256 word, uint256 v, uint256 g) external pure {
        uint256 balance = word.shares();
        vm.assume(v <= balance);

        uint256 after_ = word.minus(v, g);
        assert(after_.shares() == balance - v);
        unchecked {
            assert(g.slope() * (balance - v) - after_ == g.slope() * balance - word);
        }
        assert(earnedQ192(after_, g) == earnedQ192(word, g));
        assert(after_.owedDown(g) == word.owedDown(g));
    }
}
