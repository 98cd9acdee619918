// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// Does what another contract says, until it is told to listen to a third: a currency behind a proxy.
contract UpgradingCash {
    /// Away from what the implementations use.
    bytes32 private constant IMPLEMENTATION = keccak256("usufruct.test.UpgradingCash.implementation");

    address private immutable FIRST;

    constructor(address implementation) {
        FIRST = implementation;
        upgradeTo(implementation);
    }

    function upgradeTo(address implementation) public {
        bytes32 slot = IMPLEMENTATION;
        assembly ("memory-safe") {
            sstore(slot, implementation)
        }
    }

    /// What is in the books, whatever the present implementation says of them.
    function truthOf(address account) external returns (uint256) {
        (, bytes memory answer) = FIRST.delegatecall(abi.encodeCall(IERC20.balanceOf, (account)));
        return abi.decode(answer, (uint256));
    }

    fallback() external {
        bytes32 slot = IMPLEMENTATION;
        assembly {
            calldatacopy(0, 0, calldatasize())
            let done := delegatecall(gas(), sload(slot), 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if iszero(done) { revert(0, returndatasize()) }
            return(0, returndatasize())
        }
    }
}
