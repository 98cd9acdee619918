// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MockERC20} from "solmate/test/utils/mocks/MockERC20.sol";
import {GasStage} from "./GasStage.t.sol";
import {OpenZeppelinToken} from "./peers/OpenZeppelinToken.sol";
import {SoladyToken} from "./peers/SoladyToken.sol";

/// What ERC-20 verbs cost, for any token: the same accounts, the same amounts, the same order.
abstract contract TokenGas is GasStage {
    uint256 private constant ALICES = HARD_CAP / 2;
    bytes32 private constant PERMIT_TYPEHASH =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    MockERC20 internal token; // Stands for any of them: a name for the functions they share.

    /// Makes the token, with half of `HARD_CAP` in alice's hands and some in bob's.
    function issue() internal virtual returns (address);

    function setUp() public override {
        super.setUp();
        token = MockERC20(issue());
        assertEq(token.balanceOf(alice), ALICES);
        assertGt(token.balanceOf(bob), 0);
        vm.startPrank(alice);
        token.approve(operator, type(uint256).max);
        token.approve(customer, ALICES);
        vm.stopPrank();
    }

    function test_transferToAHolder() public {
        vm.prank(alice);
        token.transfer(bob, 1_000_000);
        costs("transfer to a holder");
    }

    function test_transferToANewHolder() public {
        vm.prank(alice);
        token.transfer(stranger, 1_000_000);
        costs("transfer to a new holder");
    }

    function test_transferOfEverything() public {
        vm.prank(alice);
        token.transfer(bob, ALICES);
        costs("transfer of everything to a holder");
    }

    function test_transferToOneself() public {
        vm.prank(alice);
        token.transfer(alice, 1_000_000);
        costs("transfer to oneself");
    }

    function test_transferFromWithAnInfiniteAllowance() public {
        vm.prank(operator);
        token.transferFrom(alice, bob, 1_000_000);
        costs("transferFrom, infinite allowance");
    }

    function test_transferFromWithAFiniteAllowance() public {
        vm.prank(customer);
        token.transferFrom(alice, bob, 1_000_000);
        costs("transferFrom, finite allowance");
    }

    function test_approve() public {
        vm.prank(alice);
        token.approve(stranger, 1_000_000);
        costs("approve");
    }

    function test_approveAgain() public {
        vm.prank(alice);
        token.approve(customer, 1_000_000);
        costs("approve another amount");
    }

    function test_permit() public {
        (, uint256 key) = makeAddrAndKey("alice");
        bytes32 permit = keccak256(abi.encode(PERMIT_TYPEHASH, alice, stranger, 1_000_000, 0, START + DAY * 365));
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), permit));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        token.permit(alice, stranger, 1_000_000, START + DAY * 365, v, r, s);
        costs("permit, the first");
    }
}

/// Both hold, have earned, and have not claimed.
contract ShareGas is TokenGas {
    function group() internal pure override returns (string memory) {
        return "share";
    }

    function issue() internal override returns (address) {
        sellOut();
        earnAndDrip();
        return address(share);
    }
}

abstract contract PeerGas is TokenGas {
    function issue() internal override returns (address) {
        MockERC20 peer = MockERC20(make());
        peer.mint(alice, HARD_CAP / 2);
        peer.mint(bob, HARD_CAP * 3 / 10);
        return address(peer);
    }

    function make() internal virtual returns (address);
}

contract SoladyGas is PeerGas {
    function group() internal pure override returns (string memory) {
        return "solady";
    }

    function make() internal override returns (address) {
        return address(new SoladyToken());
    }
}

contract SolmateGas is PeerGas {
    function group() internal pure override returns (string memory) {
        return "solmate";
    }

    function make() internal override returns (address) {
        return address(new MockERC20("Plain", "PLAIN", 6));
    }
}

contract OpenZeppelinGas is PeerGas {
    function group() internal pure override returns (string memory) {
        return "openzeppelin";
    }

    function make() internal override returns (address) {
        return address(new OpenZeppelinToken());
    }
}
