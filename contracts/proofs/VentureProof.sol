// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Offering} from "../src/Offering.sol";
import {Share} from "../src/Share.sol";
import {Till} from "../src/Till.sol";
import {Terms} from "../src/interfaces/IFactory.sol";
import {Cash} from "../test/currencies/Cash.sol";
import {Proof} from "./Proof.sol";

/// A purse as it is deployed, in any state: the proof stands in for the Factory during its creation, and its storage is symbolic
/// afterwards. What is not being proved about is a symbolic address: nobody answers there.
abstract contract VentureProof is Proof {
    Terms private _terms;
    Cash internal cash;
    address internal shareAddress = address(0x5A);
    address internal tillAddress = address(0x71);
    address internal offeringAddress = address(0x0F);

    /// What the purse under construction is told, as by IFactory.
    function inCreation() external view returns (Terms memory, address, address, address) {
        return (_terms, shareAddress, tillAddress, offeringAddress);
    }

    function terms() internal view returns (Terms memory) {
        return Terms({
            currency: address(cash),
            operator: address(0x09),
            name: "Proof Share",
            symbol: "PRF",
            contractURI: "",
            decimals: 6,
            holdersBps: 2500,
            tau: 7 days,
            price: 3,
            softCap: 1_000_000,
            hardCap: 10_000_000,
            deadline: 1_800_000_000,
            upfrontBps: 1000,
            matchBps: 5000,
            demandFloor: 500_000,
            stallPeriod: 30 days
        });
    }

    function agree(Terms memory agreed) internal {
        _terms = agreed;
    }

    /// A currency in which anybody has any balance.
    function openCurrency(uint8 decimals) internal {
        cash = new Cash(decimals);
        svm.enableSymbolicStorage(address(cash));
    }

    function openShare() internal returns (Share share) {
        share = new Share();
        svm.enableSymbolicStorage(address(share));
    }
}
