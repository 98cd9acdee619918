// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cash} from "./Cash.sol";

/// Can be paused by its issuer, and told to burn all gas of whoever moves it, or some of it.
contract StoppingCash is Cash(6) {
    error Paused();

    bool public paused;
    uint256 public gasToBurn;

    function pause(bool paused_) external {
        paused = paused_;
    }

    function burnGas(uint256 gasToBurn_) external {
        gasToBurn = gasToBurn_;
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (paused && from != address(0)) revert Paused();
        uint256 start = gasleft();
        while (from != address(0) && start - gasleft() < gasToBurn) {}
        super._update(from, to, amount);
    }
}
