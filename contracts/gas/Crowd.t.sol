// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Share} from "../src/Share.sol";
import {GasStage} from "./GasStage.t.sol";

/// Makes holders, many in one call.
contract Spreader {
    function spread(Share share, uint256 first, uint256 count) external {
        for (uint256 i = first; i < first + count; ++i) {
            share.transfer(address(uint160(uint256(keccak256(abi.encode(i))))), 1);
        }
    }
}

/// What it costs to pay everybody, whatever the number of those that hold.
abstract contract CrowdGas is GasStage {
    uint256 private constant AT_ONCE = 10_000;

    function holders() internal pure virtual returns (uint256);

    function setUp() public override {
        super.setUp();
        Spreader spreader = new Spreader();
        buy(address(spreader), SOFT_CAP);
        endSale();
        for (uint256 made = 0; made < holders(); made += AT_ONCE) {
            uint256 left = holders() - made;
            spreader.spread(share, made, left < AT_ONCE ? left : AT_ONCE);
        }
        uint256 kept = share.balanceOf(address(spreader));
        assertEq(kept, SOFT_CAP - holders(), "every holder has one share");
        move(address(spreader), alice, kept);
        earnAndDrip();
        vm.prank(operator);
        till.pull(operator);
        skip(DAY);
        pay(1_000_000);
    }

    function test_drip() public {
        share.drip();
        costs("drip");
    }

    function test_collect() public {
        till.collect();
        costs("collect, with credit and drip");
    }
}

contract SmallCrowdGas is CrowdGas {
    function group() internal pure override returns (string memory) {
        return "crowd-10";
    }

    function holders() internal pure override returns (uint256) {
        return 9; // And alice.
    }
}

contract LargeCrowdGas is CrowdGas {
    function group() internal pure override returns (string memory) {
        return "crowd-100000";
    }

    function holders() internal pure override returns (uint256) {
        return 99_999; // And alice.
    }
}
