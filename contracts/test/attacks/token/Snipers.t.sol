// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../../../src/interfaces/IFactory.sol";
import {Share} from "../../../src/Share.sol";
import {Till} from "../../../src/Till.sol";
import {Stage} from "../../Stage.t.sol";
import {IBorrower, Pool} from "./Pool.sol";

/// Borrows every share of a pool, makes the income move, and claims, in one transaction.
contract Borrower is IBorrower {
    Share private immutable SHARE;
    uint256 public claimed;

    constructor(Share share) {
        SHARE = share;
    }

    function attack(Pool pool) external {
        pool.lend();
        claimed += SHARE.claim();
    }

    function onLoan(uint256 shares) external {
        Till(SHARE.TILL()).collect();
        SHARE.drip();
        claimed += SHARE.claim();
        SHARE.transfer(msg.sender, shares);
    }
}

/// Attacks by shares held for an instant.
contract SnipersTest is Stage {
    Pool private pool;

    function prepare(uint32 tau, bool careful) private {
        Terms memory terms = standardTerms();
        terms.tau = tau;
        vm.warp(START);
        open(terms);
        sellOut();
        pool = new Pool(share, careful);
        move(alice, address(pool), HARD_CAP / 2);
        cash.print(address(pool), uint256(HARD_CAP) / 2 * PRICE);
    }

    /// T12, buying before a distribution and selling after it: FlashstakeV2, August 2026. What a sniper can earn is what the
    /// reserve releases in the time it holds, whatever has just been paid in; the market's fee is more.
    /// forge-config: default.fuzz.runs = 128
    function testFuzz_T12_aSniperEarnsWhatItsTimeIsWorth(uint256 income, uint256 spent, uint256 held) public {
        prepare(TAU, false);
        income = bound(income, 1, 1e7) * 4;
        spent = bound(spent, 10_000, 1e8);
        held = bound(held, 0, 60);
        pay(income);
        cash.print(stranger, spent);
        vm.startPrank(stranger);
        cash.approve(address(pool), spent);
        uint256 shares = pool.buy(spent);
        till.collect();
        skip(held);
        share.drip();
        uint256 earned = share.claim();
        share.approve(address(pool), shares);
        uint256 back = pool.sell(shares);
        vm.stopPrank();
        // 1 - e^-x <= x: the part of the reserve that leaves it in `held` seconds, and the sniper's part of that.
        assertLe(earned * TAU * HARD_CAP, share.credited() * held * shares);
        assertLt(back, spent, "and the market keeps its fee");
        if (held < 13 && income <= spent) assertLt(earned + back, spent, "a block's release is less than the fee");
    }

    /// T13, borrowed shares that claim: Pro Token, July 2026, 605,000 dollars a transaction and 8.2 million in all; LULA, July 2026,
    /// 578,000. Revenue that is collected during the loan pays the borrower nothing.
    /// forge-config: default.fuzz.runs = 128
    function testFuzz_T13_borrowedSharesEarnNothing(uint256 income, uint256 sinceDrip) public {
        prepare(TAU, true);
        earn(1_000_000);
        skip(bound(sinceDrip, 0, 30 days));
        pay(bound(income, 0, 1e12));
        uint256 bobs = share.accrued(bob);
        Borrower borrower = new Borrower(share);
        borrower.attack(pool);
        assertEq(borrower.claimed(), 0);
        assertGe(owed(bob), bobs, "and nobody else has less");
    }

    /// T13, the rest of it: a lender that does not drip before it lends gives away what has accrued to its own shares since
    /// the last drip by anybody, and never more (INCOME-5). Nobody else loses a unit.
    /// forge-config: default.fuzz.runs = 128
    function testFuzz_T13_aCarelessLenderGivesAwayItsOwnPartOnly(uint256 income, uint256 sinceDrip, bool smooth)
        public
    {
        prepare(smooth ? TAU : 0, false);
        earn(1_000_000);
        share.drip();
        skip(bound(sinceDrip, 0, 30 days));
        pay(bound(income, 0, 1e6) * 4);
        uint256[2] memory others = [share.accrued(bob), share.accrued(carol)];
        uint256 reserve = share.reserveQ32();
        uint256 collectable = till.collectable();
        Borrower borrower = new Borrower(share);
        borrower.attack(pool);
        uint256 released = reserve + (collectable * HOLDERS_BPS / 10_000 << 32) - share.reserveQ32();
        assertLe(borrower.claimed() << 32, released / 2, "the lender's half of that instant's release");
        assertGe(owed(bob), others[0]);
        assertGe(owed(carol), others[1]);
        assertBooks();
    }

    /// T15, income of accounts that cannot claim: reflection tokens in pairs. It is theirs and stays in the Share, to the unit; it
    /// dilutes nobody, because it is what those shares earned.
    /// forge-config: default.fuzz.runs = 128
    function testFuzz_T15_incomeOfAPoolIsThePools(uint256 income) public {
        prepare(TAU, true);
        move(bob, address(0xdead), 1_000_000);
        earn(bound(income, 1, 1e12));
        skip(10 days);
        uint256 carols = share.accrued(carol);
        share.drip();
        assertEq(owed(carol), carols);
        // Half of the shares lie in the pool, a fifth with carol, a tenth with nobody.
        assertApproxEqAbs(owed(address(pool)) * 2, owed(carol) * 5, 5);
        assertApproxEqAbs(owed(address(0xdead)) * 2, owed(carol), 3);
        uint256 balance = cashOf(address(share));
        address[] memory holders = new address[](2);
        (holders[0], holders[1]) = (address(pool), address(share));
        assertEq(share.claimMany(holders), 0, "nobody can push it into the pool");
        assertEq(cashOf(address(share)), balance);
    }

    /// T17, dust: ten thousand holders of one base unit each cost nobody else any gas.
    function test_T17_tenThousandHoldersCostNobodyGas() public {
        uint256[4] memory few = gasWith(10);
        uint256[4] memory many = gasWith(10_000);
        string[4] memory verbs = ["transfer", "collect", "drip", "claim"];
        for (uint256 i = 0; i < 4; ++i) {
            assertGt(few[i], 2_000, "measured");
            assertApproxEqAbs(many[i], few[i], 200, verbs[i]);
            emit log_named_uint(verbs[i], many[i]);
        }
    }

    function gasWith(uint256 holders) private returns (uint256[4] memory gas) {
        vm.pauseGasMetering();
        vm.warp(START);
        open(standardTerms());
        buy(alice, SOFT_CAP);
        buy(bob, SOFT_CAP);
        cash.print(stranger, holders * PRICE);
        vm.startPrank(stranger);
        cash.approve(address(offering), holders * PRICE);
        for (uint256 i = 0; i < holders; ++i) {
            offering.buy(1, address(uint160(0x1000000 + i)));
        }
        vm.stopPrank();
        assertEq(share.balanceOf(address(uint160(0x1000000 + holders - 1))), 1);
        endSale();
        earn(1_000_000);
        skip(DAY);
        share.drip();
        vm.prank(alice);
        share.claim();
        pay(4_000);
        till.collect();
        pay(4_000_000);
        skip(DAY);
        vm.resumeGasMetering();
        move(alice, bob, 1);
        gas[0] = vm.lastCallGas().gasTotalUsed;
        till.collect();
        gas[1] = vm.lastCallGas().gasTotalUsed;
        skip(DAY);
        share.drip();
        gas[2] = vm.lastCallGas().gasTotalUsed;
        vm.prank(alice);
        share.claim();
        gas[3] = vm.lastCallGas().gasTotalUsed;
    }
}
