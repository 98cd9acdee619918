//! Logs become events here and nowhere else.
//!
//! Whatever a purse logs must be understood: an event that is passed over silently would make all books that are folded
//! from events wrong. So a topic that is not known, and an amount that the model's limits exclude, is an error that
//! names the place.

use crate::bindings;
use crate::bindings::{Offering::OfferingEvents, Share::ShareEvents, Till::TillEvents};
use crate::deployment::Deployment;
use crate::escrow::BatchSettlement;
use crate::x402::ESCROW;
use alloy::{
    primitives::{Address, B256, LogData, U256},
    sol_types::{SolEvent, SolEventInterface, abi::AbiDecoderConfig},
};
use usufruct_model::{Bps, Cash, Event, Shares, income::Index, offering, reserve::ReserveQ32, share};

/// A log that is not an event of a venture. The chain, the deployment's addresses or this program is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the log of {address} in block {block} with topic {topic} is no event of a venture")]
pub struct NotAnEvent {
    pub address: Address,
    /// Zero if it has none.
    pub topic: B256,
    pub block: u64,
}

/// The topic of the one event of the currency that concerns a venture, when a purse is its sender or its receiver.
pub const CASH_TRANSFERRED: B256 = bindings::Usdc::Transfer::SIGNATURE_HASH;

/// What the x402 escrow logged about payments to a venture's Till; amounts in base units of the currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EscrowEvent {
    /// A channel that pays the Till received money while it had none. It can happen again.
    Opened { channel: B256, payer: Address },
    /// Vouchers of this channel were handed in. The channel may be anybody's: only opened ones pay the Till.
    Claimed { channel: B256, amount: u128 },
    /// What had been claimed for the Till was sent there.
    Settled { amount: u128 },
}

/// Topics of the escrow's events that tell of a channel: [`EscrowEvent::Opened`] and [`EscrowEvent::Claimed`]. They do not
/// name the receiver, so a search for them finds other receivers' too.
pub const OF_CHANNELS: [B256; 2] =
    [BatchSettlement::ChannelCreated::SIGNATURE_HASH, BatchSettlement::Claimed::SIGNATURE_HASH];

/// The topic of [`EscrowEvent::Settled`], followed by receiver and token.
pub const SETTLED: B256 = BatchSettlement::Settled::SIGNATURE_HASH;

/// The event that the escrow logged as `log` in `block`; none if it concerns another receiver or another token.
pub fn escrow_event_of(at: &Deployment, log: &LogData, block: u64) -> Result<Option<EscrowEvent>, NotAnEvent> {
    let topic = log.topics().first().copied().unwrap_or_default();
    let unknown = NotAnEvent { address: ESCROW, topic, block };
    if topic == BatchSettlement::ChannelCreated::SIGNATURE_HASH {
        let opened = decoded::<BatchSettlement::ChannelCreated>(log).ok_or(unknown)?;
        let ours = opened.config.receiver == at.purses.till && opened.config.token == at.currency;
        return Ok(ours.then_some(EscrowEvent::Opened { channel: opened.channelId, payer: opened.config.payer }));
    }
    if topic == BatchSettlement::Claimed::SIGNATURE_HASH {
        let claimed = decoded::<BatchSettlement::Claimed>(log).ok_or(unknown)?;
        return Ok(Some(EscrowEvent::Claimed { channel: claimed.channelId, amount: claimed.claimAmount }));
    }
    let settled = decoded::<BatchSettlement::Settled>(log).ok_or(unknown)?;
    let ours = settled.receiver == at.purses.till && settled.token == at.currency;
    Ok(ours.then_some(EscrowEvent::Settled { amount: settled.amount }))
}

fn decoded<E: SolEvent>(log: &LogData) -> Option<E> {
    E::decode_log_data_with_config(log, AbiDecoderConfig::new().validate(true)).ok()
}

/// The event that `address` logged as `log` in `block`.
pub fn event_of(at: &Deployment, address: Address, log: &LogData, block: u64) -> Result<Event, NotAnEvent> {
    let strict = AbiDecoderConfig::new().validate(true);
    let (topics, data) = (log.topics(), &log.data);
    let event = if address == at.purses.share {
        ShareEvents::decode_raw_log_with_config(topics, data, strict).ok().and_then(|event| share_event(&event))
    } else if address == at.purses.till {
        TillEvents::decode_raw_log_with_config(topics, data, strict).ok().and_then(|event| till_event(&event))
    } else if address == at.purses.offering {
        OfferingEvents::decode_raw_log_with_config(topics, data, strict).ok().and_then(|event| offering_event(&event))
    } else if address == at.currency {
        decoded::<bindings::Usdc::Transfer>(log).map(|event| Event::CashTransferred {
            from: event.from,
            to: event.to,
            amount: event.value,
        })
    } else {
        None
    };
    event.ok_or_else(|| NotAnEvent { address, topic: topics.first().copied().unwrap_or_default(), block })
}

