// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IOffering} from "../../src/interfaces/IOffering.sol";
import {IShare} from "../../src/interfaces/IShare.sol";
import {TillVerbs} from "./TillVerbs.sol";

/// What is done with capital.
abstract contract OfferingVerbs is TillVerbs {
    /// The last second of a term, or the one after it.
    function _wait(uint256 end, uint8 patience) private {
        if (patience % 4 < 2 && block.timestamp < end) vm.warp(end + patience % 4);
    }

    function _refusesPhase(Venture storage v, IOffering.Phase needed) private view returns (bytes memory) {
        if (v.phase == needed) return "";
        return abi.encodeWithSelector(IOffering.WrongPhase.selector, v.phase);
    }

    // ---- the sale ----

    function buy(uint8 venture, uint8 who, uint8 to, uint64 part, uint8 luck) external {
        Venture storage v = _venture(venture);
        (uint256 buyer, uint256 receiver) = (_actor(who), _anyone(to));
        uint256 left = v.terms.hardCap - v.supply;
        uint256 shares = _partOf(part, luck % 4 == 0 ? left : left / 4);
        // At the limits: exactly the soft cap, and the last second.
        if (luck % 16 == 9 && v.supply < v.terms.softCap) shares = v.terms.softCap - v.supply;
        if (luck % 16 == 10) _wait(v.terms.deadline, luck / 16);
        uint256 cost = shares * v.terms.price;
        bytes memory poor = _prepare(buyer, v.purse + 2, cost * UNIT, luck / 4);
        bytes memory refusal = _refusesSale(v, shares, left);
        if (refusal.length == 0) refusal = _refusesReceiver(v, receiver);
        if (refusal.length == 0) refusal = poor;
        bytes memory data = abi.encodeCall(IOffering.buy, (shares, _at(receiver)));
        bytes memory answer = _judge(buyer, address(v.offering), data, refusal);
        if (refusal.length == 0) {
            _same(abi.decode(answer, (uint256)), cost, "the cost of a purchase");
            _moveCash(buyer, v.purse + 2, cost * UNIT);
            v.raised += cost;
            v.supply += shares;
            v.holdings[receiver].balance += shares;
        }
        _checkHolder(v, receiver);
        _checkShare(v);
        _checkOffering(v);
    }

    function _refusesSale(Venture storage v, uint256 shares, uint256 left) private view returns (bytes memory) {
        bytes memory refusal = _refusesPhase(v, IOffering.Phase.Open);
        if (refusal.length > 0) return refusal;
        uint256 deadline = v.terms.deadline;
        if (block.timestamp > deadline) return abi.encodeWithSelector(IOffering.SaleEnded.selector, deadline);
        if (shares == 0) return abi.encodeWithSelector(IOffering.ZeroShares.selector);
        if (shares > left) return abi.encodeWithSelector(IOffering.HardCapExceeded.selector, shares, left);
        return "";
    }

    function close(uint8 venture, uint8 who, uint8 patience) external {
        Venture storage v = _venture(venture);
        if (v.supply > 0) _wait(v.terms.deadline, patience);
        bytes memory refusal = _refusesPhase(v, IOffering.Phase.Open);
        if (refusal.length == 0 && block.timestamp <= v.terms.deadline && v.supply < v.terms.hardCap) {
            refusal = abi.encodeWithSelector(IOffering.SaleNotOver.selector, v.terms.deadline);
        }
        _judge(_actor(who), address(v.offering), abi.encodeCall(IOffering.close, ()), refusal);
        if (refusal.length == 0) _bookClose(v);
        _checkShare(v);
        _checkOffering(v);
    }

    function _bookClose(Venture storage v) private {
        if (v.supply < v.terms.softCap) {
            (v.phase, v.sharePhase) = (IOffering.Phase.Failed, IShare.Phase.Released);
        } else {
            (v.phase, v.sharePhase) = (IOffering.Phase.Active, IShare.Phase.Dripping);
            v.creditedAtClose = v.credited;
            (v.windowStart, v.lastDrip) = (block.timestamp, block.timestamp);
            (v.anchorQ32, v.anchorTime, v.pokes) = (v.reserveQ32, block.timestamp, 0);
        }
        _bookDrip(v, 0);
    }

    // ---- capital ----

    function draw(uint8 venture, uint8 seed, uint8 to) external {
        Venture storage v = _venture(venture);
        (uint256 who, uint256 receiver) = (_operatorOr(v, seed), _anyone(to));
        bytes memory refusal;
        if (who != v.operator) refusal = abi.encodeWithSelector(IOffering.OnlyOperator.selector, _at(who));
        if (refusal.length == 0) refusal = _refusesPhase(v, IOffering.Phase.Active);
        uint256 amount = 0;
        if (refusal.length == 0) amount = _releasedCapital(v) - v.drawn;
        if (amount > 0) refusal = _refusesPayment(receiver);
        bytes memory answer = _judge(who, address(v.offering), abi.encodeCall(IOffering.draw, (_at(receiver))), refusal);
        if (refusal.length == 0) {
            _same(abi.decode(answer, (uint256)), amount, "CAPITAL-3: drawn");
            v.drawn += amount;
            if (amount > 0) _moveCash(v.purse + 2, receiver, amount * UNIT);
        }
        _checkOffering(v);
    }

    function windDown(uint8 venture, uint8 who, uint8 patience) external {
        Venture storage v = _venture(venture);
        uint256 periodEnd = v.windowStart + v.terms.stallPeriod;
        if (v.phase == IOffering.Phase.Active) _wait(periodEnd, patience);
        bytes memory refusal = _refusesPhase(v, IOffering.Phase.Active);
        if (refusal.length == 0 && block.timestamp <= periodEnd) {
            refusal = abi.encodeWithSelector(IOffering.NotStalled.selector);
        }
        _judge(_actor(who), address(v.offering), abi.encodeCall(IOffering.windDown, ()), refusal);
        if (refusal.length == 0) {
            _atMost(_incomeOfLastPeriod(v), v.terms.demandFloor - 1, "CAPITAL-7: demand was overlooked");
            (v.phase, v.sharePhase) = (IOffering.Phase.WoundDown, IShare.Phase.Released);
            _bookDrip(v, 0);
        }
        _checkShare(v);
        _checkOffering(v);
    }

    function redeem(uint8 venture, uint8 who, uint64 part) external {
        Venture storage v = _venture(venture);
        uint256 holder = _holder(v, who);
        uint256 balance = v.holdings[holder].balance;
        uint256 shares = _partOf(part, balance);
        bool failed = v.phase == IOffering.Phase.Failed;
        bytes memory refusal;
        if (!failed) refusal = _refusesPhase(v, IOffering.Phase.WoundDown);
        if (refusal.length == 0 && shares == 0) refusal = abi.encodeWithSelector(IOffering.ZeroShares.selector);
        if (refusal.length == 0) refusal = _lacks(_at(holder), balance, shares);
        bytes memory answer = _judge(holder, address(v.offering), abi.encodeCall(IOffering.redeem, (shares)), refusal);
        if (refusal.length == 0) {
            uint256 amount = failed ? shares * v.terms.price : _undrawn(v) * shares / v.supply; // CAPITAL-5, CAPITAL-4
            _same(abi.decode(answer, (uint256)), amount, "CAPITAL-5: redeemed");
            _bookRedemption(v, holder, shares, amount);
        }
        _checkHolder(v, holder);
        _checkShare(v);
        _checkOffering(v);
    }

    function _bookRedemption(Venture storage v, uint256 holder, uint256 shares, uint256 amount) private {
        v.holdings[holder].balance -= shares;
        v.supply -= shares;
        v.redeemed += amount;
        _moveCash(v.purse + 2, holder, amount * UNIT);
    }
}
