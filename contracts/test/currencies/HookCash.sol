// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cash} from "./Cash.sol";
import {IListener} from "./CallingCash.sol";

/// Calls the sender before and the receiver after a transfer, whoever of them asked for it, as an ERC-777 does.
contract HookCash is Cash(6) {
    mapping(address account => IListener) public hookOf;

    function hook(IListener listener) external {
        hookFor(msg.sender, listener);
    }

    function hookFor(address account, IListener listener) public {
        hookOf[account] = listener;
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (address(hookOf[from]) != address(0)) hookOf[from].onCash(from, to, amount);
        super._update(from, to, amount);
        if (address(hookOf[to]) != address(0)) hookOf[to].onCash(from, to, amount);
    }
}
