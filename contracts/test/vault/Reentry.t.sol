// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Share} from "../../src/Share.sol";
import {Till} from "../../src/Till.sol";
import {Vault} from "../../src/Vault.sol";
import {IVault} from "../../src/interfaces/IVault.sol";
import {CallingCash, IListener} from "../currencies/CallingCash.sol";
import {Cash} from "../currencies/Cash.sol";
import {VaultStage} from "./VaultStage.t.sol";

// How many verbs the intruder knows; the first two move cash of the Vault, and are guarded.
uint256 constant VERBS = 14;

/// Holder and buyer in one; calls gather or buyLot, and, when the currency calls it, any verb.
contract VaultIntruder is IListener {
    Vault private immutable VAULT;
    Share private immutable SHARE;
    uint256 private inner;
    bool private inside;
    bool public entered;
    bool public succeeded;
    bytes public failure;
    /// What a lender would read in the middle, and what the books are short of.
    uint256 public worthInside;
    uint256 public unbookedInside;

    constructor(Vault vault) {
        (VAULT, SHARE) = (vault, Share(address(vault.SHARE())));
        SHARE.approve(address(vault), type(uint256).max);
    }

    function act(uint256 outer, uint256 inner_) external returns (bool acted) {
        inner = inner_;
        (inside, entered, succeeded) = (false, false, false);
        (acted,) = call(outer);
    }

    function onCash(address, address, uint256) external {
        if (inside) return;
        (inside, entered) = (true, true);
        worthInside = VAULT.convertToAssets(1e18);
        unbookedInside = SHARE.balanceOf(address(VAULT)) - VAULT.held();
        (succeeded, failure) = call(inner);
        inside = false;
    }

    function call(uint256 verb) private returns (bool, bytes memory) {
        (address target, bytes memory data) = moves(verb);
        return target.call(data);
    }

    function moves(uint256 verb) private view returns (address, bytes memory) {
        (address vault, address self) = (address(VAULT), address(this));
        address cash = address(VAULT.CASH());
        if (verb == 0) return (vault, abi.encodeCall(IVault.gather, ()));
        if (verb == 1) return (vault, abi.encodeCall(IVault.buyLot, (0, 1e18, self)));
        if (verb == 2) return (vault, abi.encodeCall(IERC4626.deposit, (1_000, self)));
        if (verb == 3) return (vault, abi.encodeCall(IERC4626.mint, (1e9, self)));
        if (verb == 4) return (vault, abi.encodeCall(IERC4626.withdraw, (1_000, self, self)));
        if (verb == 5) return (vault, abi.encodeCall(IERC4626.redeem, (1e9, self, self)));
        if (verb == 6) return (vault, abi.encodeCall(IERC4626.redeem, (VAULT.balanceOf(self), self, self)));
        if (verb == 7) return (vault, abi.encodeCall(IERC20.transfer, (vault, 1e9)));
        if (verb == 8) return (address(SHARE), abi.encodeCall(IERC20.transfer, (vault, 1_000)));
        if (verb == 9) return (cash, abi.encodeCall(IERC20.transfer, (vault, 1_000)));
        if (verb == 10) return (address(SHARE), abi.encodeCall(Share.claim, ()));
        if (verb == 11) return (address(SHARE), abi.encodeCall(Share.drip, ()));
        if (verb == 12) return (SHARE.TILL(), abi.encodeCall(Till.collect, ()));
        return (vault, abi.encodeCall(IERC4626.withdraw, (1_000, vault, self)));
    }
}

/// T19, T20, T23: gather and buyLot, with every verb inside, before and after the cash moves.
contract VaultReentryTest is VaultStage {
    VaultIntruder private intruder;

    function newCurrency() internal override returns (Cash) {
        return new CallingCash();
    }

    function setUp() public override {
        super.setUp();
        intruder = new VaultIntruder(vault);
        deposit(alice, 1_000_000);
        move(bob, address(intruder), 2_000_000);
        vm.prank(address(intruder));
        vault.deposit(1_000_000, address(intruder));
        cash.print(address(intruder), 1e6);
        offerLot(90_000);
        earn(1_000_000);
        skip(vault.PAR_AGE());
        pay(40_000);
    }

    function test_noVerbInsideASaleBreaksTheBooks() public {
        uint256 state = vm.snapshotState();
        uint256 entered;
        uint256 succeeded;
        for (uint256 play = 0; play < 4 * VERBS; ++play) {
            CallingCash(address(cash)).listen(intruder, play % 2 == 0);
            uint256 inner = play / 4;
            check(play / 2 % 2, inner);
            if (intruder.entered()) ++entered;
            if (intruder.succeeded()) ++succeeded;
            vm.revertToState(state);
        }
        assertEq(entered, 4 * VERBS, "the currency called in the middle of every one");
        assertEq(succeeded, 4 * (VERBS - 2), "what is not guarded works inside as outside");
    }

    function check(uint256 outer, uint256 inner) private {
        uint256 worth = vault.convertToAssets(1e18);
        uint256 alices = vault.previewRedeem(vault.balanceOf(alice));
        assertTrue(intruder.act(outer, inner), "the outer verb does its work");

        if (inner < 2) {
            assertFalse(intruder.succeeded(), "a guarded verb ran inside another");
            assertEq(bytes4(intruder.failure()), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        }
        assertEq(intruder.worthInside(), worth, "T20: the price in the middle is the price before");
        assertEq(vault.convertToAssets(1e18), worth, "and after");
        assertEq(intruder.unbookedInside(), 0, "the currency finds the books closed");
        assertGe(vault.previewRedeem(vault.balanceOf(alice)), alices, "a bystander lost");
        (uint256 amount,) = vault.lot();
        assertLe(amount, cashOf(address(vault)), "the lot is there");
        assertVaultBooks();
        CallingCash(address(cash)).listen(IListener(address(0)), false);
        vault.gather();
        (amount,) = vault.lot();
        assertLe(amount, cashOf(address(vault)));
        assertVaultBooks();
    }
}
