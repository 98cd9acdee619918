// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AnsweringCash, BombCash, PoliteCash} from "../../currencies/AnsweringCash.sol";
import {CallingCash, IListener} from "../../currencies/CallingCash.sol";
import {Cash} from "../../currencies/Cash.sol";
import {FeeCash} from "../../currencies/FeeCash.sol";
import {FickleCash, ShiftingCash} from "../../currencies/FickleCash.sol";
import {ForgedCash} from "../../currencies/ForgedCash.sol";
import {HookCash} from "../../currencies/HookCash.sol";
import {LyingCash} from "../../currencies/LyingCash.sol";
import {
    CapableCash,
    DoorCash,
    DoorlessCash,
    InflatingCash,
    LooseCash,
    NarrowCash
} from "../../currencies/ParticularCash.sol";
import {PickyCash} from "../../currencies/PickyCash.sol";
import {RebasingCash} from "../../currencies/RebasingCash.sol";
import {ShrinkingCash} from "../../currencies/ShrinkingCash.sol";
import {SilentCash} from "../../currencies/SilentCash.sol";
import {StoppingCash} from "../../currencies/StoppingCash.sol";
import {ThievingCash} from "../../currencies/ThievingCash.sol";
import {UpgradingCash} from "../../currencies/UpgradingCash.sol";
import {Share} from "../../../src/Share.sol";
import {Life, Verdict} from "./Life.sol";
import {Claimer, Giver, Meddler, Refuser} from "./Listeners.sol";

