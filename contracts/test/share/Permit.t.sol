// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IShare} from "../../src/interfaces/IShare.sol";
import {Stage} from "../Stage.t.sol";

/// A contract account: accepts the one signature that it was told, for the one digest.
contract Wallet is IERC1271 {
    bytes32 private accepted;

    function accept(bytes32 digest, bytes memory signature) external {
        accepted = keccak256(abi.encode(digest, signature));
    }

    function isValidSignature(bytes32 digest, bytes memory signature) external view returns (bytes4) {
        return keccak256(abi.encode(digest, signature)) == accepted ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}

contract PermitTest is Stage {
    uint256 private constant CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    struct Permit {
        address owner;
        address spender;
        uint256 value;
        uint256 nonce;
        uint256 deadline;
    }

    uint256 private key;
    Permit private permit;

    function setUp() public override {
        super.setUp();
        (permit.owner, key) = makeAddrAndKey("signer");
        permit.spender = stranger;
        permit.value = 1_000;
        permit.deadline = START;
    }

    function digest() private view returns (bytes32) {
        bytes32 typeHash =
            keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        return keccak256(abi.encodePacked(hex"1901", domainSeparator(), keccak256(abi.encode(typeHash, permit))));
    }

    /// From what a wallet reads (ERC-5267), not from what the contract computes.
    function domainSeparator() private view returns (bytes32) {
        (bytes1 fields, string memory name, string memory version, uint256 chain, address verifier, bytes32 salt,) =
            share.eip712Domain();
        assertEq(fields, bytes1(0x0f));
        assertEq(salt, bytes32(0));
        return keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name)),
                keccak256(bytes(version)),
                chain,
                verifier
            )
        );
    }

    function sign() private view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest());
        return abi.encodePacked(r, s, v);
    }

    function submit(bytes memory signature) private {
        share.permit(permit.owner, permit.spender, permit.value, permit.deadline, signature);
    }

    function submitParts() private {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest());
        share.permit(permit.owner, permit.spender, permit.value, permit.deadline, v, r, s);
    }

    function expectInvalid() private {
        vm.expectRevert(abi.encodeWithSelector(IShare.PermitSignatureInvalid.selector, permit.owner));
    }

    function test_theDomainIsTheOneThatWalletsRebuild() public view {
        assertEq(share.DOMAIN_SEPARATOR(), domainSeparator());
        (, string memory name, string memory version, uint256 chain, address verifier,,) = share.eip712Domain();
        assertEq(name, "Stage Share");
        assertEq(version, "1");
        assertEq(chain, block.chainid);
        assertEq(verifier, address(share));
    }

    function testFuzz_aSignatureApproves(address spender, uint256 value, uint256 deadline, bool inParts) public {
        vm.assume(spender != address(0));
        (permit.spender, permit.value, permit.deadline) = (spender, value, bound(deadline, START, type(uint256).max));
        vm.expectEmit(address(share));
        emit IERC20.Approval(permit.owner, spender, value);
        if (inParts) submitParts();
        else submit(sign());
        assertEq(share.allowance(permit.owner, spender), value);
        assertEq(share.nonces(permit.owner), 1);
    }

    function test_aSignatureWorksOnce() public {
        bytes memory signature = sign();
        submit(signature);
        expectInvalid();
        submit(signature);
        permit.nonce = 1;
        submit(sign());
    }

    function testFuzz_aLatePermitIsRefused(uint256 deadline, uint256 late) public {
        permit.deadline = bound(deadline, 0, type(uint64).max);
        vm.warp(permit.deadline + bound(late, 1, 1e9));
        bytes memory signature = sign();
        vm.expectRevert(abi.encodeWithSelector(IShare.PermitExpired.selector, permit.deadline));
        submit(signature);
    }

    /// S05: whatever of the message is not what was signed, the signature is worth nothing.
    function testFuzz_everyFieldIsSigned(uint256 field, uint256 change) public {
        bytes memory signature = sign();
        change = bound(change, 1, type(uint64).max);
        field = bound(field, 0, 4);
        if (field == 0) permit.owner = address(uint160(permit.owner) ^ uint160(change));
        if (field == 1) permit.spender = address(uint160(permit.spender) ^ uint160(change));
        if (field == 2) permit.value ^= change;
        if (field == 3) permit.deadline += change;
        if (field == 4) vm.chainId(block.chainid ^ change); // S04: a fork of the chain is another chain.
        expectInvalid();
        submit(signature);
    }

    /// S04: a permit for one venture's share is none for another's.
    function test_anotherShareIsAnotherDomain() public {
        bytes memory signature = sign();
        open(standardTerms());
        expectInvalid();
        submit(signature);
    }

    function testFuzz_anyOtherKeyIsRefused(uint256 other) public {
        other = bound(other, 1, CURVE_ORDER - 1);
        vm.assume(other != key);
        key = other;
        bytes memory signature = sign();
        expectInvalid();
        submit(signature);
    }

    function testFuzz_garbageIsRefused(bytes memory garbage, uint8 v, bytes32 r, bytes32 s) public {
        expectInvalid();
        submit(garbage);
        expectInvalid();
        share.permit(permit.owner, permit.spender, permit.value, permit.deadline, v, r, s);
    }

    /// S06: ecrecover answers zero for garbage, and zero owns nothing that could be approved.
    function testFuzz_theZeroAddressSignsNothing(uint8 v, bytes32 r, bytes32 s) public {
        permit.owner = address(0);
        expectInvalid();
        share.permit(address(0), permit.spender, permit.value, permit.deadline, v, r, s);
    }

    /// S09.
    function test_theMirroredSignatureIsRefused() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest());
        expectInvalid();
        submit(abi.encodePacked(r, bytes32(CURVE_ORDER - uint256(s)), v == 27 ? uint8(28) : uint8(27)));
    }

    function testFuzz_aContractAccountSigns(bytes memory signature, bytes memory other) public {
        vm.assume(keccak256(signature) != keccak256(other));
        permit.owner = address(new Wallet());
        Wallet(permit.owner).accept(digest(), signature);
        expectInvalid();
        submit(other);
        submit(signature);
        assertEq(share.allowance(permit.owner, permit.spender), permit.value);
    }

    /// S11: delegation to a contract that knows no signatures takes nothing away from the account's own key.
    function test_anEip7702AccountSignsWithItsKey() public {
        vm.etch(permit.owner, abi.encodePacked(hex"ef0100", address(cash)));
        submitParts();
        assertEq(share.allowance(permit.owner, permit.spender), permit.value);
    }

    /// And a delegate that does know them can speak for it.
    function test_anEip7702AccountSignsThroughItsDelegate() public {
        vm.etch(permit.owner, abi.encodePacked(hex"ef0100", address(new Wallet())));
        Wallet(permit.owner).accept(digest(), "passkey");
        submit("passkey");
        assertEq(share.allowance(permit.owner, permit.spender), permit.value);
    }

    /// T21: somebody who submits the permit first does the owner's work and harms nobody.
    function test_aPermitSubmittedByAnotherStillApproves() public {
        bytes memory signature = sign();
        vm.prank(customer);
        submit(signature);
        assertEq(share.allowance(permit.owner, permit.spender), permit.value);
    }
}
