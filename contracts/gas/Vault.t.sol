// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vault} from "../src/Vault.sol";
import {GasStage} from "./GasStage.t.sol";

/// What the Vault's verbs cost. Alice and bob are in it, and a first lot was sold.
contract VaultGas is GasStage {
    Vault private vault;

    function group() internal pure override returns (string memory) {
        return "vault";
    }

    function setUp() public override {
        super.setUp();
        sellOut();
        vault = new Vault(share);
        address[3] memory owners = [alice, bob, carol];
        for (uint256 i = 0; i < 3; ++i) {
            vm.prank(owners[i]);
            share.approve(address(vault), type(uint256).max);
        }
        deposit(alice);
        deposit(bob);
        sellALot();
        earnAndDrip();
    }

    function deposit(address who) private {
        vm.prank(who);
        vault.deposit(1_000_000, who);
    }

    function sellALot() private {
        earnAndDrip();
        vault.gather();
        skip(vault.PAR_AGE());
        vm.prank(carol);
        vault.buyLot(0, type(uint256).max, carol);
    }

    function test_deposit() public {
        deposit(alice);
        costs("deposit");
    }

    function test_firstDeposit() public {
        deposit(carol);
        costs("deposit, the first");
    }

    function test_withdraw() public {
        vm.prank(alice);
        vault.withdraw(1_000, alice, alice);
        costs("withdraw");
    }

    function test_redeem() public {
        vm.prank(alice);
        vault.redeem(1_000_000, alice, alice);
        costs("redeem of the Vault's shares");
    }

    function test_transfer() public {
        vm.prank(alice);
        vault.transfer(bob, 1_000_000);
        costs("transfer of the Vault's shares to a holder");
    }

    function test_gather() public {
        vault.gather();
        costs("gather, with drip and claim");
    }

    function test_buyLot() public {
        vault.gather();
        skip(vault.PAR_AGE());
        vm.prank(carol);
        vault.buyLot(0, type(uint256).max, carol);
        costs("buyLot");
    }
}
