// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cash} from "./Cash.sol";

/// Answers one account with these decimals and everybody else with those.
contract FickleCash is Cash {
    address private immutable CONFIDANT;
    uint8 public told;

    constructor(address confidant, uint8 told_, uint8 otherwise) Cash(otherwise) {
        (CONFIDANT, told) = (confidant, told_);
    }

    function decimals() public view override returns (uint8) {
        return msg.sender == CONFIDANT ? told : super.decimals();
    }
}

/// Changes its mind about its decimals whenever it is told to.
contract ShiftingCash is Cash(6) {
    uint8 private shifted = 6;

    function shift(uint8 decimals_) external {
        shifted = decimals_;
    }

    function decimals() public view override returns (uint8) {
        return shifted;
    }
}
