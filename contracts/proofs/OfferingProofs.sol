// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Offering} from "../src/Offering.sol";
import {IOffering} from "../src/interfaces/IOffering.sol";
import {VentureProof} from "./VentureProof.sol";

/// What the Offering knows of the other two purses: a supply that it alone changes, and four answers.
contract SoldShare {
    uint256 public constant CASH_UNIT = 1;
    uint256 public totalSupply;
    uint256 public credited;
    bool public stalled;
    address public operator;

    function mint(address, uint256 shares) external {
        totalSupply += shares;
    }

    function burn(address, uint256 shares) external {
        totalSupply -= shares;
    }

    function beginDripping() external {}
    function releaseReserve() external {}
}

/// The Offering as it is deployed, in any state. What the Share does when it mints and burns is proved about the Share.
///
/// @custom:halmos --loop 4 --solver-timeout-assertion 60s
contract OfferingProofs is VentureProof {
    SoldShare private share;
    SoldShare private till;
    Offering private offering;

    function setUp() public {
        agree();
        share = new SoldShare();
        till = share;
        shareAddress = tillAddress = address(share);
        svm.enableSymbolicStorage(address(share));
        offering = openOffering();
    }

    // ---- the sale ----

    function check_CAPITAL_2_aPurchaseCostsExactlyItsPrice(address buyer, uint256 shares, address to) external {
        vm.assume(buyer != address(offering));
        uint256 raised = offering.raised();
        uint256 supply = share.totalSupply();
        uint256 purse = cash.balanceOf(address(offering));
        vm.assume(supply <= terms.hardCap);
        vm.prank(buyer);
        uint256 cost = offering.buy(shares, to);
        assert(cost == shares * terms.price);
        assert(offering.raised() == raised + cost);
        assert(share.totalSupply() == supply + shares);
        assert(cash.balanceOf(address(offering)) == purse + cost);
    }

    function check_CAPITAL_2_noMoreIsSoldThanTheHardCap(address buyer, uint256 shares, address to) external {
        vm.assume(share.totalSupply() <= terms.hardCap);
        vm.prank(buyer);
        offering.buy(shares, to);
        assert(share.totalSupply() <= terms.hardCap);
    }

    function check_CAPITAL_2_nothingIsSoldAfterTheSale(address buyer, uint256 shares, address to, uint64 time)
        external
    {
        vm.warp(time);
        IOffering.Phase phase = offering.phase();
        vm.prank(buyer);
        offering.buy(shares, to);
        assert(time <= terms.deadline && phase == IOffering.Phase.Open);
    }

    // ---- the phases ----

    function check_CAPITAL_5_theSoftCapDecidesHowTheSaleEnds(address caller, uint64 time) external {
        vm.warp(time);
        uint256 supply = share.totalSupply();
        vm.prank(caller);
        IOffering.Phase phase = offering.close();
        assert(time > terms.deadline || supply >= terms.hardCap);
        assert(phase == (supply >= terms.softCap ? IOffering.Phase.Active : IOffering.Phase.Failed));
        assert(offering.phase() == phase);
    }

    function check_CAPITAL_7_onlyAStalledVentureIsWoundDown(address caller, uint64 time) external {
        vm.warp(time);
        bool stalled = share.stalled();
        IOffering.Phase before = offering.phase();
        vm.prank(caller);
        offering.windDown();
        assert(stalled && before == IOffering.Phase.Active);
        assert(offering.phase() == IOffering.Phase.WoundDown);
    }

    // ---- capital ----

    function check_CAPITAL_3_onlyTheOperatorDraws(address caller, address to) external {
        IOffering.Phase phase = offering.phase();
        vm.prank(caller);
        offering.draw(to);
        assert(caller == till.operator());
        assert(phase == IOffering.Phase.Active);
    }

    // ---- the way out ----

    function check_CAPITAL_5_nothingIsRedeemedWhileTheVentureLives(address holder, uint64 shares) external {
        IOffering.Phase phase = offering.phase();
        vm.prank(holder);
        offering.redeem(shares);
        assert(phase == IOffering.Phase.Failed || phase == IOffering.Phase.WoundDown);
    }

    function check_CAPITAL_4_aRedemptionIsPaidAndBooked(address holder, uint64 shares) external {
        vm.assume(holder != address(offering));
        uint256 supply = share.totalSupply();
        uint256 redeemed = offering.redeemed();
        uint256 purse = cash.balanceOf(address(offering));
        vm.prank(holder);
        uint256 amount = offering.redeem(shares);
        assert(offering.redeemed() == redeemed + amount);
        assert(cash.balanceOf(address(offering)) == purse - amount);
        assert(share.totalSupply() == supply - shares);
    }

    /// With the next proof: never more than is undrawn. Nobody has more than the supply, or the burn refuses.
    function check_CAPITAL_4_aRedemptionIsThePartOfTheShares(address holder, uint64 shares) external {
        uint256 supply = share.totalSupply();
        uint256 undrawn = offering.undrawn();
        vm.prank(holder);
        uint256 amount = offering.redeem(shares);
        assert(shares <= supply);
        unchecked {
            assert(amount == undrawn * shares / supply);
        }
    }

    function check_CAPITAL_4_aPartIsNoMoreThanTheWhole(uint64 undrawn, uint64 shares, uint64 supply) external pure {
        vm.assume(0 < shares && shares <= supply);
        unchecked {
            assert(uint256(undrawn) * shares / supply <= undrawn);
        }
    }

    /// Whatever is called by whomever, a phase is followed by itself or by one that may come next.
    function check_CAPITAL_5_phasesOnlyGoForward(address caller, uint64 time) external {
        vm.warp(time);
        IOffering.Phase before = offering.phase();
        bytes memory anything = svm.createCalldata("Offering");
        vm.prank(caller);
        (bool success,) = address(offering).call(anything);
        vm.assume(success);
        IOffering.Phase next = offering.phase();
        bool closed =
            before == IOffering.Phase.Open && (next == IOffering.Phase.Active || next == IOffering.Phase.Failed);
        bool wound = before == IOffering.Phase.Active && next == IOffering.Phase.WoundDown;
        assert(next == before || closed || wound);
    }
}
