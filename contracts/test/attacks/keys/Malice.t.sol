// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Cash} from "../../currencies/Cash.sol";
import {Ventures} from "../currencies/Ventures.sol";
import {Verbs} from "../Verbs.sol";

/// An operator, a candidate for its place (dave), a keeper, a holder (carol) and a customer who are malicious in every way their keys allow:
/// any function of any contract, found in the artifacts, with any arguments, at any time. Two holders do nothing at all.
contract Malice is Ventures, Verbs {
    Venture private v;
    address[5] private actors;
    address[5] private targets;
    bytes4[][5] private selectors;
    uint256 public acted;

    function setUp() public override {
        super.setUp();
        (, v) = found(address(new Cash(6)));
        actors = [operator, dave, keeper, carol, customer];
        targets = [address(v.share), address(v.till), address(v.offering), address(factory), v.cash];
        string[4] memory names = ["Share", "Till", "Offering", "Factory"];
        for (uint256 i = 0; i < 4; ++i) {
            Verb[] memory verbs = writersOf(names[i]);
            for (uint256 j = 0; j < verbs.length; ++j) {
                selectors[i].push(verbs[j].selector);
            }
        }
        selectors[4] =
            [IERC20.transfer.selector, IERC20.transferFrom.selector, IERC20.approve.selector, Cash.print.selector];
        _buy(alice, 2_000_000);
        _buy(bob, 1);
        _buy(carol, 1_500_000);
        for (uint256 i = 0; i < actors.length; ++i) {
            Cash(v.cash).print(actors[i], 1e12);
            vm.startPrank(actors[i]);
            Cash(v.cash).approve(address(v.till), type(uint256).max);
            Cash(v.cash).approve(address(v.offering), type(uint256).max);
            vm.stopPrank();
        }
    }

    function _buy(address who, uint256 shares) private {
        Cash(v.cash).print(who, shares * PRICE);
        vm.startPrank(who);
        Cash(v.cash).approve(address(v.offering), shares * PRICE);
        v.offering.buy(shares, who);
        vm.stopPrank();
    }

    /// Any function with any words for arguments, most of them plausible.
    function act(uint256 who, uint256 what, uint256 seed, uint256 wait) external {
        uint256 target = what % 5;
        bytes memory data = abi.encodePacked(selectors[target][(what >> 8) % selectors[target].length]);
        for (uint256 i = 0; i < 7; ++i) {
            data = abi.encodePacked(data, _word(uint256(keccak256(abi.encode(seed, i)))));
        }
        _do(actors[who % 5], targets[target], data, wait);
    }

    /// Any bytes at all.
    function babble(uint256 who, uint256 target, bytes calldata data) external {
        _do(actors[who % 5], targets[target % 5], data, 0);
    }

    /// The verbs that an operator would use, so that sequences get somewhere.
    function rule(uint256 verb, uint256 amount, uint256 wait) external {
        amount %= 4_000_000;
        if (verb % 8 == 0) _do(operator, address(v.offering), abi.encodeCall(v.offering.draw, (operator)), wait);
        if (verb % 8 == 1) _do(operator, address(v.till), abi.encodeCall(v.till.pull, (operator)), wait);
        if (verb % 8 == 2) _do(operator, address(v.till), abi.encodeCall(v.till.remit, (0, amount)), wait);
        if (verb % 8 == 3) _do(operator, address(v.till), abi.encodeCall(v.till.offerOperator, (dave)), wait);
        if (verb % 8 == 4) _do(dave, address(v.till), abi.encodeCall(v.till.acceptOperator, ()), wait);
        if (verb % 8 == 5) _do(keeper, v.cash, abi.encodeCall(IERC20.transfer, (address(v.till), amount)), wait);
        if (verb % 8 == 6) _do(keeper, address(v.till), abi.encodeCall(v.till.collect, ()), wait);
        if (verb % 8 == 7) _do(keeper, address(v.offering), abi.encodeCall(v.offering.close, ()), wait % 1 days * 40);
    }

    function _word(uint256 seed) private view returns (uint256) {
        uint256 kind = seed % 8;
        if (kind < 3) return uint160(actors[(seed >> 8) % 5]);
        if (kind == 3) return uint160(targets[(seed >> 8) % 5]);
        if (kind == 4) return uint160((seed >> 8) % 2 == 0 ? alice : bob);
        if (kind == 5) return (seed >> 8) % 1e7;
        if (kind == 6) return (seed >> 8) % 3 * 0x20;
        return seed >> 3;
    }

    function _do(address who, address target, bytes memory data, uint256 wait) private {
        skip(wait % 40 days);
        Before memory before = _before();
        vm.prank(who);
        (bool done,) = target.call(data);
        if (done) ++acted;
        _assertUnharmed(before);
    }

    // ---- what no call may do ----

    struct Before {
        Promises promises;
        uint256[2] wealth;
        uint256[2] shares;
        uint256 supply;
        uint256 drawn;
    }

    function _before() private view returns (Before memory b) {
        b.promises = promisesOf(v);
        (b.wealth, b.shares) = _victims();
        (b.supply, b.drawn) = (v.share.totalSupply(), v.offering.drawn());
    }

    /// What alice and bob are owed and have, and their shares.
    function _victims() private view returns (uint256[2] memory wealth, uint256[2] memory shares) {
        wealth = [v.share.owed(alice) + cashOf(v, alice), v.share.owed(bob) + cashOf(v, bob)];
        shares = [v.share.balanceOf(alice), v.share.balanceOf(bob)];
    }

    function _assertUnharmed(Before memory before) private view {
        (uint256[2] memory wealth, uint256[2] memory shares) = _victims();
        for (uint256 i = 0; i < 2; ++i) {
            assertGe(wealth[i], before.wealth[i], "POWER-1: owed and received");
            assertGe(shares[i], before.shares[i], "somebody else's shares moved");
        }
        Promises memory now_ = promisesOf(v);
        assertGe(now_.holdersBps, before.promises.holdersBps, "the holders' part fell");
        assertGe(now_.undrawn + now_.gone, before.promises.undrawn + before.promises.gone, "CAPITAL-4");
        uint256 allowed = v.offering.raised() / 10 + v.share.credited() / 2;
        assertLe(v.offering.drawn(), allowed, "CAPITAL-3");
        if (v.offering.drawn() == before.drawn && before.supply > 0) {
            // Redemption by others leaves each remaining share at least the capital that it had.
            assertGe(now_.undrawn * before.supply, before.promises.undrawn * v.share.totalSupply(), "capital a share");
        }
        assertTrue(solvent(v), "the books promise what is not there");
    }
}

/// POWER-1.
contract MaliceTest is Ventures {
    Malice private malice;

    function setUp() public override {
        malice = new Malice();
        malice.setUp();
        targetContract(address(malice));
        bytes4[] memory moves = new bytes4[](4);
        (moves[0], moves[1]) = (malice.act.selector, malice.act.selector);
        (moves[2], moves[3]) = (malice.babble.selector, malice.rule.selector);
        targetSelector(FuzzSelector(address(malice), moves));
    }

    /// Every call asserts for itself what it may not do; see Malice.
    /// forge-config: default.invariant.runs = 96
    /// forge-config: default.invariant.depth = 64
    function invariant_noKeyReachesWhatIsOwed() public view {}

    function afterInvariant() public view {
        assertGt(malice.acted(), 0, "calls get through");
    }
}
