// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC1363} from "@openzeppelin/contracts/token/ERC20/extensions/ERC1363.sol";
import {ERC20FlashMint} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20FlashMint.sol";
import {Cash} from "./Cash.sol";

/// Reverts on a transfer of nothing, on an approval that replaces another, and on amounts of more than 96 bits.
contract NarrowCash is Cash(6) {
    error Narrow();

    function approve(address spender, uint256 amount) public override returns (bool) {
        if (amount > 0 && allowance(msg.sender, spender) > 0) revert Narrow();
        return super.approve(spender, amount == type(uint256).max ? type(uint96).max : amount);
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (amount == 0 || amount > type(uint96).max) revert Narrow();
        super._update(from, to, amount);
    }
}

/// Knows `transferAndCall` and its relatives (ERC-1363), and lends itself out for nothing (ERC-3156).
contract CapableCash is Cash(6), ERC1363, ERC20FlashMint {
    function decimals() public view override(Cash, ERC20) returns (uint8) {
        return super.decimals();
    }
}

/// Needs no allowance from whoever moves its own, and takes the largest number for the whole balance. It also accepts any
/// call it does not know, as the best known wrapped ether does: a `permit` succeeds and permits nothing (S10).
contract LooseCash is Cash(6) {
    function transfer(address to, uint256 amount) public override returns (bool) {
        return super.transfer(to, amount == type(uint256).max ? balanceOf(msg.sender) : amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        if (from != msg.sender) return super.transferFrom(from, to, amount);
        _transfer(from, to, amount);
        return true;
    }

    fallback() external {}
}

/// Every transfer makes new money for somebody else.
contract InflatingCash is Cash(6) {
    address public immutable FRIEND = address(0xf12e4d);

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        super._update(address(0), FRIEND, amount);
    }
}

/// A second door to a currency: another address with the same balances behind it.
contract DoorCash {
    Cash private immutable HOUSE;
    mapping(address owner => mapping(address spender => uint256)) public allowance;

    constructor(DoorlessCash house) {
        HOUSE = house;
        house.open();
    }

    function decimals() external view returns (uint8) {
        return HOUSE.decimals();
    }

    function balanceOf(address account) external view returns (uint256) {
        return HOUSE.balanceOf(account);
    }

    function print(address to, uint256 amount) external {
        HOUSE.print(to, amount);
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        DoorlessCash(address(HOUSE)).moveThrough(msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        allowance[from][msg.sender] -= amount;
        DoorlessCash(address(HOUSE)).moveThrough(from, to, amount);
        return true;
    }
}

/// The house behind the door.
contract DoorlessCash is Cash(6) {
    address private door;

    function open() external {
        door = msg.sender;
    }

    function moveThrough(address from, address to, uint256 amount) external {
        require(msg.sender == door);
        _transfer(from, to, amount);
    }
}
