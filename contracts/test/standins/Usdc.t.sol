// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Usdc} from "../../src/standins/Usdc.sol";
import {Genesis} from "./Genesis.t.sol";
import {SigningWallet} from "./SigningWallet.sol";
import {IERC3009, IERC3009Cancel} from "@openzeppelin/contracts/interfaces/draft-IERC3009.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";
import {Vm} from "forge-std/Test.sol";

contract UsdcTest is Genesis {
    Vm.Wallet internal alice;
    SigningWallet internal safe;
    address internal bob = makeAddr("bob");

    function setUp() public override {
        super.setUp();
        alice = vm.createWallet("alice");
        safe = new SigningWallet(alice.addr);
    }

    // ---- the token itself ----

    function test_looksLikeTheDollarOfBaseSepolia() public view {
        assertEq(usdc.name(), "USDC");
        assertEq(usdc.symbol(), "USDC");
        assertEq(usdc.version(), "2");
        assertEq(usdc.decimals(), 6);
        // Computed with viem from the domain that x402 clients sign for.
        assertEq(usdc.DOMAIN_SEPARATOR(), 0x71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818);
    }

    function test_runtimeCodeWorksWhereverItIsPut() public {
        address elsewhere = makeAddr("elsewhere");
        vm.etch(elsewhere, address(new Usdc(minter)).code);
        vm.prank(minter);
        Usdc(elsewhere).mint(bob, 5);

        assertEq(Usdc(elsewhere).balanceOf(bob), 5);
        assertEq(Usdc(elsewhere).name(), "USDC");
        assertNotEq(Usdc(elsewhere).DOMAIN_SEPARATOR(), usdc.DOMAIN_SEPARATOR());
    }

    function testFuzz_onlyTheMinterMints(address caller, uint256 amount) public {
        vm.assume(caller != minter);
        vm.expectRevert(abi.encodeWithSelector(Usdc.OnlyMinter.selector, caller));
        vm.prank(caller);
        usdc.mint(bob, amount);

        mint(bob, amount);
        assertEq(usdc.balanceOf(bob), amount);
        assertEq(usdc.totalSupply(), amount);
    }

    function testFuzz_transfersMoveExactlyTheAmount(uint256 held, uint256 amount) public {
        amount = bound(amount, 0, held);
        mint(alice.addr, held);
        vm.prank(alice.addr);
        assertTrue(usdc.transfer(bob, amount));

        assertEq(usdc.balanceOf(alice.addr), held - amount);
        assertEq(usdc.balanceOf(bob), amount);
    }

    function testFuzz_anAllowanceIsSpent(uint256 allowed, uint256 amount) public {
        allowed = bound(allowed, 0, type(uint256).max - 1);
        amount = bound(amount, 0, allowed);
        mint(alice.addr, allowed);
        vm.prank(alice.addr);
        usdc.approve(stranger, allowed);
        vm.prank(stranger);
        assertTrue(usdc.transferFrom(alice.addr, bob, amount));

        assertEq(usdc.allowance(alice.addr, stranger), allowed - amount);
        assertEq(usdc.balanceOf(bob), amount);
    }

    // ---- ERC-2612 ----

    function testFuzz_permitSetsTheAllowanceInBothForms(uint256 value, uint256 wait) public {
        uint256 deadline = START + bound(wait, 0, 365 days);
        vm.warp(deadline);
        bytes32 digest = permitDigest(alice.addr, value, 0, deadline);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(alice, digest);
        usdc.permit(alice.addr, bob, value, deadline, v, r, s);
        assertEq(usdc.allowance(alice.addr, bob), value);
        assertEq(usdc.nonces(alice.addr), 1);

        bytes memory signature = sign(alice, permitDigest(address(safe), value, 0, deadline));
        usdc.permit(address(safe), bob, value, deadline, signature);
        assertEq(usdc.allowance(address(safe), bob), value);
    }

    function testFuzz_permitRefusesWhatWasNotSigned(uint256 value, uint256 other) public {
        vm.assume(value != other);
        bytes memory signature = sign(alice, permitDigest(alice.addr, value, 0, START));
        vm.expectRevert(abi.encodeWithSelector(Usdc.PermitSignatureInvalid.selector, alice.addr));
        usdc.permit(alice.addr, bob, other, START, signature);

        usdc.permit(alice.addr, bob, value, START, signature);
        vm.expectRevert(abi.encodeWithSelector(Usdc.PermitSignatureInvalid.selector, alice.addr));
        usdc.permit(alice.addr, bob, value, START, signature);
    }

    function test_permitExpiresAfterItsDeadline() public {
        bytes memory signature = sign(alice, permitDigest(alice.addr, 1, 0, START));
        vm.warp(START + 1);
        vm.expectRevert(abi.encodeWithSelector(Usdc.PermitExpired.selector, START));
        usdc.permit(alice.addr, bob, 1, START, signature);
    }

    // ---- ERC-3009: transfer ----

    function testFuzz_transferWithAuthorizationByKey(uint256 value, bytes32 nonce) public {
        mint(alice.addr, value);
        bytes32 digest = transferDigest(alice.addr, value, 0, START + 1, nonce);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(alice, digest);
        vm.expectEmit(address(usdc));
        emit IERC3009.AuthorizationUsed(alice.addr, nonce);
        usdc.transferWithAuthorization(alice.addr, bob, value, 0, START + 1, nonce, v, r, s);

        assertEq(usdc.balanceOf(bob), value);
        assertTrue(usdc.authorizationState(alice.addr, nonce));
    }

    function testFuzz_transferWithAuthorizationByBytes(uint256 value, bytes32 nonce) public {
        mint(alice.addr, value);
        bytes memory signature = sign(alice, transferDigest(alice.addr, value, 0, START + 1, nonce));
        usdc.transferWithAuthorization(alice.addr, bob, value, 0, START + 1, nonce, signature);
        assertEq(usdc.balanceOf(bob), value);

        vm.expectRevert(abi.encodeWithSelector(ERC3009.ERC3009UsedAuthorization.selector, alice.addr, nonce));
        usdc.transferWithAuthorization(alice.addr, bob, value, 0, START + 1, nonce, signature);
    }

    function testFuzz_aContractAccountAgreesByErc1271(uint256 value, bytes32 nonce) public {
        mint(address(safe), value);
        bytes memory signature = sign(alice, transferDigest(address(safe), value, 0, START + 1, nonce));
        uint256 snapshot = vm.snapshotState();
        usdc.transferWithAuthorization(address(safe), bob, value, 0, START + 1, nonce, signature);
        assertEq(usdc.balanceOf(bob), value);

        vm.revertToState(snapshot);
        safe.revoke();
        vm.expectRevert(ERC3009.ERC3009InvalidSignature.selector);
        usdc.transferWithAuthorization(address(safe), bob, value, 0, START + 1, nonce, signature);
    }

    function testFuzz_anAuthorizationHoldsStrictlyBetweenItsTimes(uint256 validAfter, uint256 validBefore) public {
        mint(alice.addr, 1);
        bytes memory signature = sign(alice, transferDigest(alice.addr, 1, validAfter, validBefore, "n"));
        if (validAfter >= START || validBefore <= START) {
            vm.expectRevert(
                abi.encodeWithSelector(ERC3009.ERC3009InvalidAuthorizationTime.selector, validAfter, validBefore)
            );
        }
        usdc.transferWithAuthorization(alice.addr, bob, 1, validAfter, validBefore, "n", signature);
    }

    function test_theTimesOfAnAuthorizationAreExclusiveOnBothEnds() public {
        mint(alice.addr, 1);
        bytes memory early = sign(alice, transferDigest(alice.addr, 1, START, START + 2, "early"));
        vm.expectRevert();
        usdc.transferWithAuthorization(alice.addr, bob, 1, START, START + 2, "early", early);
        vm.warp(START + 2);
        vm.expectRevert();
        usdc.transferWithAuthorization(alice.addr, bob, 1, START, START + 2, "early", early);
        vm.warp(START + 1);
        usdc.transferWithAuthorization(alice.addr, bob, 1, START, START + 2, "early", early);
    }

    function testFuzz_nothingSignedMayBeChanged(uint256 value, uint256 other, address thief) public {
        vm.assume(value != other && thief != bob);
        bytes memory signature = sign(alice, transferDigest(alice.addr, value, 0, START + 1, "n"));
        mint(alice.addr, type(uint256).max);
        vm.expectRevert(ERC3009.ERC3009InvalidSignature.selector);
        usdc.transferWithAuthorization(alice.addr, bob, other, 0, START + 1, "n", signature);
        vm.expectRevert(ERC3009.ERC3009InvalidSignature.selector);
        usdc.transferWithAuthorization(alice.addr, thief, value, 0, START + 1, "n", signature);
    }

    // ---- ERC-3009: receive and cancel ----

    function testFuzz_onlyTheReceiverReceives(uint256 value, address caller) public {
        vm.assume(caller != bob);
        mint(alice.addr, value);
        bytes32 digest = authorizationDigest(RECEIVE_TYPEHASH, alice.addr, bob, value, 0, START + 1, "n");
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(alice, digest);
        bytes memory refusal = abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, bob);

        vm.startPrank(caller);
        vm.expectRevert(refusal);
        usdc.receiveWithAuthorization(alice.addr, bob, value, 0, START + 1, "n", abi.encodePacked(r, s, v));
        vm.expectRevert(refusal);
        usdc.receiveWithAuthorization(alice.addr, bob, value, 0, START + 1, "n", v, r, s);
        vm.stopPrank();

        vm.prank(bob);
        usdc.receiveWithAuthorization(alice.addr, bob, value, 0, START + 1, "n", v, r, s);
        assertEq(usdc.balanceOf(bob), value);
    }

    function testFuzz_receiveByBytesAlsoForContracts(uint256 value) public {
        mint(address(safe), value);
        bytes32 digest = authorizationDigest(RECEIVE_TYPEHASH, address(safe), bob, value, 0, START + 1, "n");
        bytes memory signature = sign(alice, digest);
        vm.prank(bob);
        usdc.receiveWithAuthorization(address(safe), bob, value, 0, START + 1, "n", signature);
        assertEq(usdc.balanceOf(bob), value);
    }

    function test_aSignatureToTransferIsNoneToReceive() public {
        mint(alice.addr, 1);
        bytes memory signature = sign(alice, transferDigest(alice.addr, 1, 0, START + 1, "n"));
        vm.expectRevert(ERC3009.ERC3009InvalidSignature.selector);
        vm.prank(bob);
        usdc.receiveWithAuthorization(alice.addr, bob, 1, 0, START + 1, "n", signature);
    }

    function testFuzz_aCancelledAuthorizationIsUsedUp(bytes32 nonce, bool asBytes) public {
        mint(alice.addr, 1);
        bytes32 digest = usdcDigest(keccak256(abi.encode(CANCEL_TYPEHASH, alice.addr, nonce)));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(alice, digest);
        vm.expectEmit(address(usdc));
        emit IERC3009Cancel.AuthorizationCanceled(alice.addr, nonce);
        if (asBytes) usdc.cancelAuthorization(alice.addr, nonce, abi.encodePacked(r, s, v));
        else usdc.cancelAuthorization(alice.addr, nonce, v, r, s);

        bytes memory signature = sign(alice, transferDigest(alice.addr, 1, 0, START + 1, nonce));
        vm.expectRevert(abi.encodeWithSelector(ERC3009.ERC3009UsedAuthorization.selector, alice.addr, nonce));
        usdc.transferWithAuthorization(alice.addr, bob, 1, 0, START + 1, nonce, signature);
    }

    function testFuzz_onlyTheAuthorizerCancels(bytes32 nonce) public {
        Vm.Wallet memory mallory = vm.createWallet("mallory");
        bytes memory signature = sign(mallory, usdcDigest(keccak256(abi.encode(CANCEL_TYPEHASH, alice.addr, nonce))));
        vm.expectRevert(ERC3009.ERC3009InvalidSignature.selector);
        usdc.cancelAuthorization(alice.addr, nonce, signature);
    }

    // ---- what is signed ----

    function transferDigest(address from, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce)
        internal
        view
        returns (bytes32)
    {
        return authorizationDigest(TRANSFER_TYPEHASH, from, bob, value, validAfter, validBefore, nonce);
    }

    function permitDigest(address owner, uint256 value, uint256 nonce, uint256 deadline)
        internal
        view
        returns (bytes32)
    {
        return usdcDigest(keccak256(abi.encode(PERMIT_TYPEHASH, owner, bob, value, nonce, deadline)));
    }
}
