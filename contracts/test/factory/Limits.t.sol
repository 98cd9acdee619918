// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IFactory, Terms} from "../../src/interfaces/IFactory.sol";
import {Stage} from "../Stage.t.sol";
import {ForgedCash} from "../currencies/ForgedCash.sol";

/// Which terms a venture can have: at, below and above each limit.
contract LimitsTest is Stage {
    Terms private terms;
    uint256 private salts;

    function setUp() public override {
        super.setUp();
        terms = standardTerms();
    }

    function accepted() private {
        factory.create(terms, bytes32(++salts));
    }

    function refused(string memory term) private {
        vm.expectRevert(abi.encodeWithSelector(IFactory.TermOutOfRange.selector, term));
        factory.create(terms, SALT);
    }

    function test_operator() public {
        terms.operator = address(0);
        refused("operator");
    }

    function testFuzz_nameAndSymbol(uint256 length) public {
        length = bound(length, 0, 40);
        bool fits = 1 <= length && length <= 31;
        terms.name = string(new bytes(length));
        if (fits) accepted();
        else refused("name");
        (terms.name, terms.symbol) = ("name", terms.name);
        if (fits) accepted();
        else refused("symbol");
    }

    function test_namesAtTheLimits() public {
        for (uint256 length = 0; length <= 32; ++length) {
            if (length == 2) length = 30;
            testFuzz_nameAndSymbol(length);
            terms = standardTerms();
        }
    }

    function testFuzz_decimals(uint8 value) public {
        terms.decimals = value;
        if (value <= 18) accepted();
        else refused("decimals");
    }

    function testFuzz_holdersBps(uint16 value) public {
        terms.holdersBps = value;
        if (1 <= value && value <= 10_000) accepted();
        else refused("holdersBps");
    }

    function testFuzz_tau(uint32 value) public {
        terms.tau = value;
        if (value <= 315_360_000) accepted();
        else refused("tau");
    }

    function testFuzz_caps(uint64 price, uint64 softCap, uint64 hardCap) public {
        (terms.price, terms.softCap, terms.hardCap) = (price, softCap, hardCap);
        if (price == 0) refused("price");
        else if (softCap == 0) refused("softCap");
        else if (softCap > hardCap || uint256(price) * hardCap >= 2 ** 64) refused("hardCap");
        else accepted();
    }

    function test_eachLimit() public {
        (terms.holdersBps, terms.tau, terms.decimals) = (0, 0, 0);
        refused("holdersBps");
        terms.holdersBps = 1;
        accepted();
        terms.holdersBps = 10_000;
        accepted();
        terms.holdersBps = 10_001;
        refused("holdersBps");
        terms = standardTerms();
        terms.decimals = 18;
        accepted();
        terms.decimals = 19;
        refused("decimals");
        terms = standardTerms();
        terms.tau = 315_360_000;
        accepted();
        terms.tau += 1;
        refused("tau");
    }

    function test_eachLimitOfTheCaps() public {
        (terms.price, terms.softCap, terms.hardCap) = (1, 1, 1);
        accepted();
        terms.hardCap = 0;
        refused("hardCap");
        terms.hardCap = type(uint64).max;
        accepted();
        terms.price = 2;
        refused("hardCap");
        terms.hardCap = type(uint64).max / 2;
        accepted();
        terms.hardCap += 1;
        refused("hardCap");
        (terms.price, terms.softCap) = (1, type(uint64).max);
        refused("hardCap");
    }

    function testFuzz_deadline(uint64 value) public {
        terms.deadline = value;
        if (START < value && value <= START + 365 days) accepted();
        else refused("deadline");
    }

    function test_eachLimitOfTime() public {
        terms.deadline = uint64(START);
        refused("deadline");
        terms.deadline = uint64(START + 1);
        accepted();
        terms.deadline = uint64(START + 365 days);
        accepted();
        terms.deadline += 1;
        refused("deadline");
        terms = standardTerms();
        terms.stallPeriod = 1 days - 1;
        refused("stallPeriod");
        terms.stallPeriod = 1 days;
        accepted();
        terms.stallPeriod = 365 days;
        accepted();
        terms.stallPeriod += 1;
        refused("stallPeriod");
    }

    function testFuzz_theOperatorsCapital(uint16 upfrontBps, uint16 matchBps) public {
        (terms.upfrontBps, terms.matchBps) = (upfrontBps, matchBps);
        if (upfrontBps > 10_000) refused("upfrontBps");
        else if (matchBps > 5_000) refused("matchBps");
        else accepted();
    }

    function test_eachLimitOfCapital() public {
        (terms.upfrontBps, terms.matchBps) = (0, 0);
        accepted();
        (terms.upfrontBps, terms.matchBps) = (10_000, 5_000);
        accepted();
        terms.matchBps = 5_001;
        refused("matchBps");
        terms.upfrontBps = 10_001;
        refused("upfrontBps");
    }

    function testFuzz_whenAVentureIsAlive(uint64 demandFloor, uint32 stallPeriod) public {
        (terms.demandFloor, terms.stallPeriod) = (demandFloor, stallPeriod);
        if (demandFloor == 0) refused("demandFloor");
        else if (stallPeriod < 1 days || stallPeriod > 365 days) refused("stallPeriod");
        else accepted();
    }

    function test_demandFloor() public {
        terms.demandFloor = 0;
        refused("demandFloor");
        terms.demandFloor = 1;
        accepted();
    }

    // ---- currencies ----

    function currencyRefused(address currency) private {
        terms.currency = currency;
        vm.expectRevert(abi.encodeWithSelector(IFactory.CurrencyRefused.selector, currency));
        factory.create(terms, SALT);
    }

    function testFuzz_anAccountWithoutCodeIsNoCurrency(address currency) public {
        vm.assume(currency.code.length == 0 && uint160(currency) > 0xffff);
        currencyRefused(currency);
    }

    function testFuzz_moreThan36DecimalsAreRefused(uint256 decimals) public {
        terms.currency = address(new ForgedCash(abi.encode(decimals), abi.encode(0)));
        if (decimals <= 36) accepted();
        else currencyRefused(terms.currency);
    }

    function test_decimalsAtTheLimit() public {
        testFuzz_moreThan36DecimalsAreRefused(36);
        testFuzz_moreThan36DecimalsAreRefused(37);
    }

    function testFuzz_anAnswerTooShortIsRefused(uint256 length, bool ofBalance) public {
        bytes memory tooShort = new bytes(bound(length, 0, 31));
        bytes memory fine = abi.encode(6);
        currencyRefused(address(ofBalance ? new ForgedCash(fine, tooShort) : new ForgedCash(tooShort, fine)));
    }

    function test_anAnswerOfOneByteLessIsRefused() public {
        testFuzz_anAnswerTooShortIsRefused(31, false);
        testFuzz_anAnswerTooShortIsRefused(31, true);
    }

    /// A currency that refuses to answer has not answered, whatever its refusal says.
    function test_aRefusalIsNoAnswer() public {
        vm.mockCallRevert(terms.currency, abi.encodeCall(IERC20Metadata.decimals, ()), abi.encode(6));
        currencyRefused(terms.currency);
        terms = standardTerms();
        vm.mockCallRevert(terms.currency, abi.encodeCall(IERC20.balanceOf, (address(factory))), abi.encode(6));
        currencyRefused(terms.currency);
    }

    /// The question is about the Factory: a currency need not speak about whoever creates a venture.
    function test_theCreatorsBalanceIsNotAsked() public {
        vm.mockCallRevert(terms.currency, abi.encodeCall(IERC20.balanceOf, (address(this))), "blocked");
        accepted();
    }

    function test_aContractThatKnowsNeitherQuestionIsRefused() public {
        currencyRefused(address(till));
    }

    /// The currency is looked at before anything else.
    function test_theCurrencyComesFirst() public {
        terms.operator = address(0);
        currencyRefused(stranger);
    }
}
