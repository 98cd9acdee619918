// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {VaultHandler} from "./VaultHandler.sol";
import {VaultStage} from "./VaultStage.t.sol";

/// The numbered invariants of the Vault after any sequence of moves. One function holds all assertions, because forge would
/// play the same sequences again for every further one.
contract VaultInvariantsTest is VaultStage {
    VaultHandler private handler;

    function setUp() public override {
        super.setUp();
        move(alice, stranger, 1_000_000);
        handler = new VaultHandler(vault, cash, [alice, bob, carol, stranger]);
        targetContract(address(handler));
    }

    function invariant_theVaultKeepsItsBooks() public {
        assertVaultBooks();
        assets();
        money();
        everybodyCanLeave();
    }

    /// The play is no good if it sells nothing: a move of each kind, in an order in which all of them act.
    function test_thePlayReachesASaleAndItsEnd() public {
        handler.deposit(0, 1_000_000, false);
        handler.earn(4e5);
        handler.wait_(5 days, 2);
        handler.drip();
        handler.gather();
        handler.wait_(20 days, 2);
        handler.buyLot(1);
        assertEq(handler.sales(), 1);
        handler.giveShares(2, 5);
        handler.giveCash(8);
        handler.gather();
        handler.wait_(399 days, 3);
        handler.windDown(0);
        handler.takeOut(0, 4, true);
        handler.redeemShares(0, 7);
        assertGt(offering.redeemed(), 0);
        assertGt(handler.withdrawn(), handler.deposited(), "it grew");
        invariant_theVaultKeepsItsBooks();
    }

    function assets() private view {
        uint256 come = handler.deposited() + handler.paid() + handler.given();
        assertEq(vault.held(), come - handler.withdrawn(), "VAULT-1: what came and did not leave");
    }

    /// Cash conservation: claimed and given = sold and still here.
    function money() private view {
        uint256 claimed = share.credited() - cashOf(address(share));
        assertEq(claimed + handler.cashGiven(), handler.cashSold() + cashOf(address(vault)), "VAULT-9");
    }

    /// In any order: here the first, which rounding treats as any other. Together they take no more than is unlocked, and
    /// each no more than it put in and its part of what unlocked while it was there.
    function everybodyCanLeave() private {
        uint256 state = vm.snapshotState();
        (uint256 unlocked, uint256 out) = (vault.totalAssets(), 0);
        for (uint256 i = 0; i < handler.ACTORS(); ++i) {
            address actor = handler.actors(i);
            uint256 promised = vault.maxWithdraw(actor);
            uint256 gotten = redeemAll(actor);
            assertGe(gotten, promised, "VAULT-1: a withdrawal is never short of its promise");
            out += gotten;
            // Each withdrawal before raised what the rest are worth by less than a unit, hence one a move.
            uint256 most = handler.putIn(i) + handler.unlockedQ64(i) / 2 ** 64 + handler.moves() + 4;
            assertLe(handler.takenOut(i) + gotten, most, "VAULT-5: no more than its part of what unlocked");
        }
        assertLe(out, unlocked, "VAULT-1: all together take no more than is there");
        assertEq(vault.totalSupply(), 0);
        vm.revertToState(state);
    }
}
