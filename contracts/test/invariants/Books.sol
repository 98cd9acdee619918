// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Factory} from "../../src/Factory.sol";
import {Offering} from "../../src/Offering.sol";
import {Share} from "../../src/Share.sol";
import {Till} from "../../src/Till.sol";
import {Terms} from "../../src/interfaces/IFactory.sol";
import {IOffering} from "../../src/interfaces/IOffering.sol";
import {IShare} from "../../src/interfaces/IShare.sol";
import {Cash} from "../currencies/Cash.sol";
import {Exponential} from "./Exponential.sol";
import {Judge} from "./Judge.sol";

/// The ghost: books of everything that the contracts should know, kept the slow and obvious way, holder by holder.
///
/// The one figure that it does not work out itself is how much a drip released. That it reads, holds against the law of
/// decay (computed another way, from the last credit on, however often it was poked since), and shares out among the
/// holders by what they hold at that instant. Everything else has to be equal, to the unit.
abstract contract Books is Judge {
    struct Holding {
        uint256 balance;
        /// This holder's part of every release, in Q128 cash units.
        uint256 earnedQ128;
        uint256 claimed;
        uint256 nonce;
        /// The payee, and where it stands among the accounts.
        address payee;
        uint256 payeeAccount;
        mapping(uint256 spender => uint256) allowance;
    }

    struct Income {
        uint256 time;
        uint256 amount;
    }

    struct Venture {
        Share share;
        Till till;
        Offering offering;
        Terms terms;
        bytes32 domain;
        /// Where the Share stands among the accounts; Till and Offering follow.
        uint256 purse;
        // What the Share should know.
        IShare.Phase sharePhase;
        uint256 supply;
        uint256 index;
        uint256 reserveQ32;
        uint256 releasedQ32;
        uint256 lastDrip;
        uint256 credited;
        uint256 windowStart;
        uint256 windowCredited;
        uint256 claimed;
        mapping(uint256 account => Holding) holdings;
        Income[] incomes;
        /// The reserve after the last credit, and how often it was poked since (INCOME-4).
        uint256 anchorQ32;
        uint256 anchorTime;
        uint256 pokes;
        // What the Till should know.
        uint256 holdersBps;
        uint256 operatorPart;
        uint256 operator;
        uint256 candidate;
        uint256 received;
        uint256 pulled;
        // What the Offering should know.
        IOffering.Phase phase;
        uint256 raised;
        uint256 drawn;
        uint256 redeemed;
        uint256 creditedAtClose;
    }

    uint256 internal constant BPS = 10_000;
    /// The contracts round the factor of decay, and the law here its own, by far less than this: 2^-8 of 2^-32 cash unit.
    uint256 private constant DECAY_TOLERANCE_Q48 = 1 << 8;

    Factory internal immutable FACTORY_CONTRACT;
    Cash internal immutable CASH;
    uint256 internal immutable UNIT;

    Venture[] internal ventures;
    /// Currency base units of each account, and of all together.
    mapping(uint256 account => uint256) internal cashHeld;
    uint256 internal printed;
    /// How often a handler was called: chooses what a sweep looks at of what is too much to look at every time.
    uint256 internal turn;

    constructor(Factory factory, Cash cash) {
        (FACTORY_CONTRACT, CASH) = (factory, cash);
        uint256 decimals = cash.decimals();
        UNIT = decimals <= 6 ? 1 : 10 ** (decimals - 6);
    }

    function _venture(uint256 seed) internal returns (Venture storage) {
        ++turn;
        return ventures[seed % ventures.length];
    }

    // ---- cash ----

    function _print(uint256 to, uint256 amount) internal {
        if (amount == 0) return;
        CASH.print(_at(to), amount);
        cashHeld[to] += amount;
        printed += amount;
    }

    function _moveCash(uint256 from, uint256 to, uint256 amount) internal {
        cashHeld[from] -= amount;
        cashHeld[to] += amount;
    }

    // ---- shares and income ----

    function _move(Venture storage v, uint256 from, uint256 to, uint256 value) internal {
        v.holdings[from].balance -= value;
        v.holdings[to].balance += value;
    }

    /// Whole cash units that a claim has to pay now.
    function _owed(Venture storage v, uint256 account) internal view returns (uint256) {
        Holding storage holding = v.holdings[account];
        return (holding.earnedQ128 >> 128) - holding.claimed;
    }

    function _bookClaim(Venture storage v, uint256 holder, uint256 to, uint256 amount) internal virtual {
        v.holdings[holder].claimed += amount;
        v.claimed += amount;
        _moveCash(v.purse, to, amount * UNIT);
    }

    /// INCOME-3: everybody's part of a release is what it holds of the supply, by the share and rounded down once.
    function _bookRelease(Venture storage v, uint256 amountQ32) internal {
        if (amountQ32 == 0) return;
        uint256 perShareQ128 = (amountQ32 << 96) / v.supply;
        v.index += perShareQ128;
        v.releasedQ32 += amountQ32;
        v.reserveQ32 -= amountQ32;
        v.lastDrip = block.timestamp;
        for (uint256 i = 0; i < accounts.length; ++i) {
            uint256 balance = v.holdings[i].balance;
            if (balance > 0) v.holdings[i].earnedQ128 += perShareQ128 * balance;
        }
    }

    /// What a drip within a call has released, after which `more` (Q32) was added to the reserve.
    function _bookDrip(Venture storage v, uint256 more) internal {
        if (v.sharePhase == IShare.Phase.Selling || v.supply == 0) return;
        if (_isInstant(v)) return _bookRelease(v, v.reserveQ32);

        uint256 reserve = v.reserveQ32;
        uint256 remaining = v.share.reserveQ32() - more;
        _atMost(remaining, reserve, "a drip only takes");
        if (remaining < reserve) ++v.pokes;
        // INCOME-4: as if the reserve had been left alone since the last credit. Every poke rounds up what remains, by less
        // than 2^-32, and so much may not be due yet.
        uint256 lawQ48 = Exponential.remainingQ16(v.anchorQ32, block.timestamp - v.anchorTime, v.terms.tau);
        uint256 roundedQ48 = (v.pokes + 1) << 16;
        _atMost(remaining << 16, lawQ48 + roundedQ48 + DECAY_TOLERANCE_Q48, "INCOME-4: released too little");
        _atMost(lawQ48, (remaining << 16) + DECAY_TOLERANCE_Q48, "INCOME-4: released too much");
        _bookRelease(v, reserve - remaining);
    }

    function _isInstant(Venture storage v) internal view returns (bool) {
        return v.terms.tau == 0 || v.sharePhase == IShare.Phase.Released;
    }

    /// Income reaches the Share in one call, in one part or two.
    function _bookCredits(Venture storage v, uint256 first, uint256 second) internal {
        if (first + second == 0) return;
        // While income decays, the second finds no time to have passed since the first.
        _bookDrip(v, (first + second) << 32);
        if (first > 0) _bookCredit(v, first);
        if (second > 0) _bookCredit(v, second);
        (v.anchorQ32, v.anchorTime, v.pokes) = (v.reserveQ32, block.timestamp, 0);
    }

    function _bookCredit(Venture storage v, uint256 amount) private {
        v.reserveQ32 += amount << 32;
        v.credited += amount;
        v.lastDrip = block.timestamp;
        if (v.sharePhase == IShare.Phase.Dripping) {
            v.incomes.push(Income(block.timestamp, amount));
            v.windowCredited += amount;
            if (v.windowCredited >= v.terms.demandFloor) (v.windowStart, v.windowCredited) = (block.timestamp, 0);
        }
        if (_isInstant(v)) _bookDrip(v, 0);
    }

    /// All income credited within the last stall period, in whatever parts it came.
    function _incomeOfLastPeriod(Venture storage v) internal view returns (uint256 sum) {
        for (uint256 i = v.incomes.length; i > 0; --i) {
            Income storage income = v.incomes[i - 1];
            if (income.time + v.terms.stallPeriod < block.timestamp) break;
            sum += income.amount;
        }
    }

    // ---- revenue ----

    function _collectable(Venture storage v) internal view returns (uint256) {
        return (cashHeld[v.purse + 1] - v.operatorPart * UNIT) / UNIT;
    }

    /// Splits what lies in the Till; returns the holders' part.
    function _bookRevenue(Venture storage v, uint256 amount) internal virtual returns (uint256 holdersPart) {
        holdersPart = (amount * v.holdersBps + BPS - 1) / BPS;
        v.received += amount;
        v.operatorPart += amount - holdersPart;
        _moveCash(v.purse + 1, v.purse, holdersPart * UNIT);
    }

    // ---- capital ----

    function _undrawn(Venture storage v) internal view returns (uint256) {
        return v.raised - v.drawn - v.redeemed;
    }

    /// CAPITAL-3: upfront and then the match of the income since the sale, and never more than there is.
    function _releasedCapital(Venture storage v) internal view virtual returns (uint256) {
        uint256 released = v.raised * v.terms.upfrontBps / BPS;
        released += (v.credited - v.creditedAtClose) * v.terms.matchBps / BPS;
        return released < v.raised ? released : v.raised;
    }
}
