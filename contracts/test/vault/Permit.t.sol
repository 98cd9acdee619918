// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {VaultStage} from "./VaultStage.t.sol";

/// The token of the Vault is OpenZeppelin's; here is that it is wired as a wallet expects.
contract VaultPermitTest is VaultStage {
    function testFuzz_aSignatureOfWhatAWalletReadsIsAnAllowance(uint256 value) public {
        (address signer, uint256 key) = makeAddrAndKey("signer");
        bytes32 message = keccak256(
            abi.encode(
                keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                signer,
                stranger,
                value,
                vault.nonces(signer),
                block.timestamp
            )
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, keccak256(abi.encodePacked(hex"1901", domain(), message)));
        vm.expectPartialRevert(ERC20Permit.ERC2612InvalidSigner.selector);
        vault.permit(alice, stranger, value, block.timestamp, v, r, s);
        vault.permit(signer, stranger, value, block.timestamp, v, r, s);
        assertEq(vault.allowance(signer, stranger), value);
        assertEq(vault.nonces(signer), 1);
    }

    /// From what a wallet reads (ERC-5267), not from what the contract computes.
    function domain() private view returns (bytes32 separator) {
        (, string memory name, string memory version, uint256 chain, address verifier,,) = vault.eip712Domain();
        assertEq(name, vault.name());
        separator = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name)),
                keccak256(bytes(version)),
                chain,
                verifier
            )
        );
        assertEq(separator, vault.DOMAIN_SEPARATOR());
    }
}
