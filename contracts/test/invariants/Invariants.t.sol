// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {Factory} from "../../src/Factory.sol";
import {Cash} from "../currencies/Cash.sol";
import {Handler} from "./Handler.sol";

/// The numbered invariants after any sequence of moves. One function holds all assertions, because forge would play the
/// same sequences again for every further one.
abstract contract InvariantsTest is Test {
    uint256 private constant START = 1_800_000_000;

    Handler internal handler;

    function setUp() public {
        vm.warp(START);
        handler = newHandler(new Factory());
        targetContract(address(handler));
        targetSelector(FuzzSelector({addr: address(handler), selectors: handler.verbs()}));
        targetSender(address(this));
    }

    function newHandler(Factory factory) internal virtual returns (Handler);

    function invariant_theBooksHold() public view {
        handler.sweep();
    }

    /// `cargo xtask contracts invariants` adds up what all runs have reached.
    function afterInvariant() public {
        string memory tally = vm.envOr("INVARIANTS_TALLY", string(""));
        if (bytes(tally).length > 0) vm.writeLine(tally, vm.toString(handler.tally()));
    }
}

/// One venture, whose cash unit is many base units of the currency.
contract OneVentureTest is InvariantsTest {
    function newHandler(Factory factory) internal override returns (Handler) {
        return new Handler(factory, new Cash(18), 1, 1);
    }
}

/// Several on one currency, and more that are founded on the way: the trouble of one is never that of another.
contract ManyVenturesTest is InvariantsTest {
    function newHandler(Factory factory) internal override returns (Handler) {
        return new Handler(factory, new Cash(6), 3, 5);
    }
}
