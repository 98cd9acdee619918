// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IShare} from "../../src/interfaces/IShare.sol";
import {Stage} from "../Stage.t.sol";

contract MintTest is Stage {
    /// Who may not mint is told so first, whatever else would be wrong.
    function testFuzz_onlyTheOfferingMints(address caller, bool toNobody, uint256 shares) public {
        vm.assume(caller != address(offering));
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(IShare.OnlyOffering.selector, caller));
        share.mint(toNobody ? address(0) : caller, shares);
    }
}
