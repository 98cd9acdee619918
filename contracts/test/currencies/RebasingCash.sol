// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cash} from "./Cash.sol";

/// Balances are parts of a whole that grows or shrinks when it is told to.
contract RebasingCash is Cash(6) {
    uint256 public factorBps = 10_000;

    function rebase(uint256 bps) external {
        factorBps = bps;
    }

    function balanceOf(address account) public view override returns (uint256) {
        return super.balanceOf(account) * factorBps / 10_000;
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount * 10_000 / factorBps);
    }
}