fn share_event(event: &ShareEvents) -> Option<Event> {
    Some(match event {
        ShareEvents::Transfer(e) => Event::Transfer { from: e.from, to: e.to, value: Shares::from_u256(e.value)? },
        ShareEvents::Approval(e) => Event::Approval { owner: e.owner, spender: e.spender, value: e.value },
        ShareEvents::Credited(e) => Event::Credited { amount: Cash::from_u256(e.amount)? },
        ShareEvents::Dripped(e) => {
            let released = ReserveQ32(u128::try_from(e.releasedQ32).ok()?);
            Event::Dripped { released, index: index(e.index)? }
        }
        ShareEvents::Claimed(e) => Event::Claimed { holder: e.holder, to: e.to, amount: Cash::from_u256(e.amount)? },
        ShareEvents::PayeeSet(e) => Event::PayeeSet { holder: e.holder, payee: e.payee },
        ShareEvents::DrippingBegan(_) => Event::DrippingBegan,
        ShareEvents::ReserveReleased(_) => Event::ReserveReleased,
        // OpenZeppelin declares it and never logs it: the domain of a Share cannot change.
        ShareEvents::EIP712DomainChanged(_) => return None,
    })
}

fn till_event(event: &TillEvents) -> Option<Event> {
    Some(match event {
        TillEvents::Collected(e) => {
            Event::Collected { collected: Cash::from_u256(e.collected)?, holders_part: Cash::from_u256(e.holdersPart)? }
        }
        TillEvents::Remitted(e) => Event::Remitted {
            operator: e.operator,
            report_hash: e.reportHash,
            amount: Cash::from_u256(e.amount)?,
            holders_part: Cash::from_u256(e.holdersPart)?,
        },
        TillEvents::Pulled(e) => Event::Pulled { operator: e.operator, to: e.to, amount: Cash::from_u256(e.amount)? },
        TillEvents::HoldersBpsRaised(e) => Event::HoldersBpsRaised { from: bps(e.from)?, to: bps(e.to)? },
        TillEvents::OperatorOffered(e) => Event::OperatorOffered { operator: e.operator, candidate: e.candidate },
        TillEvents::OperatorChanged(e) => Event::OperatorChanged { from: e.from, to: e.to },
    })
}

fn offering_event(event: &OfferingEvents) -> Option<Event> {
    Some(match event {
        OfferingEvents::Bought(e) => Event::Bought {
            buyer: e.buyer,
            to: e.to,
            shares: Shares::from_u256(e.shares)?,
            cost: Cash::from_u256(e.cost)?,
        },
        OfferingEvents::Closed(e) => {
            Event::Closed { phase: offering_phase(e.phase)?, raised: Cash::from_u256(e.raised)? }
        }
        OfferingEvents::Drawn(e) => Event::Drawn { operator: e.operator, to: e.to, amount: Cash::from_u256(e.amount)? },
        OfferingEvents::WindDown(_) => Event::WindDown,
        OfferingEvents::Redeemed(e) => Event::Redeemed {
            holder: e.holder,
            shares: Shares::from_u256(e.shares)?,
            amount: Cash::from_u256(e.amount)?,
        },
    })
}

/// `None` for a number that names no phase.
pub fn offering_phase(phase: bindings::Offering::Phase) -> Option<offering::Phase> {
    use bindings::Offering::Phase;
    match phase {
        Phase::Open => Some(offering::Phase::Open),
        Phase::Active => Some(offering::Phase::Active),
        Phase::Failed => Some(offering::Phase::Failed),
        Phase::WoundDown => Some(offering::Phase::WoundDown),
        Phase::__Invalid => None,
    }
}

/// `None` for a number that names no phase.
pub fn share_phase(phase: bindings::Share::Phase) -> Option<share::Phase> {
    use bindings::Share::Phase;
    match phase {
        Phase::Selling => Some(share::Phase::Selling),
        Phase::Dripping => Some(share::Phase::Dripping),
        Phase::Released => Some(share::Phase::Released),
        Phase::__Invalid => None,
    }
}

/// `None` above 192 bits.
pub(crate) fn index(index: U256) -> Option<Index> {
    let kept = Index::wrapping_from(index);
    (kept.get() == index).then_some(kept)
}

