// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IOffering} from "../../src/interfaces/IOffering.sol";
import {ITill} from "../../src/interfaces/ITill.sol";
import {ShareVerbs} from "./ShareVerbs.sol";

/// What is done with revenue.
abstract contract TillVerbs is ShareVerbs {
    // ---- paying in the currency ----

    /// Gives `who` what it needs to pay `amount` base units to `spender`, except sometimes: then one unit less is there, or
    /// allowed. Returns how the currency refuses.
    function _prepare(uint256 who, uint256 spender, uint256 amount, uint8 luck) internal returns (bytes memory) {
        bool allowsLess = luck % 16 == 0 && amount > 0;
        uint256 allowed = allowsLess ? amount - 1 : amount;
        _try(who, address(CASH), abi.encodeCall(IERC20.approve, (_at(spender), allowed)));
        if (cashHeld[who] < amount && luck % 16 != 1) _print(who, amount - cashHeld[who]);
        if (allowsLess) {
            bytes4 selector = IERC20Errors.ERC20InsufficientAllowance.selector;
            return abi.encodeWithSelector(selector, _at(spender), allowed, amount);
        }
        return _lacks(_at(who), cashHeld[who], amount);
    }

    /// How the currency refuses to pay the zero address.
    function _refusesPayment(uint256 to) internal pure returns (bytes memory) {
        if (to != NOBODY) return "";
        return abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0));
    }

    /// A customer pays: cash units, and base units below one.
    function pay(uint8 venture, uint8 who, uint40 amount, uint8 dust) external {
        Venture storage v = _venture(venture);
        uint256 payer = _actor(who);
        uint256 baseUnits = amount * UNIT + dust;
        _print(payer, baseUnits);
        bytes memory data = abi.encodeCall(IERC20.transfer, (address(v.till), baseUnits));
        _judge(payer, address(CASH), data, "");
        _moveCash(payer, v.purse + 1, baseUnits);
        _checkTill(v);
    }

    function collect(uint8 venture, uint8 who) external {
        Venture storage v = _venture(venture);
        _collect(v, _actor(who));
    }

    function _collect(Venture storage v, uint256 who) internal {
        uint256 amount = _collectable(v);
        uint256 capital = v.offering.drawable();
        bytes memory answer = _judge(who, address(v.till), abi.encodeCall(ITill.collect, ()), "");
        uint256 holdersPart = _bookRevenue(v, amount);
        _bookCredits(v, holdersPart, 0);
        _sameParts(answer, amount, holdersPart);
        _checkShare(v);
        _checkTill(v);
        _payingOneselfLoses(v, amount, holdersPart, v.offering.drawable() - capital);
    }

    function _sameParts(bytes memory answer, uint256 amount, uint256 holdersPart) private pure {
        (uint256 split, uint256 part) = abi.decode(answer, (uint256, uint256));
        _same(split, amount, "REVENUE-1: what was split");
        _same(part, holdersPart, "REVENUE-1: the holders' part");
    }

    /// CAPITAL-6: had the operator paid all of this itself, it would get back its part, what its shares earn and the capital
    /// that this releases: no more than it paid, unless it owns more than 1 - match.
    function _payingOneselfLoses(Venture storage v, uint256 paid, uint256 holdersPart, uint256 capital) private view {
        uint256 owned = v.holdings[v.operator].balance;
        if (owned * BPS > v.supply * (BPS - v.terms.matchBps) || v.supply == 0) return;
        // The parts of a unit that rounding down kept back before can complete one more unit of capital.
        uint256 back = paid - holdersPart + holdersPart * owned / v.supply + capital;
        _atMost(back, paid + 1, "CAPITAL-6");
    }

    // ---- the operator ----

    /// Mostly the operator.
    function _operatorOr(Venture storage v, uint8 seed) internal view returns (uint256) {
        return seed % 4 == 0 ? _actor(seed / 4) : v.operator;
    }

    function _refusesStranger(Venture storage v, uint256 who) private view returns (bytes memory) {
        if (who == v.operator) return "";
        return abi.encodeWithSelector(ITill.OnlyOperator.selector, _at(who));
    }

    function remit(uint8 venture, uint8 seed, bytes32 report, uint40 amount, uint8 luck) external {
        Venture storage v = _venture(venture);
        uint256 who = _operatorOr(v, seed);
        bytes memory poor = _prepare(who, v.purse + 1, amount * UNIT, luck);
        bytes memory refusal = _refusesStranger(v, who);
        if (refusal.length == 0) refusal = poor;
        bytes memory data = abi.encodeCall(ITill.remit, (report, amount));
        bytes memory answer = _judge(who, address(v.till), data, refusal);
        if (refusal.length == 0) _bookRemit(v, who, amount, answer);
        _checkShare(v);
        _checkTill(v);
    }

    function _bookRemit(Venture storage v, uint256 who, uint256 amount, bytes memory answer) private {
        if (amount == 0) return _sameParts(answer, 0, 0);
        uint256 first = _bookRevenue(v, _collectable(v));
        _moveCash(who, v.purse + 1, amount * UNIT);
        uint256 second = _bookRevenue(v, amount);
        _bookCredits(v, first, second);
        _sameParts(answer, amount, second);
    }

    function pull(uint8 venture, uint8 seed, uint8 to) external {
        Venture storage v = _venture(venture);
        (uint256 who, uint256 receiver) = (_operatorOr(v, seed), _anyone(to));
        uint256 amount = v.operatorPart;
        bytes memory refusal = _refusesStranger(v, who);
        if (refusal.length == 0 && amount > 0) refusal = _refusesPayment(receiver);
        bytes memory answer = _judge(who, address(v.till), abi.encodeCall(ITill.pull, (_at(receiver))), refusal);
        if (refusal.length == 0) {
            _same(abi.decode(answer, (uint256)), amount, "REVENUE-1: pulled");
            if (amount > 0) _moveCash(v.purse + 1, receiver, amount * UNIT);
            v.pulled += amount;
            v.operatorPart = 0;
        }
        _checkTill(v);
    }

    function raiseHoldersBps(uint8 venture, uint8 seed, uint16 proposed) external {
        Venture storage v = _venture(venture);
        uint256 who = _operatorOr(v, seed);
        uint256 current = v.holdersBps;
        if (proposed % 2 == 0) proposed = uint16(current + proposed / 2 % 100);
        bytes memory refusal = _refusesStranger(v, who);
        if (refusal.length == 0 && (proposed <= current || proposed > BPS)) {
            refusal = abi.encodeWithSelector(ITill.HoldersBpsNotRaised.selector, current, proposed);
        }
        _judge(who, address(v.till), abi.encodeCall(ITill.raiseHoldersBps, (proposed)), refusal);
        if (refusal.length == 0) v.holdersBps = proposed;
        _same(v.till.holdersBps(), v.holdersBps, "the holders' bps");
    }

    function offerOperator(uint8 venture, uint8 seed, uint8 candidate) external {
        Venture storage v = _venture(venture);
        (uint256 who, uint256 to) = (_operatorOr(v, seed), _anyone(candidate));
        bytes memory refusal = _refusesStranger(v, who);
        _judge(who, address(v.till), abi.encodeCall(ITill.offerOperator, (_at(to))), refusal);
        if (refusal.length == 0) v.candidate = to;
        _same(uint160(v.till.operatorCandidate()), uint160(_at(v.candidate)), "the candidate");
    }

    function acceptOperator(uint8 venture, uint8 seed) external {
        Venture storage v = _venture(venture);
        uint256 who = seed % 2 == 0 && v.candidate < ACTORS ? v.candidate : _actor(seed / 2);
        bytes memory refusal;
        if (who != v.candidate) refusal = abi.encodeWithSelector(ITill.OnlyCandidate.selector, _at(who));
        _judge(who, address(v.till), abi.encodeCall(ITill.acceptOperator, ()), refusal);
        if (refusal.length == 0) (v.operator, v.candidate) = (who, NOBODY);
        _same(uint160(v.till.operator()), uint160(_at(v.operator)), "the operator");
    }
}
