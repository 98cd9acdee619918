// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchSettlement} from "../../src/standins/BatchSettlement.sol";
import {Erc3009DepositCollector} from "../../src/standins/Erc3009DepositCollector.sol";
import {Multicall3} from "../../src/standins/Multicall3.sol";
import {Usdc} from "../../src/standins/Usdc.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {Test, Vm} from "forge-std/Test.sol";

/// The stand-ins as the embedded chain has them: at the canonical addresses, on chain id 84532.
abstract contract Genesis is Test {
    uint256 internal constant CHAIN_ID = 84_532;
    uint256 internal constant START = 1_800_000_000;

    Usdc internal constant usdc = Usdc(0x036CbD53842c5426634e7929541eC2318f3dCF7e);
    BatchSettlement internal constant escrow = BatchSettlement(0x4020074e9dF2ce1deE5A9C1b5c3f541D02a10003);
    Erc3009DepositCollector internal constant collector =
        Erc3009DepositCollector(0x4020806089470a89826cB9fB1f4059150b550004);
    Multicall3 internal constant multicall3 = Multicall3(0xcA11bde05977b3631167028862bE2a173976CA11);

    bytes32 internal constant TRANSFER_TYPEHASH = keccak256(
        "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    bytes32 internal constant RECEIVE_TYPEHASH = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    bytes32 internal constant CANCEL_TYPEHASH = keccak256("CancelAuthorization(address authorizer,bytes32 nonce)");
    bytes32 internal constant PERMIT_TYPEHASH =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    address internal minter = makeAddr("minter");
    address internal stranger = makeAddr("stranger");

    function setUp() public virtual {
        vm.chainId(CHAIN_ID);
        vm.warp(START);
        deployCodeTo("Usdc.sol:Usdc", abi.encode(minter), address(usdc));
        deployCodeTo("BatchSettlement.sol:BatchSettlement", address(escrow));
        deployCodeTo(
            "Erc3009DepositCollector.sol:Erc3009DepositCollector", abi.encode(address(escrow)), address(collector)
        );
        deployCodeTo("Multicall3.sol:Multicall3", address(multicall3));
    }

    function mint(address to, uint256 amount) internal {
        vm.prank(minter);
        usdc.mint(to, amount);
    }

    function sign(Vm.Wallet memory signer, bytes32 digest) internal returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(signer, digest);
        return abi.encodePacked(r, s, v);
    }

    function usdcDigest(bytes32 structHash) internal view returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(usdc.DOMAIN_SEPARATOR(), structHash);
    }

    /// What a payer signs to have `value` moved within the times given.
    function authorizationDigest(
        bytes32 typehash,
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce
    ) internal view returns (bytes32) {
        return usdcDigest(keccak256(abi.encode(typehash, from, to, value, validAfter, validBefore, nonce)));
    }
}
