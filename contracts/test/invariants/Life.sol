// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {Factory} from "../../src/Factory.sol";
import {Cash} from "../currencies/Cash.sol";
import {Handler} from "./Handler.sol";

/// How a life begins, at random or in an anchored sequence: the same calls mean the same in both.
abstract contract Life is Test {
    uint256 private constant START = 1_800_000_000;

    Handler internal handler;

    function setUp() public virtual {
        vm.warp(START);
        handler = newHandler();
    }

    function newHandler() internal virtual returns (Handler);

    /// One venture, whose cash unit is many base units of the currency.
    function oneVenture() internal returns (Handler) {
        return new Handler(new Factory(), new Cash(18), 1, 1);
    }

    /// Several on one currency, and more that are founded on the way.
    function manyVentures() internal returns (Handler) {
        return new Handler(new Factory(), new Cash(6), 3, 5);
    }
}
