// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

/// Every external function of a contract, read from its committed artifact: what is added later is found here at once.
abstract contract Verbs is Test {
    struct Verb {
        string signature;
        bytes4 selector;
        /// It reads and does not write.
        bool reads;
        bool payable_;
    }

    function verbsOf(string memory name) internal view returns (Verb[] memory verbs) {
        string memory json = vm.readFile(string.concat("artifacts/", name, ".json"));
        uint256 count;
        for (uint256 i = 0; vm.keyExistsJson(json, _entry(i)); ++i) {
            if (_is(json, _entry(i), "type", "function")) ++count;
        }
        verbs = new Verb[](count);
        for (uint256 i = 0; count > 0; ++i) {
            if (_is(json, _entry(i), "type", "function")) verbs[verbs.length - count--] = _verb(json, _entry(i));
        }
    }

    /// Those that write.
    function writersOf(string memory name) internal view returns (Verb[] memory writers) {
        Verb[] memory all = verbsOf(name);
        uint256 count;
        for (uint256 i = 0; i < all.length; ++i) {
            if (!all[i].reads) all[count++] = all[i];
        }
        writers = new Verb[](count);
        for (uint256 i = 0; i < count; ++i) {
            writers[i] = all[i];
        }
    }

    function _verb(string memory json, string memory entry) private view returns (Verb memory verb) {
        string memory name = vm.parseJsonString(json, string.concat(entry, ".name"));
        verb.signature = string.concat(name, _types(json, string.concat(entry, ".inputs")));
        verb.selector = bytes4(keccak256(bytes(verb.signature)));
        verb.reads = _is(json, entry, "stateMutability", "view") || _is(json, entry, "stateMutability", "pure");
        verb.payable_ = _is(json, entry, "stateMutability", "payable");
    }

    function _types(string memory json, string memory list) private view returns (string memory types) {
        for (uint256 i = 0; vm.keyExistsJson(json, _at(list, i)); ++i) {
            string memory one = vm.parseJsonString(json, string.concat(_at(list, i), ".type"));
            if (keccak256(bytes(one)) == keccak256("tuple")) {
                one = _types(json, string.concat(_at(list, i), ".components"));
            }
            types = string.concat(types, i == 0 ? "" : ",", one);
        }
        return string.concat("(", types, ")");
    }

    function _entry(uint256 i) private pure returns (string memory) {
        return _at(".abi", i);
    }

    function _at(string memory list, uint256 i) private pure returns (string memory) {
        return string.concat(list, "[", vm.toString(i), "]");
    }

    function _is(string memory json, string memory entry, string memory key, string memory value)
        private
        pure
        returns (bool)
    {
        return keccak256(bytes(vm.parseJsonString(json, string.concat(entry, ".", key)))) == keccak256(bytes(value));
    }
}
