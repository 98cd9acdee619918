// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Offering} from "../../../src/Offering.sol";
import {Share} from "../../../src/Share.sol";
import {Till} from "../../../src/Till.sol";
import {IOffering} from "../../../src/interfaces/IOffering.sol";
import {Cash} from "../../currencies/Cash.sol";
import {Ventures} from "./Ventures.sol";

/// What comes of a venture in a currency.
enum Verdict {
    /// Every verb does what it does in an honest currency, to the unit.
    Works,
    /// The factory makes no venture in it.
    RefusedAtCreation,
    /// Some payments are refused, as if they had not been tried; what the books promise is there.
    RefusedAtPayment,
    /// Its own venture suffers: somebody gets less than with an honest currency.
    HurtsItself
}

/// The whole life of a venture in any currency, beside a neighbour in an honest one: sale, income, claims, transfers, draw,
/// pull, wind-down, redemption. Half-way the currency may turn (begin to do what it did not do before), and near the end mend.
///
/// What must hold whatever the currency does: the neighbour's every figure is the same as if it were alone; nobody's income,
/// no capital and no holders' part fall but by the verbs that pay them out; verbs that move no cash never fail. What is
/// expected of the currency in question is in the Suspect.
abstract contract Life is Ventures {
    struct Suspect {
        address currency;
        Verdict verdict;
        /// What the currency is told half-way, and near the end; nothing if empty.
        bytes turn;
        bytes mend;
        /// Whom alone the currency refuses from the turn on; zero if it makes no difference.
        address blocked;
        /// It breaks the assumption of safety: balances change by what is no transfer, or not by the amount of one.
        bool lies;
    }

    enum Verb {
        Buy,
        Pay,
        Collect,
        Close,
        Draw,
        Drip,
        Claim,
        ClaimFor,
        ClaimTo,
        ClaimMany,
        Move,
        Remit,
        Raise,
        Pull,
        WindDown,
        Redeem,
        Turn,
        Mend
    }

    struct Step {
        Verb verb;
        /// Seconds that pass before it.
        uint256 wait;
        address who;
        /// Cash units or shares.
        uint256 amount;
    }

    /// What has been seen of a suspect so far.
    struct Signs {
        bool refused;
        bool insolvent;
        /// A purse said that it paid somebody, who received something else.
        bool paidShort;
    }

    /// Enough for every verb, however the currency burns it.
    uint256 private constant GAS = 5_000_000;

    Step[] private _script;

    // ---- the script ----

    function _then(Verb verb, uint256 wait, address who, uint256 amount) private {
        _script.push(Step(verb, wait, who, amount));
    }

    function setUp() public virtual override {
        super.setUp();
        _then(Verb.Buy, 0, alice, HARD_CAP / 2);
        _then(Verb.Buy, 0, bob, HARD_CAP * 3 / 10);
        _then(Verb.Pay, 1 days, customer, 400_000);
        _then(Verb.Collect, 0, keeper, 0);
        _then(Verb.Buy, 0, carol, HARD_CAP / 5);
        _then(Verb.Close, 30 days, keeper, 0);
        _then(Verb.Draw, 0, operator, 0);
        _then(Verb.Pay, 0, customer, 4_000_000);
        _then(Verb.Collect, 0, keeper, 0);
        _then(Verb.Drip, 5 days, keeper, 0);
        _then(Verb.Claim, 0, alice, 0);
        _then(Verb.ClaimFor, 0, bob, 0);
        _then(Verb.Move, 0, alice, 1_000_000);
        _then(Verb.Drip, 1 days, keeper, 0);

        _then(Verb.Turn, 0, address(0), 0);
        _then(Verb.Claim, 0, carol, 0);
        _then(Verb.Pay, 0, customer, 4_000_000);
        _then(Verb.Collect, 0, keeper, 0);
        _then(Verb.Drip, 1 days, keeper, 0);
        _then(Verb.Claim, 0, alice, 0);
        _then(Verb.ClaimTo, 0, carol, 0);
        _then(Verb.Drip, 1 days, keeper, 0);
        _then(Verb.ClaimMany, 0, keeper, 0);
        _then(Verb.Remit, 0, operator, 800_000);
        _then(Verb.Raise, 0, operator, 5_000);
        _then(Verb.Pull, 0, operator, 0);
        _then(Verb.Draw, 0, operator, 0);
        _then(Verb.Move, 0, bob, 500_000);
        _then(Verb.WindDown, STALL_PERIOD + 1, keeper, 0);
        _then(Verb.ClaimFor, 0, bob, 0);
        _then(Verb.Redeem, 0, alice, 1_000_000);
        _then(Verb.Redeem, 0, bob, 500_000);
        _then(Verb.Redeem, 0, dave, 500_000);

        _then(Verb.Mend, 0, address(0), 0);
        _then(Verb.Collect, 0, keeper, 0);
        _then(Verb.Pull, 0, operator, 0);
        address[4] memory holders = [alice, bob, carol, dave];
        for (uint256 i = 0; i < 4; ++i) {
            _then(Verb.Claim, 0, holders[i], 0);
            _then(Verb.Redeem, 0, holders[i], type(uint256).max);
        }
    }

    // ---- one life ----

    /// Plays the script in a neighbour alone, then in the neighbour and the suspect together, step by step.
    function live(Suspect memory suspect) internal {
        Venture memory neighbour = _foundNeighbour();
        uint256 state = vm.snapshotState();
        bytes32[] memory alone = new bytes32[](_script.length);
        for (uint256 i = 0; i < _script.length; ++i) {
            skip(_script[i].wait);
            (bool done,) = _play(neighbour, _script[i]);
            assertTrue(done, "the neighbour's own life");
            alone[i] = _digest(neighbour);
        }
        vm.revertToState(state);

        (bool created, Venture memory v) = found(suspect.currency);
        Signs memory signs;
        for (uint256 i = 0; i < _script.length; ++i) {
            skip(_script[i].wait);
            _play(neighbour, _script[i]);
            if (created) {
                _judge(v, suspect, _script[i], _name(i), signs);
                if (!solvent(v)) signs.insolvent = true;
                assertTrue(
                    suspect.lies || !signs.insolvent, string.concat("the books promise what is not there: ", _name(i))
                );
            }
            assertTrue(_digest(neighbour) == alone[i], string.concat("the neighbour is touched: ", _name(i)));
        }
        Verdict seen = _verdict(neighbour, v, created, signs);
        assertEq(uint256(seen), uint256(suspect.verdict), "the verdict");
        if (created && suspect.mend.length > 0) _assertEverybodyPaid(v);
    }

    function _foundNeighbour() private returns (Venture memory neighbour) {
        bool created;
        (created, neighbour) = found(address(new Cash(6)));
        assertTrue(created);
    }

    function _verdict(Venture memory neighbour, Venture memory v, bool created, Signs memory signs)
        private
        view
        returns (Verdict)
    {
        if (!created) return Verdict.RefusedAtCreation;
        // A venture in which nobody could buy has nobody to hurt.
        if (signs.insolvent || (signs.paidShort && v.offering.raised() > 0)) return Verdict.HurtsItself;
        if (signs.refused) return Verdict.RefusedAtPayment;
        bool same = keccak256(abi.encode(figuresOf(neighbour))) == keccak256(abi.encode(figuresOf(v)))
            && keccak256(abi.encode(purseFiguresOf(neighbour))) == keccak256(abi.encode(purseFiguresOf(v)));
        return same ? Verdict.Works : Verdict.HurtsItself;
    }

    /// Once the currency has mended, nothing is left that anybody is owed.
    function _assertEverybodyPaid(Venture memory v) private view {
        address[7] memory all = people();
        for (uint256 i = 0; i < all.length; ++i) {
            assertEq(v.share.owed(all[i]), 0, "income left behind");
        }
        assertEq(v.share.totalSupply() + v.offering.undrawn() + v.till.operatorPart() + v.share.reserveQ32(), 0);
        assertEq(cashOf(v, address(v.offering)) + cashOf(v, address(v.till)), 0);
        assertLt(cashOf(v, address(v.share)), 20 * v.unit, "more than fractions of a unit are left");
    }

    // ---- one step ----

    /// Plays a step in the suspect and judges it.
    function _judge(Venture memory v, Suspect memory suspect, Step memory step, string memory name, Signs memory signs)
        private
    {
        if (step.verb == Verb.Turn) return _tell(v, suspect.turn);
        if (step.verb == Verb.Mend) return _tell(v, suspect.mend);
        Promises memory before = promisesOf(v);
        uint256 had = cashOf(v, _payee(step));
        vm.recordLogs();
        (bool done, bytes memory answer) = _play(v, step);
        assertKept(v, before, vm.getRecordedLogs(), name);
        if (!done) signs.refused = true;
        if (done && answer.length == 32 && _payee(step) != address(0)) {
            uint256 received = cashOf(v, _payee(step)) - had;
            if (received != abi.decode(answer, (uint256)) * v.unit) signs.paidShort = true;
        }

        address[3] memory parties = _parties(v, step);
        bool movesCash = parties[0] != address(0);
        assertTrue(done || movesCash, string.concat("a verb that moves no cash failed: ", name));
        if (suspect.blocked == address(0)) return;
        bool involved = parties[0] == suspect.blocked || parties[1] == suspect.blocked || parties[2] == suspect.blocked;
        assertTrue(done || involved, string.concat("somebody else's block stops: ", name));
        if (step.verb == Verb.ClaimMany && suspect.blocked != address(v.share)) {
            address[] memory holders = _holders();
            for (uint256 j = 0; j < holders.length; ++j) {
                if (holders[j] != suspect.blocked) assertEq(v.share.owed(holders[j]), 0, "passed over for no reason");
            }
        }
    }

    function _tell(Venture memory v, bytes memory data) private {
        if (data.length == 0) return;
        (bool heard,) = v.cash.call(data);
        assertTrue(heard, "the currency was told");
    }

    /// Does what the step says, if the venture is where it can be done. False if it failed.
    function _play(Venture memory v, Step memory step) private returns (bool done, bytes memory answer) {
        if (!_applies(v, step)) return (true, "");
        if (step.verb == Verb.Buy) _prepare(v, step.who, step.amount * PRICE, address(v.offering));
        if (step.verb == Verb.Remit) _prepare(v, step.who, step.amount, address(v.till));
        if (step.verb == Verb.Pay) _prepare(v, step.who, step.amount, address(0));
        (address target, bytes memory data) = _call(v, step);
        vm.prank(step.who);
        (done, answer) = target.call{gas: GAS}(data);
    }

    /// Gives `who` the money and lets `spender` take it.
    function _prepare(Venture memory v, address who, uint256 amount, address spender) private {
        (bool printed,) = v.cash.call(abi.encodeCall(Cash.print, (who, _baseUnits(v, amount))));
        printed; // A currency may refuse even that.
        if (spender == address(0)) return;
        vm.prank(who);
        (printed,) = v.cash.call(abi.encodeCall(IERC20.approve, (spender, _baseUnits(v, amount))));
    }

    function _baseUnits(Venture memory v, uint256 amount) private pure returns (uint256) {
        return v.unit > 1e60 ? type(uint128).max : amount * v.unit;
    }

    function _applies(Venture memory v, Step memory step) private view returns (bool) {
        IOffering.Phase phase = v.offering.phase();
        if (step.verb == Verb.Turn || step.verb == Verb.Mend) return false;
        if (step.verb == Verb.Move) return v.share.balanceOf(step.who) >= step.amount;
        if (step.verb == Verb.Draw || step.verb == Verb.WindDown) return phase == IOffering.Phase.Active;
        if (step.verb == Verb.Redeem) {
            return phase != IOffering.Phase.Open && phase != IOffering.Phase.Active && v.share.balanceOf(step.who) > 0;
        }
        return true;
    }

    function _call(Venture memory v, Step memory step) private view returns (address, bytes memory) {
        Verb verb = step.verb;
        if (verb == Verb.Buy) return (address(v.offering), abi.encodeCall(Offering.buy, (step.amount, step.who)));
        if (verb == Verb.Pay) {
            return (v.cash, abi.encodeCall(IERC20.transfer, (address(v.till), _baseUnits(v, step.amount))));
        }
        if (verb == Verb.Collect) return (address(v.till), abi.encodeCall(Till.collect, ()));
        if (verb == Verb.Close) return (address(v.offering), abi.encodeCall(Offering.close, ()));
        if (verb == Verb.Draw) return (address(v.offering), abi.encodeCall(Offering.draw, (operator)));
        if (verb == Verb.Drip) return (address(v.share), abi.encodeCall(Share.drip, ()));
        if (verb == Verb.Claim) return (address(v.share), abi.encodeCall(Share.claim, ()));
        if (verb == Verb.ClaimFor) return (address(v.share), abi.encodeCall(Share.claimFor, (step.who)));
        if (verb == Verb.ClaimTo) return (address(v.share), abi.encodeCall(Share.claimTo, (customer)));
        if (verb == Verb.ClaimMany) return (address(v.share), abi.encodeCall(Share.claimMany, (_holders())));
        if (verb == Verb.Move) return (address(v.share), abi.encodeCall(Share.transfer, (dave, step.amount)));
        if (verb == Verb.Remit) return (address(v.till), abi.encodeCall(Till.remit, ("report", step.amount)));
        if (verb == Verb.Raise) return (address(v.till), abi.encodeCall(Till.raiseHoldersBps, (uint16(step.amount))));
        if (verb == Verb.Pull) return (address(v.till), abi.encodeCall(Till.pull, (operator)));
        if (verb == Verb.WindDown) return (address(v.offering), abi.encodeCall(Offering.windDown, ()));
        uint256 balance = v.share.balanceOf(step.who);
        uint256 shares = step.amount < balance ? step.amount : balance;
        return (address(v.offering), abi.encodeCall(Offering.redeem, (shares)));
    }

    function _holders() private view returns (address[] memory holders) {
        holders = new address[](4);
        (holders[0], holders[1], holders[2], holders[3]) = (alice, bob, carol, dave);
    }

    /// Who is paid by a step that pays one person.
    function _payee(Step memory step) private view returns (address) {
        Verb verb = step.verb;
        if (verb == Verb.Claim || verb == Verb.ClaimFor || verb == Verb.Redeem) return step.who;
        if (verb == Verb.Draw || verb == Verb.Pull) return operator;
        return verb == Verb.ClaimTo ? customer : address(0);
    }

    /// Between whom a step moves cash; nobody if it moves none.
    function _parties(Venture memory v, Step memory step) private view returns (address[3] memory) {
        (address share, address till, address offering) = (address(v.share), address(v.till), address(v.offering));
        Verb verb = step.verb;
        if (verb == Verb.Buy || verb == Verb.Redeem) return [step.who, offering, offering];
        if (verb == Verb.Pay) return [step.who, till, till];
        if (verb == Verb.Collect) return [till, share, share];
        if (verb == Verb.Draw) return [operator, offering, offering];
        if (verb == Verb.Claim || verb == Verb.ClaimFor) return [step.who, share, share];
        if (verb == Verb.ClaimTo) return [customer, share, share];
        if (verb == Verb.ClaimMany) return [share, share, share];
        if (verb == Verb.Remit) return [operator, till, share];
        if (verb == Verb.Pull) return [operator, till, till];
        return [address(0), address(0), address(0)];
    }

    function _digest(Venture memory v) private view returns (bytes32) {
        return keccak256(abi.encode(figuresOf(v), purseFiguresOf(v)));
    }

    function _name(uint256 i) private view returns (string memory) {
        string[18] memory verbs = [
            "buy",
            "pay",
            "collect",
            "close",
            "draw",
            "drip",
            "claim",
            "claimFor",
            "claimTo",
            "claimMany",
            "transfer",
            "remit",
            "raiseHoldersBps",
            "pull",
            "windDown",
            "redeem",
            "turn",
            "mend"
        ];
        return string.concat("step ", vm.toString(i), ", ", verbs[uint256(_script[i].verb)]);
    }
}
