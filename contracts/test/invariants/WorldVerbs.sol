// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Errors} from "@openzeppelin/contracts/utils/Errors.sol";
import {Offering} from "../../src/Offering.sol";
import {Share} from "../../src/Share.sol";
import {Till} from "../../src/Till.sol";
import {IFactory, Terms} from "../../src/interfaces/IFactory.sol";
import {IShare} from "../../src/interfaces/IShare.sol";
import {Cash} from "../currencies/Cash.sol";
import {Pool} from "./Cast.sol";
import {OfferingVerbs} from "./OfferingVerbs.sol";

/// What the rest of the world does: time passes, money goes astray, strangers try their luck, ventures are founded.
abstract contract WorldVerbs is OfferingVerbs {
    /// Where the code of an EIP-7702 account points to.
    address private constant DELEGATE = address(0xde1e);

    uint256 private immutable VENTURES_MAX;
    Cash private immutable FOREIGN = new Cash(6);

    constructor(uint256 venturesMax) {
        VENTURES_MAX = venturesMax;
    }

    /// From no time at all to years; one kind in eight is years, because most ventures do not survive one.
    function pass(uint8 kind, uint32 amount) external {
        ++turn;
        _pass(kind, amount);
        _count(0);
    }

    function _pass(uint8 kind, uint32 amount) private {
        uint256[8] memory limits = [uint256(0), 60, 1 hours, 1 days, 1 days, 7 days, 40 days, 12 * 365 days];
        vm.warp(block.timestamp + amount % (limits[kind % 8] + 1));
    }

    /// As most days go: a customer pays, and a keeper collects.
    function payAndCollect(uint8 venture, uint8 who, uint40 amount) external {
        Venture storage v = _venture(venture);
        _print(v.purse + 1, amount * UNIT);
        _collect(v, _actor(who));
    }

    /// And then some time passes, and a keeper drips.
    function passAndDrip(uint8 venture, uint8 who, uint8 kind, uint32 amount) external {
        Venture storage v = _venture(venture);
        _pass(kind % 7, amount);
        _drip(v, _actor(who), _actor(who));
    }

    /// Cash that nobody asked for, sent to anybody, purses and the currency itself included.
    function stray(uint8 who, uint8 to, uint40 amount, uint8 dust) external {
        ++turn;
        (uint256 giver, uint256 receiver) = (_actor(who), _anyone(to));
        uint256 baseUnits = amount * UNIT + dust;
        _print(giver, baseUnits);
        bytes memory refusal = _refusesPayment(receiver);
        _judge(giver, address(CASH), abi.encodeCall(IERC20.transfer, (_at(receiver), baseUnits)), refusal);
        if (refusal.length > 0) return;
        _moveCash(giver, receiver, baseUnits);
        _checkCash(receiver);
    }

    /// A token of another kind lands in a purse, and changes nothing there.
    function strayForeign(uint8 venture, uint8 purse, uint40 amount) external {
        Venture storage v = _venture(venture);
        FOREIGN.print(accounts[v.purse + purse % 3], amount);
        _count(0);
        _checkShare(v);
        _checkTill(v);
        _checkOffering(v);
    }

    /// An account puts itself under a delegate, or takes that back (EIP-7702).
    function delegate(uint8 who) external {
        ++turn;
        if (_actor(who) == SAFE) return;
        _delegate(accounts[_actor(who)]);
        _count(0);
    }

    function _delegate(address account) internal {
        vm.etch(account, account.code.length == 0 ? abi.encodePacked(hex"ef0100", DELEGATE) : bytes(""));
    }

    /// Anyone but the two other purses calls what only they may call; those of other ventures are anyone too.
    function trespass(uint8 venture, uint8 who, uint8 verb, uint64 amount) external {
        Venture storage v = _venture(venture);
        uint256 intruder = _anyone(who);
        if (intruder == NOBODY || intruder == v.purse + 1 || intruder == v.purse + 2) intruder = STRANGER;
        bytes4 error_ = verb % 5 == 0 ? IShare.OnlyTill.selector : IShare.OnlyOffering.selector;
        bytes memory data = _purseCall(verb % 5, _at(intruder), amount);
        _judge(intruder, address(v.share), data, abi.encodeWithSelector(error_, _at(intruder)));
        _checkShare(v);
    }

    function _purseCall(uint256 verb, address intruder, uint64 amount) private pure returns (bytes memory) {
        if (verb == 0) return abi.encodeCall(IShare.credit, (amount));
        if (verb == 1) return abi.encodeCall(IShare.mint, (intruder, amount));
        if (verb == 2) return abi.encodeCall(IShare.burn, (intruder, amount));
        return verb == 3 ? abi.encodeCall(IShare.beginDripping, ()) : abi.encodeCall(IShare.releaseReserve, ());
    }

    // ---- the Pool ----

    function sellToPool(uint8 venture, uint8 who, uint64 part, uint8 luck) external {
        Venture storage v = _venture(venture);
        uint256 seller = _holder(v, who);
        uint256 shares = _partOf(part, v.holdings[seller].balance);
        if (luck % 4 > 0) _approve(v, seller, POOL, shares);
        uint256 proceeds = shares * Pool(accounts[POOL]).RATE();
        if (cashHeld[POOL] < proceeds && luck % 8 > 1) _print(POOL, proceeds - cashHeld[POOL]);
        bytes memory refusal = _refusesSpending(v, POOL, seller, shares);
        if (refusal.length == 0) refusal = _refusesMove(v, seller, POOL, shares);
        if (refusal.length == 0) refusal = _lacks(accounts[POOL], cashHeld[POOL], proceeds);
        _judge(seller, accounts[POOL], abi.encodeCall(Pool.sell, (v.share, shares)), refusal);
        if (refusal.length == 0) {
            _spend(v, POOL, seller, shares);
            _move(v, seller, POOL, shares);
            _moveCash(POOL, seller, proceeds);
        }
        _checkTrade(v, seller);
    }

    function buyFromPool(uint8 venture, uint8 who, uint64 part, uint8 luck) external {
        Venture storage v = _venture(venture);
        uint256 buyer = _actor(who);
        uint256 shares = _partOf(part, v.holdings[POOL].balance);
        uint256 price = shares * Pool(accounts[POOL]).RATE();
        bytes memory refusal = _prepare(buyer, POOL, price, luck);
        if (refusal.length == 0) refusal = _lacks(accounts[POOL], v.holdings[POOL].balance, shares);
        _judge(buyer, accounts[POOL], abi.encodeCall(Pool.buy, (v.share, shares)), refusal);
        if (refusal.length == 0) {
            _moveCash(buyer, POOL, price);
            _move(v, POOL, buyer, shares);
        }
        _checkTrade(v, buyer);
    }

    function _checkTrade(Venture storage v, uint256 trader) private view {
        _checkAllowance(v, trader, POOL);
        _checkHolder(v, trader);
        _checkHolder(v, POOL);
        _checkCash(trader);
        _checkCash(POOL);
        _checkShare(v);
    }

    // ---- ventures ----

    /// A new venture on the same currency, or one that the Factory has to refuse.
    function found(uint64 seed, uint8 flaw) external {
        ++turn;
        if (flaw % 16 == 15) return _foundAgain(seed);
        Terms memory terms = _terms(seed);
        bytes memory refusal = _spoil(terms, flaw % 16);
        // Once there are enough ventures, every further one has a flaw.
        if (refusal.length == 0 && ventures.length == VENTURES_MAX) refusal = _spoil(terms, 1);
        bytes32 salt = bytes32(ventures.length);
        _judge(KEEPER, address(FACTORY_CONTRACT), abi.encodeCall(IFactory.create, (terms, salt)), refusal);
        if (refusal.length == 0) _open(terms, salt);
    }

    /// The same founder, terms and salt would be the same addresses.
    function _foundAgain(uint64 seed) private {
        uint256 which = seed % ventures.length;
        Terms memory terms = ventures[which].terms;
        bytes memory refusal = abi.encodeWithSelector(Errors.FailedDeployment.selector);
        if (block.timestamp >= terms.deadline) refusal = _outOfRange("deadline");
        bytes memory data = abi.encodeCall(IFactory.create, (terms, bytes32(which)));
        _judge(KEEPER, address(FACTORY_CONTRACT), data, refusal);
    }

    function askFactory(uint8 who) external {
        ++turn;
        bytes memory refusal = abi.encodeWithSelector(IFactory.NothingInCreation.selector);
        _judge(_actor(who), address(FACTORY_CONTRACT), abi.encodeCall(IFactory.inCreation, ()), refusal);
    }

    function _outOfRange(string memory term) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IFactory.TermOutOfRange.selector, term);
    }

    /// Terms within the limits, sometimes at them.
    function _terms(uint64 seed) internal view returns (Terms memory) {
        uint32[8] memory times = [uint32(0), 1, 1 hours, 1 days, 7 days, 30 days, 365 days, 3650 days];
        uint64 hardCap = 1 + uint64(_pick(seed, 0, 1e12));
        return Terms({
            currency: address(CASH),
            operator: accounts[seed % 2 == 0 ? OPERATOR : SAFE],
            name: "Another Venture",
            symbol: "ANV",
            contractURI: "ipfs://another",
            decimals: uint8(_pick(seed, 1, 19)),
            holdersBps: uint16(1 + _pick(seed, 2, BPS)),
            tau: times[_pick(seed, 3, 8)],
            price: uint64(1 + _pick(seed, 4, 1000)),
            softCap: 1 + uint64(_pick(seed, 5, hardCap)),
            hardCap: hardCap,
            deadline: uint64(block.timestamp + 1 + _pick(seed, 6, 40 days)),
            upfrontBps: uint16(_pick(seed, 7, BPS + 1)),
            matchBps: uint16(_pick(seed, 8, BPS / 2 + 1)),
            demandFloor: uint64(1 + _pick(seed, 9, 1e9)),
            stallPeriod: uint32(1 days + _pick(seed, 10, 364 days + 1))
        });
    }

    function _pick(uint64 seed, uint256 field, uint256 below) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, field))) % below;
    }

    /// One flaw, or none at 0. Each is just outside a limit.
    function _spoil(Terms memory terms, uint256 flaw) private view returns (bytes memory) {
        if (flaw == 0) return "";
        if (flaw == 1) {
            terms.currency = accounts[ALICE]; // Answers nothing, with a delegate or without.
            return abi.encodeWithSelector(IFactory.CurrencyRefused.selector, terms.currency);
        }
        return _outOfRange(flaw < 8 ? _spoilForm(terms, flaw) : _spoilDeal(terms, flaw));
    }

    function _spoilForm(Terms memory terms, uint256 flaw) private pure returns (string memory) {
        if (flaw == 2) {
            terms.operator = address(0);
            return "operator";
        }
        if (flaw == 3) {
            terms.name = "";
            return "name";
        }
        if (flaw == 4) {
            terms.symbol = "thirty-two bytes are one too many";
            return "symbol";
        }
        if (flaw == 5) {
            terms.decimals = 19;
            return "decimals";
        }
        if (flaw == 6) {
            terms.holdersBps = 0;
            return "holdersBps";
        }
        terms.tau = 3650 days + 1;
        return "tau";
    }

    function _spoilDeal(Terms memory terms, uint256 flaw) private view returns (string memory) {
        if (flaw == 8) {
            terms.softCap = 0;
            return "softCap";
        }
        if (flaw == 9) {
            terms.hardCap = terms.softCap - 1;
            return "hardCap";
        }
        if (flaw == 10) {
            terms.deadline = uint64(block.timestamp);
            return "deadline";
        }
        if (flaw == 11) {
            terms.upfrontBps = uint16(BPS + 1);
            return "upfrontBps";
        }
        if (flaw == 12) {
            terms.matchBps = uint16(BPS / 2 + 1);
            return "matchBps";
        }
        if (flaw == 13) {
            terms.demandFloor = 0;
            return "demandFloor";
        }
        terms.stallPeriod = 1 days - 1;
        return "stallPeriod";
    }

    /// Begins the books of a venture that KEEPER has created.
    function _open(Terms memory terms, bytes32 salt) internal {
        (address share, address till, address offering) = FACTORY_CONTRACT.addressesOf(accounts[KEEPER], terms, salt);
        Venture storage v = ventures.push();
        (v.share, v.till, v.offering) = (Share(share), Till(till), Offering(offering));
        v.terms = terms;
        v.domain = v.share.DOMAIN_SEPARATOR();
        v.purse = accounts.length;
        accounts.push(share);
        accounts.push(till);
        accounts.push(offering);
        v.holdersBps = terms.holdersBps;
        v.operator = terms.operator == accounts[SAFE] ? SAFE : OPERATOR;
        v.candidate = NOBODY;
    }
}
