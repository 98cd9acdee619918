// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IOffering} from "../../src/interfaces/IOffering.sol";
import {IShare} from "../../src/interfaces/IShare.sol";
import {Books} from "./Books.sol";

/// Compares the contracts with the books: after each call what it touched, and in a sweep everything.
///
/// The books can only rise where something must be monotone (index, credited, claimed, phases, nonces) and change a holder
/// only by its own call or allowance, so being equal to them says all that as well.
abstract contract Checks is Books {
    // ---- after each call ----

    function _checkShare(Venture storage v) internal view {
        _checkHolder(v, turn % accounts.length); // Whoever it is: a bystander.
        _same(v.share.index(), v.index, "the index");
        _same(v.share.reserveQ32(), v.reserveQ32, "the reserve");
        _same(v.share.totalSupply(), v.supply, "the supply");
        _same(v.share.credited(), v.credited, "the income ever credited");
        _checkCash(v.purse);
    }

    function _checkHolder(Venture storage v, uint256 account) internal view {
        _same(v.share.balanceOf(_at(account)), v.holdings[account].balance, "a balance");
        _same(v.share.owed(_at(account)), _owed(v, account), "INCOME-2, 3, POWER-1: owed");
    }

    function _checkTill(Venture storage v) internal view {
        _same(v.till.operatorPart(), v.operatorPart, "REVENUE-1: the operator's part");
        _same(v.till.collectable(), _collectable(v), "REVENUE-1: collectable");
        _checkCash(v.purse + 1);
    }

    function _checkOffering(Venture storage v) internal view {
        _same(v.offering.raised(), v.raised, "CAPITAL-4: raised");
        _same(v.offering.drawn(), v.drawn, "CAPITAL-4: drawn");
        _same(v.offering.redeemed(), v.redeemed, "CAPITAL-4: redeemed");
        _same(uint256(v.offering.phase()), uint256(v.phase), "the phase of the Offering");
        _checkCash(v.purse + 2);
    }

    function _checkCash(uint256 account) internal view {
        _same(CASH.balanceOf(_at(account)), cashHeld[account], "the cash of an account");
    }

    // ---- everything ----

    /// The one combined assertion: all ventures, all holders, all cash.
    function sweep() external view {
        for (uint256 i = 0; i < ventures.length; ++i) {
            _sweepIncome(ventures[i]);
            _sweepRevenue(ventures[i]);
            _sweepCapital(ventures[i]);
            _sweepPermissions(ventures[i]);
        }
        uint256 sum = 0;
        for (uint256 i = 0; i < accounts.length; ++i) {
            _checkCash(i);
            sum += cashHeld[i];
        }
        _same(sum, printed, "the cash of all purses");
        _same(CASH.totalSupply(), printed, "all cash there is");
    }

    function _sweepIncome(Venture storage v) private view {
        uint256 balances = 0;
        uint256 owed = 0;
        uint256 earnedQ128 = 0;
        for (uint256 i = 0; i < accounts.length; ++i) {
            _checkHolder(v, i);
            balances += v.holdings[i].balance;
            owed += _owed(v, i);
            earnedQ128 += v.holdings[i].earnedQ128;
        }
        _same(balances, v.supply, "the balances are the supply");
        _atMost(earnedQ128, v.releasedQ32 << 96, "INCOME-1: earned in all");
        _atMost(v.claimed + owed, v.releasedQ32 >> 32, "INCOME-1: paid and owed");
        _same(v.releasedQ32 + v.reserveQ32, v.credited << 32, "INCOME-1: released and reserve");
        _atMost((v.credited - v.claimed) * UNIT, cashHeld[v.purse], "INCOME-1: all of it is there");
        _checkShare(v);
        _same(uint256(v.share.phase()), uint256(v.sharePhase), "the phase of the Share");
        _same(v.share.lastDrip(), v.lastDrip, "the last drip");
        _same(v.share.windowStart(), v.windowStart, "the window's start");
        _same(v.share.windowCredited(), v.windowCredited, "the window's income");
        bool dripping = v.sharePhase == IShare.Phase.Dripping;
        bool stalled = dripping && block.timestamp > v.windowStart + v.terms.stallPeriod;
        _same(v.share.stalled() ? 1 : 0, stalled ? 1 : 0, "CAPITAL-7: stalled");
    }

    function _sweepRevenue(Venture storage v) private view {
        _checkTill(v);
        _same(v.till.holdersBps(), v.holdersBps, "the holders' bps");
        _same(uint160(v.till.operator()), uint160(_at(v.operator)), "the operator");
        _same(uint160(v.till.operatorCandidate()), uint160(_at(v.candidate)), "the candidate");
        _same(v.credited + v.operatorPart + v.pulled, v.received, "REVENUE-1: the parts");
        _atMost(v.operatorPart * UNIT, cashHeld[v.purse + 1], "REVENUE-1: all of it is there");
    }

    function _sweepCapital(Venture storage v) private view {
        _checkOffering(v);
        _same(v.offering.undrawn(), _undrawn(v), "CAPITAL-4: undrawn");
        _same(v.offering.creditedAtClose(), v.creditedAtClose, "the income at the close");
        _atMost(v.drawn, _releasedCapital(v), "CAPITAL-3");
        _atMost(_undrawn(v) * UNIT, cashHeld[v.purse + 2], "CAPITAL-4: all of it is there");
        bool active = v.phase == IOffering.Phase.Active;
        _same(v.offering.drawable(), active ? _releasedCapital(v) - v.drawn : 0, "CAPITAL-3: drawable");
        if (v.phase == IOffering.Phase.Failed) {
            _same(_undrawn(v), v.supply * v.terms.price, "CAPITAL-5");
        }
        bool selling = v.phase == IOffering.Phase.Open;
        bool released = v.sharePhase == IShare.Phase.Released;
        _same(v.sharePhase == IShare.Phase.Selling ? 1 : 0, selling ? 1 : 0, "the Share knows of the sale");
        _same(released ? 1 : 0, selling || active ? 0 : 1, "the Share knows of the end");
    }

    /// What holders permitted to others: one spender of each a time, another the next time.
    function _sweepPermissions(Venture storage v) private view {
        for (uint256 i = 0; i < ACTORS; ++i) {
            Holding storage holding = v.holdings[i];
            uint256 spender = (turn + i) % accounts.length;
            _same(v.share.allowance(_at(i), _at(spender)), holding.allowance[spender], "an allowance");
            _same(v.share.nonces(_at(i)), holding.nonce, "a nonce");
            _same(uint160(v.share.payeeOf(_at(i))), uint160(holding.payee), "a payee");
        }
    }
}
