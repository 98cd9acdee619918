// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Errors} from "@openzeppelin/contracts/utils/Errors.sol";
import {Vm} from "forge-std/Vm.sol";
import {Factory} from "../../src/Factory.sol";
import {Offering} from "../../src/Offering.sol";
import {Share} from "../../src/Share.sol";
import {Till} from "../../src/Till.sol";
import {IFactory, Terms} from "../../src/interfaces/IFactory.sol";
import {Stage} from "../Stage.t.sol";

contract CreateTest is Stage {
    uint256 private constant RUNTIME_CODE_MAX = 24_576; // EIP-170
    uint256 private constant CREATION_CODE_MAX = 49_152; // EIP-3860

    function testFuzz_addressesAreKnownBefore(address creator, bytes32 salt, uint16 holdersBps) public {
        Terms memory terms = standardTerms();
        terms.holdersBps = uint16(bound(holdersBps, 1, 10_000));
        (address share_, address till_, address offering_) = factory.addressesOf(creator, terms, salt);
        assertEq(share_.code.length + till_.code.length + offering_.code.length, 0);

        vm.expectEmit(address(factory));
        emit IFactory.VentureCreated(share_, till_, offering_, creator, salt, terms);
        vm.prank(creator);
        (address a, address b, address c) = factory.create(terms, salt);
        assertTrue(a == share_ && b == till_ && c == offering_);
        assertTrue(a.code.length > 0 && b.code.length > 0 && c.code.length > 0);
    }

    function test_thePursesKnowEachOther() public view {
        assertEq(share.TILL(), address(till));
        assertEq(share.OFFERING(), address(offering));
        assertEq(address(till.SHARE()), address(share));
        assertEq(address(offering.SHARE()), address(share));
        assertEq(address(offering.TILL()), address(till));
        assertEq(address(till.CASH()), address(cash));
        assertEq(address(offering.CASH()), address(cash));
        assertEq(till.operator(), operator);
        assertEq(till.holdersBps(), HOLDERS_BPS);
        assertEq(offering.PRICE(), PRICE);
        assertEq(offering.SOFT_CAP(), SOFT_CAP);
        assertEq(offering.HARD_CAP(), HARD_CAP);
        assertEq(offering.DEADLINE(), START + 30 days);
        assertEq(offering.UPFRONT_BPS(), UPFRONT_BPS);
        assertEq(offering.MATCH_BPS(), MATCH_BPS);
    }

    function testFuzz_theCashUnitIsAtMostSixDecimals(uint8 decimals) public {
        decimals = uint8(bound(decimals, 0, 36));
        Terms memory terms = standardTerms();
        vm.mockCall(terms.currency, abi.encodeWithSignature("decimals()"), abi.encode(decimals));
        open(terms);
        uint256 unit = decimals <= 6 ? 1 : 10 ** (decimals - 6);
        assertEq(share.CASH_UNIT(), unit);
        assertEq(till.CASH_UNIT(), unit);
        assertEq(offering.CASH_UNIT(), unit);
    }

    function test_theCashUnitAroundSixDecimals() public {
        for (uint8 decimals = 5; decimals <= 8; ++decimals) {
            testFuzz_theCashUnitIsAtMostSixDecimals(decimals);
        }
    }

    function test_theSameVentureCannotBeCreatedTwice() public {
        Terms memory terms = standardTerms();
        open(terms);
        vm.expectRevert(Errors.FailedDeployment.selector);
        factory.create(terms, SALT);
    }

    /// P13: the address commits to the creator, the salt and every term.
    function testFuzz_otherTermsAreAnotherAddress(address creator, bytes32 salt, uint256 field) public {
        Terms memory terms = standardTerms();
        (address a,,) = factory.addressesOf(creator, terms, salt);
        field = bound(field, 0, 17);
        if (field == 0) terms.currency = address(this);
        if (field == 1) terms.operator = address(this);
        if (field == 2) terms.name = "other";
        if (field == 3) terms.symbol = "other";
        if (field == 4) terms.contractURI = "other";
        if (field == 5) terms.decimals ^= 1;
        if (field == 6) terms.holdersBps ^= 1;
        if (field == 7) terms.tau ^= 1;
        if (field == 8) terms.price ^= 1;
        if (field == 9) terms.softCap ^= 1;
        if (field == 10) terms.hardCap ^= 1;
        if (field == 11) terms.deadline ^= 1;
        if (field == 12) terms.upfrontBps ^= 1;
        if (field == 13) terms.matchBps ^= 1;
        if (field == 14) terms.demandFloor ^= 1;
        if (field == 15) terms.stallPeriod ^= 1;
        if (field == 16) creator = address(uint160(creator) ^ 1);
        if (field == 17) salt ^= bytes32(uint256(1));
        (address b,,) = factory.addressesOf(creator, terms, salt);
        assertNotEq(a, b);
    }

    function testFuzz_longTermsSurviveTheCreation(string memory uri) public {
        Terms memory terms = standardTerms();
        terms.contractURI = string.concat(uri, uri, uri, uri);
        open(terms);
        assertEq(share.contractURI(), terms.contractURI);
    }

    function test_nothingIsInCreationOutsideACreation() public {
        vm.expectRevert(IFactory.NothingInCreation.selector);
        factory.inCreation();
        open(standardTerms());
        vm.expectRevert(IFactory.NothingInCreation.selector);
        factory.inCreation();
    }

    /// P14: a purse outside a creation cannot be made, by anybody.
    function testFuzz_nobodyElseMakesAPurse(address maker) public {
        vm.assume(maker.code.length == 0);
        vm.startPrank(maker);
        vm.expectRevert();
        new Share();
        vm.expectRevert();
        new Till();
        vm.expectRevert();
        new Offering();
    }

    /// Two ventures in one transaction do not see each other's terms.
    function test_oneCreationAfterAnother() public {
        Terms memory first = standardTerms();
        Terms memory second = standardTerms();
        (first.name, second.name) = ("first, with a longer name", "second");
        open(first);
        Share firstShare = share;
        open(second);
        assertEq(firstShare.name(), first.name);
        assertEq(share.name(), second.name);
        assertNotEq(address(firstShare), address(share));
    }

    function test_theFactoryHoldsNothing() public {
        vm.startStateDiffRecording();
        open(standardTerms());
        Vm.AccountAccess[] memory accesses = vm.stopAndReturnStateDiff();
        for (uint256 i = 0; i < accesses.length; ++i) {
            for (uint256 j = 0; j < accesses[i].storageAccesses.length; ++j) {
                Vm.StorageAccess memory access = accesses[i].storageAccesses[j];
                assertFalse(access.account == address(factory) && access.isWrite);
            }
        }
        assertEq(cashOf(address(factory)), 0);
    }

    function test_codeSizesAreWithinTheLimits() public view {
        assertLe(address(share).code.length, RUNTIME_CODE_MAX);
        assertLe(address(till).code.length, RUNTIME_CODE_MAX);
        assertLe(address(offering).code.length, RUNTIME_CODE_MAX);
        assertLe(address(factory).code.length, RUNTIME_CODE_MAX);
        assertLe(type(Factory).creationCode.length, CREATION_CODE_MAX);
    }
}
