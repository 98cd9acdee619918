// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cash} from "./Cash.sol";

/// Says of balances what it likes; only `truthOf` can be relied on.
contract LyingCash is Cash(6) {
    enum Lie {
        None,
        AddsABillion,
        Doubles,
        SaysNothingIsThere,
        Reverts,
        SaysMore,
        /// Says that what was asked for has come, and moves nothing.
        PretendsToMove
    }

    Lie public lie;
    mapping(address account => uint256) private pretended;

    constructor(Lie lie_) {
        lie = lie_;
    }

    function turnTo(Lie lie_) external {
        lie = lie_;
    }

    function truthOf(address account) external view returns (uint256) {
        return super.balanceOf(account);
    }

    function balanceOf(address account) public view override returns (uint256) {
        uint256 truth = super.balanceOf(account);
        if (lie == Lie.None) return truth;
        if (lie == Lie.AddsABillion) return truth + 1e15;
        if (lie == Lie.Doubles) return truth * 2;
        if (lie == Lie.SaysNothingIsThere) return 0;
        // Changes within one call: whoever measures before and after measures the gas between.
        if (lie == Lie.SaysMore) return truth + 1e15 - gasleft();
        require(lie == Lie.PretendsToMove, "no answer");
        return truth + pretended[account];
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (lie == Lie.PretendsToMove && from != address(0)) pretended[to] += amount;
        else super._update(from, to, amount);
    }
}
