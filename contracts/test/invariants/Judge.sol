// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";
import {CommonBase} from "forge-std/Base.sol";
import {Safe} from "./Cast.sol";

/// Acts in the name of others, and compares what a call answers with what was said beforehand.
///
/// There is no "may revert" here: a call either has to succeed, or has to be refused with exactly this error and exactly
/// these arguments. Each outcome is counted, so that a verb or a refusal that random play never reaches is noticed.
abstract contract Judge is CommonBase {
    /// Below these indices an account can call anything: it has a key, or is the Safe.
    uint256 internal constant ACTORS = 10;
    uint256 internal constant ALICE = 0;
    uint256 internal constant BOB = 1;
    uint256 internal constant CAROL = 2;
    uint256 internal constant SAFE = 3;
    uint256 internal constant OPERATOR = 4;
    uint256 internal constant SUCCESSOR = 5;
    uint256 internal constant CUSTOMER = 6;
    uint256 internal constant KEEPER = 7;
    uint256 internal constant STRANGER = 8;
    uint256 internal constant PAYEE = 9;
    /// The others only receive, and the Pool trades.
    uint256 internal constant POOL = 10;
    uint256 internal constant CURRENCY = 11;
    uint256 internal constant FACTORY = 12;
    /// From here on three purses a venture.
    uint256 internal constant PURSES = 13;
    /// The zero address.
    uint256 internal constant NOBODY = 255;

    /// A call was answered otherwise than predicted. Nothing expected means that it had to succeed.
    error Misjudged(bytes expected, bytes answered, bool succeeded);
    /// What is, and what the books say it has to be.
    error Broken(string what, uint256 actual, uint256 expected);

    address[] internal accounts;
    uint256[ACTORS] internal keys;

    /// How often a verb of the handler ended how: its selector, then that of the refusal, zero if there was none.
    mapping(bytes8 outcome => uint256) public count;
    bytes8[] internal outcomes;

    // ---- acting ----

    function _at(uint256 account) internal view returns (address) {
        return account == NOBODY ? address(0) : accounts[account];
    }

    function _actor(uint256 seed) internal pure returns (uint256) {
        return seed % ACTORS;
    }

    /// Any account there is, or the zero address.
    function _anyone(uint256 seed) internal view returns (uint256 account) {
        account = seed % (accounts.length + 1);
        if (account == accounts.length) account = NOBODY;
    }

    function _try(uint256 who, address target, bytes memory data) internal returns (bool success, bytes memory answer) {
        if (who != SAFE) {
            vm.prank(accounts[who]);
            return target.call(data);
        }
        vm.prank(vm.addr(keys[SAFE]));
        (success, answer) = accounts[SAFE].call(abi.encodeCall(Safe.execute, (target, data)));
        if (success) answer = abi.decode(answer, (bytes));
    }

    // ---- judging ----

    /// `who` calls, and the answer has to be `refusal`, or success if that is empty.
    function _judge(uint256 who, address target, bytes memory data, bytes memory refusal)
        internal
        returns (bytes memory answer)
    {
        bool success;
        (success, answer) = _try(who, target, data);
        if (success != (refusal.length == 0) || (!success && keccak256(answer) != keccak256(refusal))) {
            revert Misjudged(refusal, answer, success);
        }
        _count(success ? bytes4(0) : bytes4(refusal));
    }

    function _count(bytes4 refusal) internal {
        bytes8 outcome = bytes8(bytes.concat(msg.sig, refusal));
        if (count[outcome]++ == 0) outcomes.push(outcome);
    }

    /// What is compared is named in one word, because a text would be copied to memory every time that all is well.
    function _same(uint256 actual, uint256 expected, bytes32 what) internal pure {
        if (actual != expected) revert Broken(_text(what), actual, expected);
    }

    function _atMost(uint256 actual, uint256 limit, bytes32 what) internal pure {
        if (actual > limit) revert Broken(_text(what), actual, limit);
    }

    function _text(bytes32 what) private pure returns (string memory) {
        uint256 length = 0;
        while (length < 32 && what[length] != 0) ++length;
        return string(Bytes.slice(bytes.concat(what), 0, length));
    }

    // ---- what was reached ----

    /// The outcomes as they were counted, 12 bytes each: verb, refusal, count.
    function tally() external view returns (bytes memory packed) {
        for (uint256 i = 0; i < outcomes.length; ++i) {
            packed = bytes.concat(packed, outcomes[i], bytes4(uint32(count[outcomes[i]])));
        }
    }
}
