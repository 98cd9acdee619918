// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchSettlement} from "../../../src/standins/BatchSettlement.sol";
import {Channel} from "./Channel.t.sol";

contract WithdrawTest is Channel {
    uint128 internal constant BALANCE = 1_000_000;

    function setUp() public override {
        super.setUp();
        deposit(terms(), BALANCE);
    }

    // ---- announcing ----

    function testFuzz_thePayerSideAnnounces(uint128 amount, bool byAuthorizer) public {
        amount = uint128(bound(amount, 1, BALANCE));
        vm.expectEmit(address(escrow));
        emit BatchSettlement.WithdrawInitiated(channelId(), amount, uint40(START + DELAY));
        vm.prank(byAuthorizer ? voucherKey.addr : payer.addr);
        escrow.initiateWithdraw(terms(), amount);
        assertPending(channelId(), amount, START);
    }

    function testFuzz_nobodyElseAnnouncesOrTakes(address caller) public {
        vm.assume(caller != payer.addr && caller != voucherKey.addr);
        vm.expectRevert(BatchSettlement.InvalidChannel.selector);
        vm.prank(caller);
        escrow.initiateWithdraw(terms(), 1);
        announce(1);
        vm.warp(START + DELAY);
        vm.expectRevert(BatchSettlement.NotAuthorizedToFinalizeWithdraw.selector);
        vm.prank(caller);
        escrow.finalizeWithdraw(terms());
    }

    function testFuzz_onlyWhatIsNotClaimedCanBeAnnounced(uint128 claimed) public {
        claimed = uint128(bound(claimed, 1, BALANCE));
        claim(claimed);
        vm.expectRevert(BatchSettlement.WithdrawAmountExceedsAvailable.selector);
        vm.prank(payer.addr);
        escrow.initiateWithdraw(terms(), BALANCE - claimed + 1);
    }

    function test_nothingOrASecondTimeCannotBeAnnounced() public {
        vm.expectRevert(BatchSettlement.NothingToWithdraw.selector);
        vm.prank(payer.addr);
        escrow.initiateWithdraw(terms(), 0);
        announce(1);
        vm.expectRevert(BatchSettlement.WithdrawalAlreadyPending.selector);
        vm.prank(payer.addr);
        escrow.initiateWithdraw(terms(), 1);
    }

    // ---- taking ----

    function testFuzz_theReceiverHasTheWholeDelayToClaim(uint128 amount, uint256 wait) public {
        amount = uint128(bound(amount, 1, BALANCE));
        wait = bound(wait, 0, 2 * uint256(DELAY));
        announce(amount);
        vm.warp(START + wait);
        if (wait < DELAY) vm.expectRevert(BatchSettlement.WithdrawDelayNotElapsed.selector);
        vm.prank(payer.addr);
        escrow.finalizeWithdraw(terms());
        assertEq(usdc.balanceOf(payer.addr), wait < DELAY ? 0 : amount);
    }

    function test_theDelayEndsToTheSecond() public {
        announce(1);
        vm.warp(START + DELAY - 1);
        vm.expectRevert(BatchSettlement.WithdrawDelayNotElapsed.selector);
        vm.prank(payer.addr);
        escrow.finalizeWithdraw(terms());
        vm.warp(START + DELAY);
        vm.prank(voucherKey.addr);
        escrow.finalizeWithdraw(terms());
        assertEq(usdc.balanceOf(payer.addr), 1);
    }

    function testFuzz_claimsComeFirst(uint128 amount, uint128 claimed) public {
        amount = uint128(bound(amount, 1, BALANCE));
        claimed = uint128(bound(claimed, 1, BALANCE));
        announce(amount);
        claim(claimed);
        uint128 left = BALANCE - claimed;
        uint128 paid = amount < left ? amount : left;
        vm.warp(START + DELAY);
        vm.expectEmit(address(escrow));
        emit BatchSettlement.WithdrawFinalized(channelId(), payer.addr, paid);
        vm.prank(payer.addr);
        escrow.finalizeWithdraw(terms());

        assertEq(usdc.balanceOf(payer.addr), paid);
        assertChannel(channelId(), BALANCE - paid, claimed);
        assertPending(channelId(), 0, 0);
        escrow.settle(receiver, address(usdc));
        assertEq(usdc.balanceOf(receiver), claimed);
    }

    function test_aWithdrawalOfEverythingClosesTheChannel() public {
        announce(BALANCE);
        vm.warp(START + DELAY);
        vm.expectEmit(address(escrow));
        emit BatchSettlement.ChannelClosed(channelId(), terms());
        vm.prank(payer.addr);
        escrow.finalizeWithdraw(terms());
    }

    function test_aVoucherThatWasClaimedTooLateIsLost() public {
        BatchSettlement.VoucherClaim[] memory items = only(voucherClaim(terms(), BALANCE, BALANCE));
        announce(BALANCE);
        vm.warp(START + DELAY);
        vm.prank(payer.addr);
        escrow.finalizeWithdraw(terms());
        vm.expectRevert(BatchSettlement.ClaimExceedsBalance.selector);
        vm.prank(receiver);
        escrow.claim(items);
    }

    function test_aWithdrawalIsTakenOnce() public {
        vm.expectRevert(BatchSettlement.WithdrawalNotPending.selector);
        vm.prank(payer.addr);
        escrow.finalizeWithdraw(terms());
    }

    function announce(uint128 amount) internal {
        vm.prank(payer.addr);
        escrow.initiateWithdraw(terms(), amount);
    }
}
