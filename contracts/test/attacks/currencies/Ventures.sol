// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {Vm} from "forge-std/Vm.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Factory} from "../../../src/Factory.sol";
import {Offering} from "../../../src/Offering.sol";
import {Share} from "../../../src/Share.sol";
import {Till} from "../../../src/Till.sol";
import {Terms} from "../../../src/interfaces/IFactory.sol";
import {IShare} from "../../../src/interfaces/IShare.sol";

/// Several ventures of one factory, and the same people in all of them. What a currency can be told of them all is here:
/// their figures, what their books promise, and what they really have.
abstract contract Ventures is Test {
    struct Venture {
        Share share;
        Till till;
        Offering offering;
        address cash;
        /// Base units of the currency in a cash unit, as the venture sees it.
        uint256 unit;
    }

    uint256 internal constant START = 1_800_000_000;
    uint64 internal constant HARD_CAP = 10_000_000;
    uint64 internal constant PRICE = 3;
    uint32 internal constant TAU = 7 days;
    uint32 internal constant STALL_PERIOD = 30 days;

    address internal operator = makeAddr("operator");
    address internal customer = makeAddr("customer");
    address internal keeper = makeAddr("keeper");
    address internal alice = makeAddr("alice");
    address internal bob = makeAddr("bob");
    address internal carol = makeAddr("carol");
    address internal dave = makeAddr("dave");
    Factory internal factory;

    function setUp() public virtual {
        vm.warp(START);
        factory = new Factory();
    }

    function people() internal view returns (address[7] memory) {
        return [alice, bob, carol, dave, operator, customer, keeper];
    }

    // ---- creation ----

    function termsOf(address currency) internal view returns (Terms memory) {
        return Terms({
            currency: currency,
            operator: operator,
            name: "Venture",
            symbol: "VEN",
            contractURI: "",
            decimals: 6,
            holdersBps: 2500,
            tau: TAU,
            price: PRICE,
            softCap: 1_000_000,
            hardCap: HARD_CAP,
            deadline: uint64(START + 30 days),
            upfrontBps: 1000,
            matchBps: 5000,
            demandFloor: 500_000,
            stallPeriod: STALL_PERIOD
        });
    }

    /// Whether the factory makes a venture in this currency, and the venture if so.
    function found(address currency) internal returns (bool created, Venture memory v) {
        try factory.create{gas: 30_000_000}(termsOf(currency), "life") returns (
            address share, address till, address offering
        ) {
            return (true, Venture(Share(share), Till(till), Offering(offering), currency, Share(share).CASH_UNIT()));
        } catch {
            return (false, v);
        }
    }

    // ---- what a venture shows, and what it has ----

    /// Every figure of the venture's own books, without the currency being asked.
    function figuresOf(Venture memory v) internal view returns (uint256[] memory f) {
        address[7] memory all = people();
        f = new uint256[](2 * all.length + 16);
        for (uint256 i = 0; i < all.length; ++i) {
            (f[2 * i], f[2 * i + 1]) = (v.share.balanceOf(all[i]), v.share.accrued(all[i]));
        }
        uint256 k = 2 * all.length;
        (f[k], f[k + 1], f[k + 2]) = (v.share.totalSupply(), v.share.index(), v.share.reserveQ32());
        (f[k + 3], f[k + 4], f[k + 5]) = (v.share.lastDrip(), uint256(v.share.phase()), v.share.credited());
        (f[k + 6], f[k + 7]) = (v.share.windowStart(), v.share.windowCredited());
        (f[k + 8], f[k + 9], f[k + 10]) = (v.till.holdersBps(), v.till.operatorPart(), uint160(v.till.operator()));
        (f[k + 11], f[k + 12], f[k + 13]) = (uint256(v.offering.phase()), v.offering.raised(), v.offering.drawn());
        (f[k + 14], f[k + 15]) = (v.offering.redeemed(), v.offering.drawable());
    }

    /// What everybody and every purse has of the venture's currency, in cash units.
    function purseFiguresOf(Venture memory v) internal view returns (uint256[] memory f) {
        address[7] memory all = people();
        f = new uint256[](all.length + 3);
        for (uint256 i = 0; i < all.length; ++i) {
            f[i] = cashOf(v, all[i]) / v.unit;
        }
        f[all.length] = cashOf(v, address(v.share)) / v.unit;
        f[all.length + 1] = cashOf(v, address(v.till)) / v.unit;
        f[all.length + 2] = cashOf(v, address(v.offering)) / v.unit;
    }

    /// What an account really has. A currency that lies in `balanceOf` tells the test the truth in `truthOf`.
    function cashOf(Venture memory v, address account) internal view returns (uint256) {
        (bool knows, bytes memory answer) =
            v.cash.staticcall{gas: 100_000}(abi.encodeWithSignature("truthOf(address)", account));
        if (knows && answer.length == 32) return abi.decode(answer, (uint256));
        (knows, answer) = v.cash.staticcall{gas: 100_000}(abi.encodeCall(IERC20.balanceOf, (account)));
        return knows && answer.length == 32 ? abi.decode(answer, (uint256)) : 0;
    }

    /// Whether every purse has at least what its books promise.
    function solvent(Venture memory v) internal view returns (bool) {
        uint256 promised = (v.share.reserveQ32() + 2 ** 32 - 1) >> 32;
        address[7] memory all = people();
        for (uint256 i = 0; i < all.length; ++i) {
            promised += v.share.owed(all[i]);
        }
        return cashOf(v, address(v.share)) >= promised * v.unit
            && cashOf(v, address(v.till)) >= v.till.operatorPart() * v.unit
            && cashOf(v, address(v.offering)) >= v.offering.undrawn() * v.unit;
    }

    // ---- what holds whatever the currency does ----

    struct Promises {
        uint256[7] owed;
        uint256 holdersBps;
        uint256 undrawn;
        uint256 gone;
    }

    function promisesOf(Venture memory v) internal view returns (Promises memory p) {
        address[7] memory all = people();
        for (uint256 i = 0; i < all.length; ++i) {
            p.owed[i] = v.share.owed(all[i]);
        }
        p.holdersBps = v.till.holdersBps();
        p.undrawn = v.offering.undrawn();
        p.gone = v.offering.drawn() + v.offering.redeemed();
    }

    /// POWER-1 and CAPITAL-4 between two moments: owed falls by what was claimed alone, capital by what was drawn or redeemed
    /// alone, and the holders' part never. The balances of shares add up to the supply.
    function assertKept(Venture memory v, Promises memory before, Vm.Log[] memory logs, string memory when)
        internal
        view
    {
        Promises memory now_ = promisesOf(v);
        address[7] memory all = people();
        uint256 balances;
        for (uint256 i = 0; i < all.length; ++i) {
            uint256 received = claimedIn(logs, address(v.share), all[i]);
            assertGe(now_.owed[i] + received, before.owed[i], string.concat("POWER-1: ", when));
            balances += v.share.balanceOf(all[i]);
        }
        assertEq(balances, v.share.totalSupply(), string.concat("shares add up: ", when));
        assertGe(now_.holdersBps, before.holdersBps, string.concat("the holders' part fell: ", when));
        assertGe(now_.undrawn + now_.gone, before.undrawn + before.gone, string.concat("CAPITAL-4: ", when));
        uint256 upfront = v.offering.raised() * v.offering.UPFRONT_BPS() / 10_000;
        assertLe(v.offering.drawn(), upfront + v.share.credited() / 2, string.concat("CAPITAL-3: ", when));
    }

    /// What `holder` was paid by `share` according to its events.
    function claimedIn(Vm.Log[] memory logs, address share, address holder) internal pure returns (uint256 sum) {
        for (uint256 i = 0; i < logs.length; ++i) {
            bool isClaim = logs[i].emitter == share && logs[i].topics[0] == IShare.Claimed.selector;
            if (isClaim && address(uint160(uint256(logs[i].topics[1]))) == holder) {
                sum += abi.decode(logs[i].data, (uint256));
            }
        }
    }
}
