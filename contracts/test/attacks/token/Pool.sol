// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IShare} from "../../../src/interfaces/IShare.sol";

interface IBorrower {
    function onLoan(uint256 shares) external;
}

/// A market for shares: constant product, 0.3 % a trade, and loans of all its shares for the time of a call.
contract Pool {
    IShare private immutable SHARE;
    IERC20 private immutable CASH;
    /// Takes what has accrued to its own shares before it lets them out of hand.
    bool private immutable CAREFUL;

    constructor(IShare share, bool careful) {
        (SHARE, CASH, CAREFUL) = (share, share.CASH(), careful);
    }

    function buy(uint256 cashIn) external returns (uint256 shares) {
        uint256 fed = cashIn * 997 / 1000;
        shares = SHARE.balanceOf(address(this)) * fed / (CASH.balanceOf(address(this)) + fed);
        CASH.transferFrom(msg.sender, address(this), cashIn);
        SHARE.transfer(msg.sender, shares);
    }

    function sell(uint256 shares) external returns (uint256 cashOut) {
        uint256 fed = shares * 997 / 1000;
        cashOut = CASH.balanceOf(address(this)) * fed / (SHARE.balanceOf(address(this)) + fed);
        SHARE.transferFrom(msg.sender, address(this), shares);
        CASH.transfer(msg.sender, cashOut);
    }

    function lend() external {
        if (CAREFUL) SHARE.drip();
        uint256 before = SHARE.balanceOf(address(this));
        SHARE.transfer(msg.sender, before);
        IBorrower(msg.sender).onLoan(before);
        require(SHARE.balanceOf(address(this)) == before, "the loan comes back");
    }
}
