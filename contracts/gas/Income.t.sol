// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Usdc} from "../src/standins/Usdc.sol";
import {Cash} from "../test/currencies/Cash.sol";
import {GasStage} from "./GasStage.t.sol";

/// What it costs to be paid, beside a plain transfer of the currency it is paid in.
abstract contract IncomeGas is GasStage {
    uint256 private constant CROWD = 100;

    address[] private crowd;

    /// Everybody has some of the currency and some income; alice has claimed before.
    function setUp() public override {
        super.setUp();
        sellOut();
        for (uint256 i = 0; i < CROWD; ++i) {
            address one = makeAddr(vm.toString(i));
            crowd.push(one);
            print(one, 1);
            move(carol, one, 10_000);
        }
        print(alice, 1);
        print(bob, 1);
        print(customer, 10_000_000);
        earnAndDrip();
        vm.prank(alice);
        share.claim();
        earnAndDrip();
        assertGt(owed(alice) * owed(bob) * owed(carol) * owed(crowd[0]), 0);
    }

    function test_transferOfTheCurrency() public {
        vm.prank(customer);
        cash.transfer(bob, 1_000_000);
        costs("transfer of the currency");
    }

    function test_transferOfTheCurrencyToANewAccount() public {
        vm.prank(customer);
        cash.transfer(stranger, 1_000_000);
        costs("transfer of the currency to a new account");
    }

    function test_claim() public {
        vm.prank(alice);
        share.claim();
        costs("claim, not the first");
    }

    function test_firstClaim() public {
        vm.prank(bob);
        share.claim();
        costs("claim, the first");
    }

    function test_firstClaimOfANewAccount() public {
        assertEq(cashOf(carol), 0);
        vm.prank(carol);
        share.claim();
        costs("claim to a new account");
    }

    function test_claimTo() public {
        vm.prank(alice);
        share.claimTo(bob);
        costs("claimTo");
    }

    function test_claimFor() public {
        share.claimFor(alice);
        costs("claimFor");
    }

    function test_claimForAPayee() public {
        vm.prank(alice);
        share.setPayee(bob);
        share.claimFor(alice);
        costs("claimFor, to a payee");
    }

    function test_claimMany() public {
        share.claimMany(some(10));
        costs("claimMany of 10");
        assertEq(owed(crowd[9]), 0);
    }

    function test_claimManyMore() public {
        share.claimMany(some(100));
        costs("claimMany of 100");
        assertEq(owed(crowd[99]), 0);
    }

    function some(uint256 count) private view returns (address[] memory holders) {
        holders = new address[](count);
        for (uint256 i = 0; i < count; ++i) {
            holders[i] = crowd[i];
        }
    }
}

contract PlainIncomeGas is IncomeGas {
    function group() internal pure override returns (string memory) {
        return "income-plain";
    }
}

contract DollarIncomeGas is IncomeGas {
    function group() internal pure override returns (string memory) {
        return "income-usdc";
    }

    function newCurrency() internal override returns (Cash) {
        return Cash(address(new Usdc(address(this))));
    }

    function print(address to, uint256 amount) internal override {
        Usdc(address(cash)).mint(to, amount);
    }
}
