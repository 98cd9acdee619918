// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchSettlement} from "../../../src/standins/BatchSettlement.sol";
import {Channel} from "./Channel.t.sol";

contract RefundTest is Channel {
    uint128 internal constant BALANCE = 1_000_000;

    function setUp() public override {
        super.setUp();
        deposit(terms(), BALANCE);
    }

    function testFuzz_aRefundReturnsAtMostWhatIsNotClaimed(uint128 claimed, uint128 asked, bool byAuthorizer) public {
        claimed = uint128(bound(claimed, 1, BALANCE - 1));
        asked = uint128(bound(asked, 1, type(uint128).max));
        claim(claimed);
        uint128 paid = asked < BALANCE - claimed ? asked : BALANCE - claimed;
        address caller = byAuthorizer ? authorizer.addr : receiver;

        vm.expectEmit(address(escrow));
        emit BatchSettlement.Refunded(channelId(), caller, paid);
        vm.prank(caller);
        escrow.refund(terms(), asked);

        assertEq(usdc.balanceOf(payer.addr), paid);
        assertChannel(channelId(), BALANCE - paid, claimed);
        assertEq(escrow.refundNonce(channelId()), 1);
    }

    function test_aFullRefundClosesTheChannelUntilItIsFilledAgain() public {
        BatchSettlement.ChannelConfig memory config = terms();
        vm.expectEmit(address(escrow));
        emit BatchSettlement.ChannelClosed(channelId(), config);
        vm.prank(receiver);
        escrow.refund(config, BALANCE);
        assertChannel(channelId(), 0, 0);

        bytes memory data = depositData(config, 1);
        vm.expectEmit(address(escrow));
        emit BatchSettlement.ChannelCreated(channelId(), config);
        escrow.deposit(config, 1, address(collector), data);
    }

    function testFuzz_onlyTheReceiverSideRefunds(address caller) public {
        vm.assume(caller != receiver && caller != authorizer.addr);
        vm.expectRevert(BatchSettlement.NotAuthorizedToRefund.selector);
        vm.prank(caller);
        escrow.refund(terms(), 1);
    }

    function test_aRefundOfNothingIsAnError() public {
        vm.expectRevert(BatchSettlement.ZeroRefund.selector);
        vm.prank(receiver);
        escrow.refund(terms(), 0);
    }

    function testFuzz_aRefundWithNothingLeftMovesOnlyTheNonce(uint128 asked) public {
        asked = uint128(bound(asked, 1, type(uint128).max));
        claim(BALANCE);
        vm.recordLogs();
        vm.prank(receiver);
        escrow.refund(terms(), asked);
        assertEq(vm.getRecordedLogs().length, 0);
        assertEq(escrow.refundNonce(channelId()), 1);
        assertChannel(channelId(), BALANCE, BALANCE);
    }

    // ---- by anyone, with the authorizer's signature ----

    function testFuzz_aSignedRefundWorksOnce(uint128 amount) public {
        amount = uint128(bound(amount, 1, BALANCE));
        bytes memory signature = sign(authorizer, escrow.getRefundDigest(channelId(), 0, amount));
        vm.startPrank(stranger);
        escrow.refundWithSignature(terms(), amount, 0, signature);
        assertEq(usdc.balanceOf(payer.addr), amount);

        vm.expectRevert(BatchSettlement.InvalidRefundNonce.selector);
        escrow.refundWithSignature(terms(), amount, 0, signature);
        vm.expectRevert(BatchSettlement.InvalidSignature.selector);
        escrow.refundWithSignature(terms(), amount, 1, signature);
        vm.stopPrank();
    }

    function testFuzz_aDirectRefundOvertakesASignedOne(uint128 amount) public {
        amount = uint128(bound(amount, 1, BALANCE));
        bytes memory signature = sign(authorizer, escrow.getRefundDigest(channelId(), 0, amount));
        vm.prank(receiver);
        escrow.refund(terms(), 1);
        vm.expectRevert(BatchSettlement.InvalidRefundNonce.selector);
        escrow.refundWithSignature(terms(), amount, 0, signature);
    }

    function testFuzz_aSignedRefundIsForOneAmount(uint128 amount, uint128 other) public {
        amount = uint128(bound(amount, 1, BALANCE));
        other = uint128(bound(other, 1, BALANCE));
        vm.assume(amount != other);
        bytes memory signature = sign(authorizer, escrow.getRefundDigest(channelId(), 0, amount));
        vm.expectRevert(BatchSettlement.InvalidSignature.selector);
        escrow.refundWithSignature(terms(), other, 0, signature);
    }

    // ---- beside a withdrawal ----

    function testFuzz_aRefundReducesAPendingWithdrawal(uint128 pending, uint128 refunded) public {
        pending = uint128(bound(pending, 1, BALANCE));
        refunded = uint128(bound(refunded, 1, BALANCE));
        vm.prank(payer.addr);
        escrow.initiateWithdraw(terms(), pending);
        vm.prank(receiver);
        escrow.refund(terms(), refunded);
        if (refunded < pending) assertPending(channelId(), pending - refunded, START);
        else assertPending(channelId(), 0, 0);
    }
}
