// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../src/interfaces/IFactory.sol";
import {GasStage} from "./GasStage.t.sol";

/// What the other verbs cost: revenue, capital, creation.
contract PursesGas is GasStage {
    function group() internal pure override returns (string memory) {
        return "purses";
    }

    /// A venture that sells: alice has bought.
    function setUp() public override {
        super.setUp();
        buy(alice, SOFT_CAP);
        address[3] memory payers = [alice, bob, operator];
        for (uint256 i = 0; i < 3; ++i) {
            print(payers[i], 1_000_000);
            vm.startPrank(payers[i]);
            cash.approve(address(offering), type(uint256).max);
            cash.approve(address(till), type(uint256).max);
            vm.stopPrank();
        }
    }

    /// After the sale; income has come and gone, and the operator has pulled.
    function settle() private {
        endSale();
        earnAndDrip();
        vm.prank(operator);
        till.pull(operator);
        skip(DAY);
    }

    function test_firstBuy() public {
        vm.prank(bob);
        offering.buy(100, bob);
        costs("buy, the first");
    }

    function test_buy() public {
        vm.prank(alice);
        offering.buy(100, alice);
        costs("buy, a further one");
    }

    function test_close() public {
        vm.warp(offering.DEADLINE() + 1);
        offering.close();
        costs("close");
    }

    function test_draw() public {
        settle();
        vm.prank(operator);
        offering.draw(operator);
        costs("draw");
    }

    function test_windDown() public {
        settle();
        skip(2 * uint256(STALL_PERIOD));
        offering.windDown();
        costs("windDown, with the reserve's release");
    }

    function test_redeem() public {
        settle();
        windDown();
        vm.prank(alice);
        offering.redeem(100);
        costs("redeem");
    }

    function test_remit() public {
        settle();
        vm.prank(operator);
        till.remit("report", 1_000);
        costs("remit");
    }

    function test_pull() public {
        settle();
        pay(100_000);
        till.collect();
        vm.prank(operator);
        till.pull(operator);
        costs("pull");
    }

    function test_create() public {
        Terms memory terms = standardTerms();
        factory.create(terms, SALT);
        costs("create a venture");
    }
}
