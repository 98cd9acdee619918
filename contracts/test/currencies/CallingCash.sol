// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cash} from "./Cash.sol";

interface IListener {
    function onCash(address from, address to, uint256 amount) external;
}

/// Calls a listener in the middle of every transfer, before or after the balances change, as an ERC-777 does.
contract CallingCash is Cash(6) {
    IListener public listener;
    bool public before;

    function listen(IListener listener_, bool before_) external {
        (listener, before) = (listener_, before_);
    }

    function _update(address from, address to, uint256 amount) internal override {
        bool calls = address(listener) != address(0) && from != address(0);
        if (calls && before) listener.onCash(from, to, amount);
        super._update(from, to, amount);
        if (calls && !before) listener.onCash(from, to, amount);
    }
}
