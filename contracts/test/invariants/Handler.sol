// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Factory} from "../../src/Factory.sol";
import {Terms} from "../../src/interfaces/IFactory.sol";
import {Cash} from "../currencies/Cash.sol";
import {Books} from "./Books.sol";
import {Pool, Safe} from "./Cast.sol";
import {WorldVerbs} from "./WorldVerbs.sol";

/// Plays ventures at random. Arguments choose among what there is, so every call means something; and every call is
/// judged, so a revert of the handler itself is a finding.
///
/// The verbs are in the four files above this one: ShareVerbs, TillVerbs, OfferingVerbs, WorldVerbs.
contract Handler is WorldVerbs {
    uint256 private constant POOL_RATE = 5;

    constructor(Factory factory, Cash cash, uint256 venturesFirst, uint256 venturesMax)
        Books(factory, cash)
        WorldVerbs(venturesMax)
    {
        for (uint256 i = 0; i < ACTORS; ++i) {
            keys[i] = 0x7361 + i;
            accounts.push(i == SAFE ? address(new Safe(vm.addr(keys[i]))) : vm.addr(keys[i]));
        }
        _delegate(accounts[CAROL]);
        accounts.push(address(new Pool(cash, POOL_RATE * UNIT)));
        accounts.push(address(cash));
        accounts.push(address(factory));
        for (uint256 i = 0; i < venturesFirst; ++i) {
            Terms memory terms = i == 0 ? _firstTerms() : _terms(uint64(i));
            vm.prank(accounts[KEEPER]);
            factory.create(terms, bytes32(i));
            _open(terms, bytes32(i));
        }
    }

    /// Caps that random buyers reach, and a floor of demand that random customers sometimes miss.
    function _firstTerms() private view returns (Terms memory terms) {
        terms = _terms(0);
        (terms.operator, terms.holdersBps, terms.tau, terms.price) = (accounts[OPERATOR], 2500, 7 days, 3);
        (terms.softCap, terms.hardCap) = (1_000_000, 10_000_000);
        terms.deadline = uint64(block.timestamp + 30 days);
        (terms.upfrontBps, terms.matchBps) = (1000, 5000);
        (terms.demandFloor, terms.stallPeriod) = (500_000, 30 days);
    }
}
