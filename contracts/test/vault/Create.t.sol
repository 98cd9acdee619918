// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vault} from "../../src/Vault.sol";
import {Terms} from "../../src/interfaces/IFactory.sol";
import {IOffering} from "../../src/interfaces/IOffering.sol";
import {IShare} from "../../src/interfaces/IShare.sol";
import {ITill} from "../../src/interfaces/ITill.sol";
import {IVault} from "../../src/interfaces/IVault.sol";
import {Cash} from "../currencies/Cash.sol";
import {VaultStage} from "./VaultStage.t.sol";

contract CreateVaultTest is VaultStage {
    function test_anyoneCreatesAVaultOverAShare() public {
        vm.prank(stranger);
        Vault created = new Vault(share);
        assertEq(created.asset(), address(share));
        assertEq(address(created.SHARE()), address(share));
        assertEq(address(created.CASH()), address(cash));
        assertEq(created.CASH_UNIT(), 1);
        assertEq(created.PRICE(), PRICE);
        assertEq(created.PAR_AGE(), 4 * DAY);
        assertEq(created.UNLOCK_TAU(), 4 * DAY);
        assertEq(created.name(), "Vault of Stage Share");
        assertEq(created.symbol(), "vSTG");
        assertEq(created.decimals(), 12, "six more than the Share");
        assertEq(created.totalAssets() + created.totalSupply() + created.held() + created.locked(), 0);
        assertEq(created.ask(), 0);
        (, string memory domain,,,,,) = created.eip712Domain();
        assertEq(domain, created.name(), "what a permit is signed for is what a wallet shows");
    }

    function test_theNameIsCutBetweenTwoCharacters() public {
        assertEq(nameOver("1234567890123456789012"), "Vault of 1234567890123456789012", "31 bytes are the most");
        assertEq(nameOver("12345678901234567890123"), "Vault of 1234567890123456789012");
        assertEq(nameOver(unicode"12345678901234567890éé"), unicode"Vault of 12345678901234567890é", "31 again");
        assertEq(nameOver(unicode"123456789012345678901é"), "Vault of 123456789012345678901", "not half of it");
        assertEq(nameOver(unicode"1234567890123456789🜂abc"), "Vault of 1234567890123456789", "nor three quarters");
    }

    /// Even a name that is no text leaves the four of five words that are ours.
    function testFuzz_everyNameFits(bytes31 letters, uint256 length) public {
        bytes memory name = abi.encodePacked(letters);
        length = bound(length, 1, 31);
        assembly ("memory-safe") {
            mstore(name, length)
        }
        bytes memory cut = bytes(nameOver(string(name)));
        assertLe(cut.length, 31);
        bytes memory whole = bytes.concat("Vault of ", name);
        for (uint256 i = 0; i < cut.length; ++i) {
            assertEq(cut[i], whole[i]);
        }
        if (cut.length < whole.length) assertTrue(whole[cut.length] & 0xc0 != 0x80, "cut before a character");
    }

    function nameOver(string memory name) private returns (string memory) {
        Terms memory terms = standardTerms();
        terms.name = name;
        terms.deadline = uint64(block.timestamp + 1);
        open(terms);
        return new Vault(share).name();
    }

    function testFuzz_anyCurrencyAndAnyShareWillDo(uint8 cashDecimals, uint8 decimals, uint64 price) public {
        Terms memory terms = standardTerms();
        terms.currency = address(new Cash(cashDecimals % 37));
        terms.decimals = decimals % 19;
        terms.price = uint64(bound(price, 1, type(uint64).max / HARD_CAP));
        terms.deadline = uint64(block.timestamp + 1);
        open(terms);
        buy(alice, HARD_CAP);
        offering.close();
        vault = new Vault(share);
        assertEq(vault.decimals(), share.decimals() + 6);

        deposit(alice, HARD_CAP / 2);
        offerLot(terms.price);
        skip(vault.PAR_AGE());
        assertEq(vault.ask(), 1, "at par a unit costs what it cost in the Offering");
        assertEq(buyLot(alice), 1);
        assertEq(cashOf(alice), uint256(terms.price) * vault.CASH_UNIT());
        assertVaultBooks();
    }

    // ---- what is no Share ----

    function test_aPurseThatContradictsTheShareIsRefused() public {
        address other = address(0xbeef);
        refused(address(till), abi.encodeCall(ITill.SHARE, ()), other);
        refused(address(till), abi.encodeCall(ITill.CASH, ()), other);
        refused(address(offering), abi.encodeCall(IOffering.SHARE, ()), other);
        refused(address(offering), abi.encodeCall(IOffering.TILL, ()), other);
        refused(address(offering), abi.encodeCall(IOffering.CASH, ()), other);
        new Vault(share);
    }

    /// The purse answers `question` with `answer`.
    function refused(address purse, bytes memory question, address answer) private {
        vm.mockCall(purse, question, abi.encode(answer));
        vm.expectRevert(abi.encodeWithSelector(IVault.NotAShare.selector, address(share)));
        this.create(share);
        vm.clearMockedCalls();
    }

    /// A call of its own: where forge links tests to what they create, an expected refusal of a bare `new` is taken for granted.
    function create(IShare over) external returns (Vault) {
        return new Vault(over);
    }

    function test_whatDoesNotAnswerIsRefused() public {
        address[5] memory others = [stranger, address(cash), address(till), address(offering), address(vault)];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.expectRevert();
            this.create(IShare(others[i]));
        }
    }
}
