//! What a contract said when it said no becomes a refusal of the model, here and nowhere else.
//!
//! The errors of the three purses, of the Factory and of a currency that follows ERC-6093 are the model's refusals by
//! name and field. Everything else that can revert a call (a permit, a reentrancy guard, a currency with words of its
//! own) is not part of the rules: it stays bytes.

use crate::bindings::{Factory::FactoryErrors, Offering::OfferingErrors, Share::ShareErrors, Till::TillErrors};
use crate::events::offering_phase;
use alloy::{
    sol_types::{Panic, PanicKind, SolError, SolInterface},
    transports::TransportError,
};
use usufruct_model::Refusal;

/// The refusal in the data of a revert; `None` if it is none of the rules'.
pub fn refusal(revert_data: &[u8]) -> Option<Refusal> {
    share_refusal(revert_data)
        .or_else(|| till_refusal(revert_data))
        .or_else(|| offering_refusal(revert_data))
        .or_else(|| factory_refusal(revert_data))
        .or_else(|| overflow(revert_data))
}

/// The refusal in what a node answered to a call, a gas estimate or a transaction; `None` if there is none.
pub fn refusal_in(error: &TransportError) -> Option<Refusal> {
    refusal(&error.as_error_resp()?.as_revert_data()?)
}

/// Also of the currency: ERC-6093 errors say the same of every ERC-20.
fn share_refusal(data: &[u8]) -> Option<Refusal> {
    Some(match ShareErrors::abi_decode_validate(data).ok()? {
        ShareErrors::OnlyTill(e) => Refusal::OnlyTill { caller: e.caller },
        ShareErrors::OnlyOffering(e) => Refusal::OnlyOffering { caller: e.caller },
        ShareErrors::PayeeUnknown(e) => Refusal::PayeeUnknown { holder: e.holder },
        ShareErrors::ERC20InsufficientBalance(e) => {
            Refusal::ERC20InsufficientBalance { sender: e.sender, balance: e.balance, needed: e.needed }
        }
        ShareErrors::ERC20InvalidReceiver(e) => Refusal::ERC20InvalidReceiver { receiver: e.receiver },
        ShareErrors::ERC20InsufficientAllowance(e) => {
            Refusal::ERC20InsufficientAllowance { spender: e.spender, allowance: e.allowance, needed: e.needed }
        }
        ShareErrors::ERC20InvalidSpender(e) => Refusal::ERC20InvalidSpender { spender: e.spender },
        ShareErrors::SafeCastOverflowedUintDowncast(_) => Refusal::Overflow,
        ShareErrors::PermitExpired(_)
        | ShareErrors::PermitSignatureInvalid(_)
        | ShareErrors::ERC20InvalidSender(_)
        | ShareErrors::ERC20InvalidApprover(_)
        | ShareErrors::InvalidAccountNonce(_)
        | ShareErrors::InvalidShortString(_)
        | ShareErrors::StringTooLong(_)
        | ShareErrors::SafeERC20FailedOperation(_) => return None,
    })
}

fn till_refusal(data: &[u8]) -> Option<Refusal> {
    Some(match TillErrors::abi_decode_validate(data).ok()? {
        TillErrors::OnlyOperator(e) => Refusal::OnlyOperator { caller: e.caller },
        TillErrors::OnlyCandidate(e) => Refusal::OnlyCandidate { caller: e.caller },
        TillErrors::HoldersBpsNotRaised(e) => Refusal::HoldersBpsNotRaised { current: e.current, proposed: e.proposed },
        TillErrors::SafeCastOverflowedUintDowncast(_) => Refusal::Overflow,
        TillErrors::ReentrancyGuardReentrantCall(_) | TillErrors::SafeERC20FailedOperation(_) => return None,
    })
}

