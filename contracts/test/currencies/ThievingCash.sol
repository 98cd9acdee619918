// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cash} from "./Cash.sol";

/// Moves more or less than it is asked to: takes an extra from the sender, or gives the receiver more or less.
contract ThievingCash is Cash(6) {
    int256 public takesMoreBps;
    int256 public givesMoreBps;

    function deviate(int256 takesMoreBps_, int256 givesMoreBps_) external {
        (takesMoreBps, givesMoreBps) = (takesMoreBps_, givesMoreBps_);
    }

    /// Moves anybody's money, as a broken allowance lets anybody do.
    function steal(address from, uint256 amount) external {
        super._update(from, address(0xbad), amount);
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (from == address(0)) return super._update(from, to, amount);
        super._update(from, address(0), _with(amount, takesMoreBps));
        super._update(address(0), to, _with(amount, givesMoreBps));
    }

    function _with(uint256 amount, int256 bps) private pure returns (uint256) {
        return uint256(int256(amount) * (10_000 + bps) / 10_000);
    }
}
