// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {Vault} from "../../src/Vault.sol";
import {Terms} from "../../src/interfaces/IFactory.sol";
import {IVault} from "../../src/interfaces/IVault.sol";
import {VaultStage} from "./VaultStage.t.sol";

/// What the standard says of every Vault, and what users of one assume. VAULT-3, VAULT-4.
contract Erc4626Test is VaultStage {
    /// A Vault in any state: alice has deposited, gains have come in twice and unlocked to any degree.
    function arrange(uint256 seed) private {
        uint256 alices = bound(uint256(keccak256(abi.encode(seed, "alice"))), 0, 2_000_000);
        if (seed % 8 > 0) deposit(alice, alices);
        for (uint256 i = 0; i < 2; ++i) {
            uint256 gift = bound(uint256(keccak256(abi.encode(seed, "gift", i))), 0, 1_000_000);
            move(carol, address(vault), seed % 16 == 1 ? gift % 10 : gift);
            vault.gather();
            skip(bound(uint256(keccak256(abi.encode(seed, "skip", i))), 0, 30 days));
        }
        vm.startPrank(alice);
        share.approve(address(vault), type(uint256).max);
        vm.startPrank(bob);
        share.approve(address(vault), type(uint256).max);
    }

    // ---- round trips never profit ----

    function testFuzz_depositAndRedeem(uint256 seed, uint256 assets) public {
        arrange(seed);
        uint256 shares = tryDeposit(assets = bound(assets, 0, 3_000_000));
        assertLe(vault.redeem(shares, bob, bob), assets);
    }

    function testFuzz_depositAndWithdraw(uint256 seed, uint256 assets) public {
        arrange(seed);
        uint256 shares = tryDeposit(assets = bound(assets, 0, 3_000_000));
        assets = bound(assets, 0, vault.maxWithdraw(bob));
        assertLe(vault.withdraw(assets, bob, bob), shares);
        assertGe(vault.previewWithdraw(assets), vault.convertToShares(assets));
    }

    function testFuzz_mintAndRedeem(uint256 seed, uint256 shares) public {
        arrange(seed);
        shares = bound(shares, 0, vault.convertToShares(2_999_999));
        uint256 assets = vault.mint(shares, bob);
        assertLe(vault.redeem(shares, bob, bob), assets);
    }

    function testFuzz_mintAndWithdraw(uint256 seed, uint256 shares) public {
        arrange(seed);
        shares = bound(shares, 0, vault.convertToShares(2_999_999));
        uint256 assets = vault.mint(shares, bob);
        uint256 most = vault.maxWithdraw(bob);
        assertLe(most, assets, "it cannot take out what it paid");
        assertLe(vault.withdraw(most, bob, bob), shares);
    }

    function testFuzz_redeemAndDeposit(uint256 seed, uint256 shares) public {
        arrange(seed);
        vm.startPrank(alice);
        shares = bound(shares, 0, vault.balanceOf(alice));
        uint256 assets = vault.redeem(shares, alice, alice);
        if (vault.totalSupply() == 0) return; // The price of the beginning: see Lock.t.sol.
        if (vault.previewDeposit(assets) == 0) return;
        assertLe(vault.deposit(assets, alice), shares);
    }

    function testFuzz_redeemAndMint(uint256 seed, uint256 shares) public {
        arrange(seed);
        vm.startPrank(alice);
        shares = bound(shares, 0, vault.balanceOf(alice));
        uint256 assets = vault.redeem(shares, alice, alice);
        if (vault.totalSupply() == 0) return;
        assertGe(vault.previewMint(shares), assets);
    }

    function testFuzz_withdrawAndDeposit(uint256 seed, uint256 assets) public {
        arrange(seed);
        vm.startPrank(alice);
        assets = bound(assets, 0, vault.maxWithdraw(alice));
        uint256 shares = vault.withdraw(assets, alice, alice);
        if (vault.totalSupply() == 0) return;
        if (vault.previewDeposit(assets) == 0) return;
        assertLe(vault.deposit(assets, alice), shares);
    }

    /// T09: neither in one piece nor in many.
    function testFuzz_splittingNeverProfits(uint256 seed, uint256 assets, uint256 pieces) public {
        arrange(seed);
        assets = bound(assets, 0, 3_000_000);
        pieces = bound(pieces, 2, 16);
        uint256 whole = vault.previewDeposit(assets);
        uint256 inPieces;
        for (uint256 i = 0; i < pieces; ++i) {
            inPieces += tryDeposit(assets / pieces);
        }
        inPieces += tryDeposit(assets % pieces);
        if (seed % 8 > 0) assertLe(inPieces, whole, "the first piece raises the price for the next");
        uint256 back;
        for (uint256 i = 1; i < pieces; ++i) {
            back += vault.redeem(inPieces / pieces, bob, bob);
        }
        back += vault.redeem(vault.balanceOf(bob), bob, bob);
        assertLe(back, assets);
    }

    /// Bob deposits, unless it would get him nothing.
    function tryDeposit(uint256 assets) private returns (uint256) {
        return assets > 0 && vault.previewDeposit(assets) == 0 ? 0 : vault.deposit(assets, bob);
    }

    // ---- previews are exact, conversions the same for everybody ----

    function testFuzz_previewsAreExact(uint256 seed, uint256 amount) public {
        arrange(seed);
        uint256 assets = bound(amount, 0, 1_400_000);
        uint256 expected = vault.previewDeposit(assets);
        assertEq(tryDeposit(assets), expected);
        uint256 shares = bound(amount, 0, vault.convertToShares(1_400_000));
        expected = vault.previewMint(shares);
        assertEq(vault.mint(shares, bob), expected);

        shares = bound(amount, 0, vault.balanceOf(bob) / 2);
        expected = vault.previewRedeem(shares);
        assertEq(vault.redeem(shares, bob, bob), expected);
        assets = bound(amount, 0, vault.maxWithdraw(bob));
        expected = vault.previewWithdraw(assets);
        assertEq(vault.withdraw(assets, bob, bob), expected);
    }

    function testFuzz_roundingIsForTheVault(uint256 seed, uint256 amount) public {
        arrange(seed);
        amount = bound(amount, 0, type(uint64).max);
        assertEq(vault.previewDeposit(amount), vault.convertToShares(amount), "down: fewer shares for the assets");
        assertGe(vault.previewWithdraw(amount), vault.convertToShares(amount), "up: more shares for the assets");
        assertLe(vault.previewWithdraw(amount), vault.convertToShares(amount) + 1);
        assertEq(vault.previewRedeem(amount), vault.convertToAssets(amount), "down: fewer assets for the shares");
        assertGe(vault.previewMint(amount), vault.convertToAssets(amount), "up: more assets for the shares");
        assertLe(vault.previewMint(amount), vault.convertToAssets(amount) + 1);
        assertLe(vault.convertToAssets(vault.convertToShares(amount)), amount);
        assertLe(vault.convertToShares(vault.convertToAssets(amount)), amount);
    }

    function testFuzz_nobodySeesAnotherPrice(uint256 seed, address one, address other, uint256 amount) public {
        arrange(seed);
        amount = bound(amount, 0, type(uint64).max);
        vm.startPrank(one);
        bytes32 seen = prices(amount);
        vm.startPrank(other);
        assertEq(prices(amount), seen);
    }

    function prices(uint256 amount) private view returns (bytes32) {
        uint256[7] memory all = [
            vault.totalAssets(),
            vault.convertToShares(amount),
            vault.convertToAssets(amount),
            vault.previewDeposit(amount),
            vault.previewMint(amount),
            vault.previewWithdraw(amount),
            vault.previewRedeem(amount)
        ];
        return keccak256(abi.encode(all));
    }

    // ---- each verb moves what it says ----

    function testFuzz_depositAndMintTakeFromTheCallerAndGiveToTheReceiver(uint256 seed, uint256 assets) public {
        arrange(seed);
        assets = bound(assets, 0, 1_000_000);
        uint256 shares = vault.previewDeposit(assets);
        if (assets > 0 && shares == 0) return;
        (uint256 held, uint256 balance) = (vault.held(), share.balanceOf(bob));
        vm.expectEmit(address(vault));
        emit IERC4626.Deposit(bob, stranger, assets, shares);
        vault.deposit(assets, stranger);
        assertEq(vault.balanceOf(stranger), shares);
        assertEq(share.balanceOf(bob), balance - assets);
        assertEq(vault.held(), held + assets);

        assets = vault.previewMint(shares);
        vm.expectEmit(address(vault));
        emit IERC4626.Deposit(bob, stranger, assets, shares);
        vault.mint(shares, stranger);
        assertEq(vault.balanceOf(stranger), 2 * shares);
        assertEq(share.balanceOf(bob), balance + held - vault.held());
        assertVaultBooks();
    }

    function testFuzz_withdrawAndRedeemTakeFromTheOwnerAndGiveToTheReceiver(uint256 seed, uint256 shares) public {
        arrange(seed);
        vm.startPrank(alice);
        (uint256 held, uint256 balance) = (vault.held(), vault.balanceOf(alice));
        shares = bound(shares, 0, balance / 2);
        uint256 assets = vault.previewRedeem(shares);
        vm.expectEmit(address(vault));
        emit IERC4626.Withdraw(alice, stranger, alice, assets, shares);
        vault.redeem(shares, stranger, alice);
        assertEq(share.balanceOf(stranger), assets);
        assertEq(vault.balanceOf(alice), balance - shares);
        assertEq(vault.held(), held - assets);

        assets = bound(assets, 0, vault.maxWithdraw(alice));
        uint256 burned = vault.previewWithdraw(assets);
        vm.expectEmit(address(vault));
        emit IERC4626.Withdraw(alice, stranger, alice, assets, burned);
        vault.withdraw(assets, stranger, alice);
        assertEq(share.balanceOf(stranger), held - vault.held());
        assertEq(vault.balanceOf(alice), balance - shares - burned);
        assertVaultBooks();
    }

    function testFuzz_othersNeedAnAllowanceAndUseIt(uint256 seed, uint256 shares) public {
        arrange(seed);
        uint256 balance = vault.balanceOf(alice);
        shares = bound(shares, 0, balance / 2);
        if (shares == 0) return;
        bytes memory none =
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, stranger, shares - 1, shares);
        vm.startPrank(alice);
        vault.approve(stranger, shares - 1);
        vm.startPrank(stranger);
        vm.expectRevert(none);
        vault.redeem(shares, stranger, alice);

        vm.startPrank(alice);
        vault.approve(stranger, balance);
        vm.startPrank(stranger);
        vault.redeem(shares, stranger, alice);
        assertEq(vault.allowance(alice, stranger), balance - shares);
        uint256 assets = vault.maxWithdraw(alice) / 2;
        uint256 burned = vault.withdraw(assets, stranger, alice);
        assertEq(vault.allowance(alice, stranger), balance - shares - burned);
        if (balance - shares - burned > 0) assertEq(vault.maxRedeem(alice), balance - shares - burned);
    }

    function test_nothingMovesNothing() public {
        assertEq(vault.deposit(0, bob) + vault.mint(0, bob), 0);
        assertEq(vault.withdraw(0, bob, bob) + vault.redeem(0, bob, bob), 0);
        deposit(alice, 7);
        assertEq(vault.deposit(0, bob) + vault.mint(0, bob), 0);
        assertEq(vault.withdraw(0, bob, alice) + vault.redeem(0, bob, alice), 0);
        assertEq(vault.totalAssets(), 7);
    }

    /// 10^6 virtual shares hold on to gains of a Vault that is nearly empty, until a deposit can be too small for a share.
    function test_aDepositThatWouldGetNothingIsRefused() public {
        vm.startPrank(carol);
        share.approve(address(vault), 1);
        vault.mint(1, carol);
        share.transfer(address(vault), 1_999_999);
        vm.stopPrank();
        vault.gather();
        skip(1_000 days);
        vm.startPrank(bob);
        vm.expectRevert(abi.encodeWithSelector(IVault.NothingMinted.selector, 1)); // Before anybody asks for an allowance.
        vault.deposit(1, bob);
        share.approve(address(vault), 3);
        assertEq(vault.deposit(3, bob), 1, "two thirds of the price of a share is the most that rounding took");
    }

    // ---- the most is accepted, and more is not ----

    function testFuzz_theMostCanBeTakenOut(uint256 seed, bool redeems) public {
        arrange(seed);
        vm.startPrank(alice);
        (uint256 assets, uint256 shares) = (vault.maxWithdraw(alice), vault.maxRedeem(alice));
        vm.expectRevert(abi.encodeWithSelector(ERC4626.ERC4626ExceededMaxWithdraw.selector, alice, assets + 1, assets));
        vault.withdraw(assets + 1, alice, alice);
        vm.expectRevert(abi.encodeWithSelector(ERC4626.ERC4626ExceededMaxRedeem.selector, alice, shares + 1, shares));
        vault.redeem(shares + 1, alice, alice);
        if (redeems) assertEq(vault.redeem(shares, alice, alice), assets);
        else assertLe(vault.withdraw(assets, alice, alice), shares);
        assertVaultBooks();
    }

    /// A Share has less than 2^64 base units, and the Vault takes them all.
    function testFuzz_theMostCanBeBroughtIn(uint256 first, uint256 gift, bool mints) public {
        Terms memory terms = standardTerms();
        (terms.price, terms.hardCap, terms.deadline) = (1, type(uint64).max, uint64(block.timestamp + 1));
        open(terms);
        buy(bob, type(uint64).max);
        offering.close();
        vault = new Vault(share);
        assertEq(vault.maxDeposit(alice), type(uint64).max);
        assertEq(vault.maxMint(alice), type(uint64).max * UNIT);

        deposit(bob, first = bound(first, 1, type(uint64).max / 2));
        move(bob, address(vault), gift = bound(gift, 0, type(uint64).max / 2));
        vault.gather();
        skip(bound(gift, 0, 30 days));

        uint256 most = vault.maxDeposit(bob);
        assertEq(most, share.balanceOf(bob), "all there is");
        vm.startPrank(bob);
        share.approve(address(vault), most);
        vm.expectRevert(abi.encodeWithSelector(ERC4626.ERC4626ExceededMaxDeposit.selector, bob, most + 1, most));
        vault.deposit(most + 1, bob);
        uint256 shares = vault.maxMint(bob);
        vm.expectRevert(abi.encodeWithSelector(ERC4626.ERC4626ExceededMaxMint.selector, bob, shares + 1, shares));
        vault.mint(shares + 1, bob);
        if (mints) vault.mint(shares, bob);
        else vault.deposit(most, bob);
        vm.stopPrank();
        skip(1_000 days);
        redeemAll(bob);
        assertVaultBooks();
    }

    // ---- no verb lowers what a share is worth ----

    function testFuzz_noVerbLowersTheWorthOfAShare(uint256 seed, uint256 amount, uint256 verb) public {
        arrange(seed);
        if (vault.totalSupply() == 0) return;
        if (vault.totalAssets() > 0) deposit(bob, 1_000_000);
        uint256 shares = bound(amount, 0, vault.balanceOf(bob));
        uint256 assets = bound(amount, 0, 1_000_000);
        (uint256 worth, uint256 over) = (vault.totalAssets() + 1, vault.totalSupply() + UNIT);
        vm.startPrank(bob);
        share.approve(address(vault), type(uint256).max);
        if (verb % 8 == 0) tryDeposit(assets);
        if (verb % 8 == 1) vault.mint(shares, bob);
        if (verb % 8 == 2) vault.redeem(shares, bob, bob);
        if (verb % 8 == 3) vault.withdraw(bound(assets, 0, vault.maxWithdraw(bob)), bob, bob);
        if (verb % 8 == 4) share.transfer(address(vault), assets);
        if (verb % 8 == 5) vault.gather();
        if (verb % 8 == 6) vault.transfer(alice, shares);
        if (verb % 8 == 7) vault.approve(alice, shares);
        if (vault.totalSupply() == 0) return;
        (uint256 worthAfter, uint256 overAfter) = (vault.totalAssets() + 1, vault.totalSupply() + UNIT);
        assertGe(worthAfter * over, worth * overAfter, "VAULT-2: never down");
        assertLe(worthAfter * over, worth * overAfter + over + worth, "VAULT-2: up by the rounding of one amount");
    }
}
