// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Vault} from "../../../src/Vault.sol";
import {CallingCash, IListener} from "../../currencies/CallingCash.sol";
import {Cash} from "../../currencies/Cash.sol";
import {Ventures} from "../currencies/Ventures.sol";
import {Verbs} from "../Verbs.sol";

/// Calls what it is told to, and, when the currency calls it, something else.
contract Puppet is IListener {
    struct Call {
        address target;
        bytes data;
    }

    Call private inner;
    Call private reading;
    bool private inside;
    uint256 public entered;
    bool public succeeded;
    bytes public seen;

    function approve(Cash cash, address spender) external {
        cash.approve(spender, type(uint256).max);
    }

    /// What to look at from inside, beside the inner call.
    function read(Call calldata reading_) external {
        reading = reading_;
    }

    function act(Call calldata outer, Call calldata inner_) external {
        inner = inner_;
        (inside, entered, succeeded) = (false, 0, false);
        (bool done,) = outer.target.call(outer.data);
        done; // A verb may fail because of the inner one, and has then changed nothing.
    }

    function onCash(address, address, uint256) external {
        if (inside) return;
        inside = true;
        ++entered;
        if (reading.target != address(0)) (, seen) = reading.target.staticcall(reading.data);
        if (inner.target != address(0)) (succeeded,) = inner.target.call(inner.data);
        inside = false;
    }
}

