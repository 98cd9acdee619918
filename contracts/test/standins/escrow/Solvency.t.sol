// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchSettlement} from "../../../src/standins/BatchSettlement.sol";
import {Channel} from "./Channel.t.sol";

/// Whatever happens in whatever order, the escrow holds exactly what it owes.
contract SolvencyTest is Channel {
    uint256 internal constant CHANNELS = 3;
    uint256 internal constant STEPS = 24;
    uint128 internal constant STEP_MAX = 1000;

    function testFuzz_theEscrowHoldsExactlyWhatItOwes(uint256 seed) public {
        for (uint256 step = 0; step < STEPS; ++step) {
            seed = uint256(keccak256(abi.encode(seed)));
            BatchSettlement.ChannelConfig memory config = channel((seed >> 8) % CHANNELS);
            _act(seed % 6, config, uint128((seed >> 16) % STEP_MAX) + 1);
            vm.warp(block.timestamp + (seed >> 64) % DELAY);
            _assertSolvent();
        }
    }

    function _act(uint256 verb, BatchSettlement.ChannelConfig memory config, uint128 amount) private {
        (uint128 balance, uint128 claimed) = escrow.channels(escrow.getChannelId(config));
        (, uint40 pendingSince) = escrow.pendingWithdrawals(escrow.getChannelId(config));
        uint128 available = balance - claimed;
        if (verb == 0 || balance == 0) return deposit(config, amount);
        if (verb == 1) return escrow.settle(receiver, address(usdc));
        if (verb == 2) {
            vm.prank(receiver);
            return escrow.refund(config, amount);
        }
        if (verb == 3 && available > 0 && pendingSince == 0) {
            vm.prank(payer.addr);
            return escrow.initiateWithdraw(config, amount < available ? amount : available);
        }
        if (verb == 4 && pendingSince != 0 && block.timestamp >= pendingSince + DELAY) {
            vm.prank(payer.addr);
            return escrow.finalizeWithdraw(config);
        }
        uint128 total = claimed + (amount < available ? amount : available);
        BatchSettlement.VoucherClaim[] memory items = only(voucherClaim(config, total, total));
        vm.prank(receiver);
        escrow.claim(items);
    }

    function _assertSolvent() private view {
        (uint128 claimed, uint128 settled) = escrow.receivers(receiver, address(usdc));
        uint256 owed = claimed - settled;
        for (uint256 i = 0; i < CHANNELS; ++i) {
            (uint128 balance, uint128 totalClaimed) = escrow.channels(escrow.getChannelId(channel(i)));
            owed += balance - totalClaimed;
        }
        assertEq(usdc.balanceOf(address(escrow)), owed);
        assertEq(usdc.balanceOf(receiver), settled);
    }

    function channel(uint256 salt) private view returns (BatchSettlement.ChannelConfig memory config) {
        config = terms();
        config.salt = bytes32(salt);
    }
}
