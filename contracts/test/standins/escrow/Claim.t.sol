// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchSettlement} from "../../../src/standins/BatchSettlement.sol";
import {SigningWallet} from "../SigningWallet.sol";
import {Channel} from "./Channel.t.sol";
import {Vm} from "forge-std/Test.sol";

contract ClaimTest is Channel {
    uint128 internal constant BALANCE = 1_000_000;

    function setUp() public override {
        super.setUp();
        deposit(terms(), BALANCE);
    }

    // ---- by the receiver side ----

    function testFuzz_aClaimRaisesTheTotal(uint128 ceiling, uint128 total, bool byAuthorizer) public {
        total = uint128(bound(total, 1, BALANCE));
        ceiling = uint128(bound(ceiling, total, type(uint128).max));
        BatchSettlement.VoucherClaim[] memory items = only(voucherClaim(terms(), ceiling, total));
        address caller = byAuthorizer ? authorizer.addr : receiver;

        vm.expectEmit(address(escrow));
        emit BatchSettlement.Claimed(channelId(), caller, total, total);
        vm.prank(caller);
        escrow.claim(items);

        assertChannel(channelId(), BALANCE, total);
        assertReceiver(total, 0);
    }

    function testFuzz_claimsAreCumulative(uint128 first, uint128 second) public {
        first = uint128(bound(first, 1, BALANCE));
        second = uint128(bound(second, 1, BALANCE));
        claim(first);
        claim(second);
        uint128 higher = first > second ? first : second;
        assertChannel(channelId(), BALANCE, higher);
        assertReceiver(higher, 0);
    }

    function testFuzz_anOldTotalIsPassedOver(uint128 total, uint128 old) public {
        total = uint128(bound(total, 1, BALANCE));
        old = uint128(bound(old, 0, total));
        claim(total);
        BatchSettlement.VoucherClaim[] memory items = only(voucherClaim(terms(), old, old));
        vm.recordLogs();
        vm.prank(receiver);
        escrow.claim(items);
        assertEq(vm.getRecordedLogs().length, 0);
        assertChannel(channelId(), BALANCE, total);
    }

    function testFuzz_onlyTheReceiverSideClaims(address caller) public {
        vm.assume(caller != receiver && caller != authorizer.addr);
        BatchSettlement.VoucherClaim[] memory items = only(voucherClaim(terms(), 1, 1));
        vm.expectRevert(BatchSettlement.NotAuthorizedToClaim.selector);
        vm.prank(caller);
        escrow.claim(items);
    }

    function testFuzz_aClaimKeepsBelowTheVoucher(uint128 ceiling) public {
        ceiling = uint128(bound(ceiling, 0, BALANCE - 1));
        BatchSettlement.VoucherClaim[] memory items = only(voucherClaim(terms(), ceiling, ceiling + 1));
        vm.expectRevert(BatchSettlement.ClaimExceedsCeiling.selector);
        vm.prank(receiver);
        escrow.claim(items);
    }

    function testFuzz_aClaimKeepsBelowTheDeposit(uint128 total) public {
        total = uint128(bound(total, BALANCE + 1, type(uint128).max));
        BatchSettlement.VoucherClaim[] memory items = only(voucherClaim(terms(), total, total));
        vm.expectRevert(BatchSettlement.ClaimExceedsBalance.selector);
        vm.prank(receiver);
        escrow.claim(items);
    }

    function test_anEmptyBatchIsAnError() public {
        BatchSettlement.VoucherClaim[] memory none = new BatchSettlement.VoucherClaim[](0);
        vm.expectRevert(BatchSettlement.EmptyBatch.selector);
        escrow.claim(none);
        vm.expectRevert(BatchSettlement.EmptyBatch.selector);
        escrow.claimWithSignature(none, "");
    }

    // ---- whose signature a voucher needs ----

    function testFuzz_aVoucherOfAnotherKeyIsRefused(uint256 key) public {
        Vm.Wallet memory other = vm.createWallet(boundPrivateKey(key));
        vm.assume(other.addr != voucherKey.addr);
        BatchSettlement.VoucherClaim memory item = voucherClaim(terms(), 5, 5);
        item.signature = sign(other, escrow.getVoucherDigest(channelId(), 5));
        assertRefused(item);
    }

    function testFuzz_aSignatureIsForOneCeiling(uint128 ceiling) public {
        ceiling = uint128(bound(ceiling, 1, BALANCE - 1));
        BatchSettlement.VoucherClaim memory item = voucherClaim(terms(), ceiling, ceiling);
        item.voucher.maxClaimableAmount = ceiling + 1;
        assertRefused(item);
    }

    function testFuzz_aMalformedSignatureIsRefused(bytes memory signature) public {
        BatchSettlement.VoucherClaim memory item = voucherClaim(terms(), 5, 5);
        item.signature = signature;
        assertRefused(item);
    }

    function testFuzz_withoutAnAuthorizerThePayerSigns(uint128 total) public {
        total = uint128(bound(total, 1, BALANCE));
        BatchSettlement.ChannelConfig memory config = terms();
        config.payerAuthorizer = address(0);
        deposit(config, BALANCE);
        BatchSettlement.VoucherClaim memory item = voucherClaim(config, total, total);
        assertRefused(item);

        item.signature = sign(payer, escrow.getVoucherDigest(escrow.getChannelId(config), total));
        vm.prank(receiver);
        escrow.claim(only(item));
        assertChannel(escrow.getChannelId(config), BALANCE, total);
    }

    function testFuzz_aContractPayerSignsByErc1271(uint128 total) public {
        total = uint128(bound(total, 1, BALANCE));
        SigningWallet safe = new SigningWallet(payer.addr);
        BatchSettlement.ChannelConfig memory config = terms();
        config.payer = address(safe);
        config.payerAuthorizer = address(0);
        deposit(config, BALANCE);
        BatchSettlement.VoucherClaim memory item = voucherClaim(config, total, total);
        item.signature = sign(payer, escrow.getVoucherDigest(escrow.getChannelId(config), total));
        uint256 snapshot = vm.snapshotState();
        vm.prank(receiver);
        escrow.claim(only(item));
        assertChannel(escrow.getChannelId(config), BALANCE, total);

        vm.revertToState(snapshot);
        safe.revoke();
        assertRefused(item);
    }

    function test_aVoucherAuthorizerSignsWithItsKeyWhateverCodeItHas() public {
        BatchSettlement.VoucherClaim[] memory items = only(voucherClaim(terms(), 5, 5));
        vm.etch(voucherKey.addr, address(usdc).code);
        vm.prank(receiver);
        escrow.claim(items);
        assertChannel(channelId(), BALANCE, 5);
    }

    // ---- by anyone, with the authorizer's signature ----

    function testFuzz_aSignedBatchClaimsManyChannels(uint128[4] memory totals) public {
        BatchSettlement.VoucherClaim[] memory items = new BatchSettlement.VoucherClaim[](totals.length);
        uint256 sum = 0;
        for (uint256 i = 0; i < totals.length; ++i) {
            BatchSettlement.ChannelConfig memory config = terms();
            config.salt = bytes32(i + 1);
            deposit(config, BALANCE);
            totals[i] = uint128(bound(totals[i], 0, BALANCE));
            sum += totals[i];
            items[i] = voucherClaim(config, BALANCE, totals[i]);
        }
        bytes memory signature = sign(authorizer, escrow.getClaimBatchDigest(items));
        vm.startPrank(stranger);
        escrow.claimWithSignature(items, signature);
        // A batch that was sent twice changes nothing.
        escrow.claimWithSignature(items, signature);
        vm.stopPrank();

        for (uint256 i = 0; i < totals.length; ++i) {
            assertChannel(escrow.getChannelId(items[i].voucher.channel), BALANCE, totals[i]);
        }
        assertReceiver(sum, 0);
    }

    function testFuzz_aBatchSignatureIsForThisBatch(uint128 total, uint128 other) public {
        total = uint128(bound(total, 1, BALANCE));
        other = uint128(bound(other, 1, BALANCE));
        vm.assume(total != other);
        BatchSettlement.VoucherClaim[] memory items = only(voucherClaim(terms(), BALANCE, total));
        bytes memory signature = sign(authorizer, escrow.getClaimBatchDigest(items));
        items[0].totalClaimed = other;
        vm.expectRevert(BatchSettlement.InvalidSignature.selector);
        escrow.claimWithSignature(items, signature);
    }

    function test_aContractAuthorizesByErc1271() public {
        BatchSettlement.ChannelConfig memory config = terms();
        config.receiverAuthorizer = address(new SigningWallet(authorizer.addr));
        deposit(config, BALANCE);
        BatchSettlement.VoucherClaim[] memory items = only(voucherClaim(config, 5, 5));
        escrow.claimWithSignature(items, sign(authorizer, escrow.getClaimBatchDigest(items)));
        assertChannel(escrow.getChannelId(config), BALANCE, 5);
    }

    function test_aSignedBatchHasOneAuthorizer() public {
        BatchSettlement.ChannelConfig memory other = terms();
        other.receiverAuthorizer = stranger;
        deposit(other, BALANCE);
        BatchSettlement.VoucherClaim[] memory items = new BatchSettlement.VoucherClaim[](2);
        items[0] = voucherClaim(terms(), 5, 5);
        items[1] = voucherClaim(other, 5, 5);
        bytes memory signature = sign(authorizer, escrow.getClaimBatchDigest(items));
        vm.expectRevert(BatchSettlement.NotReceiverAuthorizer.selector);
        escrow.claimWithSignature(items, signature);
    }

    // ---- what holds ----

    function assertReceiver(uint256 totalClaimed, uint256 totalSettled) internal view {
        (uint128 claimed, uint128 settled) = escrow.receivers(receiver, address(usdc));
        assertEq(claimed, totalClaimed, "receiver's totalClaimed");
        assertEq(settled, totalSettled, "receiver's totalSettled");
    }

    function assertRefused(BatchSettlement.VoucherClaim memory item) internal {
        vm.expectRevert(BatchSettlement.InvalidSignature.selector);
        vm.prank(receiver);
        escrow.claim(only(item));
    }
}
