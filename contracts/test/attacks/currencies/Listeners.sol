// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Share} from "../../../src/Share.sol";
import {Till} from "../../../src/Till.sol";
import {IListener} from "../../currencies/CallingCash.sol";
import {Cash} from "../../currencies/Cash.sol";

/// Wants no money.
contract Refuser is IListener {
    function onCash(address, address, uint256) external pure {
        revert("no");
    }
}

/// Does in the middle of a transfer what anybody may do at any time.
contract Meddler is IListener {
    Share private immutable SHARE;
    address[] private holders;

    constructor(Share share, address[] memory holders_) {
        (SHARE, holders) = (share, holders_);
    }

    function onCash(address, address, uint256) external {
        if (address(SHARE).code.length == 0) return;
        try Till(SHARE.TILL()).collect() {} catch {}
        SHARE.drip();
        SHARE.claimMany(holders);
    }
}

/// Claims while money is on its way to the Share.
contract Claimer is IListener {
    Share private immutable SHARE;
    address[] private holders;

    constructor(Share share, address[] memory holders_) {
        (SHARE, holders) = (share, holders_);
    }

    function onCash(address, address to, uint256) external {
        if (to == address(SHARE)) SHARE.claimMany(holders);
    }
}

/// Gives something to somebody else's Till.
contract Giver is IListener {
    Cash private immutable CASH;
    address private immutable TILL;

    constructor(Cash cash, address till) {
        (CASH, TILL) = (cash, till);
    }

    function onCash(address, address, uint256) external {
        CASH.print(TILL, 1);
    }
}
