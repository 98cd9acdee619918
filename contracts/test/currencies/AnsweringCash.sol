// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cash} from "./Cash.sol";

/// Moves money as it should and answers what it was told to: nothing, false, garbage, a bomb of a megabyte.
contract AnsweringCash is Cash(6) {
    bytes private toTransfer;
    bytes private toTransferFrom;

    constructor(bytes memory toTransfer_, bytes memory toTransferFrom_) {
        answer(toTransfer_, toTransferFrom_);
    }

    function answer(bytes memory toTransfer_, bytes memory toTransferFrom_) public {
        (toTransfer, toTransferFrom) = (toTransfer_, toTransferFrom_);
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        super.transfer(to, amount);
        _say(toTransfer);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        super.transferFrom(from, to, amount);
        _say(toTransferFrom);
    }

    function _say(bytes memory answer_) private pure {
        assembly ("memory-safe") {
            return(add(answer_, 32), mload(answer_))
        }
    }
}

/// Says false where others revert, and moves nothing then.
contract PoliteCash is Cash(6) {
    bool public paused;

    function pause(bool paused_) external {
        paused = paused_;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        return !paused && balanceOf(msg.sender) >= amount && super.transfer(to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        bool possible = !paused && balanceOf(from) >= amount && allowance(from, msg.sender) >= amount;
        return possible && super.transferFrom(from, to, amount);
    }
}

/// Answers after it has poured this many bytes over the caller, or reverts with them.
contract BombCash is Cash(6) {
    uint256 private immutable SIZE;
    bool public reverts;

    constructor(uint256 size) {
        SIZE = size;
    }

    function revertFrom(bool on) external {
        reverts = on;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        super.transfer(to, amount);
        _burst();
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        super.transferFrom(from, to, amount);
        _burst();
    }

    /// The first word says true; the rest is zeros.
    function _burst() private view {
        (uint256 size, bool fails) = (SIZE, reverts);
        assembly ("memory-safe") {
            let start := mload(0x40)
            mstore(start, 1)
            if fails { revert(start, size) }
            return(start, size)
        }
    }
}
