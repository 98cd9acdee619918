// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchSettlement} from "../../../src/standins/BatchSettlement.sol";
import {Channel} from "./Channel.t.sol";

contract SettleTest is Channel {
    uint128 internal constant BALANCE = 1_000_000;

    function setUp() public override {
        super.setUp();
        deposit(terms(), BALANCE);
    }

    function testFuzz_anyoneSendsTheReceiverWhatWasClaimed(uint128 first, uint128 second) public {
        first = uint128(bound(first, 1, BALANCE - 1));
        second = uint128(bound(second, first + 1, BALANCE));
        claim(first);
        vm.expectEmit(address(escrow));
        emit BatchSettlement.Settled(receiver, address(usdc), stranger, first);
        vm.prank(stranger);
        escrow.settle(receiver, address(usdc));
        assertEq(usdc.balanceOf(receiver), first);

        claim(second);
        escrow.settle(receiver, address(usdc));
        assertEq(usdc.balanceOf(receiver), second);
        (uint128 claimed, uint128 settled) = escrow.receivers(receiver, address(usdc));
        assertEq(claimed, second);
        assertEq(settled, second);
    }

    function testFuzz_nothingToSettleIsFine(address anyone, address anyToken) public {
        vm.recordLogs();
        escrow.settle(anyone, anyToken);
        assertEq(vm.getRecordedLogs().length, 0);
    }

    function testFuzz_oneSettlementServesAllChannels(uint128 a, uint128 b) public {
        a = uint128(bound(a, 1, BALANCE));
        b = uint128(bound(b, 1, BALANCE));
        claim(a);
        BatchSettlement.ChannelConfig memory other = terms();
        other.salt = "other";
        deposit(other, BALANCE);
        BatchSettlement.VoucherClaim[] memory items = only(voucherClaim(other, b, b));
        vm.prank(receiver);
        escrow.claim(items);

        escrow.settle(receiver, address(usdc));
        assertEq(usdc.balanceOf(receiver), uint256(a) + b);
    }

    function testFuzz_claimAndSettleGoInOneMulticall(uint128 total) public {
        total = uint128(bound(total, 1, BALANCE));
        BatchSettlement.VoucherClaim[] memory items = only(voucherClaim(terms(), total, total));
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(
            BatchSettlement.claimWithSignature, (items, sign(authorizer, escrow.getClaimBatchDigest(items)))
        );
        calls[1] = abi.encodeCall(BatchSettlement.settle, (receiver, address(usdc)));
        vm.prank(stranger);
        escrow.multicall(calls);
        assertEq(usdc.balanceOf(receiver), total);
    }
}
