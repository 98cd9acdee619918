// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Offering} from "../../src/Offering.sol";
import {Share} from "../../src/Share.sol";
import {Till} from "../../src/Till.sol";
import {Stage} from "../Stage.t.sol";
import {CallingCash, IListener} from "../currencies/CallingCash.sol";
import {Cash} from "../currencies/Cash.sol";

// How many verbs the intruder knows; the first ten move cash.
uint256 constant VERBS = 20;

/// Operator, holder, buyer and customer in one; calls any verb, and, when the currency calls it, another one.
contract Intruder is IListener {
    Share private share;
    Till private till;
    Offering private offering;
    address private accomplice;
    uint256 private outer;
    uint256 private inner;
    bool private inside;
    bool public entered;
    bool public succeeded;
    bytes public failure;
    /// What the first one to be paid is owed while a claim pays it.
    uint256 public owedInside;

    constructor(Share share_, Till till_, Offering offering_, address accomplice_) {
        (share, till, offering, accomplice) = (share_, till_, offering_, accomplice_);
        share.CASH().approve(address(till), type(uint256).max);
        share.CASH().approve(address(offering), type(uint256).max);
    }

    /// Calls verb `outer_`, and `inner_` from within the first cash movement.
    function act(uint256 outer_, uint256 inner_) external returns (bool acted) {
        (outer, inner) = (outer_, inner_);
        (inside, entered, succeeded) = (false, false, false);
        (acted,) = call(outer);
    }

    function onCash(address, address, uint256) external {
        if (inside) return;
        if (!entered) owedInside = share.owed(outer <= 1 ? address(this) : accomplice);
        (inside, entered) = (true, true);
        (succeeded, failure) = call(inner);
        inside = false;
    }

    function call(uint256 verb) private returns (bool, bytes memory) {
        (address target, bytes memory data) = moves(verb);
        return target.call(data);
    }

    function moves(uint256 verb) private view returns (address, bytes memory) {
        address self = address(this);
        address[] memory both = new address[](2);
        (both[0], both[1]) = (accomplice, self);
        if (verb == 0) return (address(share), abi.encodeCall(Share.claim, ()));
        if (verb == 1) return (address(share), abi.encodeCall(Share.claimTo, (accomplice)));
        if (verb == 2) return (address(share), abi.encodeCall(Share.claimFor, (accomplice)));
        if (verb == 3) return (address(share), abi.encodeCall(Share.claimMany, (both)));
        if (verb == 4) return (address(till), abi.encodeCall(Till.collect, ()));
        if (verb == 5) return (address(till), abi.encodeCall(Till.remit, (0, 1_000)));
        if (verb == 6) return (address(till), abi.encodeCall(Till.pull, (self)));
        if (verb == 7) return (address(offering), abi.encodeCall(Offering.buy, (1_000, self)));
        if (verb == 8) return (address(offering), abi.encodeCall(Offering.draw, (self)));
        if (verb == 9) return (address(offering), abi.encodeCall(Offering.redeem, (1_000)));
        if (verb == 10) return (address(offering), abi.encodeCall(Offering.close, ()));
        if (verb == 11) return (address(offering), abi.encodeCall(Offering.windDown, ()));
        if (verb == 12) return (address(share), abi.encodeCall(Share.drip, ()));
        if (verb == 13) return (address(share), abi.encodeCall(Share.transfer, (accomplice, 500)));
        if (verb == 14) return (address(share), abi.encodeCall(Share.transfer, (self, 500)));
        if (verb == 15) return (address(share), abi.encodeCall(Share.approve, (accomplice, 500)));
        if (verb == 16) return (address(share), abi.encodeCall(Share.setPayee, (accomplice)));
        if (verb == 17) return (address(till), abi.encodeCall(Till.raiseHoldersBps, (9_000)));
        if (verb == 18) return (address(till), abi.encodeCall(Till.offerOperator, (accomplice)));
        return (address(share.CASH()), abi.encodeWithSignature("transfer(address,uint256)", address(till), 1_000));
    }

    /// The purse that a verb belongs to, if a guard covers it. The Share needs none.
    function guardOf(uint256 verb) external view returns (address) {
        if (verb <= 3) return address(0);
        if (verb <= 6) return address(till);
        return verb <= 11 ? address(offering) : address(0);
    }
}

/// Lets its listener act in the middle of a payment to `refused`, and then does not pay.
contract FickleCash is CallingCash {
    address public refused;

    function refuse(address account) external {
        refused = account;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        if (to != refused) return super.transfer(to, amount);
        listener.onCash(msg.sender, to, amount);
        return false;
    }
}

