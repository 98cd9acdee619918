// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {Terms} from "../../../src/interfaces/IFactory.sol";
import {IShare} from "../../../src/interfaces/IShare.sol";
import {Share} from "../../../src/Share.sol";
import {LooseCash} from "../../currencies/ParticularCash.sol";
import {Stage} from "../../Stage.t.sol";

/// A delegate or a wallet that says yes to everything.
contract YesMan is IERC1271 {
    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        return IERC1271.isValidSignature.selector;
    }
}

/// One that says no to everything, and one that breaks.
contract NoMan is IERC1271 {
    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        return 0xffffffff;
    }
}

contract Mute {
    fallback() external {
        while (true) {}
    }
}

/// Attacks on signatures, as far as they concern the Share: the only signature it takes is a permit's.
contract SignaturesTest is Stage {
    uint256 private constant ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
    bytes32 private constant TYPE_HASH =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    address private signer;
    uint256 private key;

    function setUp() public override {
        super.setUp();
        (signer, key) = makeAddrAndKey("signer");
    }

    function digest(Share share_, address owner, address spender, uint256 value) private view returns (bytes32) {
        bytes32 hash = keccak256(abi.encode(TYPE_HASH, owner, spender, value, share_.nonces(owner), START));
        return keccak256(abi.encodePacked(hex"1901", share_.DOMAIN_SEPARATOR(), hash));
    }

    function sign(address owner, address spender, uint256 value) private view returns (uint8 v, bytes32 r, bytes32 s) {
        return vm.sign(key, digest(share, owner, spender, value));
    }

    function accepted(Share share_, address owner, address spender, uint256 value, bytes memory signature)
        private
        returns (bool done)
    {
        bytes memory data = abi.encodeWithSignature(
            "permit(address,address,uint256,uint256,bytes)", owner, spender, value, START, signature
        );
        (done,) = address(share_).call{gas: 2_000_000}(data);
        // Whatever was refused has changed nothing.
        if (!done) assertEq(share_.allowance(owner, spender), 0);
        if (!done) assertEq(share_.nonces(owner), 0);
    }

    /// S04, a signature used again on another chain, after a fork or on a clone: MintoFinance, July 2023; AROS, May 2026, 295,000
    /// dollars. Also where the other Share has the very same address.
    function testFuzz_S04_aSignatureIsForOneShareOnOneChain(uint64 chain) public {
        uint256 home = block.chainid;
        vm.assume(chain != home && chain > 0);
        (uint8 v, bytes32 r, bytes32 s) = sign(signer, stranger, 1_000);
        bytes memory signature = abi.encodePacked(r, s, v);
        vm.chainId(chain);
        assertFalse(accepted(share, signer, stranger, 1_000, signature), "the same address on another chain");
        vm.chainId(home);
        Share first = share;
        open(standardTerms());
        assertFalse(accepted(share, signer, stranger, 1_000, signature), "another Share");
        assertTrue(accepted(first, signer, stranger, 1_000, signature));
        assertFalse(signedAgain(first, signature), "and there once");
    }

    function signedAgain(Share share_, bytes memory signature) private returns (bool done) {
        bytes memory data = abi.encodeWithSignature(
            "permit(address,address,uint256,uint256,bytes)", signer, stranger, 1_000, START, signature
        );
        (done,) = address(share_).call(data);
    }

    /// S05, a signature that covers only part of what it decides: GiddyVaultV3, April 2026, 1.3 million dollars. One bit of any argument or
    /// of the signature itself.
    function testFuzz_S05_everyBitIsSigned(uint256 word, uint8 bit) public {
        (uint8 v, bytes32 r, bytes32 s) = sign(signer, stranger, 1_000);
        uint256[7] memory words = [uint160(signer), uint160(stranger), 1_000, START, v, uint256(r), uint256(s)];
        word %= 7;
        words[word] ^= 1 << (word < 2 ? bit % 160 : word == 4 ? bit % 8 : bit);
        vm.assume(words[3] >= block.timestamp); // Else it is refused for its age.
        bytes4 permit = bytes4(keccak256("permit(address,address,uint256,uint256,uint8,bytes32,bytes32)"));
        (bool done, bytes memory why) = address(share).call(abi.encodePacked(permit, words));
        assertFalse(done);
        assertEq(bytes4(why), IShare.PermitSignatureInvalid.selector);
        assertEq(share.allowance(signer, stranger), 0);
    }

    /// S06, a recovery that answers zero: LegendaryMoneyMon, May 2026, 85,000 dollars. Zero signs nothing, with any `v`.
    function test_S06_zeroSignsNothing() public {
        for (uint256 v = 0; v < 256; ++v) {
            assertFalse(accepted(share, address(0), stranger, 1, abi.encodePacked(bytes32(0), bytes32(0), uint8(v))));
            assertFalse(accepted(share, signer, stranger, 1, abi.encodePacked(bytes32(0), bytes32(0), uint8(v))));
        }
    }

    /// S07, any signer that is not zero: LixirPermitDrain, June 2026.
    function testFuzz_S07_anyOtherSignerIsRefused(uint256 other) public {
        other = bound(other, 1, ORDER - 1);
        vm.assume(other != key);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(other, digest(share, signer, stranger, 1_000));
        assertFalse(accepted(share, signer, stranger, 1_000, abi.encodePacked(r, s, v)));
    }

    /// S08, a permission looked up under the wrong party: TrustedVolumes, May 2026, 5.87 million dollars. Of all ways to fill the parts of
    /// owner, spender and sender with three people, only the signer's own is accepted, whoever sends it.
    function test_S08_thePartsCannotBeExchanged() public {
        address[3] memory people = [signer, stranger, carol];
        (uint8 v, bytes32 r, bytes32 s) = sign(signer, stranger, 1_000);
        uint256 count;
        uint256 state = vm.snapshotState();
        for (uint256 i = 0; i < 27; ++i) {
            (address owner, address spender) = (people[i % 3], people[i / 3 % 3]);
            vm.prank(people[i / 9]);
            (bool done,) = address(share)
                .call(
                    abi.encodeWithSignature(
                        "permit(address,address,uint256,uint256,bytes)",
                        owner,
                        spender,
                        1_000,
                        START,
                        abi.encodePacked(r, s, v)
                    )
                );
            assertEq(done, owner == signer && spender == stranger);
            if (done) ++count;
            vm.revertToState(state);
        }
        assertEq(count, 3);
    }

    /// S09, a signature in another spelling: TCH, May 2024. The mirrored one, the compact one, the one of `v` 0 or 1, and ones
    /// with bytes before or after are refused; what is used up is the nonce, not the spelling.
    function testFuzz_S09_oneSpellingOnly(bytes memory extra) public {
        vm.assume(extra.length > 0);
        (uint8 v, bytes32 r, bytes32 s) = sign(signer, stranger, 1_000);
        uint8 mirrored = v == 27 ? 28 : 27;
        bytes32 compact = bytes32(uint256(s) | (uint256(v - 27) << 255));
        assertFalse(accepted(share, signer, stranger, 1_000, abi.encodePacked(r, ORDER - uint256(s), mirrored)));
        assertFalse(accepted(share, signer, stranger, 1_000, abi.encodePacked(r, compact)));
        assertFalse(accepted(share, signer, stranger, 1_000, abi.encodePacked(r, s, v - 27)));
        assertFalse(accepted(share, signer, stranger, 1_000, abi.encodePacked(r, s, v, extra)));
        assertFalse(accepted(share, signer, stranger, 1_000, abi.encodePacked(extra, r, s, v)));
        assertTrue(accepted(share, signer, stranger, 1_000, abi.encodePacked(r, s, v)));
    }

    /// S10, a permit that a currency does not have and accepts all the same: Multichain, January 2022; AnyswapWETHPermit, July 2025, 200
    /// WETH. No purse asks the currency for one: without an allowance there is no payment.
    function test_S10_aPhantomPermitPaysForNothing() public {
        LooseCash loose = new LooseCash();
        Terms memory terms = standardTerms();
        terms.currency = address(loose);
        open(terms);
        loose.print(alice, 1e12);
        (bool done,) = address(loose)
            .call(
                abi.encodeWithSignature(
                    "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)",
                    alice,
                    offering,
                    1e12,
                    START,
                    27,
                    0,
                    0
                )
            );
        assertTrue(done, "the currency accepts anything");
        vm.prank(alice);
        vm.expectRevert();
        offering.buy(1_000, alice);
        vm.prank(stranger);
        vm.expectRevert();
        offering.buy(1_000, stranger);
        assertEq(loose.balanceOf(alice), 1e12);
    }

    /// S11, an account that gets code between signing and using, or loses it (EIP-7702): OpenZeppelin's issue 5707. Its key always counts, whatever its
    /// delegate says; its delegate's word counts as well, and ends with the delegation.
    function test_S11_aDelegationTakesNothingFromTheKey() public {
        address[4] memory delegates = [address(new NoMan()), address(new Mute()), address(cash), address(new YesMan())];
        (uint8 v, bytes32 r, bytes32 s) = sign(signer, stranger, 1_000);
        uint256 state = vm.snapshotState();
        for (uint256 i = 0; i < 4; ++i) {
            vm.etch(signer, abi.encodePacked(hex"ef0100", delegates[i]));
            assertTrue(accepted(share, signer, stranger, 1_000, abi.encodePacked(r, s, v)), "the key");
            vm.revertToState(state);
            vm.etch(signer, abi.encodePacked(hex"ef0100", delegates[i]));
            assertEq(accepted(share, signer, stranger, 1_000, "passkey"), i == 3, "the delegate");
            vm.revertToState(state);
        }
        // Delegated when it signed with the key, no longer when it is used; and the delegate's word without the delegate.
        assertTrue(accepted(share, signer, stranger, 1_000, abi.encodePacked(r, s, v)));
        vm.revertToState(state);
        assertFalse(accepted(share, signer, stranger, 1_000, "passkey"));
    }
}
