// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IOffering} from "../../../src/interfaces/IOffering.sol";
import {IShare} from "../../../src/interfaces/IShare.sol";
import {ITill} from "../../../src/interfaces/ITill.sol";
import {Stage} from "../../Stage.t.sol";
import {Verbs} from "../Verbs.sol";

/// Who may call what: a list of every function that writes, which has to be complete.
contract PowersTest is Stage, Verbs {
    enum Class {
        Unknown,
        /// Anybody, with nothing at stake but what the caller brings.
        Anyone,
        /// Moves what is the caller's own, or what its owner has allowed it to move.
        Holder,
        Operator,
        Candidate,
        /// Another purse of the same venture.
        Purse
    }

    struct Guarded {
        address target;
        bytes4 selector;
        Class class;
    }

    mapping(string contractName => mapping(string signature => Class)) private classes;
    Guarded[] private guarded;

    function setUp() public override {
        super.setUp();
        string[4] memory erc20 = [
            "approve(address,uint256)",
            "transfer(address,uint256)",
            "transferFrom(address,address,uint256)",
            "setPayee(address)"
        ];
        for (uint256 i = 0; i < 4; ++i) {
            classes["Share"][erc20[i]] = Class.Holder;
            if (i < 3) classes["Vault"][erc20[i]] = Class.Holder;
        }
        mapping(string => Class) storage of_ = classes["Share"];
        (of_["claim()"], of_["claimTo(address)"]) = (Class.Holder, Class.Holder);
        (of_["claimFor(address)"], of_["claimMany(address[])"], of_["drip()"]) =
        (Class.Anyone, Class.Anyone, Class.Anyone);
        of_["permit(address,address,uint256,uint256,uint8,bytes32,bytes32)"] = Class.Anyone; // With its owner's signature.
        of_["permit(address,address,uint256,uint256,bytes)"] = Class.Anyone;
        (of_["credit(uint256)"], of_["mint(address,uint256)"], of_["burn(address,uint256)"]) =
        (Class.Purse, Class.Purse, Class.Purse);
        (of_["beginDripping()"], of_["releaseReserve()"]) = (Class.Purse, Class.Purse);

        of_ = classes["Till"];
        (of_["collect()"], of_["acceptOperator()"]) = (Class.Anyone, Class.Candidate);
        (of_["remit(bytes32,uint256)"], of_["pull(address)"]) = (Class.Operator, Class.Operator);
        (of_["raiseHoldersBps(uint16)"], of_["offerOperator(address)"]) = (Class.Operator, Class.Operator);

        of_ = classes["Offering"];
        (of_["buy(uint256,address)"], of_["close()"], of_["windDown()"]) = (Class.Anyone, Class.Anyone, Class.Anyone);
        (of_["draw(address)"], of_["redeem(uint256)"]) = (Class.Operator, Class.Holder);

        string memory terms =
            "(address,address,string,string,string,uint8,uint16,uint32,uint64,uint64,uint64,uint64,uint16,uint16,uint64,uint32)";
        classes["Factory"][string.concat("create(", terms, ",bytes32)")] = Class.Anyone;

        of_ = classes["Vault"];
        (of_["gather()"], of_["buyLot(uint256,uint256,address)"]) = (Class.Anyone, Class.Anyone);
        of_["permit(address,address,uint256,uint256,uint8,bytes32,bytes32)"] = Class.Anyone;
        (of_["deposit(uint256,address)"], of_["mint(uint256,address)"]) = (Class.Holder, Class.Holder);
        (of_["withdraw(uint256,address,address)"], of_["redeem(uint256,address,address)"]) =
        (Class.Holder, Class.Holder);
        listGuarded();
    }

    /// Those that not everybody may call.
    function listGuarded() private {
        string[3] memory names = ["Share", "Till", "Offering"];
        address[3] memory targets = [address(share), address(till), address(offering)];
        for (uint256 i = 0; i < 3; ++i) {
            Verb[] memory verbs = writersOf(names[i]);
            for (uint256 j = 0; j < verbs.length; ++j) {
                Class class = classes[names[i]][verbs[j].signature];
                if (class > Class.Holder) guarded.push(Guarded(targets[i], verbs[j].selector, class));
            }
        }
    }

    /// P16, an admin key that can do more than was thought: DxSale, May 2026, 7.3 million dollars. The list is complete:
    /// whoever adds a function that writes has to say here whose it is.
    function test_P16_everyFunctionHasItsClass() public view {
        string[5] memory names = ["Share", "Till", "Offering", "Factory", "Vault"];
        uint256[5] memory counts;
        for (uint256 i = 0; i < names.length; ++i) {
            Verb[] memory verbs = writersOf(names[i]);
            for (uint256 j = 0; j < verbs.length; ++j) {
                string memory what = string.concat("not classified: ", names[i], ".", verbs[j].signature);
                assertTrue(classes[names[i]][verbs[j].signature] != Class.Unknown, what);
                ++counts[i];
            }
        }
        assertEq(counts[0] + counts[1] + counts[2], 27, "the three purses");
        assertEq(counts[3], 1, "the factory");
    }

    /// And the classes hold: whoever is not of the class is refused, and told why, whatever the arguments.
    function testFuzz_P16_nobodyElseIsLetIn(address caller, uint256[8] memory words) public {
        vm.assume(caller != operator && caller != address(till) && caller != address(offering));
        words[0] %= 2 ** 16; // Any argument type reads it.
        for (uint256 i = 1; i < words.length; ++i) {
            words[i] %= 2 ** 160;
        }
        sellOut();
        assertEq(guarded.length, 11);
        for (uint256 i = 0; i < guarded.length; ++i) {
            vm.prank(caller);
            (bool done, bytes memory failure) = guarded[i].target.call(abi.encodePacked(guarded[i].selector, words));
            assertFalse(done);
            assertTrue(_refuses(bytes4(failure), guarded[i].class));
        }
    }

    function _refuses(bytes4 reason, Class class) private pure returns (bool) {
        if (class == Class.Candidate) return reason == ITill.OnlyCandidate.selector;
        if (class == Class.Purse) return reason == IShare.OnlyTill.selector || reason == IShare.OnlyOffering.selector;
        return reason == ITill.OnlyOperator.selector || reason == IOffering.OnlyOperator.selector;
    }

    /// P17, a parameter set out of its range: the one setter there is only raises, and stops at the whole.
    function testFuzz_P17_noSetterLeavesItsRange(uint256[12] memory proposals) public {
        for (uint256 i = 0; i < proposals.length; ++i) {
            uint256 before = till.holdersBps();
            // Whole words: what does not fit the argument's 16 bits is refused, not cut.
            uint256 proposed = i % 3 == 0 ? proposals[i] : bound(proposals[i], 0, 12_000);
            vm.prank(operator);
            (bool done,) = address(till).call(abi.encodePacked(till.raiseHoldersBps.selector, proposed));
            assertEq(done, before < proposed && proposed <= 10_000);
            assertEq(till.holdersBps(), done ? proposed : before);
        }
    }

    function test_P18_noFunctionTakesEther() public view {
        string[5] memory names = ["Share", "Till", "Offering", "Factory", "Vault"];
        for (uint256 i = 0; i < 5; ++i) {
            Verb[] memory verbs = verbsOf(names[i]);
            assertGt(verbs.length, 0);
            for (uint256 j = 0; j < verbs.length; ++j) {
                assertFalse(verbs[j].payable_, verbs[j].signature);
            }
        }
    }

    /// P18, money that nobody expects: ether is not taken, what is forced in changes nothing, and another token in a
    /// purse is not seen by it.
    function testFuzz_P18_etherAndOtherTokensChangeNothing(uint96 ether_, uint96 tokens) public {
        sellOut();
        earn(1_000_000);
        address[4] memory purses = [address(share), address(till), address(offering), address(factory)];
        uint256 drawable = offering.drawable();
        for (uint256 i = 0; i < 4; ++i) {
            vm.deal(address(this), 1);
            (bool taken,) = purses[i].call{value: 1}("");
            assertFalse(taken, "ether is not taken");
            vm.deal(purses[i], ether_);
            newCurrency().print(purses[i], tokens);
        }
        assertEq(till.collectable(), 0);
        assertEq(offering.drawable(), drawable);
        assertEq(share.credited(), 1_000_000);
        assertBooks();
    }
}