fn offering_refusal(data: &[u8]) -> Option<Refusal> {
    Some(match OfferingErrors::abi_decode_validate(data).ok()? {
        OfferingErrors::OnlyOperator(e) => Refusal::OnlyOperator { caller: e.caller },
        OfferingErrors::WrongPhase(e) => Refusal::WrongPhase { current: offering_phase(e.current)? },
        OfferingErrors::ZeroShares(_) => Refusal::ZeroShares,
        OfferingErrors::SaleEnded(e) => Refusal::SaleEnded { deadline: e.deadline },
        OfferingErrors::HardCapExceeded(e) => Refusal::HardCapExceeded { requested: e.requested, left: e.left },
        OfferingErrors::SaleNotOver(e) => Refusal::SaleNotOver { deadline: e.deadline },
        OfferingErrors::NotStalled(_) => Refusal::NotStalled,
        OfferingErrors::CashNotReceived(e) => Refusal::CashNotReceived { expected: e.expected, received: e.received },
        OfferingErrors::SafeCastOverflowedUintDowncast(_) => Refusal::Overflow,
        OfferingErrors::ReentrancyGuardReentrantCall(_) | OfferingErrors::SafeERC20FailedOperation(_) => return None,
    })
}

fn factory_refusal(data: &[u8]) -> Option<Refusal> {
    match FactoryErrors::abi_decode_validate(data).ok()? {
        FactoryErrors::TermOutOfRange(e) => Some(Refusal::TermOutOfRange { term: term(&e.term)? }),
        FactoryErrors::CurrencyRefused(e) => Some(Refusal::CurrencyRefused { currency: e.currency }),
        FactoryErrors::NothingInCreation(_)
        | FactoryErrors::Create2EmptyBytecode(_)
        | FactoryErrors::FailedDeployment(_)
        | FactoryErrors::InsufficientBalance(_) => None,
    }
}

fn overflow(data: &[u8]) -> Option<Refusal> {
    let panic = Panic::abi_decode_validate(data).ok()?;
    (panic.kind() == Some(PanicKind::UnderOverflow)).then_some(Refusal::Overflow)
}

/// The name of a term as the model has it: a name, not a text.
fn term(name: &str) -> Option<&'static str> {
    const TERMS: [&str; 16] = [
        "currency",
        "operator",
        "name",
        "symbol",
        "contractURI",
        "decimals",
        "holdersBps",
        "tau",
        "price",
        "softCap",
        "hardCap",
        "deadline",
        "upfrontBps",
        "matchBps",
        "demandFloor",
        "stallPeriod",
    ];
    TERMS.into_iter().find(|term| *term == name)
}

#[cfg(test)]
mod tests {
    use super::refusal;
    use crate::bindings::{Factory, Offering, Share};
    use alloy::{
        primitives::{Address, U256},
        sol_types::{Panic, PanicKind, SolError},
    };
    use usufruct_model::{Refusal, offering::Phase};

    fn check(error: &impl SolError, expected: Option<Refusal>) {
        assert_eq!(refusal(&error.abi_encode()), expected);
    }

    #[test]
    fn errors_are_refusals_by_name_and_field() {
        let holder = Address::repeat_byte(1);
        check(&Share::PayeeUnknown { holder }, Some(Refusal::PayeeUnknown { holder }));
        check(
            &Offering::WrongPhase { current: Offering::Phase::Failed },
            Some(Refusal::WrongPhase { current: Phase::Failed }),
        );
        check(&Factory::TermOutOfRange { term: "tau".into() }, Some(Refusal::TermOutOfRange { term: "tau" }));
        check(&Panic::from(PanicKind::UnderOverflow), Some(Refusal::Overflow));
    }

    #[test]
    fn what_is_not_part_of_the_rules_is_no_refusal() {
        check(&Panic::from(PanicKind::DivisionByZero), None);
        check(&Factory::TermOutOfRange { term: "weather".into() }, None);
        check(&Share::PermitExpired { deadline: U256::ZERO }, None);
        assert_eq!(refusal(&[]), None);
        assert_eq!(refusal(&[1, 2, 3]), None);
    }
}
