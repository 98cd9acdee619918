// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Errors} from "@openzeppelin/contracts/utils/Errors.sol";
import {Blueprint} from "../../../src/Blueprint.sol";
import {Offering} from "../../../src/Offering.sol";
import {Share} from "../../../src/Share.sol";
import {Till} from "../../../src/Till.sol";
import {Vault} from "../../../src/Vault.sol";
import {IFactory, Terms} from "../../../src/interfaces/IFactory.sol";
import {UpgradingCash} from "../../currencies/UpgradingCash.sol";
import {Stage} from "../../Stage.t.sol";
import {Verbs} from "../Verbs.sol";

/// forge knows these; the copy of forge-std at hand does not yet.
interface VmOfToday {
    function setEvmVersion(string calldata name) external;
    function getEvmVersion() external view returns (string memory name);
}

/// Attacks on how ventures come into being, and on the code they consist of.
contract CreationTest is Stage, Verbs {
    /// P13, an address that somebody else occupies: Wintermute's, June 2022, 20 million OP on another chain. Whoever copies terms
    /// and salt gets other addresses, and the one whose they are still gets its own.
    function testFuzz_P13_nobodyOccupiesAnAddress(address squatter, address creator, bytes32 salt) public {
        vm.assume(squatter != creator);
        Terms memory terms = standardTerms();
        (address share_, address till_, address offering_) = factory.addressesOf(creator, terms, salt);
        vm.prank(squatter);
        (address a, address b, address c) = factory.create(terms, salt);
        assertTrue(a != share_ && b != till_ && c != offering_);
        vm.prank(creator);
        (a, b, c) = factory.create(terms, salt);
        assertTrue(a == share_ && b == till_ && c == offering_);
    }

    /// P13 on another chain: the same address there is the same venture, of the same terms; other terms are another address.
    function testFuzz_P13_anAddressMeansTheSameOnEveryChain(uint64 chain, uint16 bps) public {
        Terms memory terms = standardTerms();
        (address here,,) = factory.addressesOf(address(this), terms, SALT);
        vm.chainId(bound(chain, 1, type(uint64).max));
        Terms memory others = terms;
        others.operator = stranger;
        (address there,,) = factory.addressesOf(address(this), others, SALT);
        assertNotEq(here, there);
        others.operator = operator;
        others.holdersBps = uint16(bound(bps, 1, 10_000));
        (there,,) = factory.addressesOf(address(this), others, SALT);
        assertEq(here == there, others.holdersBps == HOLDERS_BPS);
        others.holdersBps = HOLDERS_BPS;
        (there,,) = factory.create(others, SALT);
        assertEq(here, there);
    }

    /// P14, an initialiser that somebody else calls first, or again: USPD, December 2025, a million dollars; MISO's `initMarket`; Parity,
    /// November 2017. There is none: what a purse is, it is from its constructor on.
    function test_P14_thereIsNothingToInitialise() public {
        Terms memory terms = standardTerms();
        open(terms);
        vm.expectRevert(Errors.FailedDeployment.selector);
        factory.create{gas: 20_000_000}(terms, SALT); // A collision burns what it is given.
        vm.expectRevert(IFactory.NothingInCreation.selector);
        factory.inCreation();
        string[5] memory names = ["Share", "Till", "Offering", "Factory", "Vault"];
        for (uint256 i = 0; i < names.length; ++i) {
            Verb[] memory verbs = writersOf(names[i]);
            for (uint256 j = 0; j < verbs.length; ++j) {
                bytes memory name = bytes(verbs[j].signature);
                bool begins = name.length > 4 && name[0] == "i" && name[1] == "n" && name[2] == "i" && name[3] == "t";
                assertFalse(begins, verbs[j].signature);
            }
        }
    }

    /// P14: creation code runs for the factory alone. A purse cannot be made elsewhere, a blueprint cannot be called, and nobody can
    /// act as the factory for a purse.
    function testFuzz_P14_creationCodeRunsNowhereElse(address caller, bytes memory data) public {
        vm.assume(caller.code.length == 0);
        address blueprint = address(new Blueprint(type(Till).creationCode));
        vm.startPrank(caller);
        (bool done, bytes memory answer) = blueprint.call{gas: 100_000}(data);
        assertFalse(done);
        assertEq(answer.length, 0);
        vm.expectRevert();
        new Share();
        vm.expectRevert();
        new Till();
        vm.expectRevert();
        new Offering();
        vm.stopPrank();
        assertEq(till.operator(), operator);
    }

    /// P15, code that runs or ends somebody else's: Parity's library, November 2017, 513,774 ETH frozen. And P19, storage that two
    /// versions understand differently: nothing here can be a proxy, because nothing borrows code.
    function test_P15_P19_noCodeIsBorrowedAndNoneCanEnd() public {
        address[5] memory all =
            [address(share), address(till), address(offering), address(factory), address(new Vault(share))];
        for (uint256 i = 0; i < all.length; ++i) {
            assertFalse(_borrowsOrEnds(all[i].code));
        }
        assertTrue(_borrowsOrEnds(address(new UpgradingCash(address(cash))).code), "the scan sees a proxy");
        assertTrue(_borrowsOrEnds(hex"60006000ff"), "and a self-destruction");
        assertFalse(_borrowsOrEnds(hex"61f4ff6000"), "but not in what is pushed");
    }

    /// CALLCODE, DELEGATECALL, SELFDESTRUCT as instructions.
    function _borrowsOrEnds(bytes memory code) private pure returns (bool) {
        for (uint256 i = 0; i < code.length; ++i) {
            uint8 op = uint8(code[i]);
            if (op == 0xf2 || op == 0xf4 || op == 0xff) return true;
            if (op >= 0x60 && op <= 0x7f) i += op - 0x5f;
        }
        return false;
    }

    /// P19: every purse starts from empty storage: nothing was there before its constructor, and that writes its own terms alone.
    function test_P19_aFreshPurseRemembersNothing() public {
        Terms memory terms = standardTerms();
        (address share_, address till_, address offering_) = factory.addressesOf(address(this), terms, SALT);
        address[3] memory purses = [share_, till_, offering_];
        for (uint256 i = 0; i < 3; ++i) {
            assertEq(purses[i].code.length, 0);
            for (uint256 word = 0; word < 16; ++word) {
                assertEq(vm.load(purses[i], bytes32(word)), 0);
            }
        }
        open(terms);
        assertEq(till.operatorPart() + share.totalSupply() + share.credited() + offering.raised(), 0);
        assertEq(share.index() + share.reserveQ32() + offering.drawn() + offering.redeemed(), 0);
        assertEq(till.operatorCandidate(), address(0));
    }

    /// P20, code that depends on a version of the machine: compilers have been wrong (Vyper, July 2023, 52 million dollars by a
    /// broken reentrancy lock). A venture's life comes to the same figures on every version since the one it is compiled for.
    function test_P20_laterVersionsGiveTheSameFigures() public {
        VmOfToday machine = VmOfToday(address(vm));
        uint256 state = vm.snapshotState();
        string[3] memory versions = ["cancun", "prague", "osaka"];
        bytes32[3] memory figures;
        for (uint256 i = 0; i < 3; ++i) {
            machine.setEvmVersion(versions[i]);
            figures[i] = this.live();
            vm.revertToState(state);
        }
        assertEq(figures[0], figures[1]);
        assertEq(figures[0], figures[2]);
    }

    /// And on earlier ones nothing begins: without PUSH0, MCOPY and transient storage no factory can be put there and no venture
    /// made, so no money can come to a machine that would misread the code.
    function test_P20_earlierVersionsMakeNoVenture() public {
        VmOfToday machine = VmOfToday(address(vm));
        Terms memory terms = standardTerms();
        string[2] memory versions = ["london", "shanghai"];
        for (uint256 i = 0; i < 2; ++i) {
            machine.setEvmVersion(versions[i]);
            bytes memory data = abi.encodeCall(factory.create, (terms, bytes32(i)));
            (bool made,) = address(factory).call{gas: 20_000_000}(data);
            machine.setEvmVersion("cancun");
            assertFalse(made, versions[i]);
        }
        factory.create(terms, "now");
    }

    function live() external returns (bytes32) {
        open(standardTerms());
        sellOut();
        earn(1_000_000);
        skip(3 days);
        share.drip();
        vm.prank(alice);
        uint256 claimed = share.claim();
        vm.startPrank(operator);
        uint256 drawn = offering.draw(operator);
        uint256 pulled = till.pull(operator);
        vm.stopPrank();
        windDown();
        vm.prank(bob);
        uint256 redeemed = offering.redeem(1_000_000);
        return keccak256(abi.encode(claimed, drawn, pulled, redeemed, share.index(), owed(alice), owed(bob)));
    }
}