/// A life in each of the odd and hostile currencies, with the verdict that each must come to.
contract ZooTest is Life {
    bytes private constant YES = abi.encode(true);
    bytes private constant NO = abi.encode(false);

    /// A currency that is from its first day as it is.
    function lives(address currency, Verdict verdict) private {
        live(Suspect(currency, verdict, "", "", address(0), false));
    }

    /// A currency that turns half-way.
    function turns(address currency, bytes memory turn, Verdict verdict) private {
        live(Suspect(currency, verdict, turn, "", address(0), false));
    }

    /// A currency that turns half-way and mends near the end.
    function turnsAndMends(address currency, bytes memory turn, bytes memory mend, Verdict verdict) private {
        live(Suspect(currency, verdict, turn, mend, address(0), false));
    }

    /// A currency whose balances change by what is no transfer, from its first day or half-way.
    function lies(address currency, bytes memory turn) private {
        live(Suspect(currency, Verdict.HurtsItself, turn, "", address(0), true));
    }

    // ---- standard, more or less ----

    function test_anyNumberOfDecimalsUpTo36Works() public {
        uint256 state = vm.snapshotState();
        uint8[9] memory decimals = [0, 1, 2, 6, 7, 8, 18, 24, 36];
        for (uint256 i = 0; i < decimals.length; ++i) {
            lives(address(new Cash(decimals[i])), Verdict.Works);
            vm.revertToState(state);
        }
    }

    function test_aCurrencyThatReturnsNothingWorks() public {
        lives(address(new SilentCash()), Verdict.Works);
    }

    function test_aCurrencyThatReturnsNothingFromOneVerbWorks() public {
        lives(address(new AnsweringCash(YES, "")), Verdict.Works);
    }

    function test_aCurrencyThatReturnsNothingFromTheOtherVerbWorks() public {
        lives(address(new AnsweringCash("", YES)), Verdict.Works);
    }

    function test_aCurrencyThatSaysMoreThanYesWorks() public {
        lives(address(new AnsweringCash(abi.encode(1, 2, 3), abi.encode(1, "yes"))), Verdict.Works);
    }

    function test_aCurrencyThatSaysFalseInsteadOfRevertingWorks() public {
        lives(address(new PoliteCash()), Verdict.Works);
    }

    function test_aCurrencyThatIsNarrowWorks() public {
        lives(address(new NarrowCash()), Verdict.Works);
    }

    function test_aCurrencyThatCallsAndLendsWorks() public {
        lives(address(new CapableCash()), Verdict.Works);
    }

    /// With people who collect, drip and claim whenever they pay or are paid.
    function test_aCurrencyWithHooksWorks() public {
        HookCash currency = new HookCash();
        (Share share, address[] memory holders) = _shareIn(address(currency), operator, customer);
        Meddler meddler = new Meddler(share, holders);
        currency.hookFor(operator, meddler);
        currency.hookFor(customer, meddler);
        lives(address(currency), Verdict.Works);
    }

    function test_aCurrencyThatAcceptsAnyCallWorks() public {
        lives(address(new LooseCash()), Verdict.Works);
    }

    function test_aCurrencyThatMintsToOthersWorks() public {
        lives(address(new InflatingCash()), Verdict.Works);
    }

    function test_aCurrencyWithTwoDoorsWorks() public {
        lives(address(new DoorCash(new DoorlessCash())), Verdict.Works);
    }

    function test_aCurrencyThatIsDearToMoveWorks() public {
        StoppingCash currency = new StoppingCash();
        currency.burnGas(500_000);
        lives(address(currency), Verdict.Works);
    }

    function test_anUpgradeToAnotherThatKeepsTheBooksWorks() public {
        bytes memory turn = abi.encodeCall(UpgradingCash.upgradeTo, (address(new SilentCash())));
        turns(address(new UpgradingCash(address(new Cash(6)))), turn, Verdict.Works);
    }

    function test_aBombOfReturnedDataWorks() public {
        lives(address(new BombCash(500_000)), Verdict.Works);
    }

    // ---- decimals that lie ----

    function test_decimalsThatChangeLaterChangeNothing() public {
        turns(address(new ShiftingCash()), abi.encodeCall(ShiftingCash.shift, (30)), Verdict.Works);
    }

    function test_decimalsThatDependOnWhoAsksSplitNoVenture() public {
        uint256 state = vm.snapshotState();
        // What the factory is told only opens the door; all purses go by what the Share is told.
        uint8[4] memory told = [6, 0, 36, 18];
        uint8[4] memory otherwise = [18, 12, 6, 40];
        for (uint256 i = 0; i < 4; ++i) {
            lives(address(new FickleCash(address(factory), told[i], otherwise[i])), Verdict.Works);
            vm.revertToState(state);
        }
    }

    function test_decimalsThatNoUnitCanHaveAreRefused() public {
        lives(address(new FickleCash(address(factory), 6, 255)), Verdict.RefusedAtCreation);
    }

    function test_noDecimalsAreRefused() public {
        uint256 state = vm.snapshotState();
        bytes[5] memory answers = [abi.encode(37), abi.encode(type(uint256).max), bytes(""), hex"06", bytes("six")];
        for (uint256 i = 0; i < answers.length; ++i) {
            lives(address(new ForgedCash(answers[i], abi.encode(0))), Verdict.RefusedAtCreation);
            vm.revertToState(state);
        }
    }

    function test_whatIsNoContractIsRefused() public {
        uint256 state = vm.snapshotState();
        // Nobody, a precompiled contract that answers with what it was asked, one that answers with a word, and people.
        address[5] memory nobody = [address(0), address(4), address(2), alice, address(0xdead)];
        for (uint256 i = 0; i < nobody.length; ++i) {
            lives(nobody[i], Verdict.RefusedAtCreation);
            vm.revertToState(state);
        }
    }

    // ---- refused when money should move ----

    function test_aCurrencyThatSaysNoAndMovesIsRefused() public {
        lives(address(new AnsweringCash(NO, NO)), Verdict.RefusedAtPayment);
    }

    function test_aCurrencyThatSaysGarbageIsRefused() public {
        lives(address(new AnsweringCash(abi.encode(2), hex"01")), Verdict.RefusedAtPayment);
    }

    function test_aFeeOfOneBasisPointIsRefused() public {
        FeeCash currency = new FeeCash();
        currency.switchOn(1);
        lives(address(currency), Verdict.RefusedAtPayment);
    }

    function test_aFeeOfOnePercentIsRefused() public {
        FeeCash currency = new FeeCash();
        currency.switchOn(100);
        lives(address(currency), Verdict.RefusedAtPayment);
    }

    function test_aCurrencyThatGivesMoreOrLessThanAskedIsRefused() public {
        uint256 state = vm.snapshotState();
        int256[4] memory gives = [int256(1), -1, 10_000, -10_000];
        for (uint256 i = 0; i < gives.length; ++i) {
            ThievingCash currency = new ThievingCash();
            currency.deviate(0, gives[i]);
            lives(address(currency), Verdict.RefusedAtPayment);
            vm.revertToState(state);
        }
    }

    function test_balancesThatLieAreRefused() public {
        uint256 state = vm.snapshotState();
        LyingCash.Lie[3] memory all =
            [LyingCash.Lie.AddsABillion, LyingCash.Lie.SaysNothingIsThere, LyingCash.Lie.SaysMore];
        for (uint256 i = 0; i < all.length; ++i) {
            lives(address(new LyingCash(all[i])), Verdict.RefusedAtPayment);
            vm.revertToState(state);
        }
    }

    function test_balancesThatAreNotToldAreRefused() public {
        lives(address(new LyingCash(LyingCash.Lie.Reverts)), Verdict.RefusedAtCreation);
    }

    // ---- stopped half-way ----

    function test_aPauseDelaysAndLosesNothing() public {
        bytes memory pause = abi.encodeCall(StoppingCash.pause, (true));
        bytes memory unpause = abi.encodeCall(StoppingCash.pause, (false));
        turnsAndMends(address(new StoppingCash()), pause, unpause, Verdict.RefusedAtPayment);
    }

    function test_aPauseThatSaysFalseDelaysAndLosesNothing() public {
        bytes memory pause = abi.encodeCall(PoliteCash.pause, (true));
        bytes memory unpause = abi.encodeCall(PoliteCash.pause, (false));
        turnsAndMends(address(new PoliteCash()), pause, unpause, Verdict.RefusedAtPayment);
    }

    function test_burningAllGasDelaysAndLosesNothing() public {
        bytes memory burn = abi.encodeCall(StoppingCash.burnGas, (type(uint256).max));
        bytes memory stop = abi.encodeCall(StoppingCash.burnGas, (0));
        turnsAndMends(address(new StoppingCash()), burn, stop, Verdict.RefusedAtPayment);
    }

    function test_aBombOfRevertDataDelaysAndLosesNothing() public {
        bytes memory burst = abi.encodeCall(BombCash.revertFrom, (true));
        bytes memory stop = abi.encodeCall(BombCash.revertFrom, (false));
        turnsAndMends(address(new BombCash(200_000)), burst, stop, Verdict.RefusedAtPayment);
    }

    function test_anUpgradeThatBreaksItDelaysAndLosesNothing() public {
        address cash = address(new Cash(6));
        bytes memory away = abi.encodeCall(UpgradingCash.upgradeTo, (address(factory)));
        bytes memory back = abi.encodeCall(UpgradingCash.upgradeTo, (cash));
        turnsAndMends(address(new UpgradingCash(cash)), away, back, Verdict.RefusedAtPayment);
    }

    function test_balancesThatAreToldNoLongerDelayOnly() public {
        bytes memory silent = abi.encodeCall(LyingCash.turnTo, (LyingCash.Lie.Reverts));
        bytes memory honest = abi.encodeCall(LyingCash.turnTo, (LyingCash.Lie.None));
        turnsAndMends(address(new LyingCash(LyingCash.Lie.None)), silent, honest, Verdict.RefusedAtPayment);
    }

    function test_aHookThatRefusesStopsOnlyItsOwner() public {
        bytes memory turn = abi.encodeCall(HookCash.hookFor, (alice, new Refuser()));
        bytes memory mend = abi.encodeCall(HookCash.hookFor, (alice, IListener(address(0))));
        live(Suspect(address(new HookCash()), Verdict.RefusedAtPayment, turn, mend, alice, false));
    }

    /// REVENUE-1 and liveness: whoever is blocked, in whatever way, stops itself and nobody else.
    function test_aBlockedPurseStopsOnlyItself() public {
        (address share, address till, address offering) = _next();
        blocks(share, Verdict.RefusedAtPayment);
        blocks(till, Verdict.RefusedAtPayment);
        blocks(offering, Verdict.RefusedAtPayment);
    }

    function test_aBlockedHolderStopsOnlyItself() public {
        blocks(alice, Verdict.RefusedAtPayment);
        blocks(bob, Verdict.RefusedAtPayment);
        blocks(carol, Verdict.RefusedAtPayment);
        blocks(dave, Verdict.RefusedAtPayment);
    }

    function test_aBlockedOperatorOrCustomerStopsOnlyItself() public {
        blocks(operator, Verdict.RefusedAtPayment);
        blocks(customer, Verdict.RefusedAtPayment);
    }

    function test_aBlockedKeeperOrFactoryStopsNothing() public {
        blocks(keeper, Verdict.Works);
        blocks(address(factory), Verdict.Works);
    }

    function blocks(address party, Verdict verdict) private {
        PickyCash.Refusal[2] memory ways = [PickyCash.Refusal.Reverts, PickyCash.Refusal.AnswersFalse];
        for (uint256 i = 0; i < 2; ++i) {
            uint256 state = vm.snapshotState();
            bytes memory turn = abi.encodeCall(PickyCash.refuse, (party, ways[i]));
            bytes memory mend = abi.encodeCall(PickyCash.refuse, (party, PickyCash.Refusal.None));
            live(Suspect(_currencyOfNext(), verdict, turn, mend, party, false));
            vm.revertToState(state);
        }
    }

    /// Where the next currency will be, and the purses of the venture in it.
    function _next() private returns (address share, address till, address offering) {
        uint256 state = vm.snapshotState();
        (share, till, offering) = factory.addressesOf(address(this), termsOf(_currencyOfNext()), "life");
        vm.revertToState(state);
    }

    function _currencyOfNext() private returns (address) {
        return address(new PickyCash{salt: "picky"}());
    }

    // ---- the venture suffers, and it alone ----

    /// Whoever is paid bears the fee; nothing is promised that is not there.
    function test_aFeeSwitchedOnLaterIsBorneByWhoIsPaid() public {
        turns(address(new FeeCash()), abi.encodeCall(FeeCash.switchOn, (100)), Verdict.HurtsItself);
    }

    function test_aRebaseUpwardsLeavesNobodyShort() public {
        turns(address(new RebasingCash()), abi.encodeCall(RebasingCash.rebase, (20_000)), Verdict.HurtsItself);
    }

    function test_aRebaseDownwardsHurtsItsOwnVenture() public {
        lies(address(new RebasingCash()), abi.encodeCall(RebasingCash.rebase, (9_000)));
    }

    function test_aConfiscationHurtsItsOwnVenture() public {
        ThievingCash currency = new ThievingCash();
        (,, address offering) = factory.addressesOf(address(this), termsOf(address(currency)), "life");
        lies(address(currency), abi.encodeCall(ThievingCash.steal, (offering, 1_000_000)));
    }

    function test_takingMoreThanAskedHurtsItsOwnVenture() public {
        lies(address(new ThievingCash()), abi.encodeCall(ThievingCash.deviate, (1_000, 0)));
    }

    function test_doublingBalancesHurtsItsOwnVenture() public {
        lies(address(new LyingCash(LyingCash.Lie.Doubles)), "");
    }

    function test_pretendingToMoveHurtsItsOwnVenture() public {
        lies(address(new LyingCash(LyingCash.Lie.PretendsToMove)), "");
    }

    /// What says false and moves all the same is paid twice by whoever calls `claimMany`.
    function test_sayingNoAndMovingHurtsItsOwnVenture() public {
        lies(address(new AnsweringCash(YES, YES)), abi.encodeCall(AnsweringCash.answer, (NO, NO)));
    }

    function test_anUpgradeToNothingHurtsItsOwnVenture() public {
        lies(
            address(new UpgradingCash(address(new Cash(6)))), abi.encodeCall(UpgradingCash.upgradeTo, (address(0xdead)))
        );
    }

    /// What is claimed while money is on its way to the Share is missing from what is credited. It stays in the Share: the books
    /// hold, nobody has gained it, and its holders get less than elsewhere.
    function test_lettingOthersActMeanwhileHurtsItsOwnVenture() public {
        CallingCash currency = new CallingCash();
        (Share share, address[] memory holders) = _shareIn(address(currency), alice, bob);
        bytes memory turn = abi.encodeCall(CallingCash.listen, (new Claimer(share, holders), false));
        turns(address(currency), turn, Verdict.HurtsItself);
    }

    /// The Share of the venture that will be in this currency, and two people.
    function _shareIn(address currency, address first, address second)
        private
        view
        returns (Share share, address[] memory holders)
    {
        (address where,,) = factory.addressesOf(address(this), termsOf(currency), "life");
        holders = new address[](2);
        (share, holders[0], holders[1]) = (Share(where), first, second);
    }

    // ---- that the harness can fail ----

    function play(Suspect calldata suspect) external {
        live(suspect);
    }

    function test_aWrongVerdictIsNoticed() public {
        Suspect memory suspect = Suspect(address(new SilentCash()), Verdict.RefusedAtPayment, "", "", address(0), false);
        vm.expectRevert("the verdict: 0 != 2");
        this.play(suspect);
    }

    function test_aLieThatIsNotAnnouncedIsNoticed() public {
        bytes memory turn = abi.encodeCall(RebasingCash.rebase, (9_000));
        Suspect memory suspect = Suspect(address(new RebasingCash()), Verdict.HurtsItself, turn, "", address(0), false);
        vm.expectRevert("the books promise what is not there: step 14, turn");
        this.play(suspect);
    }

    /// A neighbour to whose Till a single base unit is given is a neighbour touched.
    function test_aTouchedNeighbourIsNoticed() public {
        CallingCash currency = new CallingCash();
        uint256 nonce = vm.getNonce(address(this));
        // The neighbour's currency is the next contract but one that this one makes.
        Cash honest = Cash(vm.computeCreateAddress(address(this), nonce + 1));
        (, address till,) = factory.addressesOf(address(this), termsOf(address(honest)), "life");
        Giver giver = new Giver(honest, till);
        currency.listen(giver, false);
        Suspect memory suspect = Suspect(address(currency), Verdict.Works, "", "", address(0), false);
        vm.expectRevert("the neighbour is touched: step 0, buy");
        this.play(suspect);
    }
}
