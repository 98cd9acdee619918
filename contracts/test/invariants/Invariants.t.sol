// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {Factory} from "../../src/Factory.sol";
import {Cash} from "../currencies/Cash.sol";
import {Handler} from "./Handler.sol";
import {Outcomes} from "./Outcomes.sol";

/// The numbered invariants after any sequence of moves. One function holds all assertions, because forge would play the
/// same sequences again for every further one.
abstract contract InvariantsTest is Test {
    uint256 internal constant START = 1_800_000_000;

    Handler internal handler;
    /// The folder in which `cargo xtask contracts invariants` wants to read what was reached; none otherwise.
    string private folder = vm.envOr("INVARIANTS_TALLY", string(""));
    string private name;

    constructor(string memory name_) {
        name = name_;
    }

    function setUp() public {
        vm.warp(START);
        handler = newHandler(new Factory());
        targetContract(address(handler));
        targetSelector(FuzzSelector({addr: address(handler), selectors: verbs()}));
        targetSender(address(this));
        if (bytes(folder).length > 0) writeLegend();
    }

    function newHandler(Factory factory) internal virtual returns (Handler);

    function verbs() private pure returns (bytes4[] memory selectors) {
        Outcomes.Row[35] memory rows = Outcomes.rows();
        selectors = new bytes4[](rows.length);
        for (uint256 i = 0; i < rows.length; ++i) {
            selectors[i] = rows[i].verb;
        }
    }

    function invariant_theBooksHold() public view {
        handler.sweep();
    }

    // ---- what was reached ----

    /// One line a life: every outcome and how often there was it.
    function afterInvariant() public {
        if (bytes(folder).length == 0) return;
        vm.writeLine(path(".tally"), vm.toString(handler.tally()));
    }

    /// What the lines mean, and what has to be among them.
    function writeLegend() private {
        string memory legend;
        Outcomes.Refusal[23] memory refusals = Outcomes.refusals();
        for (uint256 i = 0; i < refusals.length; ++i) {
            legend = string.concat(legend, "end ", vm.toString(abi.encodePacked(refusals[i].selector)));
            legend = string.concat(legend, " ", refusals[i].name, "\n");
        }
        Outcomes.Row[35] memory rows = Outcomes.rows();
        for (uint256 i = 0; i < rows.length; ++i) {
            legend = string.concat(legend, "verb ", vm.toString(abi.encodePacked(rows[i].verb)));
            legend = string.concat(legend, " ", rows[i].name, " ", rows[i].ends, "\n");
        }
        vm.writeFile(path(".legend"), legend);
    }

    /// Each test contract writes its own, because they run at the same time.
    function path(string memory extension) private view returns (string memory) {
        return string.concat(folder, "/", name, extension);
    }
}

/// One venture, whose cash unit is many base units of the currency.
contract OneVentureTest is InvariantsTest("OneVenture") {
    function newHandler(Factory factory) internal override returns (Handler) {
        return new Handler(factory, new Cash(18), 1, 1);
    }
}

/// Several on one currency, and more that are founded on the way: the trouble of one is never that of another.
contract ManyVenturesTest is InvariantsTest("ManyVentures") {
    function newHandler(Factory factory) internal override returns (Handler) {
        return new Handler(factory, new Cash(6), 3, 5);
    }
}
