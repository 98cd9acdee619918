// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {Factory} from "../src/Factory.sol";
import {Offering} from "../src/Offering.sol";
import {Share} from "../src/Share.sol";
import {Till} from "../src/Till.sol";
import {Terms} from "../src/interfaces/IFactory.sol";
import {IOffering} from "../src/interfaces/IOffering.sol";
import {IShare} from "../src/interfaces/IShare.sol";
import {ITill} from "../src/interfaces/ITill.sol";
import {Cash} from "./currencies/Cash.sol";

/// A venture on a stage: who plays, the terms they agreed on, and the moves that most tests begin with.
abstract contract Stage is Test {
    uint256 internal constant DAY = 1 days;
    uint256 internal constant START = 1_800_000_000;
    bytes32 internal constant SALT = "stage";
    uint64 internal constant PRICE = 3;
    uint64 internal constant SOFT_CAP = 1_000_000;
    uint64 internal constant HARD_CAP = 10_000_000;
    uint32 internal constant TAU = 7 days;
    uint32 internal constant STALL_PERIOD = 30 days;
    uint64 internal constant DEMAND_FLOOR = 500_000;
    uint16 internal constant HOLDERS_BPS = 2500;
    uint16 internal constant UPFRONT_BPS = 1000;
    uint16 internal constant MATCH_BPS = 5000;

    address internal operator = makeAddr("operator");
    address internal customer = makeAddr("customer");
    address internal alice = makeAddr("alice");
    address internal bob = makeAddr("bob");
    address internal carol = makeAddr("carol");
    address internal stranger = makeAddr("stranger");

    Factory internal factory;
    Cash internal cash;
    Share internal share;
    Till internal till;
    Offering internal offering;

    function setUp() public virtual {
        vm.warp(START);
        factory = new Factory();
        open(standardTerms());
    }

    // ---- setting up ----

    /// The currency of the venture; a test of a misbehaving one overrides it.
    function newCurrency() internal virtual returns (Cash) {
        return new Cash(6);
    }

    function standardTerms() internal returns (Terms memory) {
        cash = newCurrency();
        return Terms({
            currency: address(cash),
            operator: operator,
            name: "Stage Share",
            symbol: "STG",
            contractURI: "ipfs://stage",
            decimals: 6,
            holdersBps: HOLDERS_BPS,
            tau: TAU,
            price: PRICE,
            softCap: SOFT_CAP,
            hardCap: HARD_CAP,
            deadline: uint64(START + 30 days),
            upfrontBps: UPFRONT_BPS,
            matchBps: MATCH_BPS,
            demandFloor: DEMAND_FLOOR,
            stallPeriod: STALL_PERIOD
        });
    }

    /// Creates the venture that the test plays with.
    function open(Terms memory terms) internal {
        (address share_, address till_, address offering_) = factory.create(terms, SALT);
        share = Share(share_);
        till = Till(till_);
        offering = Offering(offering_);
        cash = Cash(terms.currency);
    }

    // ---- moves ----

    /// Money from nowhere; a test with a currency of another make overrides it.
    function print(address to, uint256 amount) internal virtual {
        cash.print(to, amount);
    }

    function buy(address buyer, uint256 shares) internal {
        uint256 price = shares * offering.PRICE() * offering.CASH_UNIT();
        print(buyer, price);
        vm.startPrank(buyer);
        cash.approve(address(offering), price);
        offering.buy(shares, buyer);
        vm.stopPrank();
    }

    /// Alice, bob and carol buy these shares and the sale ends.
    function sell(uint256 toAlice, uint256 toBob, uint256 toCarol) internal {
        if (toAlice > 0) buy(alice, toAlice);
        if (toBob > 0) buy(bob, toBob);
        if (toCarol > 0) buy(carol, toCarol);
        endSale();
    }

    function endSale() internal {
        vm.warp(offering.DEADLINE() + 1);
        offering.close();
    }

    /// A sale that reaches the soft cap, in parts of 50, 30 and 20 percent.
    function sellOut() internal {
        sell(HARD_CAP / 2, HARD_CAP * 3 / 10, HARD_CAP / 5);
    }

    /// The customer pays cash units into the Till.
    function pay(uint256 amount) internal {
        uint256 baseUnits = amount * till.CASH_UNIT();
        print(customer, baseUnits);
        vm.prank(customer);
        cash.transfer(address(till), baseUnits);
    }

    /// Revenue of which the holders get exactly `amount`, collected.
    function earn(uint256 amount) internal {
        pay(amount * 10_000 / till.holdersBps());
        (, uint256 holdersPart) = till.collect();
        assertEq(holdersPart, amount, "the stage earns in multiples that split evenly");
    }

    function move(address from, address to, uint256 value) internal {
        vm.prank(from);
        share.transfer(to, value);
    }

    /// After a failed sale with shares in these hands.
    function failSale(uint256 toAlice, uint256 toBob) internal {
        sell(toAlice, toBob, 0);
        assertEq(uint256(offering.phase()), uint256(IOffering.Phase.Failed), "the sale failed");
    }

    function windDown() internal {
        skip(uint256(STALL_PERIOD) + 1);
        if (!share.stalled()) skip(uint256(STALL_PERIOD) + 1);
        offering.windDown();
    }

    // ---- books ----

    /// Every purse has at least what its books promise. The Offering's fit exactly: nobody sends it money but buyers.
    function assertBooks() internal view {
        uint256 unit = share.CASH_UNIT();
        assertEq(cashOf(address(offering)), offering.undrawn() * unit, "Offering: undrawn");
        assertGe(cashOf(address(till)), till.operatorPart() * unit, "Till: the operator's part");
        uint256 promised = owed(alice) + owed(bob) + owed(carol) + owed(stranger) + owed(operator);
        uint256 reserveUp = (share.reserveQ32() + 2 ** 32 - 1) >> 32;
        assertGe(cashOf(address(share)), (promised + reserveUp) * unit, "Share: owed and reserve");
    }

    function owed(address holder) internal view returns (uint256) {
        return share.owed(holder);
    }

    function cashOf(address account) internal view returns (uint256) {
        return cash.balanceOf(account);
    }
}
