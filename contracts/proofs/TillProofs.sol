// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Till} from "../src/Till.sol";
import {VentureProof} from "./VentureProof.sol";

/// What the Till knows of a Share: its cash unit, and that it is credited.
contract CreditedShare {
    uint256 public constant CASH_UNIT = 1;
    uint256 public credited;

    function credit(uint256 amount) external {
        credited += amount;
    }
}

/// The Till as it is deployed, in any state. What the Share does with a credit is proved about the Share.
///
/// @custom:halmos --loop 4 --solver-timeout-assertion 60s
contract TillProofs is VentureProof {
    CreditedShare private share;
    Till private till;

    function setUp() public {
        agree();
        share = new CreditedShare();
        shareAddress = address(share);
        svm.enableSymbolicStorage(address(share));
        till = openTill();
    }

    // ---- the split ----

    /// Nothing appears or is lost: what was collected is the holders' and the operator's parts.
    function check_REVENUE_1_aCollectSplitsExactly(address caller) external {
        uint256 before = till.operatorPart();
        uint256 purse = cash.balanceOf(address(share));
        vm.prank(caller);
        (uint256 collected, uint256 holdersPart) = till.collect();
        assert(holdersPart <= collected);
        assert(till.operatorPart() == before + (collected - holdersPart));
        unchecked {
            assert(cash.balanceOf(address(share)) == purse + holdersPart);
        }
    }

    /// Everything above the operator's booked part is collected. At the terms' part of the holders and with nothing booked
    /// yet: of other states the solvers here cannot decide it.
    function check_REVENUE_1_aCollectLeavesTheOperatorsPartAndNoMore(address caller) external {
        vm.store(address(till), bytes32(uint256(0)), bytes32(uint256(terms.holdersBps)));
        assert(till.operatorPart() == 0 && till.holdersBps() == terms.holdersBps);
        uint256 booked = till.operatorPart();
        uint256 purse = cash.balanceOf(address(till));
        vm.prank(caller);
        (uint256 collected, uint256 holdersPart) = till.collect();
        vm.assume(collected > 0);
        assert(collected == purse - booked);
        assert(holdersPart <= collected);
        assert(till.operatorPart() == booked + (collected - holdersPart));
        assert(cash.balanceOf(address(till)) == purse - holdersPart);
        assert(cash.balanceOf(address(till)) == till.operatorPart());
    }

    /// The Share believes exactly as much as it was sent.
    function check_INCOME_1_theShareIsCreditedWhatItWasSent() external {
        uint256 credited = share.credited();
        (, uint256 holdersPart) = till.collect();
        assert(share.credited() == credited + holdersPart);
    }

    function check_REVENUE_1_aRemittanceSplitsExactly(bytes32 report, uint256 amount) external {
        vm.assume(till.collectable() == 0);
        address operator = till.operator();
        vm.assume(operator != address(till));
        uint256 before = till.operatorPart();
        uint256 credited = share.credited();
        vm.prank(operator);
        (uint256 received, uint256 holdersPart) = till.remit(report, amount);
        assert(received == amount);
        assert(till.operatorPart() == before + (received - holdersPart));
        assert(share.credited() == credited + holdersPart);
    }

    // ---- the operator ----

    function check_REVENUE_1_thePartIsPulledOnce(address to) external {
        vm.assume(to != address(till));
        address operator = till.operator();
        uint256 booked = till.operatorPart();
        uint256 purse = cash.balanceOf(address(till));
        vm.prank(operator);
        assert(till.pull(to) == booked);
        assert(till.operatorPart() == 0);
        assert(cash.balanceOf(address(till)) == purse - booked);
        vm.prank(operator);
        assert(till.pull(to) == 0);
    }

    /// A pull takes nothing of what the holders wait for.
    function check_REVENUE_1_aPullLeavesRevenueToBeCollected(address to) external {
        vm.assume(to != address(till));
        uint256 collectable = till.collectable();
        vm.prank(till.operator());
        till.pull(to);
        assert(till.collectable() == collectable);
    }

    function check_POWER_1_theHoldersPartOnlyRises(address caller, uint16 proposed) external {
        uint256 before = till.holdersBps();
        vm.prank(caller);
        till.raiseHoldersBps(proposed);
        assert(caller == till.operator());
        assert(till.holdersBps() > before && till.holdersBps() <= 10_000);
    }

    /// Offering the key gives it to nobody; the candidate has to take it.
    function check_POWER_1_anOfferedKeyIsNotYetHandedOver(address caller, address candidate) external {
        address before = till.operator();
        vm.prank(caller);
        till.offerOperator(candidate);
        assert(caller == before);
        assert(till.operator() == before);
        assert(till.operatorCandidate() == candidate);
    }

    function check_POWER_1_onlyTheCandidateTakesTheKeyAndOnce(address caller) external {
        address candidate = till.operatorCandidate();
        vm.prank(caller);
        till.acceptOperator();
        assert(caller == candidate && caller != address(0));
        assert(till.operator() == caller);
        assert(till.operatorCandidate() == address(0));
    }

    /// Whatever a stranger calls, with whatever it sends, leaves the operator what it has and the holders their part.
    function check_POWER_1_noStrangerReachesTheOperatorsFields(address caller) external {
        vm.assume(caller != till.operator() && caller != till.operatorCandidate());
        address operator = till.operator();
        address candidate = till.operatorCandidate();
        uint256 bps = till.holdersBps();
        uint256 part = till.operatorPart();
        bytes memory anything = svm.createCalldata("Till");
        vm.prank(caller);
        (bool success,) = address(till).call(anything);
        vm.assume(success);
        assert(till.operator() == operator && till.operatorCandidate() == candidate);
        assert(till.holdersBps() == bps);
        assert(till.operatorPart() >= part);
    }
}
