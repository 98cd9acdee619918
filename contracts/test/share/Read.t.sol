// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {Terms} from "../../src/interfaces/IFactory.sol";
import {IShare} from "../../src/interfaces/IShare.sol";
import {Decay} from "../../src/pure/Decay.sol";
import {Stage} from "../Stage.t.sol";

/// What a wallet, an explorer or an analyst reads.
contract ReadTest is Stage {
    // Where the Share keeps its word and the reserve (layout.txt).
    bytes32 private constant G = bytes32(uint256(3));
    bytes32 private constant RESERVE = bytes32(uint256(5));

    function testFuzz_theTermsCanBeReadOffTheShare(
        uint8 decimals,
        uint32 tau,
        uint64 demandFloor,
        uint32 stallPeriod,
        string memory uri
    ) public {
        Terms memory terms = standardTerms();
        terms.name = "thirty-one bytes make this name";
        terms.symbol = "thirty-one bytes, a long symbol";
        terms.contractURI = uri;
        terms.decimals = uint8(bound(decimals, 0, 18));
        terms.tau = uint32(bound(tau, 0, 10 * 365 days));
        terms.demandFloor = uint64(bound(demandFloor, 1, type(uint64).max));
        terms.stallPeriod = uint32(bound(stallPeriod, 1 days, 365 days));
        open(terms);
        assertEq(share.name(), terms.name);
        assertEq(share.symbol(), terms.symbol);
        assertEq(share.contractURI(), uri);
        assertEq(share.decimals(), terms.decimals);
        assertEq(share.TAU(), terms.tau);
        assertEq(share.decayPerSecond(), Decay.perSecondQ128(terms.tau));
        assertEq(share.DEMAND_FLOOR(), terms.demandFloor);
        assertEq(share.STALL_PERIOD(), terms.stallPeriod);
        assertEq(address(share.CASH()), terms.currency);
        assertEq(share.TILL(), address(till));
        assertEq(share.OFFERING(), address(offering));
    }

    /// The smallest release there is can be the one that makes a unit whole; `accrued` counts it as the drip will.
    function test_accruedCountsTheSmallestRelease() public {
        Terms memory terms = standardTerms();
        terms.softCap = 1;
        open(terms);
        sell(1, 0, 0);
        // One share has earned 2^-32 less than a unit, and as much is in a reserve that is released.
        uint256 index = 2 ** 128 - 2 ** 96;
        vm.store(address(share), G, bytes32(index << 64 | 1));
        vm.store(address(share), RESERVE, bytes32(uint256(IShare.Phase.Released) << 192 | block.timestamp << 128 | 1));
        assertEq(share.reserveQ32(), 1);
        assertEq(owed(alice), 0);
        assertEq(share.accrued(alice), 1);
        share.drip();
        assertEq(owed(alice), 1);
    }

    function testFuzz_interfacesAreAdvertised(bytes4 id) public view {
        bytes4[5] memory known = [
            type(IERC165).interfaceId,
            type(IERC20).interfaceId,
            type(IERC20Permit).interfaceId,
            type(IERC5267).interfaceId,
            bytes4(0xe8a3d485) // ERC-7572
        ];
        bool isKnown;
        for (uint256 i = 0; i < known.length; ++i) {
            assertTrue(share.supportsInterface(known[i]));
            isKnown = isKnown || id == known[i];
        }
        assertEq(share.supportsInterface(id), isKnown);
        assertFalse(share.supportsInterface(0xffffffff));
    }
}
