// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Share} from "../src/Share.sol";
import {IShare} from "../src/interfaces/IShare.sol";
import {IncomeWord} from "../src/pure/IncomeWord.sol";
import {VentureProof} from "./VentureProof.sol";

/// The Share as it is deployed, in any state, called by anyone.
///
/// @custom:halmos --loop 4 --solver-timeout-assertion 60s --array-lengths signature=65,holders=2
contract ShareProofs is VentureProof {
    using IncomeWord for uint256;

    /// Where the Share keeps its word and its holders' words.
    bytes32 private constant G_SLOT = bytes32(uint256(3));
    bytes32 private constant HOLDERS_SLOT = bytes32(uint256(4));

    Share private share;

    function setUp() public {
        agree();
        share = openShare();
    }

    // ---- transfers ----

    function check_INCOME_2_aTransferKeepsWhatTheSenderIsOwed(address from, address to, uint256 v) external {
        uint256 word = wordOf(from);
        uint256 g = wordOfAll();
        vm.assume(from != to && v <= word.shares());
        uint256 moved = word.minus(v, g);
        learnThatNothingMoves(word, moved, word.shares() - v, g);
        uint256 owed = share.owed(from);
        vm.prank(from);
        share.transfer(to, v);
        assert(wordOf(from) == moved);
        assert(share.balanceOf(from) == word.shares() - v);
        assert(share.owed(from) == owed);
    }

    function check_INCOME_2_aTransferKeepsWhatTheReceiverIsOwed(address from, address to, uint256 v) external {
        uint256 word = wordOf(to);
        uint256 g = wordOfAll();
        vm.assume(from != to && v <= type(uint64).max - word.shares()); // The supply is below 2^64.
        uint256 moved = word.plus(v, g);
        learnThatNothingMoves(word, moved, word.shares() + v, g);
        uint256 owed = share.owed(to);
        vm.prank(from);
        share.transfer(to, v);
        assert(wordOf(to) == moved);
        assert(share.balanceOf(to) == word.shares() + v);
        assert(share.owed(to) == owed);
    }

    function check_INCOME_2_aTransferToOneselfChangesNoWord(address holder, uint256 v) external {
        uint256 word = wordOf(holder);
        vm.prank(holder);
        share.transfer(holder, v);
        assert(wordOf(holder) == word);
    }

    function check_INCOME_2_aTransferLeavesThirdPartiesAlone(address from, address to, uint256 v, address other)
        external
    {
        vm.assume(other != from && other != to);
        uint256 owed = share.owed(other);
        uint256 balance = share.balanceOf(other);
        vm.prank(from);
        share.transfer(to, v);
        assert(share.owed(other) == owed);
        assert(share.balanceOf(other) == balance);
    }

    function check_CAPITAL_2_aTransferKeepsSupplyAndIndex(address from, address to, uint256 v) external {
        uint256 supply = share.totalSupply();
        uint256 index = share.index();
        vm.prank(from);
        share.transfer(to, v);
        assert(share.totalSupply() == supply);
        assert(share.index() == index);
    }

    function check_POWER_1_nobodyTransfersMoreThanItHas(address from, address to, uint256 v) external {
        uint256 balance = share.balanceOf(from);
        vm.prank(from);
        (bool success,) = address(share).call(abi.encodeCall(share.transfer, (to, v)));
        assert(!success || v <= balance);
    }

    /// Of nothing too; to the zero address and the Share itself nothing goes.
    function check_POWER_1_everyTransferOfWhatOneHasSucceeds(address from, address to, uint256 v) external {
        vm.assume(v <= share.balanceOf(from) && to != address(0) && to != address(share));
        vm.prank(from);
        (bool success,) = address(share).call(abi.encodeCall(share.transfer, (to, v)));
        assert(success);
    }

    function check_POWER_1_noSharesGoWhereTheyWouldBeLost(address from, uint256 v) external {
        vm.prank(from);
        (bool toNobody,) = address(share).call(abi.encodeCall(share.transfer, (address(0), v)));
        assert(!toNobody);
        vm.prank(from);
        (bool toItself,) = address(share).call(abi.encodeCall(share.transfer, (address(share), v)));
        assert(!toItself);
    }

    // ---- allowances ----

    function check_POWER_1_anAllowanceIsUsedUp(address spender, address from, address to, uint256 v) external {
        uint256 allowed = share.allowance(from, spender);
        vm.prank(spender);
        share.transferFrom(from, to, v);
        assert(v <= allowed);
        uint256 left = share.allowance(from, spender);
        assert(allowed == type(uint256).max ? left == allowed : left == allowed - v);
    }

    function check_POWER_1_anAllowanceIsOfTheOwnerAlone(address caller, address spender, uint256 v, address owner)
        external
    {
        vm.assume(owner != caller);
        uint256 allowed = share.allowance(owner, spender);
        vm.prank(caller);
        share.approve(spender, v);
        assert(share.allowance(owner, spender) == allowed);
        assert(share.allowance(caller, spender) == v);
    }

    /// If neither the key nor, for want of code, the account itself has signed, nothing is permitted.
    function check_POWER_1_noPermitWithoutTheOwnersKey(
        address owner,
        address spender,
        uint256 v,
        uint256 deadline,
        uint8 parity,
        bytes32 r,
        bytes32 s
    ) external {
        vm.assume(owner.code.length == 0);
        bytes32 typeHash =
            keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 structHash = keccak256(abi.encode(typeHash, owner, spender, v, share.nonces(owner), deadline));
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", share.DOMAIN_SEPARATOR(), structHash));
        vm.assume(ecrecover(digest, parity, r, s) != owner);
        (bool success,) = permit(owner, spender, v, deadline, parity, r, s);
        assert(!success);
    }

    function check_POWER_1_aPermitServesOnce(
        address owner,
        address spender,
        uint256 v,
        uint256 deadline,
        uint8 parity,
        bytes32 r,
        bytes32 s
    ) external {
        uint256 nonce = share.nonces(owner);
        (bool success,) = permit(owner, spender, v, deadline, parity, r, s);
        vm.assume(success);
        assert(share.nonces(owner) == nonce + 1);
        assert(share.allowance(owner, spender) == v);
        assert(block.timestamp <= deadline);
    }

    function permit(address owner, address spender, uint256 v, uint256 deadline, uint8 parity, bytes32 r, bytes32 s)
        private
        returns (bool, bytes memory)
    {
        bytes4 selector = bytes4(keccak256("permit(address,address,uint256,uint256,uint8,bytes32,bytes32)"));
        return address(share).call(abi.encodeWithSelector(selector, owner, spender, v, deadline, parity, r, s));
    }

    // ---- claims ----

    function check_INCOME_1_aClaimPaysExactlyWhatIsOwed(address holder) external {
        vm.assume(holder != address(share));
        uint256 owed = share.owed(holder);
        uint256 before = cash.balanceOf(holder);
        uint256 purse = cash.balanceOf(address(share));
        vm.prank(holder);
        uint256 paid = share.claim();
        assert(paid == owed);
        unchecked {
            assert(cash.balanceOf(holder) == before + owed);
        }
        assert(cash.balanceOf(address(share)) == purse - owed);
    }

    function check_INCOME_1_aSecondClaimOnTheShareFindsNothing(address holder) external {
        vm.prank(holder);
        share.claim();
        assert(share.owed(holder) == 0);
        vm.prank(holder);
        assert(share.claim() == 0);
    }

    function check_INCOME_2_aClaimMovesNoShares(address holder, address other) external {
        uint256 balance = share.balanceOf(other);
        uint256 supply = share.totalSupply();
        vm.prank(holder);
        share.claim();
        assert(share.balanceOf(other) == balance);
        assert(share.totalSupply() == supply);
    }

    function check_POWER_1_aClaimLowersNobodyElsesOwed(address holder, address to, address other) external {
        vm.assume(other != holder);
        uint256 owed = share.owed(other);
        vm.prank(holder);
        share.claimTo(to);
        assert(share.owed(other) == owed);
    }

    function check_INCOME_1_claimToPaysThereAndNowhereElse(address holder, address to, address other) external {
        vm.assume(other != to && other != address(share));
        uint256 owed = share.owed(holder);
        uint256 before = cash.balanceOf(to);
        uint256 others = cash.balanceOf(other);
        vm.prank(holder);
        share.claimTo(to);
        unchecked {
            assert(cash.balanceOf(to) == before + owed);
        }
        assert(cash.balanceOf(other) == others);
        assert(to != address(share) && to != address(0));
    }

    function check_POWER_1_claimForPaysThePayeeIfThereIsOne(address caller, address holder) external {
        address payee = share.payeeOf(holder);
        vm.assume(payee != address(0) && payee != address(share));
        uint256 owed = share.owed(holder);
        uint256 before = cash.balanceOf(payee);
        vm.prank(caller);
        share.claimFor(holder);
        unchecked {
            assert(cash.balanceOf(payee) == before + owed);
        }
    }

    function check_POWER_1_claimForPushesNothingIntoAContract(address caller) external {
        address holder = address(cash);
        vm.assume(share.payeeOf(holder) == address(0));
        vm.prank(caller);
        (bool success,) = address(share).call(abi.encodeCall(share.claimFor, (holder)));
        assert(!success);
    }

    /// An account whose code is any 23 bytes is paid out exactly if they say that it is delegated (EIP-7702).
    function check_POWER_1_claimForKnowsADelegatedAccountByItsCode(address caller, bytes23 code) external {
        address holder = address(0x7702);
        vm.etch(holder, abi.encodePacked(code));
        vm.assume(share.payeeOf(holder) == address(0) && share.owed(holder) == 0);
        vm.prank(caller);
        (bool success,) = address(share).call(abi.encodeCall(share.claimFor, (holder)));
        assert(success == (bytes3(code) == 0xef0100));
    }

    function check_POWER_1_nobodyElseNamesAPayee(address caller, address payee, address holder) external {
        vm.assume(holder != caller);
        address before = share.payeeOf(holder);
        vm.prank(caller);
        share.setPayee(payee);
        assert(share.payeeOf(holder) == before);
        assert(share.payeeOf(caller) == payee && payee != address(share));
    }

    // ---- the other two purses ----

    function check_POWER_1_onlyTheTillCredits(address caller, uint256 amount) external {
        vm.prank(caller);
        (bool success,) = address(share).call(abi.encodeCall(share.credit, (amount)));
        assert(!success || caller == tillAddress);
    }

    function check_CAPITAL_2_onlyTheOfferingMints(address caller, address to, uint256 v) external {
        vm.prank(caller);
        (bool success,) = address(share).call(abi.encodeCall(share.mint, (to, v)));
        assert(!success || caller == offeringAddress);
    }

    function check_CAPITAL_2_onlyTheOfferingBurns(address caller, address holder, uint256 v) external {
        vm.prank(caller);
        (bool success,) = address(share).call(abi.encodeCall(share.burn, (holder, v)));
        assert(!success || caller == offeringAddress);
    }

    function check_POWER_1_onlyTheOfferingEndsTheSale(address caller) external {
        vm.prank(caller);
        (bool began,) = address(share).call(abi.encodeCall(share.beginDripping, ()));
        assert(!began || caller == offeringAddress);
        vm.prank(caller);
        (bool released,) = address(share).call(abi.encodeCall(share.releaseReserve, ()));
        assert(!released || caller == offeringAddress);
    }

    function check_INCOME_2_aMintBringsNoIncome(address to, uint256 v) external {
        uint256 word = wordOf(to);
        uint256 g = wordOfAll();
        uint256 supply = g.shares();
        vm.assume(v <= type(uint64).max - supply && word.shares() <= supply);
        uint256 moved = word.plus(v, g);
        learnThatNothingMoves(word, moved, word.shares() + v, g);
        assert((g + v).slope() == g.slope());
        uint256 owed = share.owed(to);
        vm.prank(offeringAddress);
        share.mint(to, v);
        assert(wordOf(to) == moved);
        assert(share.totalSupply() == supply + v);
        assert(share.balanceOf(to) == word.shares() + v);
        assert(share.owed(to) == owed);
    }

    function check_INCOME_2_aBurnTakesNoIncome(address holder, uint256 v) external {
        uint256 word = wordOf(holder);
        uint256 g = wordOfAll();
        uint256 supply = g.shares();
        vm.assume(word.shares() <= supply && v <= word.shares());
        uint256 moved = word.minus(v, g);
        learnThatNothingMoves(word, moved, word.shares() - v, g);
        assert((g - v).slope() == g.slope());
        uint256 owed = share.owed(holder);
        vm.prank(offeringAddress);
        share.burn(holder, v);
        assert(wordOf(holder) == moved);
        assert(share.totalSupply() == supply - v);
        assert(share.balanceOf(holder) == word.shares() - v);
        assert(share.owed(holder) == owed);
    }

    function check_CAPITAL_2_nobodyBurnsMoreThanAHolderHas(address holder, uint256 v) external {
        uint256 balance = share.balanceOf(holder);
        vm.prank(offeringAddress);
        (bool success,) = address(share).call(abi.encodeCall(share.burn, (holder, v)));
        assert(!success || v <= balance);
    }

    function check_INCOME_2_mintAndBurnLeaveThirdPartiesAlone(address holder, uint256 v, address other) external {
        vm.assume(other != holder);
        uint256 word = wordOf(other);
        vm.prank(offeringAddress);
        share.mint(holder, v);
        assert(wordOf(other) == word);
        vm.prank(offeringAddress);
        share.burn(holder, v);
        assert(wordOf(other) == word);
    }

    function check_CAPITAL_1_mintAndBurnMoveNeitherIndexNorReserve(address holder, uint256 v) external {
        uint256 supply = share.totalSupply();
        vm.assume(v <= type(uint64).max - supply && v <= supply);
        uint256 index = share.index();
        uint256 reserve = share.reserveQ32();
        vm.prank(offeringAddress);
        share.mint(holder, v);
        assert(share.index() == index && share.reserveQ32() == reserve);
        vm.prank(offeringAddress);
        share.burn(holder, v);
        assert(share.index() == index && share.reserveQ32() == reserve);
        assert(share.totalSupply() == supply);
    }

    // ---- the reserve ----

    function check_INCOME_5_nothingDripsWhileSharesAreSold(address caller, address holder) external {
        vm.assume(share.phase() == IShare.Phase.Selling);
        uint256 index = share.index();
        uint256 reserve = share.reserveQ32();
        uint256 owed = share.owed(holder);
        vm.prank(caller);
        assert(share.drip() == 0);
        assert(share.index() == index && share.reserveQ32() == reserve && share.owed(holder) == owed);
    }

    function check_INCOME_1_nothingDripsToNobody(address caller) external {
        share.phase(); // One that exists: any other reverts here.
        vm.assume(share.totalSupply() == 0);
        uint256 reserve = share.reserveQ32();
        vm.prank(caller);
        (bool success, bytes memory released) = address(share).call(abi.encodeCall(share.drip, ()));
        assert(success && abi.decode(released, (uint256)) == 0);
        assert(share.reserveQ32() == reserve);
    }

    // ---- demand ----

    function check_CAPITAL_7_aVentureStallsOnlyAfterItsWholePeriod(uint64 time) external {
        vm.warp(time);
        bool stalled = share.stalled();
        bool over = time > share.windowStart() + share.STALL_PERIOD();
        assert(stalled == (share.phase() == IShare.Phase.Dripping && over));
    }

    // ---- words ----

    function wordOf(address holder) private view returns (uint256) {
        return uint256(vm.load(address(share), keccak256(abi.encode(holder, HOLDERS_SLOT))));
    }

    /// The algebra of one holder's side, known before anything is written: `moved` has `expected` shares and is owed what `word` is.
    function learnThatNothingMoves(uint256 word, uint256 moved, uint256 expected, uint256 g) private pure {
        assert(moved.shares() == expected);
        assert(earnedQ192(moved, expected, g.slope()) == earnedQ192(word, word.shares(), g.slope()));
        assert(moved.owedDown(g) == word.owedDown(g));
    }

    function wordOfAll() private view returns (uint256) {
        return uint256(vm.load(address(share), G_SLOT));
    }
}
