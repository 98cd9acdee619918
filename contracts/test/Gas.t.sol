// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../src/interfaces/IFactory.sol";
import {Stage} from "./Stage.t.sol";

/// What each verb costs: whole transactions (21,000 and calldata included, refunds taken off), each one of its own with cold
/// storage, paid in a plain ERC-20 of 6 decimals. A change that makes a verb dearer has to raise its figure here.
/// forge-config: default.isolate = true
contract GasTest is Stage {
    /// Compares with the call just made. Within 50 gas, so that a compiler's whim is no finding.
    function costs(uint256 expected, string memory verb) private view {
        assertApproxEqAbs(vm.lastCallGas().gasTotalUsed, expected, 50, verb);
    }

    /// Everybody holds, income has been released and claimed before: the usual day.
    function settle() private {
        sellOut();
        earn(1_000_000);
        skip(DAY);
        share.drip();
        vm.prank(alice);
        share.claim();
        share.claimFor(bob);
        skip(DAY);
        share.drip();
    }

    function test_transfer() public {
        settle();
        vm.prank(alice);
        share.transfer(bob, 1_000_000);
        costs(36_329, "both hold, both have earned");
        vm.prank(alice);
        share.transfer(stranger, 1_000_000);
        costs(53_429, "to a new holder");
        vm.prank(alice);
        share.approve(operator, type(uint256).max);
        vm.prank(operator);
        share.transferFrom(alice, bob, 1_000_000);
        costs(39_069, "transferFrom with an infinite allowance");
    }

    function test_claim() public {
        settle();
        vm.prank(alice);
        share.claim();
        costs(46_181, "claim");
        share.claimFor(bob);
        costs(51_562, "claimFor");
    }

    function test_drip() public {
        settle();
        skip(DAY);
        share.drip();
        costs(39_190, "drip");
    }

    function test_revenue() public {
        settle();
        pay(100_000);
        till.collect();
        vm.prank(operator);
        till.pull(operator);
        pay(100_000);
        skip(DAY);
        till.collect();
        costs(76_774, "collect, and with it credit and drip");
        vm.prank(operator);
        till.pull(operator);
        costs(42_202, "pull");
    }

    function test_capital() public {
        buy(bob, 100);
        cash.print(alice, 1_000);
        vm.prank(alice);
        cash.approve(address(offering), type(uint256).max);
        vm.prank(alice);
        offering.buy(100, alice);
        costs(83_751, "the first purchase of a buyer");
        vm.prank(alice);
        offering.buy(100, alice);
        costs(66_651, "a further purchase");
        endSale();
        costs(58_538, "close");
        vm.prank(alice);
        offering.redeem(50);
        costs(62_066, "redeem");
    }

    function test_create() public {
        Terms memory terms = standardTerms();
        factory.create(terms, SALT);
        costs(5_392_416, "create");
    }
}
