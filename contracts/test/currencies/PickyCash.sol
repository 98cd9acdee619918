// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cash} from "./Cash.sol";

/// Refuses some accounts, as regulated currencies do: in the way that each account was given.
contract PickyCash is Cash(6) {
    enum Refusal {
        None,
        Reverts,
        AnswersFalse,
        BurnsAllGas
    }

    error Blocked(address account);

    mapping(address account => Refusal) public refusalOf;

    function refuse(address account, Refusal refusal) external {
        refusalOf[account] = refusal;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        return _permits(msg.sender) && _permits(to) && super.transfer(to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        return _permits(from) && _permits(to) && super.transferFrom(from, to, amount);
    }

    function _permits(address account) private view returns (bool) {
        Refusal refusal = refusalOf[account];
        if (refusal == Refusal.Reverts) revert Blocked(account);
        if (refusal == Refusal.BurnsAllGas) {
            while (true) {}
        }
        return refusal == Refusal.None;
    }
}
