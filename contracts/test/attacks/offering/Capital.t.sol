// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../../../src/interfaces/IFactory.sol";
import {IOffering} from "../../../src/interfaces/IOffering.sol";
import {Cash} from "../../currencies/Cash.sol";
import {IListener} from "../../currencies/CallingCash.sol";
import {HookCash} from "../../currencies/HookCash.sol";
import {PickyCash} from "../../currencies/PickyCash.sol";
import {Stage} from "../../Stage.t.sol";

/// A holder that redeems again while it is being paid.
contract Redeemer is IListener {
    IOffering private immutable OFFERING;
    uint256 private immutable SHARES;
    uint256 public refusals;

    constructor(IOffering offering, uint256 shares) {
        (OFFERING, SHARES) = (offering, shares);
        HookCash(address(offering.CASH())).hook(this);
    }

    function redeem() external {
        OFFERING.redeem(SHARES);
    }

    function onCash(address from, address, uint256) external {
        if (from != address(OFFERING)) return;
        try OFFERING.redeem(SHARES) {}
        catch {
            ++refusals;
        }
    }
}

/// Attacks on sales and refunds, in a currency that calls whoever pays and whoever is paid.
contract CapitalTest is Stage {
    function newCurrency() internal override returns (Cash) {
        return new HookCash();
    }

    /// P09, a refund that is entered again: The DAO, June 2016, 3.6 million ETH; SpankChain, October 2018, 165 ETH. The reentry with
    /// every other verb is `MatrixTest`.
    function testFuzz_P09_aRefundEnteredAgainPaysOnce(uint256 shares) public {
        shares = bound(shares, 1, SOFT_CAP / 8);
        Redeemer redeemer = new Redeemer(offering, shares);
        buy(alice, SOFT_CAP / 4);
        buy(bob, shares);
        buy(address(redeemer), 2 * shares);
        endSale();
        redeemer.redeem();
        assertEq(redeemer.refusals(), 1);
        assertEq(cashOf(address(redeemer)), shares * PRICE);
        assertEq(share.balanceOf(address(redeemer)), shares);
        assertBooks();
    }

    /// P10, one buyer that cannot be paid and keeps all from their money: Akutars, April 2022, 34 million dollars stuck for ever.
    /// Everybody redeems for itself; the purse ends at exactly zero once the last can be paid.
    function testFuzz_P10_aBuyerThatCannotBePaidStopsOnlyItself(uint256[3] memory bought, uint8 how) public {
        vm.warp(START);
        PickyCash picky = new PickyCash();
        how = how % 3 + 1;
        Terms memory terms = standardTerms();
        terms.currency = address(picky);
        open(terms);
        for (uint256 i = 0; i < 3; ++i) {
            bought[i] = bound(bought[i], 1, SOFT_CAP / 4);
        }
        failSale(bought[0], bought[1]);
        move(alice, carol, bought[0] - 1);
        picky.refuse(alice, PickyCash.Refusal(how));
        vm.prank(alice);
        (bool done,) = address(offering).call{gas: 500_000}(abi.encodeCall(offering.redeem, (1)));
        assertFalse(done);
        vm.prank(bob);
        assertEq(offering.redeem(bought[1]), bought[1] * PRICE);
        if (bought[0] > 1) {
            vm.prank(carol);
            assertEq(offering.redeem(bought[0] - 1), (bought[0] - 1) * PRICE);
        }
        move(alice, stranger, 1); // And even the refused one can sell what it has.
        vm.prank(stranger);
        assertEq(offering.redeem(1), PRICE);
        assertEq(cashOf(address(offering)), 0);
        assertEq(share.totalSupply(), 0);
    }

    /// P11, one payment that counts for several purchases: SushiSwap MISO, August 2021, 350 million dollars at risk. There is no ether,
    /// no batch and no delegatecall; every purchase takes its own money, even if the same caller makes many with one allowance.
    function testFuzz_P11_everyPurchaseIsPaidForItself(uint256 shares, uint256 times) public {
        (shares, times) = (bound(shares, 1, 1_000), bound(times, 2, 8));
        uint256 enough = shares * PRICE * (times - 1);
        cash.print(alice, 10 * enough);
        vm.startPrank(alice);
        cash.approve(address(offering), enough);
        for (uint256 i = 1; i < times; ++i) {
            offering.buy(shares, alice);
        }
        vm.expectRevert();
        offering.buy(shares, alice);
        vm.stopPrank();
        assertEq(cashOf(address(offering)), enough);
        assertEq(share.balanceOf(alice), shares * (times - 1));
        (bool batched,) = address(offering).call(abi.encodeWithSignature("multicall(bytes[])", new bytes[](0)));
        assertFalse(batched);
    }

    // ---- P12 ----

    /// The sale in four words: what a verb may do depends on these alone.
    struct Sale {
        IOffering.Phase phase;
        bool over;
        bool stalled;
        uint256 supply;
    }

    uint256 private constant ACTIONS = 8;
    uint256 private constant ALL = 1_000_000; // Of the soft cap; a sequence buys it in halves.

    /// P12, a purchase beyond the end, an end twice, a refund after it: an NFT auction, July 2026. All sequences of four of eight
    /// actions, each judged by a model of four words.
    function test_P12_everySequenceGoesByTheRules() public {
        vm.pauseGasMetering();
        cash.print(alice, 1e12);
        vm.prank(alice);
        cash.approve(address(offering), type(uint256).max);
        uint256 played = _walk(Sale(IOffering.Phase.Open, false, false, 0), 4);
        assertEq(played, 8 + 64 + 512 + 4096);
    }

    function _walk(Sale memory sale, uint256 depth) private returns (uint256 played) {
        if (depth == 0) return 0;
        uint256 state = vm.snapshotState();
        for (uint256 action = 0; action < ACTIONS; ++action) {
            Sale memory next = Sale(sale.phase, sale.over, sale.stalled, sale.supply);
            bool allowed = _expect(next, action);
            assertEq(this.act(action), allowed);
            assertEq(uint256(offering.phase()), uint256(next.phase));
            assertEq(share.totalSupply(), next.supply);
            played += 1 + _walk(next, depth - 1);
            vm.revertToState(state);
        }
    }

    /// Whether the rules allow it, and what becomes of the sale if so.
    function _expect(Sale memory sale, uint256 action) private pure returns (bool) {
        bool open = sale.phase == IOffering.Phase.Open;
        bool active = sale.phase == IOffering.Phase.Active;
        if (action == 0) {
            if (!open || sale.over) return false;
            sale.supply += ALL / 2;
        } else if (action == 1) {
            if (!open || !sale.over) return false;
            sale.phase = sale.supply >= SOFT_CAP ? IOffering.Phase.Active : IOffering.Phase.Failed;
            sale.stalled = false;
        } else if (action == 2) {
            return active;
        } else if (action == 3) {
            if (!active || !sale.stalled) return false;
            sale.phase = IOffering.Phase.WoundDown;
        } else if (action == 4) {
            if (open || active || sale.supply < ALL / 4) return false;
            sale.supply -= ALL / 4;
        } else if (action == 5) {
            sale.stalled = false; // Income at the floor proves demand.
        } else if (action == 6) {
            sale.over = true; // A month passes, and with it the sale's time and any proof of demand.
            sale.stalled = true;
        }
        return true;
    }

    function act(uint256 action) external returns (bool done) {
        if (action == 0) return _call(alice, abi.encodeCall(offering.buy, (ALL / 2, alice)));
        if (action == 1) return _call(stranger, abi.encodeCall(offering.close, ()));
        if (action == 2) return _call(operator, abi.encodeCall(offering.draw, (operator)));
        if (action == 3) return _call(stranger, abi.encodeCall(offering.windDown, ()));
        if (action == 4) return _call(alice, abi.encodeCall(offering.redeem, (ALL / 4)));
        if (action == 5) earn(DEMAND_FLOOR);
        if (action == 6) skip(31 days);
        if (action == 7) share.drip();
        return true;
    }

    function _call(address who, bytes memory data) private returns (bool done) {
        vm.prank(who);
        (done,) = address(offering).call(data);
    }
}
