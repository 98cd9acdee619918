// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Factory} from "../../src/Factory.sol";
import {Cash} from "../currencies/Cash.sol";
import {Handler} from "../invariants/Handler.sol";
import {InvariantsTest} from "../invariants/Invariants.t.sol";

/// Books that are wrong in one place each: random play has to notice.
abstract contract Falsified is Handler {
    constructor() Handler(new Factory(), new Cash(6), 1, 1) {}
}

/// Believes that holders were paid a unit less than they were.
contract FalsifiedIncome is Falsified {
    function _bookClaim(Venture storage v, uint256 holder, uint256 to, uint256 amount) internal override {
        super._bookClaim(v, holder, to, amount > 0 ? amount - 1 : 0);
    }
}

/// Believes that the operator's part is a unit more than it is.
contract FalsifiedRevenue is Falsified {
    function _bookRevenue(Venture storage v, uint256 amount) internal override returns (uint256 holdersPart) {
        holdersPart = super._bookRevenue(v, amount);
        ++v.operatorPart;
    }
}

/// Believes that a unit less may be drawn than may be.
contract FalsifiedCapital is Falsified {
    function _releasedCapital(Venture storage v) internal view override returns (uint256 released) {
        released = super._releasedCapital(v);
        if (released > 0) --released;
    }
}

/// Believes that anybody can receive shares.
contract FalsifiedRefusal is Falsified {
    function _refusesReceiver(Venture storage, uint256) internal pure override returns (bytes memory) {
        return "";
    }
}

contract IncomeMustFailTest is InvariantsTest("") {
    function newHandler() internal override returns (Handler) {
        return new FalsifiedIncome();
    }
}

contract RevenueMustFailTest is InvariantsTest("") {
    function newHandler() internal override returns (Handler) {
        return new FalsifiedRevenue();
    }
}

contract CapitalMustFailTest is InvariantsTest("") {
    function newHandler() internal override returns (Handler) {
        return new FalsifiedCapital();
    }
}

contract RefusalMustFailTest is InvariantsTest("") {
    function newHandler() internal override returns (Handler) {
        return new FalsifiedRefusal();
    }
}
