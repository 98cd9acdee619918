// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchSettlement} from "../../../src/standins/BatchSettlement.sol";
import {Channel} from "./Channel.t.sol";

/// What is signed, against values that viem computed from the types that the stock clients ship.
contract DigestsTest is Channel {
    bytes32 internal constant ID = 0xa31ecf803885e7611bd4b0cb4f89c3c871af60dcdb682503c25419a45296c2be;

    function known() internal pure returns (BatchSettlement.ChannelConfig memory) {
        return BatchSettlement.ChannelConfig({
            payer: 0x1111111111111111111111111111111111111111,
            payerAuthorizer: 0x2222222222222222222222222222222222222222,
            receiver: 0x3333333333333333333333333333333333333333,
            receiverAuthorizer: 0x4444444444444444444444444444444444444444,
            token: 0x036CbD53842c5426634e7929541eC2318f3dCF7e,
            withdrawDelay: 86_400,
            salt: 0xabababababababababababababababababababababababababababababababab
        });
    }

    function test_channelId() public view {
        assertEq(escrow.getChannelId(known()), ID);
    }

    function test_voucher() public view {
        assertEq(escrow.getVoucherDigest(ID, 5000), 0x7221c8d813bc15c4994e4525ffde334b83879e8011a2cdde1970425fd4d972d8);
    }

    function test_refund() public view {
        assertEq(
            escrow.getRefundDigest(ID, 7, 1500), 0x817c14293c5f1d031b7dc052cd7f2c314ba8eb53e16b33ffb8d249fe8259c81e
        );
    }

    function test_claimBatch() public view {
        BatchSettlement.VoucherClaim[] memory items = new BatchSettlement.VoucherClaim[](2);
        items[0].voucher = BatchSettlement.Voucher(known(), 5000);
        items[0].totalClaimed = 3200;
        items[1].voucher = BatchSettlement.Voucher(known(), 6000);
        items[1].totalClaimed = 6000;
        assertEq(escrow.getClaimBatchDigest(items), 0x67daa5b3f8f69a8b928c5e6a1159ffc4631b4b568aba703812bacf179cad2a93);
    }

    function test_emptyClaimBatch() public view {
        assertEq(
            escrow.getClaimBatchDigest(new BatchSettlement.VoucherClaim[](0)),
            0x57b970b91bd540b4ca1aa82be12adbc9b769b6e978e5285b2a859bd989304e9a
        );
    }

    function testFuzz_everyTermIsInTheChannelId(BatchSettlement.ChannelConfig memory a, uint256 term) public view {
        BatchSettlement.ChannelConfig memory b = abi.decode(abi.encode(a), (BatchSettlement.ChannelConfig));
        term = bound(term, 0, 6);
        if (term == 0) b.payer = flipped(b.payer);
        if (term == 1) b.payerAuthorizer = flipped(b.payerAuthorizer);
        if (term == 2) b.receiver = flipped(b.receiver);
        if (term == 3) b.receiverAuthorizer = flipped(b.receiverAuthorizer);
        if (term == 4) b.token = flipped(b.token);
        if (term == 5) b.withdrawDelay ^= 1;
        if (term == 6) b.salt ^= bytes32(uint256(1));
        assertNotEq(escrow.getChannelId(a), escrow.getChannelId(b));
    }

    function flipped(address account) internal pure returns (address) {
        return address(uint160(account) ^ 1);
    }
}
