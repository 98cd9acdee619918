// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IOffering} from "../../src/interfaces/IOffering.sol";
import {IShare} from "../../src/interfaces/IShare.sol";
import {Stage} from "../Stage.t.sol";
import {Handler} from "./Handler.sol";

/// The numbered invariants after any sequence of moves. One function holds all assertions, because forge would play the
/// same sequences again for every further one.
contract InvariantsTest is Stage {
    Handler private handler;

    function setUp() public override {
        super.setUp();
        handler = new Handler(share, till, offering, cash, operator);
        targetContract(address(handler));
    }

    function invariant_theBooksHold() public view {
        income();
        capital();
        revenue();
    }

    function income() private view {
        uint256 claimed;
        uint256 promised;
        uint256 balances;
        for (uint256 i = 0; i < handler.HOLDERS(); ++i) {
            address holder = handler.holders(i);
            uint256 earned = handler.earnedQ128(i) >> 128;
            uint256 gotten = handler.claimed(i) + owed(holder);
            assertLe(gotten, earned, "INCOME-3: never more than the integral");
            assertGe(gotten + 1, earned, "INCOME-3: and less than a unit below");
            claimed += handler.claimed(i);
            promised += owed(holder);
            balances += share.balanceOf(holder);
        }
        assertEq(balances, share.totalSupply(), "the balances are the supply");
        assertLe(claimed + promised, handler.releasedQ32() >> 32, "INCOME-1: paid and owed within released");
        assertEq(handler.releasedQ32() + share.reserveQ32(), share.credited() << 32, "INCOME-1: released and reserve");
        assertEq(cashOf(address(share)), share.credited() - claimed, "INCOME-1: all of it is there");
    }

    function capital() private view {
        assertEq(share.totalSupply(), handler.sharesBought() - handler.sharesRedeemed(), "CAPITAL-2");
        uint256 since = share.credited() - offering.creditedAtClose();
        uint256 released = (offering.raised() * UPFRONT_BPS + since * MATCH_BPS) / 10_000;
        assertLe(offering.drawn(), released, "CAPITAL-3");
        assertEq(offering.raised(), handler.spent(), "CAPITAL-4: raised");
        assertEq(offering.undrawn() + offering.drawn() + offering.redeemed(), offering.raised(), "CAPITAL-4: the parts");
        assertEq(cashOf(address(offering)), offering.undrawn(), "CAPITAL-4: all of it is there");
        if (offering.phase() == IOffering.Phase.Failed) {
            assertEq(offering.undrawn(), share.totalSupply() * PRICE, "CAPITAL-5");
        }
    }

    function revenue() private view {
        uint256 operators = till.operatorPart() + handler.pulled();
        uint256 received = handler.paid() + handler.remitted();
        assertEq(share.credited() + operators + till.collectable(), received, "REVENUE-1");
        assertEq(cashOf(address(till)), till.operatorPart() + till.collectable(), "REVENUE-1: all of it is there");
        bool selling = offering.phase() == IOffering.Phase.Open;
        assertEq(share.phase() == IShare.Phase.Selling, selling, "the Share knows when the sale is over");
    }
}
