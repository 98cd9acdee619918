// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Creation code kept as the code of an account (ERC-5202), because that of three purses is too much for one contract.
/// It begins with an invalid instruction, so it can be read and never run where it lies.
contract Blueprint {
    constructor(bytes memory creationCode) {
        bytes memory blueprint = bytes.concat(hex"fe7100", creationCode);
        // The one thing that Solidity has no word for: to end a constructor with code of one's own choice.
        assembly ("memory-safe") {
            return(add(blueprint, 32), mload(blueprint))
        }
    }
}
