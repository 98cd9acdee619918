// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {Blueprint} from "../../src/Blueprint.sol";

contract BlueprintTest is Test {
    /// What explorers look for (ERC-5202): the instruction that never runs, the magic byte, version 0 and no data, then the code.
    function testFuzz_aBlueprintIsPreambleAndCode(bytes calldata creationCode) public {
        vm.assume(creationCode.length <= 24_573); // Behind three bytes of preamble an account holds no more.
        Blueprint blueprint = new Blueprint(creationCode);
        assertEq(address(blueprint).code, bytes.concat(hex"fe7100", creationCode));
    }
}
