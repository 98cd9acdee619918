//! Why a paid request got no paid answer, inside the gateway: the rules say no, or the machine could not.

use std::error::Error;

use usufruct_protocol::{
    sender::Fault,
    x402::{header::WireError, reason, wire::SettlementResponse},
};

use crate::{
    book::BookFault,
    channel::{Channel, ChannelRefusal},
    problem::{Kind, Problem},
    quote::QuoteRefusal,
    settlement::SignatureCheck,
    upstream::UpstreamFault,
};

/// Nothing was charged.
#[derive(Debug)]
pub enum Declined {
    Refused(Box<Refused>),
    Failed(Box<Failed>),
}

/// The rules say no.
#[derive(Debug)]
pub struct Refused {
    pub problem: Problem,
    /// The word by which stock clients know the reason.
    pub reason: Option<&'static str>,
    /// For the customer whose total differs.
    pub channel: Option<Box<Channel>>,
    /// What became of the money, where some was tried to be moved.
    pub receipt: Option<Box<SettlementResponse>>,
}

/// The machine could not.
#[derive(Debug)]
pub struct Failed {
    pub problem: Problem,
    /// For the log.
    pub source: Box<dyn Error + Send + Sync>,
    pub receipt: Option<Box<SettlementResponse>>,
}

impl Refused {
    pub fn new(kind: Kind, reason: &'static str, detail: impl ToString) -> Self {
        Self { problem: Problem::new(kind, detail), reason: Some(reason), channel: None, receipt: None }
    }

    /// By the rules of a channel. The customer is shown where the gateway is.
    pub fn by_channel(refusal: &ChannelRefusal, channel: Option<Channel>) -> Self {
        use ChannelRefusal as R;
        let (kind, reason) = match refusal {
            R::Mismatch { .. } => (Kind::CumulativeMismatch, reason::CUMULATIVE_AMOUNT_MISMATCH),
            R::BelowClaimed { .. } => (Kind::BelowClaimed, reason::CUMULATIVE_BELOW_CLAIMED),
            R::ExceedsBalance { .. } => (Kind::InsufficientBalance, reason::CUMULATIVE_EXCEEDS_BALANCE),
            // By this word stock clients read the chain again, find the channel empty, and send a deposit.
            R::Unknown => (Kind::UnknownChannel, reason::CUMULATIVE_AMOUNT_MISMATCH),
            R::Withdrawing { .. } => (Kind::WithdrawalPending, reason::INVALID_TRANSACTION_STATE),
            R::CreditExhausted { .. } => (Kind::CreditExhausted, reason::INVALID_TRANSACTION_STATE),
            R::DepositBelowMin { .. } => (Kind::DepositTooSmall, reason::DEPOSIT_BELOW_MIN_DEPOSIT),
            R::DepositOutsideWindow { valid_after, now, .. } if valid_after >= now => {
                (Kind::DepositRefused, reason::VALID_AFTER)
            }
            R::DepositOutsideWindow { .. } => (Kind::DepositRefused, reason::VALID_BEFORE),
            R::Overflow => (Kind::InsufficientBalance, reason::CUMULATIVE_EXCEEDS_BALANCE),
        };
        Self { channel: channel.map(Box::new), ..Self::new(kind, reason, refusal) }
    }

    /// Whether a stock client sets itself right by it and tries again.
    pub fn is_correction(&self) -> bool {
        let words = [reason::CUMULATIVE_AMOUNT_MISMATCH, reason::CUMULATIVE_BELOW_CLAIMED];
        self.reason.is_some_and(|reason| words.contains(&reason))
    }
}

impl From<Refused> for Declined {
    fn from(refused: Refused) -> Self {
        Self::Refused(Box::new(refused))
    }
}

impl From<Failed> for Declined {
    fn from(failed: Failed) -> Self {
        Self::Failed(Box::new(failed))
    }
}

/// A request that is turned away without a look at money.
impl From<Problem> for Declined {
    fn from(problem: Problem) -> Self {
        Refused { problem, reason: None, channel: None, receipt: None }.into()
    }
}

impl From<WireError> for Declined {
    fn from(error: WireError) -> Self {
        let kind = match error {
            WireError::TooLong { .. } => Kind::HeadersTooLarge,
            _ => Kind::MalformedPayment,
        };
        Problem::new(kind, error).into()
    }
}

impl From<QuoteRefusal> for Declined {
    fn from(refusal: QuoteRefusal) -> Self {
        let (kind, reason) = match &refusal {
            QuoteRefusal::Scheme(_) => (Kind::UnsupportedScheme, reason::UNSUPPORTED_SCHEME),
            QuoteRefusal::Network(_) => (Kind::WrongNetwork, reason::INVALID_NETWORK),
            QuoteRefusal::NoQuote | QuoteRefusal::Tampered => {
                (Kind::AlteredQuote, reason::INVALID_PAYMENT_REQUIREMENTS)
            }
            QuoteRefusal::Stale { .. } => (Kind::StaleQuote, reason::INVALID_PAYMENT_REQUIREMENTS),
        };
        Refused::new(kind, reason, refusal).into()
    }
}

impl From<BookFault> for Declined {
    fn from(fault: BookFault) -> Self {
        let problem = Problem::new(Kind::BookUnavailable, "the gateway's book cannot be written or read");
        Failed { problem, source: fault.into(), receipt: None }.into()
    }
}

impl Declined {
    /// A signature that is not the payer's has `reason`; or the payer is a contract, and the chain did not answer for it.
    pub fn unsigned(check: SignatureCheck, reason: &'static str) -> Self {
        match check {
            SignatureCheck::Fault(fault) => fault.into(),
            refusal => Refused::new(Kind::BadSignature, reason, refusal).into(),
        }
    }
}

impl From<Fault> for Declined {
    fn from(fault: Fault) -> Self {
        let problem = Problem::new(Kind::ChainUnavailable, "the chain did not answer");
        Failed { problem, source: fault.into(), receipt: None }.into()
    }
}

impl From<UpstreamFault> for Failed {
    fn from(fault: UpstreamFault) -> Self {
        let kind = match &fault {
            UpstreamFault::Unreachable(_) | UpstreamFault::BrokeOff => Kind::UpstreamUnreachable,
            UpstreamFault::TimedOut(_) => Kind::UpstreamTimedOut,
            UpstreamFault::TooLarge(_) => Kind::UpstreamAnswerTooLarge,
        };
        Self { problem: Problem::new(kind, &fault), source: fault.into(), receipt: None }
    }
}
