// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IShare} from "../../src/interfaces/IShare.sol";
import {Checks} from "./Checks.sol";

/// What is done with shares: transfers, allowances, permits, claims.
abstract contract ShareVerbs is Checks {
    bytes32 private constant PERMIT_TYPEHASH =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    // ---- what is refused ----

    function _refusesReceiver(Venture storage v, uint256 to) internal view virtual returns (bytes memory) {
        if (to != NOBODY && to != v.purse) return "";
        return abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, _at(to));
    }

    function _lacks(address holder, uint256 balance, uint256 needed) internal pure returns (bytes memory) {
        if (needed <= balance) return "";
        return abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, holder, balance, needed);
    }

    function _refusesMove(Venture storage v, uint256 from, uint256 to, uint256 value)
        internal
        view
        returns (bytes memory refusal)
    {
        refusal = _refusesReceiver(v, to);
        if (refusal.length == 0) refusal = _lacks(_at(from), v.holdings[from].balance, value);
    }

    function _refusesSpending(Venture storage v, uint256 spender, uint256 owner, uint256 value)
        internal
        view
        returns (bytes memory)
    {
        uint256 allowed = v.holdings[owner].allowance[spender];
        if (value <= allowed) return "";
        return abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, _at(spender), allowed, value);
    }

    function _spend(Venture storage v, uint256 spender, uint256 owner, uint256 value) internal {
        uint256 allowed = v.holdings[owner].allowance[spender];
        if (allowed != type(uint256).max) v.holdings[owner].allowance[spender] = allowed - value;
    }

    /// Of `limit`: all, one too much, nothing, or a part.
    function _partOf(uint64 seed, uint256 limit) internal pure returns (uint256) {
        if (limit > type(uint64).max) limit = type(uint64).max;
        uint256 kind = seed % 8;
        if (kind == 0) return limit;
        if (kind == 1) return limit + 1;
        return kind == 2 ? 0 : uint256(seed) / 8 % (limit + 1);
    }

    /// Mostly somebody who has shares.
    function _holder(Venture storage v, uint8 seed) internal view returns (uint256 holder) {
        holder = _actor(seed);
        for (uint256 i = 0; i < ACTORS && seed % 4 > 0 && v.holdings[holder].balance == 0; ++i) {
            holder = (holder + 1) % ACTORS;
        }
    }

    // ---- moving shares ----

    function transfer(uint8 venture, uint8 who, uint8 to, uint64 part) external {
        Venture storage v = _venture(venture);
        uint256 from = _holder(v, who);
        _transfer(v, from, _anyone(to), _partOf(part, v.holdings[from].balance));
    }

    function transferToOneself(uint8 venture, uint8 who, uint64 part) external {
        Venture storage v = _venture(venture);
        uint256 from = _holder(v, who);
        _transfer(v, from, from, _partOf(part, v.holdings[from].balance));
    }

    function _transfer(Venture storage v, uint256 from, uint256 to, uint256 value) internal {
        bytes memory refusal = _refusesMove(v, from, to, value);
        _judge(from, address(v.share), abi.encodeCall(IERC20.transfer, (_at(to), value)), refusal);
        if (refusal.length == 0) _move(v, from, to, value);
        _checkMove(v, from, to);
    }

    function _checkMove(Venture storage v, uint256 from, uint256 to) private view {
        _checkHolder(v, from);
        _checkHolder(v, to);
        _checkShare(v);
    }

    /// Mostly allowed just before: less, exactly as much, or without limit. Otherwise it is as it is.
    function transferFrom(uint8 venture, uint8 spender, uint8 owner, uint8 to, uint64 part) external {
        Venture storage v = _venture(venture);
        uint256 from = part % 8 == 0 ? _anyone(owner) : _holder(v, owner);
        if (from == NOBODY) from = ALICE;
        uint256 value = _partOf(part / 8, v.holdings[from].balance);
        if (part % 8 > 3 && from < ACTORS) {
            uint256[4] memory allowances = [value, value / 2, 2 * value, type(uint256).max];
            _approve(v, from, _actor(spender), allowances[part % 8 - 4]);
        }
        _transferFrom(v, _actor(spender), from, _anyone(to), value);
    }

    function _transferFrom(Venture storage v, uint256 spender, uint256 from, uint256 to, uint256 value) internal {
        bytes memory refusal = _refusesSpending(v, spender, from, value);
        if (refusal.length == 0) refusal = _refusesMove(v, from, to, value);
        bytes memory data = abi.encodeCall(IERC20.transferFrom, (_at(from), _at(to), value));
        _judge(spender, address(v.share), data, refusal);
        if (refusal.length == 0) {
            _spend(v, spender, from, value);
            _move(v, from, to, value);
        }
        _checkAllowance(v, from, spender);
        _checkMove(v, from, to);
    }

    // ---- letting others move them ----

    function approve(uint8 venture, uint8 who, uint8 spender, uint64 value) external {
        Venture storage v = _venture(venture);
        _approve(v, _actor(who), _anyone(spender), value % 4 == 0 ? type(uint256).max : value);
    }

    function _approve(Venture storage v, uint256 owner, uint256 spender, uint256 value) internal {
        bytes memory refusal = _refusesSpender(spender);
        _judge(owner, address(v.share), abi.encodeCall(IERC20.approve, (_at(spender), value)), refusal);
        if (refusal.length == 0) v.holdings[owner].allowance[spender] = value;
        _checkAllowance(v, owner, spender);
    }

    function _refusesSpender(uint256 spender) private pure returns (bytes memory) {
        if (spender != NOBODY) return "";
        return abi.encodeWithSelector(IERC20Errors.ERC20InvalidSpender.selector, address(0));
    }

    function _checkAllowance(Venture storage v, uint256 owner, uint256 spender) internal view {
        uint256 allowed = v.holdings[owner].allowance[spender];
        _same(v.share.allowance(_at(owner), _at(spender)), allowed, "an allowance");
    }

    /// Something is wrong with half of the permits: 0 late, 1 another key, 2 spent nonce, 3 another venture, 4 another value.
    struct Permit {
        uint256 owner;
        uint256 spender;
        uint256 value;
        uint256 deadline;
        uint256 flaw;
    }

    /// Anyone may submit what the owner signed, in either form.
    function permit(uint8 venture, uint8 who, uint8 owner, uint8 spender, uint64 value, uint8 flaw, bool inParts)
        external
    {
        Venture storage v = _venture(venture);
        Permit memory p =
            Permit(_anyone(owner), _anyone(spender), value, block.timestamp + flaw, flaw % 2 == 0 ? 5 : flaw / 2 % 5);
        if (p.flaw == 0) p.deadline = block.timestamp - 1;
        bytes memory refusal = _refusesPermit(p);
        bytes memory data = inParts ? _permitInParts(p, _sign(v, p)) : _permitWhole(p, _sign(v, p));
        _judge(_actor(who), address(v.share), data, refusal);
        if (refusal.length == 0) {
            v.holdings[p.owner].allowance[p.spender] = p.value;
            ++v.holdings[p.owner].nonce;
        }
        _checkAllowance(v, p.owner, p.spender);
        _same(v.share.nonces(_at(p.owner)), v.holdings[p.owner].nonce, "a nonce");
    }

    function _permitInParts(Permit memory p, bytes memory signature) private view returns (bytes memory) {
        (bytes32 r, bytes32 s) = abi.decode(signature, (bytes32, bytes32));
        uint8 v = uint8(signature[64]);
        return abi.encodeCall(IERC20Permit.permit, (_at(p.owner), _at(p.spender), p.value, p.deadline, v, r, s));
    }

    function _permitWhole(Permit memory p, bytes memory signature) private view returns (bytes memory) {
        bytes4 selector = bytes4(keccak256("permit(address,address,uint256,uint256,bytes)"));
        return abi.encodeWithSelector(selector, _at(p.owner), _at(p.spender), p.value, p.deadline, signature);
    }

    function _refusesPermit(Permit memory p) private view returns (bytes memory) {
        if (p.flaw == 0) return abi.encodeWithSelector(IShare.PermitExpired.selector, p.deadline);
        if (p.flaw < 5 || p.owner >= ACTORS) {
            return abi.encodeWithSelector(IShare.PermitSignatureInvalid.selector, _at(p.owner));
        }
        return _refusesSpender(p.spender);
    }

    function _sign(Venture storage v, Permit memory p) private view returns (bytes memory) {
        // Contracts have no key; what somebody else signs for them must be worth nothing.
        uint256 key = keys[p.owner < ACTORS ? p.owner : STRANGER];
        if (p.flaw == 1) key += 1;
        uint256 nonce = v.holdings[p.owner].nonce;
        if (p.flaw == 2) nonce = nonce == 0 ? 1 : nonce - 1;
        bytes32 domain = v.domain;
        if (p.flaw == 3) domain = ventures.length == 1 ? keccak256("another") : _otherDomain(v);
        uint256 value = p.flaw == 4 ? p.value + 1 : p.value;
        bytes32 content = keccak256(abi.encode(PERMIT_TYPEHASH, _at(p.owner), _at(p.spender), value, nonce, p.deadline));
        (uint8 parity, bytes32 r, bytes32 s) = vm.sign(key, keccak256(bytes.concat(hex"1901", domain, content)));
        return abi.encodePacked(r, s, parity);
    }

    function _otherDomain(Venture storage v) private view returns (bytes32) {
        return ventures[0].domain == v.domain ? ventures[1].domain : ventures[0].domain;
    }

    // ---- income ----

    function claim(uint8 venture, uint8 who) external {
        Venture storage v = _venture(venture);
        uint256 holder = _actor(who);
        bytes memory answer = _judge(holder, address(v.share), abi.encodeCall(IShare.claim, ()), "");
        _settleClaim(v, holder, holder, answer);
    }

    function claimTo(uint8 venture, uint8 who, uint8 to) external {
        Venture storage v = _venture(venture);
        (uint256 holder, uint256 receiver) = (_actor(who), _anyone(to));
        bytes memory refusal = _refusesReceiver(v, receiver);
        bytes memory data = abi.encodeCall(IShare.claimTo, (_at(receiver)));
        bytes memory answer = _judge(holder, address(v.share), data, refusal);
        if (refusal.length == 0) _settleClaim(v, holder, receiver, answer);
    }

    function claimFor(uint8 venture, uint8 who, uint8 holderSeed) external {
        Venture storage v = _venture(venture);
        uint256 holder = _anyone(holderSeed);
        bytes memory refusal;
        if (!_isPushable(v, holder)) refusal = abi.encodeWithSelector(IShare.PayeeUnknown.selector, _at(holder));
        bytes memory data = abi.encodeCall(IShare.claimFor, (_at(holder)));
        bytes memory answer = _judge(_actor(who), address(v.share), data, refusal);
        if (refusal.length == 0) _settleClaim(v, holder, _pushTarget(v, holder), answer);
    }

    /// Any set of accounts, the first of them twice: what was just paid is not owed again.
    function claimMany(uint8 venture, uint8 who, uint32 set) external {
        Venture storage v = _venture(venture);
        address[] memory holders = new address[](accounts.length + 1);
        uint256 size = 0;
        uint256 expected = 0;
        for (uint256 i = 0; i < accounts.length; ++i) {
            if (set >> i & 1 == 0) continue;
            holders[size++] = accounts[i];
            if (_isPushable(v, i)) expected += _owed(v, i);
        }
        if (size > 0) holders[size++] = holders[0];
        assembly ("memory-safe") {
            mstore(holders, size)
        }
        bytes memory answer = _judge(_actor(who), address(v.share), abi.encodeCall(IShare.claimMany, (holders)), "");
        _same(abi.decode(answer, (uint256)), expected, "claimMany pays what is owed");
        for (uint256 i = 0; i < accounts.length; ++i) {
            if (set >> i & 1 == 0 || !_isPushable(v, i)) continue;
            _bookClaim(v, i, _pushTarget(v, i), _owed(v, i));
        }
        for (uint256 i = 0; i < accounts.length; ++i) {
            if (set >> i & 1 == 0) continue;
            _checkHolder(v, i);
            _checkCash(_pushTarget(v, i));
        }
        _checkShare(v);
    }

    function _settleClaim(Venture storage v, uint256 holder, uint256 to, bytes memory answer) private {
        uint256 owed = _owed(v, holder);
        _same(abi.decode(answer, (uint256)), owed, "a claim pays what is owed");
        if (owed > 0) _bookClaim(v, holder, to, owed);
        _checkHolder(v, holder);
        if (to != NOBODY) _checkCash(to);
        _checkShare(v);
    }

    function setPayee(uint8 venture, uint8 who, uint8 payee) external {
        Venture storage v = _venture(venture);
        (uint256 holder, uint256 to) = (_actor(who), _anyone(payee));
        bytes memory refusal;
        if (to == v.purse) refusal = _refusesReceiver(v, to); // Zero takes the permission back.
        _judge(holder, address(v.share), abi.encodeCall(IShare.setPayee, (_at(to))), refusal);
        if (refusal.length == 0) (v.holdings[holder].payee, v.holdings[holder].payeeAccount) = (_at(to), to);
        _same(uint160(v.share.payeeOf(_at(holder))), uint160(v.holdings[holder].payee), "a payee");
    }

    /// Anyone may pay out to a payee that the holder named, to accounts without code, and to those under a key (EIP-7702).
    function _isPushable(Venture storage v, uint256 holder) private view returns (bool) {
        if (holder == NOBODY || v.holdings[holder].payee != address(0)) return true;
        return holder < ACTORS && holder != SAFE;
    }

    function _pushTarget(Venture storage v, uint256 holder) private view returns (uint256) {
        Holding storage holding = v.holdings[holder];
        return holding.payee == address(0) ? holder : holding.payeeAccount;
    }

    function drip(uint8 venture, uint8 who, uint8 holder) external {
        _drip(_venture(venture), _actor(who), _anyone(holder));
    }

    function _drip(Venture storage v, uint256 who, uint256 holder) internal {
        uint256 accrued = v.share.accrued(_at(holder));
        uint256 before = v.releasedQ32;
        bytes memory answer = _judge(who, address(v.share), abi.encodeCall(IShare.drip, ()), "");
        _bookDrip(v, 0);
        _same(abi.decode(answer, (uint256)), v.releasedQ32 - before, "a drip says what it released");
        _same(_owed(v, holder), accrued, "accrued is owed after a drip");
        _checkHolder(v, holder);
        _checkShare(v);
    }

    /// INCOME-5: takes all shares of another just before a release and gives them back just after.
    function snipe(uint8 venture, uint8 who, uint8 from) external {
        Venture storage v = _venture(venture);
        (uint256 sniper, uint256 owner) = (_actor(who), _holder(v, from));
        uint256 shares = v.holdings[owner].balance;
        uint256 earnedQ128 = v.holdings[sniper].earnedQ128;
        uint256 releasedQ32 = v.releasedQ32;
        _transfer(v, owner, sniper, shares);
        _drip(v, sniper, sniper);
        _transfer(v, sniper, owner, shares);
        releasedQ32 = v.releasedQ32 - releasedQ32;
        _atMost(v.holdings[sniper].earnedQ128 - earnedQ128, releasedQ32 << 96, "INCOME-5");
    }
}