/// A venture whose currency calls a puppet in the middle of every transfer, a Vault over its Share, and a neighbour in an
/// honest currency. The puppet is operator, holder and buyer of the venture, and a holder of the neighbour's.
///
/// The matrix: every verb that moves cash, and from within it every function that writes, of every contract, found in the
/// artifacts, with several sets of arguments; of the venture itself and of the neighbour. In each phase of the venture's life.
contract MatrixTest is Ventures, Verbs {
    Venture private v;
    Venture private neighbour;
    Vault private vault;
    Puppet private puppet;
    Puppet.Call[] private outers;
    Puppet.Call[] private inners;

    // ---- the stage ----

    /// Phase 0: selling. 1: active. 2: failed. 3: wound down.
    function prepare(uint256 phase) private {
        puppet = new Puppet();
        (, v) = found(address(new CallingCash()));
        (, neighbour) = found(address(new Cash(6)));
        for (uint256 i = 0; i < 2; ++i) {
            Venture memory one = i == 0 ? v : neighbour;
            uint256 each = i == 0 && phase == 2 ? 200_000 : 1_000_000;
            _buy(one, alice, each);
            _buy(one, bob, each);
            _buy(one, address(puppet), each);
            Cash(one.cash).print(address(puppet), 1e9);
            puppet.approve(Cash(one.cash), address(one.till));
            puppet.approve(Cash(one.cash), address(one.offering));
        }
        vault = new Vault(v.share);
        puppet.approve(Cash(address(v.share)), address(vault));
        _handOver();
        _earn(v, 400_000);
        _earn(neighbour, 400_000);
        if (phase > 0) {
            vm.warp(v.offering.DEADLINE() + 1);
            v.offering.close();
            neighbour.offering.close();
        }
        vm.prank(bob);
        v.share.transfer(address(vault), 1_000); // A gift, so that the Vault earns.
        _earn(v, 100_000);
        skip(2 days);
        v.share.drip();
        if (phase > 0) vault.gather();
        skip(2 days);
        v.share.drip();
        neighbour.share.drip();
        if (phase == 3) {
            skip(STALL_PERIOD + 1);
            v.offering.windDown();
        }
        Cash(v.cash).print(address(v.till), 40_000);
        Cash(neighbour.cash).print(address(neighbour.till), 40_000);
    }

    function _handOver() private {
        vm.prank(operator);
        v.till.offerOperator(address(puppet));
        vm.prank(address(puppet));
        v.till.acceptOperator();
    }

    function _buy(Venture memory one, address who, uint256 shares) private {
        Cash(one.cash).print(who, shares * PRICE);
        vm.startPrank(who);
        Cash(one.cash).approve(address(one.offering), shares * PRICE);
        one.offering.buy(shares, who);
        vm.stopPrank();
    }

    function _earn(Venture memory one, uint256 amount) private {
        Cash(one.cash).print(address(one.till), amount);
        one.till.collect();
    }

    // ---- the two sides of the matrix ----

    function _listOuters() private {
        address self = address(puppet);
        _outer(address(v.share), abi.encodeCall(v.share.claim, ()));
        _outer(address(v.share), abi.encodeCall(v.share.claimTo, (self)));
        _outer(address(v.share), abi.encodeCall(v.share.claimFor, (alice)));
        address[] memory both = new address[](2);
        (both[0], both[1]) = (alice, bob);
        _outer(address(v.share), abi.encodeCall(v.share.claimMany, (both)));
        _outer(address(v.till), abi.encodeCall(v.till.collect, ()));
        _outer(address(v.till), abi.encodeCall(v.till.remit, (0, 4_000)));
        _outer(address(v.till), abi.encodeCall(v.till.pull, (self)));
        _outer(address(v.offering), abi.encodeCall(v.offering.buy, (1_000, self)));
        _outer(address(v.offering), abi.encodeCall(v.offering.draw, (self)));
        _outer(address(v.offering), abi.encodeCall(v.offering.redeem, (1_000)));
        _outer(address(vault), abi.encodeCall(vault.gather, ()));
        _outer(address(vault), abi.encodeCall(vault.buyLot, (0, type(uint256).max, self)));
        _outer(v.cash, abi.encodeCall(IERC20.transfer, (address(v.till), 1_000)));
    }

    function _outer(address target, bytes memory data) private {
        outers.push(Puppet.Call(target, data));
    }

    function _listInners() private {
        string[4] memory names = ["Share", "Till", "Offering", "Vault"];
        address[4] memory own = [address(v.share), address(v.till), address(v.offering), address(vault)];
        address[3] memory others = [address(neighbour.share), address(neighbour.till), address(neighbour.offering)];
        for (uint256 i = 0; i < 4; ++i) {
            Verb[] memory verbs = writersOf(names[i]);
            for (uint256 j = 0; j < verbs.length; ++j) {
                _inner(own[i], verbs[j].selector, 4);
                if (i < 3) _inner(others[i], verbs[j].selector, 2);
            }
        }
        bytes memory create = abi.encodeCall(factory.create, (termsOf(v.cash), "from inside"));
        inners.push(Puppet.Call(address(factory), create));
        _inner(v.cash, IERC20.transfer.selector, 1);
        inners.push(Puppet.Call(v.cash, abi.encodeCall(IERC20.transfer, (address(v.share), 1_000))));
        inners.push(Puppet.Call(v.cash, abi.encodeCall(IERC20.transfer, (address(v.till), 1_000))));
        inners.push(Puppet.Call(v.cash, abi.encodeCall(IERC20.transfer, (address(v.offering), 1_000))));
    }

    /// One function with the sets of arguments that functions here have: (account, amount), (amount, account, account),
    /// (account, account, amount), and a list of accounts.
    function _inner(address target, bytes4 selector, uint256 count) private {
        uint256 self = uint160(address(puppet));
        uint256[5][4] memory sets = [
            [self, 1_000, 0, 0, 0],
            [1_000, self, self, 0, 0],
            [uint160(alice), self, 1_000, 0, 0],
            [uint256(0x20), 2, uint160(alice), self, 0]
        ];
        for (uint256 i = 0; i < count; ++i) {
            inners.push(Puppet.Call(target, abi.encodePacked(selector, sets[i])));
        }
    }

    // ---- the matrix ----

    /// Plays all pairs; `verbs` outer verbs at least must reach the currency, each with every inner call, and some of those
    /// must get through: verbs of other purses may run meanwhile, those of the same purse may not.
    function _playMatrix(uint256 phase, bool early, uint256 verbs) private {
        vm.pauseGasMetering(); // Some thousand pairs are more than one test's gas.
        prepare(phase);
        _listOuters();
        _listInners();
        CallingCash(v.cash).listen(puppet, early);
        Standing memory before = _standing();
        (uint256 reached, uint256 through) = (0, 0);
        uint256 state = vm.snapshotState();
        for (uint256 i = 0; i < outers.length; ++i) {
            for (uint256 j = 0; j < inners.length; ++j) {
                (bool entered, bool inner) = this.playPair(i, j, before);
                vm.revertToState(state);
                if (inner) ++through;
                // An outer verb may fail because of what the inner one did; if it never gets in, this is not its phase.
                if (entered) ++reached;
                else if (j == 0) break;
            }
        }
        assertGe(reached, verbs * inners.length, "fewer verbs than there are reached the currency");
        assertGt(through, reached / 10, "inner calls get through");
    }

    struct Standing {
        Promises own;
        Promises others;
        uint256 supply;
        uint256 shares;
        uint256 otherPart;
        uint256 otherCredited;
        uint256 wealth;
        uint256 otherWealth;
        uint256 vaultPrice;
    }

    function _standing() private view returns (Standing memory s) {
        (s.own, s.others) = (promisesOf(v), promisesOf(neighbour));
        (s.supply, s.shares) = (v.share.totalSupply(), v.share.balanceOf(alice) + v.share.balanceOf(bob));
        (s.otherPart, s.otherCredited) = (neighbour.till.operatorPart(), neighbour.share.credited());
        s.wealth = _wealth(v, alice) + _wealth(v, bob);
        s.otherWealth = _wealth(neighbour, alice) + _wealth(neighbour, bob);
        s.vaultPrice = vault.convertToAssets(1e18);
    }

    function _wealth(Venture memory one, address who) private view returns (uint256) {
        return one.share.owed(who) + cashOf(one, who);
    }

    /// External, so that each pair has a memory of its own.
    function playPair(uint256 outer, uint256 inner, Standing calldata before)
        external
        returns (bool entered, bool done)
    {
        puppet.act(outers[outer], inners[inner]);
        entered = puppet.entered() > 0;
        done = puppet.succeeded();

        Standing memory now_ = _standing();
        assertGe(now_.wealth, before.wealth, "POWER-1: a bystander lost income");
        assertEq(now_.shares, before.shares, "a bystander lost shares");
        assertGe(now_.own.holdersBps, before.own.holdersBps);
        assertGe(now_.own.undrawn + now_.own.gone, before.own.undrawn + before.own.gone, "CAPITAL-4");
        if (now_.supply < before.supply) {
            assertGe(now_.own.undrawn * before.supply, before.own.undrawn * now_.supply, "a bystander lost capital");
        }
        assertGe(now_.vaultPrice, before.vaultPrice, "VAULT-2: the Vault's price fell");
        assertTrue(_covered(v), "the venture's books promise what is not there");
        _assertNeighbour(before, now_);
    }

    function _assertNeighbour(Standing memory before, Standing memory now_) private view {
        assertGe(now_.otherWealth, before.otherWealth, "the neighbour's holders lost income");
        assertEq(neighbour.share.balanceOf(alice) + neighbour.share.balanceOf(bob), 2_000_000, "or shares");
        assertEq(now_.others.holdersBps, before.others.holdersBps);
        assertGe(now_.others.undrawn, before.others.undrawn, "the neighbour lost capital");
        assertGe(now_.otherPart, before.otherPart, "the neighbour's operator lost its part");
        assertGe(now_.otherCredited, before.otherCredited);
        assertTrue(_covered(neighbour), "the neighbour's books promise what is not there");
    }

    /// As `solvent`, with what the puppet and the Vault are owed.
    function _covered(Venture memory one) private view returns (bool) {
        uint256 promised = (one.share.reserveQ32() + 2 ** 32 - 1) >> 32;
        promised += one.share.owed(alice) + one.share.owed(bob) + one.share.owed(address(puppet));
        promised += one.share.owed(address(vault));
        return solvent(one) && cashOf(one, address(one.share)) >= promised;
    }

    /// T20, figures read in the middle of a verb: Curve's pools as read by others, dForce, February 2023, 3.7 million dollars. What can be
    /// read from inside is what was before or what is afterwards, of each figure.
    function test_T20_whatIsReadInsideIsBeforeOrAfter() public {
        vm.pauseGasMetering();
        uint256 fresh = vm.snapshotState();
        uint256 count;
        for (uint256 phase = 0; phase < 4; ++phase) {
            prepare(phase);
            _listOuters();
            Puppet.Call[] memory readings = _readings();
            uint256 state = vm.snapshotState();
            for (uint256 i = 0; i < 2 * outers.length; ++i) {
                for (uint256 j = 0; j < readings.length; ++j) {
                    if (this.readInside(i / 2, readings[j], i % 2 == 0)) ++count;
                    vm.revertToState(state);
                }
            }
            vm.revertToState(fresh);
        }
        assertGt(count, 500, "read from inside");
    }

    function _readings() private view returns (Puppet.Call[] memory r) {
        (address share, address offering) = (address(v.share), address(v.offering));
        r = new Puppet.Call[](11);
        r[0] = Puppet.Call(share, abi.encodeCall(v.share.owed, (alice)));
        r[1] = Puppet.Call(share, abi.encodeCall(v.share.accrued, (bob)));
        r[2] = Puppet.Call(share, abi.encodeCall(v.share.owed, (address(puppet))));
        r[3] = Puppet.Call(share, abi.encodeCall(v.share.balanceOf, (address(puppet))));
        r[4] = Puppet.Call(share, abi.encodeCall(v.share.totalSupply, ()));
        r[5] = Puppet.Call(share, abi.encodeCall(v.share.credited, ()));
        r[6] = Puppet.Call(share, abi.encodeCall(v.share.reserveQ32, ()));
        r[7] = Puppet.Call(offering, abi.encodeCall(v.offering.undrawn, ()));
        r[8] = Puppet.Call(offering, abi.encodeCall(v.offering.drawable, ()));
        r[9] = Puppet.Call(address(v.till), abi.encodeCall(v.till.operatorPart, ()));
        r[10] = Puppet.Call(address(vault), abi.encodeCall(vault.convertToAssets, (1e18)));
    }

    function readInside(uint256 outer, Puppet.Call calldata reading, bool early) external returns (bool entered) {
        CallingCash(v.cash).listen(puppet, early);
        puppet.read(reading);
        bytes memory before = _ask(reading);
        puppet.act(outers[outer], Puppet.Call(address(0), ""));
        entered = puppet.entered() == 1; // A second call out of one verb, as of `remit`, finds figures between its two halves.
        if (!entered) return false;
        bytes32 seen = keccak256(puppet.seen());
        assertTrue(seen == keccak256(before) || seen == keccak256(_ask(reading)), "a figure that never was");
    }

    function _ask(Puppet.Call calldata reading) private view returns (bytes memory answer) {
        (, answer) = reading.target.staticcall(reading.data);
    }

    /// T19, a currency that calls back: Lendf.Me, April 2020, 25 million dollars; Penpie, September 2024, 27 million. T23, shares
    /// moved during a claim: Pro Token, July 2026. P09, a refund entered again: The DAO, 2016; SpankChain, 2018.
    function test_T19_whileSharesAreSold() public {
        _playMatrix(0, true, 4);
    }

    function test_T19_whileSharesAreSold_calledAfter() public {
        _playMatrix(0, false, 4);
    }

    function test_T19_whileActive() public {
        _playMatrix(1, true, 10);
    }

    function test_T19_whileActive_calledAfter() public {
        _playMatrix(1, false, 10);
    }

    function test_T19_P09_afterAFailedSale() public {
        _playMatrix(2, true, 8);
    }

    function test_T19_P09_afterAFailedSale_calledAfter() public {
        _playMatrix(2, false, 8);
    }

    function test_T19_T23_P09_afterAWindDown() public {
        _playMatrix(3, true, 9);
    }

    function test_T19_T23_P09_afterAWindDown_calledAfter() public {
        _playMatrix(3, false, 9);
    }
}
