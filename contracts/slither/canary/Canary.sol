// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @notice Wrong on purpose. The analysis has to find each fault, or it finds nothing anywhere; which is expected where stands
/// in xtask/src/slither.rs. Never deployed, and part of no build but that of the analysis.
contract Canary is EIP712("Canary", "1"), ReentrancyGuardTransient {
    using SafeCast for uint256;

    uint128 private _booked;
    uint256 private _entries;
    address private _owner = msg.sender;
    mapping(address owner => uint256) private _deposits;

    /// Pays before it writes.
    function withdraw() external {
        uint256 amount = _deposits[msg.sender];
        (bool paid,) = msg.sender.call{value: amount}("");
        require(paid);
        _deposits[msg.sender] = 0;
    }

    /// Pays before it writes, and adds numbers of two widths: a function that slither by itself does not read at all.
    function book(IERC20 cash, uint256 amount) external {
        require(cash.transfer(msg.sender, amount));
        _booked = (_booked + (amount * 2)).toUint128();
    }

    /// Guarded by an ancestor, whose libraries slither by itself loses because another ancestor uses some as well.
    function guarded(uint256 amount) external nonReentrant {
        _entries = amount / 3 * 3;
    }

    /// Takes from whoever once approved this contract, and does not look whether anything moved.
    function take(IERC20 cash, address from) external {
        cash.transferFrom(from, address(this), 1);
    }

    /// Lets anybody's code run as its own.
    function run(address target, bytes calldata what) external {
        (bool success,) = target.delegatecall(what);
        require(success);
    }

    /// Trusts whoever began the transaction.
    function pay(address payable to) external payable {
        require(tx.origin == _owner);
        _deposits[to] += msg.value;
    }

    function seen() external view returns (uint256) {
        return _booked + _entries;
    }
}
