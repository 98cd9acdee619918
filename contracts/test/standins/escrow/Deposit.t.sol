// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchSettlement} from "../../../src/standins/BatchSettlement.sol";
import {Erc3009DepositCollector} from "../../../src/standins/Erc3009DepositCollector.sol";
import {IDepositCollector} from "../../../src/standins/IDepositCollector.sol";
import {SigningWallet} from "../SigningWallet.sol";
import {Channel} from "./Channel.t.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";

/// Brings one unit less than it should.
contract ShortCollector is IDepositCollector {
    function collect(address payer, address token, uint256 amount, bytes32, bytes calldata) external {
        (bool sent,) =
            token.call(abi.encodeWithSignature("transferFrom(address,address,uint256)", payer, msg.sender, amount - 1));
        require(sent, "the test approves");
    }
}

/// Tries to have the escrow pay out while a deposit is under way.
contract ReentrantCollector is IDepositCollector {
    function collect(address, address token, uint256, bytes32, bytes calldata collectorData) external {
        BatchSettlement(msg.sender).settle(abi.decode(collectorData, (address)), token);
    }
}

contract DepositTest is Channel {
    function testFuzz_aDepositFillsTheChannel(uint128 amount) public {
        amount = uint128(bound(amount, 1, AMOUNT_MAX));
        BatchSettlement.ChannelConfig memory config = terms();
        mint(payer.addr, amount);
        bytes memory data = depositData(config, amount);

        vm.expectEmit(address(escrow));
        emit BatchSettlement.ChannelCreated(channelId(), config);
        vm.expectEmit(address(escrow));
        emit BatchSettlement.Deposited(channelId(), stranger, amount, amount);
        vm.prank(stranger);
        escrow.deposit(config, amount, address(collector), data);

        assertChannel(channelId(), amount, 0);
        assertEq(usdc.balanceOf(address(escrow)), amount);
        assertEq(usdc.balanceOf(address(collector)), 0);
    }

    function testFuzz_aSecondDepositTopsTheChannelUp(uint128 first, uint128 second) public {
        first = uint128(bound(first, 1, AMOUNT_MAX));
        second = uint128(bound(second, 1, AMOUNT_MAX));
        deposit(terms(), first);
        mint(payer.addr, second);
        bytes memory data = depositData(terms(), second);
        vm.expectEmit(address(escrow));
        emit BatchSettlement.Deposited(channelId(), address(this), second, first + second);
        vm.recordLogs();
        escrow.deposit(terms(), second, address(collector), data);

        assertChannel(channelId(), uint256(first) + second, 0);
        // AuthorizationUsed, two transfers, Deposited; no second ChannelCreated.
        assertEq(vm.getRecordedLogs().length, 4);
    }

    function testFuzz_aContractAccountDeposits(uint128 amount) public {
        amount = uint128(bound(amount, 1, AMOUNT_MAX));
        BatchSettlement.ChannelConfig memory config = terms();
        config.payer = address(new SigningWallet(payer.addr));
        deposit(config, amount);
        assertChannel(escrow.getChannelId(config), amount, 0);
    }

    function testFuzz_aSignatureIsForOneChannelAndOneAmount(uint128 amount, bytes32 salt) public {
        amount = uint128(bound(amount, 1, AMOUNT_MAX));
        salt = bytes32(bound(uint256(salt), 1, type(uint256).max));
        mint(payer.addr, type(uint128).max);
        bytes memory data = depositData(terms(), amount);

        BatchSettlement.ChannelConfig memory other = terms();
        other.salt = salt;
        vm.expectRevert(ERC3009.ERC3009InvalidSignature.selector);
        escrow.deposit(other, amount, address(collector), data);
        vm.expectRevert(ERC3009.ERC3009InvalidSignature.selector);
        escrow.deposit(terms(), amount + 1, address(collector), data);
    }

    function testFuzz_onlyTheEscrowCollects(address caller) public {
        vm.assume(caller != address(escrow));
        mint(payer.addr, 5);
        bytes memory data = depositData(terms(), 5);
        bytes32 id = channelId();
        vm.expectRevert(Erc3009DepositCollector.OnlyX402BatchSettlement.selector);
        vm.prank(caller);
        collector.collect(payer.addr, address(usdc), 5, id, data);
    }

    function test_aCollectorNeedsAnEscrow() public {
        vm.expectRevert(Erc3009DepositCollector.InvalidX402BatchSettlementAddress.selector);
        new Erc3009DepositCollector(address(0));
        assertEq(collector.x402BatchSettlement(), address(escrow));
    }

    function testFuzz_theWithdrawDelayHasLimits(uint40 delay) public {
        BatchSettlement.ChannelConfig memory config = terms();
        config.withdrawDelay = delay;
        mint(payer.addr, 1);
        bytes memory data = depositData(config, 1);
        if (delay < 15 minutes || delay > 30 days) {
            vm.expectRevert(BatchSettlement.WithdrawDelayOutOfRange.selector);
        }
        escrow.deposit(config, 1, address(collector), data);
    }

    function test_theWithdrawDelayMayBeExactlyItsLimits() public {
        BatchSettlement.ChannelConfig memory config = terms();
        config.withdrawDelay = 15 minutes;
        deposit(config, 1);
        config.withdrawDelay = 30 days;
        deposit(config, 1);

        config.withdrawDelay = 15 minutes - 1;
        vm.expectRevert(BatchSettlement.WithdrawDelayOutOfRange.selector);
        escrow.deposit(config, 1, address(collector), "");
        config.withdrawDelay = 30 days + 1;
        vm.expectRevert(BatchSettlement.WithdrawDelayOutOfRange.selector);
        escrow.deposit(config, 1, address(collector), "");
    }

    function test_aChannelNamesItsParties() public {
        for (uint256 missing = 0; missing < 4; ++missing) {
            BatchSettlement.ChannelConfig memory config = terms();
            if (missing == 0) config.payer = address(0);
            if (missing == 1) config.receiver = address(0);
            if (missing == 2) config.receiverAuthorizer = address(0);
            if (missing == 3) config.token = address(0);
            vm.expectRevert(BatchSettlement.InvalidChannel.selector);
            escrow.deposit(config, 1, address(collector), "");
        }
    }

    function test_nothingIsNoDeposit() public {
        vm.expectRevert(BatchSettlement.ZeroDeposit.selector);
        escrow.deposit(terms(), 0, address(collector), "");
        vm.expectRevert(BatchSettlement.InvalidCollector.selector);
        escrow.deposit(terms(), 1, address(0), "");
    }

    function testFuzz_aChannelDoesNotOverflow(uint128 held) public {
        held = uint128(bound(held, 1, type(uint128).max));
        deposit(terms(), held);
        vm.expectRevert(BatchSettlement.DepositOverflow.selector);
        escrow.deposit(terms(), type(uint128).max - held + 1, address(collector), "");
    }

    function testFuzz_aShortDepositIsRefused(uint128 amount) public {
        amount = uint128(bound(amount, 1, AMOUNT_MAX));
        ShortCollector short = new ShortCollector();
        mint(payer.addr, amount);
        vm.prank(payer.addr);
        usdc.approve(address(short), amount);
        vm.expectRevert(BatchSettlement.DepositCollectionFailed.selector);
        escrow.deposit(terms(), amount, address(short), "");
    }

    function test_nothingIsPaidOutDuringADeposit() public {
        deposit(terms(), 10);
        claim(10);
        ReentrantCollector reentrant = new ReentrantCollector();
        vm.expectRevert(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        escrow.deposit(terms(), 1, address(reentrant), abi.encode(receiver));
    }
}