/// T19, T20, T23, P09: every verb that moves cash, with every verb inside it, in every phase of a venture.
contract ReentryTest is Stage {
    Intruder private intruder;

    function newCurrency() internal override returns (Cash) {
        return new CallingCash();
    }

    /// Phase 0: selling. 1: active. 2: failed. 3: wound down.
    function prepare(uint256 phase) private {
        intruder = new Intruder(share, till, offering, alice);
        cash.print(address(intruder), 1e12);
        vm.prank(operator);
        till.offerOperator(address(intruder));
        vm.prank(address(intruder));
        till.acceptOperator();

        uint256 each = phase == 2 ? SOFT_CAP / 6 : SOFT_CAP;
        buy(alice, each);
        buy(address(intruder), each);
        buy(bob, each);
        pay(400_000);
        till.collect();
        if (phase > 0) endSale();
        if (phase == 3) windDown();
        skip(DAY);
        share.drip();
        pay(40_000);
    }

    function test_noVerbInsideAnotherBreaksTheBooks() public {
        uint256 entered;
        for (uint256 phase = 0; phase < 4; ++phase) {
            uint256 fresh = vm.snapshotState();
            prepare(phase);
            uint256 state = vm.snapshotState();
            for (uint256 pair = 0; pair < 10 * VERBS; ++pair) {
                CallingCash(address(cash)).listen(intruder, pair % 2 == 0);
                if (check(pair / VERBS, pair % VERBS)) ++entered;
                vm.revertToState(state);
                CallingCash(address(cash)).listen(intruder, pair % 2 == 1);
                if (check(pair / VERBS, pair % VERBS)) ++entered;
                vm.revertToState(state);
            }
            vm.revertToState(fresh);
        }
        // The test would show nothing if the currency's call were not reached. It is: by collect, remit and pull always, by
        // the claims in all phases but the first, by buy, draw and redeem in theirs.
        uint256 reached = 4 * 3 + 3 * 4 + 1 + 1 + 2;
        assertGt(entered, reached * VERBS);
    }

    function check(uint256 outer, uint256 inner) private returns (bool entered) {
        (uint256 bobs, uint256 supply) = (owed(bob), share.totalSupply());
        uint256 capital = offering.undrawn();
        bool acted = intruder.act(outer, inner);
        entered = acted && intruder.entered();

        address guard = intruder.guardOf(outer);
        if (entered && guard != address(0) && guard == intruder.guardOf(inner)) {
            assertFalse(intruder.succeeded(), "a verb ran inside another of its purse");
            bytes4 reason = bytes4(intruder.failure());
            assertEq(reason, ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        }
        // T20: what a claim is about to pay is no longer owed when the currency calls.
        if (entered && outer <= 3) {
            assertEq(intruder.owedInside(), 0);
            if (inner <= 3) assertTrue(intruder.succeeded(), "a claim inside another is a claim");
        }

        assertEq(
            share.balanceOf(bob) + share.balanceOf(alice) + share.balanceOf(address(intruder)), share.totalSupply()
        );
        assertGe(owed(bob), bobs, "a bystander lost income");
        if (share.totalSupply() < supply) {
            assertGe(offering.undrawn() * supply, capital * share.totalSupply(), "a bystander lost capital");
        }
        assertBooks();
        uint256 promised = owed(alice) + owed(bob) + owed(address(intruder));
        uint256 reserveUp = (share.reserveQ32() + 2 ** 32 - 1) >> 32;
        assertGe(cashOf(address(share)), promised + reserveUp);
    }

    /// A payment in `claimMany` that is taken back, with every verb inside it: the holder is owed what it was, and what was
    /// released meanwhile.
    function test_aRefusedPaymentIsOwedAgainWhateverHappenedInside() public {
        FickleCash fickle = new FickleCash();
        vm.etch(address(cash), address(fickle).code);
        prepare(1);
        FickleCash(address(cash)).refuse(alice);
        CallingCash(address(cash)).listen(intruder, true);
        uint256 state = vm.snapshotState();
        for (uint256 inner = 0; inner < VERBS; ++inner) {
            uint256 alices = owed(alice);
            assertTrue(intruder.act(3, inner));
            assertTrue(intruder.entered());
            assertEq(intruder.owedInside(), 0, "what is being paid is not owed meanwhile");
            assertEq(cashOf(alice), 0, "nothing was paid");
            assertGe(owed(alice), alices);
            assertBooks();
            uint256 held = share.balanceOf(alice) + share.balanceOf(bob) + share.balanceOf(address(intruder));
            assertEq(held, share.totalSupply(), "what moved meanwhile stays moved");
            vm.revertToState(state);
        }
    }
}
