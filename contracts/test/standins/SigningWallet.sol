// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// A contract account that agrees to what one key has signed, until it is told not to (ERC-1271).
contract SigningWallet is IERC1271 {
    address private immutable KEY;
    bool public revoked;

    constructor(address key) {
        KEY = key;
    }

    function revoke() external {
        revoked = true;
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        bool agreed = !revoked && ECDSA.recover(digest, signature) == KEY;
        return agreed ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}
