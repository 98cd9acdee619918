// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IncomeWord} from "../src/pure/IncomeWord.sol";

/// What halmos understands of forge's cheatcodes, as far as the proofs use them.
interface Vm {
    function assume(bool condition) external pure;
    function prank(address caller) external;
    function warp(uint256 timestamp) external;
    function etch(address account, bytes calldata code) external;
    function load(address account, bytes32 slot) external view returns (bytes32);
    function store(address account, bytes32 slot, bytes32 word) external;
}

/// halmos' own cheatcodes: values that stand for every value of their kind at once.
interface Svm {
    function createUint(uint256 bits, string calldata name) external pure returns (uint256);
    function createUint256(string calldata name) external pure returns (uint256);
    function createAddress(string calldata name) external pure returns (address);
    function createBytes32(string calldata name) external pure returns (bytes32);
    function createBytes(uint256 length, string calldata name) external pure returns (bytes memory);
    function createCalldata(string calldata contractName) external pure returns (bytes memory);
    function enableSymbolicStorage(address account) external;
}

/// A proof is a function `check_<INVARIANT>_<sentence>`: for all arguments and all symbolic values no `assert` in it fails. A path
/// that reverts proves and refutes nothing, so a proof of a refusal asserts that the call did not succeed.
///
/// An `assert` that holds is known to be true in what follows. Proofs about products use that: they assert first what
/// concerns the low bits, then an identity of polynomials, and the conclusion follows from the two without multiplying anything.
abstract contract Proof {
    using IncomeWord for uint256;

    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    Svm internal constant svm = Svm(address(uint160(uint256(keccak256("svm cheat code")))));

    /// What a holder earned and was not paid, in Q192: `owedDown` is its whole part.
    function earnedQ192(uint256 word, uint256 g) internal pure returns (uint256) {
        return earnedQ192(word, word.shares(), g.slope());
    }

    /// The same polynomial of its parts, for identities: a product is the same to the prover only if its factors are in the same order.
    function earnedQ192(uint256 word, uint256 balance, uint256 slope) internal pure returns (uint256) {
        unchecked {
            return slope * balance - word;
        }
    }
}