/// `None` above 10,000.
pub(crate) fn bps(part: U256) -> Option<Bps> {
    Bps::new(u16::try_from(part).ok()?)
}

#[cfg(test)]
mod tests {
    use super::{CASH_TRANSFERRED, EscrowEvent, NotAnEvent, escrow_event_of, event_of};
    use crate::bindings::{Offering, Share, Usdc};
    use crate::deployment::Deployment;
    use crate::escrow::BatchSettlement;
    use alloy::{
        primitives::{Address, B256, LogData, U256, aliases::U40},
        sol_types::SolEvent,
    };
    use usufruct_model::{Event, Purses, Shares};

    fn account(n: u8) -> Address {
        Address::repeat_byte(n)
    }

    fn deployment() -> Deployment {
        Deployment {
            chain_id: 1,
            factory: account(0xf0),
            purses: Purses { share: account(0xa1), till: account(0xa2), offering: account(0xa3) },
            currency: account(0xc0),
            first_block: 1,
        }
    }

    #[test]
    fn a_transfer_is_of_shares_or_of_cash_by_who_logged_it() {
        let (from, to) = (account(1), account(2));
        let log = Share::Transfer { from, to, value: U256::from(7) }.encode_log_data();
        assert_eq!(log, Usdc::Transfer { from, to, value: U256::from(7) }.encode_log_data());
        assert_eq!(log.topics()[0], CASH_TRANSFERRED);
        let at = deployment();
        let shares = event_of(&at, at.purses.share, &log, 5);
        assert_eq!(shares, Ok(Event::Transfer { from, to, value: Shares(7) }));
        let cash = event_of(&at, at.currency, &log, 5);
        assert_eq!(cash, Ok(Event::CashTransferred { from, to, amount: U256::from(7) }));
    }

    #[test]
    fn the_escrow_tells_of_our_till_and_our_currency_only() {
        let at = deployment();
        let config = |receiver, token| BatchSettlement::ChannelConfig {
            payer: account(5),
            payerAuthorizer: account(6),
            receiver,
            receiverAuthorizer: account(7),
            token,
            withdrawDelay: U40::from(900),
            salt: B256::ZERO,
        };
        let channel = B256::repeat_byte(8);
        let till = at.purses.till;
        for (receiver, token, ours) in
            [(till, at.currency, true), (account(9), at.currency, false), (till, till, false)]
        {
            let opened = BatchSettlement::ChannelCreated { channelId: channel, config: config(receiver, token) };
            let expected = ours.then_some(EscrowEvent::Opened { channel, payer: account(5) });
            assert_eq!(escrow_event_of(&at, &opened.encode_log_data(), 5), Ok(expected));
            let settled = BatchSettlement::Settled { receiver, token, sender: account(1), amount: 7 };
            let expected = ours.then_some(EscrowEvent::Settled { amount: 7 });
            assert_eq!(escrow_event_of(&at, &settled.encode_log_data(), 5), Ok(expected));
        }
        let claimed =
            BatchSettlement::Claimed { channelId: channel, sender: account(1), claimAmount: 3, newTotalClaimed: 9 };
        let expected = Some(EscrowEvent::Claimed { channel, amount: 3 });
        assert_eq!(escrow_event_of(&at, &claimed.encode_log_data(), 5), Ok(expected));
        assert!(escrow_event_of(&at, &Offering::WindDown {}.encode_log_data(), 5).is_err());
    }

    #[test]
    fn a_log_that_is_not_understood_is_an_error_with_its_place() {
        let at = deployment();
        let topic = B256::repeat_byte(9);
        let strange = LogData::new_unchecked(vec![topic], Default::default());
        let share = at.purses.share;
        assert_eq!(event_of(&at, share, &strange, 5), Err(NotAnEvent { address: share, topic, block: 5 }));

        // A supply above 64 bits cannot be; half a log neither; nor an event of another purse.
        let huge = Share::Transfer { from: account(1), to: account(2), value: U256::MAX }.encode_log_data();
        assert!(event_of(&at, share, &huge, 5).is_err());
        let topics = vec![Offering::Closed::SIGNATURE_HASH];
        assert!(event_of(&at, at.purses.offering, &LogData::new_unchecked(topics, Default::default()), 5).is_err());
        let wind_down = Offering::WindDown {}.encode_log_data();
        assert_eq!(event_of(&at, at.purses.offering, &wind_down, 5), Ok(Event::WindDown));
        assert!(event_of(&at, share, &wind_down, 5).is_err());
        assert!(event_of(&at, account(9), &wind_down, 5).is_err());
    }
}
