// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cash} from "./Cash.sol";

/// Takes money away from an account, as a currency that rebases or confiscates does.
contract ShrinkingCash is Cash(6) {
    function take(address from, uint256 amount) external {
        _burn(from, amount);
    }
}
