// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Errors} from "@openzeppelin/contracts/utils/Errors.sol";
import {IFactory} from "../../src/interfaces/IFactory.sol";
import {IOffering} from "../../src/interfaces/IOffering.sol";
import {IShare} from "../../src/interfaces/IShare.sol";
import {ITill} from "../../src/interfaces/ITill.sol";
import {Handler} from "./Handler.sol";

/// Every verb of the handler, and every way in which it can end. A run has to reach all of these and none besides;
/// `cargo xtask contracts invariants` holds its counts against this list.
library Outcomes {
    /// Of one verb: `ends` are names from `refusals`, or "done".
    struct Row {
        bytes4 verb;
        string name;
        string ends;
    }

    struct Refusal {
        bytes4 selector;
        string name;
    }

    function rows() internal pure returns (Row[35] memory) {
        Handler h = Handler(address(0)); // Only its names are used.
        return [
            Row(h.transfer.selector, "transfer", "done InvalidReceiver InsufficientBalance"),
            Row(h.transferToOneself.selector, "transferToOneself", "done InsufficientBalance"),
            Row(
                h.transferFrom.selector,
                "transferFrom",
                "done InsufficientAllowance InvalidReceiver InsufficientBalance"
            ),
            Row(h.approve.selector, "approve", "done InvalidSpender"),
            Row(h.permit.selector, "permit", "done PermitExpired PermitSignatureInvalid InvalidSpender"),
            Row(h.claim.selector, "claim", "done"),
            Row(h.claimTo.selector, "claimTo", "done InvalidReceiver"),
            Row(h.claimFor.selector, "claimFor", "done PayeeUnknown"),
            Row(h.claimMany.selector, "claimMany", "done"),
            Row(h.setPayee.selector, "setPayee", "done InvalidReceiver"),
            Row(h.drip.selector, "drip", "done"),
            Row(h.snipe.selector, "snipe", "done"),
            Row(h.pay.selector, "pay", "done"),
            Row(h.collect.selector, "collect", "done"),
            Row(h.remit.selector, "remit", "done OnlyOperator InsufficientAllowance InsufficientBalance"),
            Row(h.pull.selector, "pull", "done OnlyOperator InvalidReceiver"),
            Row(h.raiseHoldersBps.selector, "raiseHoldersBps", "done OnlyOperator HoldersBpsNotRaised"),
            Row(h.offerOperator.selector, "offerOperator", "done OnlyOperator"),
            Row(h.acceptOperator.selector, "acceptOperator", "done OnlyCandidate"),
            Row(
                h.buy.selector,
                "buy",
                "done WrongPhase SaleEnded ZeroShares HardCapExceeded InvalidReceiver InsufficientAllowance InsufficientBalance"
            ),
            Row(h.close.selector, "close", "done WrongPhase SaleNotOver"),
            Row(h.draw.selector, "draw", "done OnlyOperator WrongPhase InvalidReceiver"),
            Row(h.windDown.selector, "windDown", "done WrongPhase NotStalled"),
            Row(h.redeem.selector, "redeem", "done WrongPhase ZeroShares InsufficientBalance"),
            Row(h.pass.selector, "pass", "done"),
            Row(h.passAndDrip.selector, "passAndDrip", "done"),
            Row(h.payAndCollect.selector, "payAndCollect", "done"),
            Row(h.stray.selector, "stray", "done InvalidReceiver"),
            Row(h.strayForeign.selector, "strayForeign", "done"),
            Row(h.delegate.selector, "delegate", "done"),
            Row(h.trespass.selector, "trespass", "OnlyTill OnlyOffering"),
            Row(h.sellToPool.selector, "sellToPool", "done InsufficientAllowance InsufficientBalance"),
            Row(h.buyFromPool.selector, "buyFromPool", "done InsufficientAllowance InsufficientBalance"),
            Row(h.found.selector, "found", "done CurrencyRefused TermOutOfRange FailedDeployment"),
            Row(h.askFactory.selector, "askFactory", "NothingInCreation")
        ];
    }

    function refusals() internal pure returns (Refusal[23] memory) {
        return [
            Refusal(0, "done"),
            Refusal(IERC20Errors.ERC20InvalidReceiver.selector, "InvalidReceiver"),
            Refusal(IERC20Errors.ERC20InvalidSpender.selector, "InvalidSpender"),
            Refusal(IERC20Errors.ERC20InsufficientBalance.selector, "InsufficientBalance"),
            Refusal(IERC20Errors.ERC20InsufficientAllowance.selector, "InsufficientAllowance"),
            Refusal(IShare.OnlyTill.selector, "OnlyTill"),
            Refusal(IShare.OnlyOffering.selector, "OnlyOffering"),
            Refusal(IShare.PayeeUnknown.selector, "PayeeUnknown"),
            Refusal(IShare.PermitExpired.selector, "PermitExpired"),
            Refusal(IShare.PermitSignatureInvalid.selector, "PermitSignatureInvalid"),
            Refusal(ITill.OnlyOperator.selector, "OnlyOperator"), // The Offering's is the same.
            Refusal(ITill.OnlyCandidate.selector, "OnlyCandidate"),
            Refusal(ITill.HoldersBpsNotRaised.selector, "HoldersBpsNotRaised"),
            Refusal(IOffering.WrongPhase.selector, "WrongPhase"),
            Refusal(IOffering.ZeroShares.selector, "ZeroShares"),
            Refusal(IOffering.SaleEnded.selector, "SaleEnded"),
            Refusal(IOffering.HardCapExceeded.selector, "HardCapExceeded"),
            Refusal(IOffering.SaleNotOver.selector, "SaleNotOver"),
            Refusal(IOffering.NotStalled.selector, "NotStalled"),
            Refusal(IFactory.TermOutOfRange.selector, "TermOutOfRange"),
            Refusal(IFactory.CurrencyRefused.selector, "CurrencyRefused"),
            Refusal(IFactory.NothingInCreation.selector, "NothingInCreation"),
            Refusal(Errors.FailedDeployment.selector, "FailedDeployment")
        ];
    }
}
