// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";
import {Offering} from "../src/Offering.sol";
import {Share} from "../src/Share.sol";
import {Till} from "../src/Till.sol";
import {Terms} from "../src/interfaces/IFactory.sol";
import {Cash} from "../test/currencies/Cash.sol";
import {Proof} from "./Proof.sol";

/// Purses as they are deployed, in any state: the proof stands in for the Factory during their creation, and their storage is
/// symbolic afterwards. So a proof also covers states that no history leads to, unless it assumes what excludes them.
abstract contract VentureProof is Proof {
    Terms internal terms;
    Cash internal cash;
    address internal shareAddress = Create2.computeAddress(0, keccak256(type(Share).creationCode));
    address internal tillAddress = Create2.computeAddress(0, keccak256(type(Till).creationCode));
    address internal offeringAddress = Create2.computeAddress(0, keccak256(type(Offering).creationCode));

    /// What the purse under construction is told, as by IFactory.
    function inCreation() external view returns (Terms memory, address, address, address) {
        return (terms, shareAddress, tillAddress, offeringAddress);
    }

    /// The terms of the proofs, where a proof does not say otherwise, and a currency in which anybody has any balance.
    /// Income is passed on at once, because the powers of a decay over any time cannot be followed to their end.
    function agree() internal {
        cash = new Cash(6);
        svm.enableSymbolicStorage(address(cash));
        terms.currency = address(cash);
        terms.operator = address(0x09);
        terms.name = "Proof Share";
        terms.symbol = "PRF";
        terms.decimals = 6;
        terms.holdersBps = 2500;
        terms.price = 3;
        terms.softCap = 1_000_000;
        terms.hardCap = 10_000_000;
        terms.deadline = 1_800_000_000;
        terms.upfrontBps = 1000;
        terms.matchBps = 5000;
        terms.demandFloor = 500_000;
        terms.stallPeriod = 30 days;
    }

    function openShare() internal returns (Share share) {
        share = new Share{salt: 0}();
        svm.enableSymbolicStorage(address(share));
    }

    function openTill() internal returns (Till till) {
        till = new Till{salt: 0}();
        svm.enableSymbolicStorage(address(till));
        // What the constructor wrote would stay as it is: the holders' and the operator's parts, and the key.
        vm.store(address(till), bytes32(uint256(0)), svm.createBytes32("parts"));
        vm.store(address(till), bytes32(uint256(1)), svm.createBytes32("operator"));
    }

    function openOffering() internal returns (Offering offering) {
        offering = new Offering{salt: 0}();
        svm.enableSymbolicStorage(address(offering));
    }
}
