// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Multicall3} from "../../src/standins/Multicall3.sol";
import {Genesis} from "./Genesis.t.sol";

/// Answers with what it was asked, keeps what it was paid, and fails when asked to.
contract Echo {
    error Failed(uint256 number);

    function echo(uint256 number) external payable returns (uint256) {
        return number;
    }

    function fail(uint256 number) external payable {
        revert Failed(number);
    }
}

contract Multicall3Test is Genesis {
    Echo internal echo;

    function setUp() public override {
        super.setUp();
        echo = new Echo();
        vm.roll(1000);
    }

    // ---- aggregate ----

    function testFuzz_aggregateAnswersInOrder(uint256 a, uint256 b) public {
        Multicall3.Call[] memory calls = new Multicall3.Call[](2);
        calls[0] = echoCall(a);
        calls[1] = echoCall(b);
        (uint256 blockNumber, bytes[] memory answers) = multicall3.aggregate(calls);

        assertEq(blockNumber, 1000);
        assertEq(answers[0], abi.encode(a));
        assertEq(answers[1], abi.encode(b));
    }

    function testFuzz_aggregateFailsAsAWhole(uint256 a, uint256 b) public {
        Multicall3.Call[] memory calls = new Multicall3.Call[](2);
        calls[0] = echoCall(a);
        calls[1] = failCall(b);
        vm.expectRevert("Multicall3: call failed");
        multicall3.aggregate(calls);
        vm.expectRevert("Multicall3: call failed");
        multicall3.blockAndAggregate(calls);
    }

    // ---- tryAggregate ----

    function testFuzz_tryAggregateReportsEachCall(uint256 a, uint256 b) public {
        Multicall3.Call[] memory calls = new Multicall3.Call[](2);
        calls[0] = failCall(a);
        calls[1] = echoCall(b);
        Multicall3.Result[] memory results = multicall3.tryAggregate(false, calls);

        assertFalse(results[0].success);
        assertEq(results[0].returnData, abi.encodeWithSelector(Echo.Failed.selector, a));
        assertTrue(results[1].success);
        assertEq(results[1].returnData, abi.encode(b));

        vm.expectRevert("Multicall3: call failed");
        multicall3.tryAggregate(true, calls);
    }

    function testFuzz_tryBlockAndAggregateAddsTheBlock(uint256 a) public {
        Multicall3.Call[] memory calls = new Multicall3.Call[](1);
        calls[0] = failCall(a);
        (uint256 blockNumber, bytes32 blockHash, Multicall3.Result[] memory results) =
            multicall3.tryBlockAndAggregate(false, calls);
        assertEq(blockNumber, 1000);
        assertEq(blockHash, bytes32(0));
        assertFalse(results[0].success);

        calls[0] = echoCall(a);
        (blockNumber, blockHash, results) = multicall3.blockAndAggregate(calls);
        assertEq(blockNumber, 1000);
        assertEq(blockHash, bytes32(0));
        assertEq(results[0].returnData, abi.encode(a));
    }

    function test_anEmptyListIsFine() public {
        Multicall3.Call[] memory calls = new Multicall3.Call[](0);
        assertEq(multicall3.tryAggregate(true, calls).length, 0);
    }

    // ---- aggregate3 ----

    function testFuzz_aggregate3LetsEachCallDecide(uint256 a, uint256 b) public {
        Multicall3.Call3[] memory calls = new Multicall3.Call3[](2);
        calls[0] = Multicall3.Call3(address(echo), true, abi.encodeCall(Echo.fail, (a)));
        calls[1] = Multicall3.Call3(address(echo), false, abi.encodeCall(Echo.echo, (b)));
        Multicall3.Result[] memory results = multicall3.aggregate3(calls);
        assertFalse(results[0].success);
        assertEq(results[1].returnData, abi.encode(b));

        calls[0].allowFailure = false;
        vm.expectRevert("Multicall3: call failed");
        multicall3.aggregate3(calls);
    }

    function testFuzz_aggregate3ValuePassesExactlyWhatWasSent(uint96 a, uint96 b, uint96 extra) public {
        Multicall3.Call3Value[] memory calls = new Multicall3.Call3Value[](2);
        calls[0] = Multicall3.Call3Value(address(echo), false, a, abi.encodeCall(Echo.echo, (1)));
        calls[1] = Multicall3.Call3Value(address(echo), false, b, abi.encodeCall(Echo.echo, (2)));
        uint256 sum = uint256(a) + b;
        vm.deal(address(this), sum + extra);

        if (extra > 0) vm.expectRevert("Multicall3: value mismatch");
        multicall3.aggregate3Value{value: sum + extra}(calls);
        assertEq(address(echo).balance, extra > 0 ? 0 : sum);
        assertEq(address(multicall3).balance, 0);
    }

    function testFuzz_aggregate3ValueDemandsWhatMayNotFail(uint96 paid) public {
        Multicall3.Call3Value[] memory calls = new Multicall3.Call3Value[](1);
        calls[0] = Multicall3.Call3Value(address(echo), false, paid, abi.encodeCall(Echo.fail, (1)));
        vm.deal(address(this), paid);
        vm.expectRevert("Multicall3: call failed");
        multicall3.aggregate3Value{value: paid}(calls);
    }

    // ---- facts ----

    function testFuzz_factsAboutTheBlock(uint64 time, uint64 baseFee, address coinbase, uint256 random) public {
        vm.warp(time);
        vm.fee(baseFee);
        vm.coinbase(coinbase);
        vm.prevrandao(random);

        assertEq(multicall3.getBlockNumber(), 1000);
        assertEq(multicall3.getCurrentBlockTimestamp(), time);
        assertEq(multicall3.getCurrentBlockGasLimit(), block.gaslimit);
        assertEq(multicall3.getBasefee(), baseFee);
        assertEq(multicall3.getCurrentBlockCoinbase(), coinbase);
        assertEq(multicall3.getCurrentBlockDifficulty(), random);
        assertEq(multicall3.getChainId(), CHAIN_ID);
        assertEq(multicall3.getBlockHash(998), blockhash(998));
        assertEq(multicall3.getLastBlockHash(), blockhash(999));
    }

    function testFuzz_etherBalances(address account, uint96 amount) public {
        vm.deal(account, amount);
        assertEq(multicall3.getEthBalance(account), amount);
    }

    function echoCall(uint256 number) internal view returns (Multicall3.Call memory) {
        return Multicall3.Call(address(echo), abi.encodeCall(Echo.echo, (number)));
    }

    function failCall(uint256 number) internal view returns (Multicall3.Call memory) {
        return Multicall3.Call(address(echo), abi.encodeCall(Echo.fail, (number)));
    }
}
