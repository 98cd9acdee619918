// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchSettlement} from "../../../src/standins/BatchSettlement.sol";
import {Genesis} from "../Genesis.t.sol";
import {Vm} from "forge-std/Test.sol";

/// One payer with a key for vouchers, one receiver with a key for claims, and the channel between them.
abstract contract Channel is Genesis {
    uint40 internal constant DELAY = 1 days;
    /// More than any test moves, and little enough that three of them fit into a channel.
    uint128 internal constant AMOUNT_MAX = type(uint128).max / 4;

    Vm.Wallet internal payer;
    Vm.Wallet internal voucherKey;
    Vm.Wallet internal authorizer;
    address internal receiver = makeAddr("receiver");
    uint256 private deposits;

    function setUp() public virtual override {
        super.setUp();
        payer = vm.createWallet("payer");
        voucherKey = vm.createWallet("voucherKey");
        authorizer = vm.createWallet("authorizer");
    }

    function terms() internal view returns (BatchSettlement.ChannelConfig memory) {
        return BatchSettlement.ChannelConfig({
            payer: payer.addr,
            payerAuthorizer: voucherKey.addr,
            receiver: receiver,
            receiverAuthorizer: authorizer.addr,
            token: address(usdc),
            withdrawDelay: DELAY,
            salt: 0
        });
    }

    function channelId() internal view returns (bytes32) {
        return escrow.getChannelId(terms());
    }

    /// The payer's signature for a deposit of `amount`, as the collector takes it; good for one deposit.
    function depositData(BatchSettlement.ChannelConfig memory config, uint256 amount) internal returns (bytes memory) {
        uint256 salt = ++deposits;
        bytes32 nonce = keccak256(abi.encode(escrow.getChannelId(config), salt));
        uint256 validBefore = block.timestamp + 60;
        bytes32 digest =
            authorizationDigest(RECEIVE_TYPEHASH, config.payer, address(collector), amount, 0, validBefore, nonce);
        return abi.encode(uint256(0), validBefore, salt, sign(payer, digest));
    }

    function deposit(BatchSettlement.ChannelConfig memory config, uint128 amount) internal {
        mint(config.payer, amount);
        escrow.deposit(config, amount, address(collector), depositData(config, amount));
    }

    /// A claim of `total` under a voucher for `ceiling`.
    function voucherClaim(BatchSettlement.ChannelConfig memory config, uint128 ceiling, uint128 total)
        internal
        returns (BatchSettlement.VoucherClaim memory)
    {
        bytes32 digest = escrow.getVoucherDigest(escrow.getChannelId(config), ceiling);
        return BatchSettlement.VoucherClaim({
            voucher: BatchSettlement.Voucher({channel: config, maxClaimableAmount: ceiling}),
            signature: sign(voucherKey, digest),
            totalClaimed: total
        });
    }

    function only(BatchSettlement.VoucherClaim memory item)
        internal
        pure
        returns (BatchSettlement.VoucherClaim[] memory items)
    {
        items = new BatchSettlement.VoucherClaim[](1);
        items[0] = item;
    }

    function claim(uint128 total) internal {
        BatchSettlement.VoucherClaim[] memory items = only(voucherClaim(terms(), total, total));
        vm.prank(receiver);
        escrow.claim(items);
    }

    function assertChannel(bytes32 id, uint256 balance, uint256 totalClaimed) internal view {
        (uint128 actualBalance, uint128 actualClaimed) = escrow.channels(id);
        assertEq(actualBalance, balance, "balance");
        assertEq(actualClaimed, totalClaimed, "totalClaimed");
    }

    function assertPending(bytes32 id, uint256 amount, uint256 initiatedAt) internal view {
        (uint128 actualAmount, uint40 actualTime) = escrow.pendingWithdrawals(id);
        assertEq(actualAmount, amount, "pending amount");
        assertEq(actualTime, initiatedAt, "pending since");
    }
}
