// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {SigningWallet} from "../standins/SigningWallet.sol";

/// Holds shares and cash and trades one for the other at a fixed rate. It has no code that claims, as pools have none.
contract Pool {
    IERC20 private immutable CASH;
    /// Currency base units per share base unit.
    uint256 public immutable RATE;

    constructor(IERC20 cash, uint256 rate) {
        (CASH, RATE) = (cash, rate);
    }

    function sell(IERC20 share, uint256 shares) external {
        share.transferFrom(msg.sender, address(this), shares);
        CASH.transfer(msg.sender, shares * RATE);
    }

    function buy(IERC20 share, uint256 shares) external {
        CASH.transferFrom(msg.sender, address(this), shares * RATE);
        share.transfer(msg.sender, shares);
    }
}

/// A contract account: signs by ERC-1271 with its owner's key, and acts by executing what its owner sends it.
contract Safe is SigningWallet {
    using Address for address;

    address private immutable OWNER;

    error OnlyOwner(address caller);

    constructor(address owner) SigningWallet(owner) {
        OWNER = owner;
    }

    function execute(address target, bytes calldata data) external returns (bytes memory) {
        if (msg.sender != OWNER) revert OnlyOwner(msg.sender);
        return target.functionCall(data);
    }
}
