//! What a verb answers to its caller when it succeeds, by what the model says happened.

use super::case::Deed;
use alloy::{primitives::U256, sol_types::SolValue};
use usufruct_model::{Cash, Command, Event, offering::Phase};

/// The answer to `deed`, which led to `events`, as the contracts encode it.
pub fn answer(deed: &Deed, events: &[Event]) -> Vec<u8> {
    let Deed::Command(command) = deed else { return Vec::new() };
    match command {
        Command::TransferCash { .. }
        | Command::ApproveCash { .. }
        | Command::Transfer { .. }
        | Command::TransferFrom { .. }
        | Command::Approve { .. } => true.abi_encode(),
        Command::Claim | Command::ClaimTo { .. } | Command::ClaimFor { .. } | Command::ClaimMany { .. } => {
            sum(events, |event| match event {
                Event::Claimed { amount, .. } => Some(cash(*amount)),
                _ => None,
            })
        }
        Command::Drip => sum(events, |event| match event {
            Event::Dripped { released, .. } => Some(U256::from(released.0)),
            _ => None,
        }),
        Command::Collect => parts(events, |event| match event {
            Event::Collected { collected, holders_part } => Some((*collected, *holders_part)),
            _ => None,
        }),
        Command::Remit { .. } => parts(events, |event| match event {
            Event::Remitted { amount, holders_part, .. } => Some((*amount, *holders_part)),
            _ => None,
        }),
        Command::Pull { .. } | Command::Buy { .. } | Command::Draw { .. } | Command::Redeem { .. } => {
            sum(events, |event| match event {
                Event::Pulled { amount, .. } | Event::Drawn { amount, .. } | Event::Redeemed { amount, .. } => {
                    Some(cash(*amount))
                }
                Event::Bought { cost, .. } => Some(cash(*cost)),
                _ => None,
            })
        }
        Command::Close => sum(events, |event| match event {
            Event::Closed { phase, .. } => Some(U256::from(number(*phase))),
            _ => None,
        }),
        Command::SetPayee { .. }
        | Command::Credit { .. }
        | Command::Mint { .. }
        | Command::Burn { .. }
        | Command::BeginDripping
        | Command::ReleaseReserve
        | Command::RaiseHoldersBps { .. }
        | Command::OfferOperator { .. }
        | Command::AcceptOperator
        | Command::WindDown => Vec::new(),
    }
}

/// As the enum's number.
pub fn number(phase: Phase) -> u8 {
    match phase {
        Phase::Open => 0,
        Phase::Active => 1,
        Phase::Failed => 2,
        Phase::WoundDown => 3,
    }
}

fn cash(amount: Cash) -> U256 {
    U256::from(amount.0)
}

/// One word; zero if nothing happened.
fn sum(events: &[Event], of: impl Fn(&Event) -> Option<U256>) -> Vec<u8> {
    events.iter().filter_map(of).sum::<U256>().abi_encode()
}

/// Two words; zeros if nothing happened.
fn parts(events: &[Event], of: impl Fn(&Event) -> Option<(Cash, Cash)>) -> Vec<u8> {
    let (whole, part) = events.iter().find_map(of).unwrap_or_default();
    (cash(whole), cash(part)).abi_encode()
}
