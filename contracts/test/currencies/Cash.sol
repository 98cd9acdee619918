// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// A currency that does what a currency should. The others in this folder each break one promise.
contract Cash is ERC20("Cash", "CASH") {
    uint8 private immutable DECIMALS;

    constructor(uint8 decimals_) {
        DECIMALS = decimals_;
    }

    function decimals() public view virtual override returns (uint8) {
        return DECIMALS;
    }

    function print(address to, uint256 amount) external {
        _mint(to, amount);
    }
}
