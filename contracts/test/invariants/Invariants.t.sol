// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Handler} from "./Handler.sol";
import {Life} from "./Life.sol";
import {Outcomes} from "./Outcomes.sol";

/// The numbered invariants after any sequence of moves. One function holds all assertions, because forge would play the
/// same sequences again for every further one.
abstract contract InvariantsTest is Life {
    /// The folder in which `cargo xtask contracts invariants` wants to read what was reached; none otherwise.
    string private folder = vm.envOr("INVARIANTS_TALLY", string(""));
    string private name;

    constructor(string memory name_) {
        name = name_;
    }

    function setUp() public override {
        super.setUp();
        targetContract(address(handler));
        targetSelector(FuzzSelector({addr: address(handler), selectors: verbs()}));
        targetSender(address(this));
        if (bytes(folder).length > 0) writeLegend();
    }

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

/// The depth of one venture.
contract OneVentureTest is InvariantsTest("OneVenture") {
    function newHandler() internal override returns (Handler) {
        return oneVenture();
    }
}

/// The width of several: the trouble of one is never that of another.
contract ManyVenturesTest is InvariantsTest("ManyVentures") {
    function newHandler() internal override returns (Handler) {
        return manyVentures();
    }
}
