// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IOffering} from "../../src/interfaces/IOffering.sol";
import {IShare} from "../../src/interfaces/IShare.sol";
import {ITill} from "../../src/interfaces/ITill.sol";
import {Handler} from "./Handler.sol";
import {Life} from "./Life.sol";

/// Sequences that caught a bug once, as random play found them and forge shortened them. They pass, and fail when the bug
/// comes back. A finding of `cargo xtask contracts invariants` is printed in this form.
contract AnchoredTest is Life {
    bytes4 private constant DONE = bytes4(0);

    function newHandler() internal override returns (Handler) {
        return oneVenture();
    }

    /// All books hold, and the sequence still means what it meant: this verb came to this end in it.
    function reached(bytes4 verb, bytes4 end) private view {
        handler.sweep();
        assertGt(handler.count(bytes8(bytes.concat(verb, end))), 0, "the sequence has lost its point");
    }

    /// Planted: a claim did not write down what it had paid.
    function test_anchored_claimThatForgotTheDebt() public {
        handler.buy(1, 47, 0, 1081703312126349070, 254);
        handler.payAndCollect(88, 5, 999);
        handler.close(0, 0, 9);
        handler.claimFor(14, 2, 0);
        reached(handler.claimFor.selector, DONE);
    }

    /// Planted: a transfer moved the balance without its slope.
    function test_anchored_transferThatTookIncomeAlong() public {
        handler.buy(1, 1, 192, 12780, 75);
        handler.close(20, 2, 60);
        handler.pass(252, 1286);
        handler.close(6, 7, 124);
        handler.pay(1, 0, 409227, 3);
        handler.collect(0, 0);
        handler.transfer(24, 29, 8, 153148782);
        reached(handler.transfer.selector, DONE);
    }

    /// Planted: a transfer read both words before it wrote either.
    function test_anchored_transferToOneselfThatMinted() public {
        handler.buy(1, 36, 57, 339766350, 60);
        handler.transferToOneself(0, 23, 19520);
        reached(handler.transferToOneself.selector, DONE);
    }

    /// Planted: transferFrom left the allowance as it was.
    function test_anchored_allowanceThatWasNotSpent() public {
        handler.buy(111, 0, 0, 3140869, 164);
        handler.sellToPool(1, 1, 7088874198, 6);
        handler.sellToPool(0, 122, 24, 20);
        reached(handler.sellToPool.selector, IERC20Errors.ERC20InsufficientAllowance.selector);
    }

    /// Planted: a permit did not use its nonce up.
    function test_anchored_permitThatWorkedTwice() public {
        handler.permit(22, 2, 90, 48, 8547195502780835609, 0, true);
        reached(handler.permit.selector, DONE);
    }

    /// Planted: a permit was never late.
    function test_anchored_permitThatDidNotExpire() public {
        handler.permit(7, 1, 2, 39, 31091621283285578, 1, false);
        reached(handler.permit.selector, IShare.PermitExpired.selector);
    }

    /// Planted: claimFor paid contracts that had named no payee.
    function test_anchored_claimForThatPushedIntoPools() public {
        handler.claimFor(3, 146, 253);
        reached(handler.claimFor.selector, IShare.PayeeUnknown.selector);
    }

    /// Planted: a drip with nothing to release began the time anew.
    function test_anchored_dripThatLostTime() public {
        handler.passAndDrip(1, 0, 8, 45683623);
        reached(handler.passAndDrip.selector, DONE);
    }

    /// Planted: what was in the reserve before a credit decayed by the time since.
    function test_anchored_creditThatDidNotDripFirst() public {
        handler.payAndCollect(6, 21, 1977);
        handler.buy(45, 3, 1, 0, 120);
        handler.close(39, 203, 4);
        handler.windDown(10, 1, 0);
        handler.payAndCollect(255, 2, 16505);
        reached(handler.payAndCollect.selector, DONE);
    }

    /// Planted: after the end a credit waited in the reserve.
    function test_anchored_creditThatStayedInReserve() public {
        handler.buy(1, 1, 192, 12796, 101);
        handler.close(95, 2, 60);
        handler.pass(252, 1286);
        handler.close(6, 7, 124);
        handler.payAndCollect(0, 188, 1054968902589);
        reached(handler.payAndCollect.selector, DONE);
    }

    /// Planted: income of the floor did not begin a new window.
    function test_anchored_windowThatNeverClosed() public {
        handler.buy(6, 11, 21, 15663360, 156);
        handler.close(87, 0, 18);
        handler.close(84, 185, 100);
        handler.payAndCollect(135, 0, 2939124813);
        reached(handler.payAndCollect.selector, DONE);
    }

    /// Planted: the last second of the stall period was enough.
    function test_anchored_windDownASecondEarly() public {
        handler.buy(45, 3, 1, 0, 120);
        handler.close(39, 203, 4);
        handler.windDown(10, 1, 0);
        reached(handler.windDown.selector, IOffering.NotStalled.selector);
    }

    /// Planted: redeemed shares took their income along.
    function test_anchored_burnThatTookIncomeAlong() public {
        handler.buy(1, 47, 0, 1081703312126349070, 254);
        handler.payAndCollect(194, 5, 999);
        handler.close(0, 0, 9);
        handler.redeem(242, 60, 3456000);
        reached(handler.redeem.selector, DONE);
    }

    /// Planted: the holders' part was rounded down.
    function test_anchored_holdersPartRoundedDown() public {
        handler.remit(9, 7, 0x68fdeb6d299f7d1871eb89ceb0e6ac62668b81d06eca8345a706cc9ee20a0014, 6, 151);
        reached(handler.remit.selector, DONE);
    }

    /// Planted: the operator's part stayed booked after it was pulled.
    function test_anchored_pullThatForgot() public {
        handler.remit(0, 19, 0xa394fc77ca0fad86fa9d5a7831dc54c7ae87340b6cb1dbb804e17f924c94f6c0, 214646798, 3);
        handler.pull(9, 2, 64);
        reached(handler.pull.selector, DONE);
    }

    /// Planted: a collect split the operator's part once more.
    function test_anchored_collectThatTookTheOperatorsPart() public {
        handler.remit(9, 7, 0x68fdeb6d299f7d1871eb89ceb0e6ac62668b81d06eca8345a706cc9ee20a0014, 6, 151);
        reached(handler.remit.selector, DONE);
    }

    /// Planted: what customers had paid was left lying by a remittance.
    function test_anchored_remitThatSwallowedRevenue() public {
        handler.stray(39, 14, 14703, 182);
        handler.remit(6, 5, 0xe305b2db5655041bbcd745a77639c4b201ebce2a11f28228584dc384f1d027c9, 381, 4);
        reached(handler.remit.selector, DONE);
    }

    /// Planted: the holders' part of revenue could be lowered.
    function test_anchored_holdersBpsThatFell() public {
        handler.raiseHoldersBps(6, 54, 23);
        reached(handler.raiseHoldersBps.selector, ITill.HoldersBpsNotRaised.selector);
    }

    /// Planted: an accepted offer stayed open.
    function test_anchored_offerThatStayed() public {
        handler.offerOperator(0, 25, 87);
        handler.acceptOperator(6, 120);
        reached(handler.acceptOperator.selector, DONE);
    }

    /// Planted: one share more than the hard cap could be bought.
    function test_anchored_hardCapOneTooHigh() public {
        handler.buy(0, 0, 4, 1, 4);
        reached(handler.buy.selector, IOffering.HardCapExceeded.selector);
    }

    /// Planted: income from before the close released capital.
    function test_anchored_matchOfIncomeBeforeTheSale() public {
        handler.buy(127, 60, 31, 2592000, 210);
        handler.pay(1, 0, 220825844962, 1);
        handler.collect(178, 122);
        handler.close(112, 2, 149);
        reached(handler.close.selector, DONE);
    }

    /// Planted: what was drawn was not written down.
    function test_anchored_upfrontDrawnAgain() public {
        handler.buy(127, 60, 114, 2592000, 187);
        handler.close(112, 2, 149);
        handler.draw(0, 23, 3);
        reached(handler.draw.selector, DONE);
    }

    /// Planted: a redemption was reckoned over the supply that it left.
    function test_anchored_redemptionOverTheSupplyAfter() public {
        handler.buy(1, 47, 0, 1081703312126349070, 254);
        handler.close(0, 0, 9);
        handler.redeem(164, 60, 20251);
        reached(handler.redeem.selector, DONE);
    }

    /// Planted: what was redeemed was not written down.
    function test_anchored_redemptionThatWasNotBooked() public {
        handler.buy(1, 47, 0, 1081703312126349070, 254);
        handler.close(0, 0, 9);
        handler.redeem(194, 60, 20116);
        reached(handler.redeem.selector, DONE);
    }

    /// Planted: a venture could be wound down at any time.
    function test_anchored_windDownWithoutStall() public {
        handler.buy(182, 0, 5, 0, 252);
        handler.close(1, 7, 19);
        handler.windDown(115, 3, 2);
        reached(handler.windDown.selector, IOffering.NotStalled.selector);
    }

    /// Planted: the reserve decayed by a second more of tau.
    function test_anchored_decayOfAnotherTau() public {
        handler.buy(182, 0, 5, 0, 252);
        handler.close(1, 7, 19);
        handler.payAndCollect(35, 170, 2257507441);
        handler.passAndDrip(93, 100, 100, 11613);
        reached(handler.passAndDrip.selector, DONE);
    }

    /// Planted: what remains in the reserve was rounded down.
    function test_anchored_reserveRoundedDown() public {
        handler.payAndCollect(32, 2, 4155);
        handler.buy(28, 0, 5, 466056568837653903, 52);
        handler.close(18, 64, 133);
        handler.passAndDrip(5, 6, 20, 1096614);
        reached(handler.passAndDrip.selector, DONE);
    }

    /// Planted: the index was rounded up.
    function test_anchored_indexThatCarriedTheRest() public {
        handler.buy(3, 6, 3, 188, 212);
        handler.payAndCollect(4, 33, 7739606);
        handler.close(39, 49, 1);
        reached(handler.close.selector, DONE);
    }

    /// Planted: half a unit was owed as a whole one.
    function test_anchored_owedRoundedUp() public {
        handler.buy(3, 6, 3, 188, 212);
        handler.payAndCollect(4, 33, 7739606);
        handler.close(39, 49, 1);
        reached(handler.close.selector, DONE);
    }
}
