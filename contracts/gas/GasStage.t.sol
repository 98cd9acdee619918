// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MockERC20} from "solmate/test/utils/mocks/MockERC20.sol";
import {Cash} from "../test/currencies/Cash.sol";
import {Stage} from "../test/Stage.t.sol";

/// What verbs cost. Forge's isolate mode, which the profile `gas` turns on, makes a transaction of its own of every call:
/// 21,000 and calldata included, refunds taken off, storage cold. Every test measures one call, from the state that `setUp`
/// made. The currency is solmate's ERC-20 with 6 decimals, the least there is.
abstract contract GasStage is Stage {
    /// The file under `snapshots` that the figures go to.
    function group() internal view virtual returns (string memory);

    /// The call just made is what `verb` costs.
    function costs(string memory verb) internal {
        vm.snapshotGasLastCall(group(), verb);
    }

    function newCurrency() internal virtual override returns (Cash) {
        return Cash(address(new MockERC20("Plain", "PLAIN", 6)));
    }

    function print(address to, uint256 amount) internal virtual override {
        MockERC20(address(cash)).mint(to, amount);
    }

    /// Income reaches the holders: a day's part of a million cash units.
    function earnAndDrip() internal {
        earn(1_000_000);
        skip(DAY);
        share.drip();
    }
}
