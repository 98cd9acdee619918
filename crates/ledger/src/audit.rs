//! Proves the books: what follows from the events alone against what the chain says, exactly.
//!
//! Two kinds of lines. *Identities* say where the money went, for people: what was received and who has it now. *Views*
//! hold every figure that a purse gives of itself against the same figure folded from the events. Both sides of a line
//! come from different sources; no side is computed from the other.
//!
//! Dust is what the floors of `owed` and the divisions by the supply hold back. It is in the Share, in nobody's favour,
//! and so counts as part of the reserve. It is shown with its bound: less than one cash unit per holder, and one.

use crate::fold::{self, Block, Folded};
use crate::follow::{self, FollowError, Step};
use crate::ledger::{LedgerError, venture};
use alloy::{
    eips::BlockId,
    primitives::{Address, B256, U256, U512},
    providers::Provider,
};
use std::{collections::BTreeSet, fmt};
use usufruct_model::{Cash, Timestamp, invariants};
use usufruct_protocol::{
    client::{Client, Holding, Views},
    escrow::Escrow,
    sender::Fault,
    x402::ESCROW,
};

/// Holders named one by one when they disagree; the others are counted.
const DISAGREEMENTS_SHOWN: usize = 20;

/// The chain could not be asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuditError {
    #[error("cannot read what the purses say")]
    Views(#[source] Fault),
    #[error("cannot read what the holders have")]
    Holdings(#[source] Fault),
    #[error("cannot read what the x402 escrow has for the Till")]
    Escrow(#[source] Fault),
    #[error("block {0} is not in the chain (yet), or no venture is")]
    NoSuchBlock(u64),
}

/// The books of one venture at one block. Plain figures, ready to print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    pub block: u64,
    pub hash: B256,
    /// Seconds since 1970, of the block.
    pub timestamp: u64,
    /// Folded for this audit.
    pub events: u64,
    /// Everybody who ever held a share or named a payee.
    pub holders: usize,
    /// Where the money went.
    pub identities: Vec<Line>,
    /// What the purses say, against what the events say.
    pub views: Vec<Line>,
}

/// One comparison: two figures and whether they are as the name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub name: String,
    pub left: String,
    pub right: String,
    pub holds: bool,
}

/// Audits the venture of `client` at `block` from the chain's own logs, without any store.
pub async fn audit(client: &Client, block: u64) -> Result<Audit, LedgerError> {
    let mut folded = Folded::new(venture(client).await?);
    let at = client.deployment();
    let mut last = None;
    loop {
        match follow::next(client.provider(), at, &folded.payments, last, block).await? {
            Step::Append(stretch) => {
                folded.take(&fold::decode(at, &stretch.entries)?);
                last = Some(stretch.last());
            }
            Step::Fork => return Err(FollowError::Changed(last.map_or(0, |last| last.number)).into()),
            Step::Wait => break,
        }
    }
    let last = last.filter(|last| last.number == block).ok_or(AuditError::NoSuchBlock(block))?;
    Ok(compare(&folded, client, last).await?)
}

/// Holds `folded`, the events up to `block`, against what the chain says at `block`.
pub async fn compare(folded: &Folded, client: &Client, block: Block) -> Result<Audit, AuditError> {
    // By its hash: a node on another branch then has no answer, rather than another one.
    let id = BlockId::hash(block.hash);
    let views = client.views(id).await.map_err(AuditError::Views)?;
    let known = folded.venture.words.keys().chain(folded.venture.payees.keys()).copied();
    let holders: Vec<Address> = known.collect::<BTreeSet<_>>().into_iter().collect();
    let holdings = client.holdings(&holders, id).await.map_err(AuditError::Holdings)?;
    let mut compared = view_lines(folded, &views, Timestamp(block.timestamp));
    compared.extend(escrow_lines(folded, client, id).await?);
    compared.extend(holding_lines(folded, &holders, &holdings, Timestamp(block.timestamp)));
    Ok(Audit {
        block: block.number,
        hash: block.hash,
        timestamp: block.timestamp,
        events: folded.events,
        holders: holders.len(),
        identities: identity_lines(folded, &views, &holdings),
        views: compared,
    })
}

impl Audit {
    /// True when every line does.
    pub fn holds(&self) -> bool {
        self.lines().all(|line| line.holds)
    }

    /// Identities first.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.identities.iter().chain(&self.views)
    }
}

fn equal<T: PartialEq + fmt::Display>(name: &str, left: T, right: T) -> Line {
    Line { holds: left == right, left: left.to_string(), right: right.to_string(), name: name.to_owned() }
}

/// For what has a name and no figure.
fn same<T: PartialEq + fmt::Debug>(name: &str, left: &T, right: &T) -> Line {
    Line { holds: left == right, left: format!("{left:?}"), right: format!("{right:?}"), name: name.to_owned() }
}

// ---- where the money went ----

fn identity_lines(folded: &Folded, views: &Views, holdings: &[Holding]) -> Vec<Line> {
    let (share, till) = (&folded.venture.books.share, &folded.venture.books.till);
    let offering = &folded.venture.books.offering;
    let unit = folded.venture.unit;
    let base = |cash: Cash| U256::from(cash.0).saturating_mul(unit);

    let operators_part = base(views.till.operator_part) + base(till.pulled);
    let waiting = views.cash.till.saturating_sub(base(views.till.operator_part));
    let owed: u128 = holdings.iter().map(|holding| holding.owed.0).sum();
    let dust = dust_q128(folded);
    let right =
        ((U512::from(share.claimed.0) + U512::from(owed)) << 128) + (U512::from(views.share.reserve.0) << 96) + dust;

    let mut lines = vec![
        equal(
            "received by the Till = operator's part + holders' part + not yet collected (base units)",
            folded.received.till,
            operators_part + base(till.holders_part) + waiting,
        ),
        equal(
            "collected + remitted = operator's part + holders' part",
            till.collected.0 + till.remitted.0,
            views.till.operator_part.0 + till.pulled.0 + till.holders_part.0,
        ),
        equal(
            "arrived and not split, by payer = in the Till and not yet collected (base units)",
            sum(folded.payments.at_till().values()),
            waiting,
        ),
        equal(
            "split after it arrived, by payer = collected (base units)",
            folded.days.payers.values().fold(U256::ZERO, |sum, paid| sum.saturating_add(paid.total())),
            base(till.collected),
        ),
        equal("holders' part = credited to the Share", till.holders_part, views.share.credited),
        Line {
            name: "holders' part = claimed + owed + reserve (dust included)".to_owned(),
            left: till.holders_part.to_string(),
            right: cash_units(right),
            holds: U512::from(till.holders_part.0) << 128 == right,
        },
        bounded_dust(dust, holdings.len()),
        equal(
            "raised = drawn + redeemed + undrawn",
            views.offering.raised.0,
            offering.drawn.0 + offering.redeemed.0 + views.offering.undrawn.0,
        ),
    ];
    lines.extend(cash_lines(folded, views));
    let violations = invariants::violations(&folded.venture);
    lines.push(equal("numbered invariants that are broken", violations.len(), 0));
    lines.extend(violations.into_iter().map(|broken| Line {
        name: format!("{}: {}", broken.invariant, broken.text),
        left: broken.left.to_string(),
        right: broken.right.to_string(),
        holds: false,
    }));
    lines
}

/// What each purse holds, against what its books say and what it was given beyond them.
fn cash_lines(folded: &Folded, views: &Views) -> [Line; 3] {
    let (share, till, offering) =
        (&folded.venture.books.share, &folded.venture.books.till, &folded.venture.books.offering);
    let unit = folded.venture.unit;
    let base = |cash: Cash| U256::from(cash.0).saturating_mul(unit);
    let donated = |received: U256, booked: Cash| received.checked_sub(base(booked));
    let line = |name: &str, held: U256, owned: Option<U256>| Line {
        name: name.to_owned(),
        left: held.to_string(),
        right: owned.map_or_else(|| "less arrived than was booked".to_owned(), |owned| owned.to_string()),
        holds: owned == Some(held),
    };
    let unclaimed = base(share.credited.saturating_sub(share.claimed));
    let of_share = donated(folded.received.share, share.credited).map(|more| unclaimed + more);
    let waiting = donated(folded.received.till, till.collected.saturating_add(till.remitted));
    let of_till = waiting.map(|waiting| base(till.operator_part) + waiting);
    let of_offering = donated(folded.received.offering, offering.raised).map(|more| base(offering.undrawn()) + more);
    [
        line("cash in the Share = credited - claimed + donated (base units)", views.cash.share, of_share),
        line("cash in the Till = operator's part + not yet collected (base units)", views.cash.till, of_till),
        line("cash in the Offering = undrawn + donated (base units)", views.cash.offering, of_offering),
    ]
}

/// What the holders have earned below one cash unit each, and what divisions dropped, in 2^-128 cash units.
fn dust_q128(folded: &Folded) -> U512 {
    let index = folded.venture.books.share.index.get();
    let below_one = (U256::ONE << 128) - U256::ONE;
    let fractions = folded.venture.words.values().map(|word| {
        // As in `Word::owed_down`, without the whole units.
        let weight: U256 = (index << 64) + U256::ONE;
        let earned = weight.wrapping_mul(U256::from(word.balance().0)).wrapping_sub(word.get());
        U512::from((earned >> 64) & below_one)
    });
    fractions.sum::<U512>() + U512::from(folded.dropped_q128)
}

fn bounded_dust(dust: U512, holders: usize) -> Line {
    let bound = holders + 1;
    Line {
        name: "dust < 1 unit per holder + 1".to_owned(),
        left: cash_units(dust),
        right: bound.to_string(),
        holds: dust < U512::from(bound) << 128,
    }
}

/// An amount in 2^-128 cash units as a decimal: six digits after the point, cut, unless it is whole.
fn cash_units(q128: U512) -> String {
    let (whole, rest): (U512, U512) = (q128 >> 128, q128 & ((U512::ONE << 128) - U512::ONE));
    if rest.is_zero() {
        return whole.to_string();
    }
    let millionths: U512 = (rest * U512::from(1_000_000)) >> 128;
    format!("{whole}.{:0>6}", millionths.to_string())
}

fn sum<'a>(amounts: impl Iterator<Item = &'a U256>) -> U256 {
    amounts.fold(U256::ZERO, |sum, amount| sum.saturating_add(*amount))
}

// ---- what the escrow says ----

/// Nothing is asked while it has told of no payment: not every chain has the escrow.
async fn escrow_lines(folded: &Folded, client: &Client, block: BlockId) -> Result<Vec<Line>, AuditError> {
    let payments = &folded.payments;
    let unseen = payments.claimed.is_zero() && payments.settled.is_zero() && payments.arrived.is_zero();
    if unseen && !is_there(client, block).await? {
        return Ok(Vec::new());
    }
    let at = client.deployment();
    let escrow = Escrow::new(client.provider().clone());
    let reading = escrow.receiver_at(at.purses.till, at.currency, block).await.map_err(AuditError::Escrow)?;
    // Seen or not, it is asked: all that it logged may have been left out.
    if unseen && (reading.claimed, reading.settled) == (0, 0) {
        return Ok(Vec::new());
    }
    Ok(vec![
        // What came through channels that were opened before the venture was is known when it arrives.
        equal(
            "claimed by voucher, by payer = Escrow.receivers.totalClaimed (base units)",
            payments.claimed.saturating_add(payments.unclaimed),
            U256::from(reading.claimed),
        ),
        equal("Escrow.receivers.totalSettled (base units)", payments.settled, U256::from(reading.settled)),
        equal("settled by the escrow = arrived from it (base units)", payments.settled, payments.arrived),
    ])
}

/// Whether the chain has the escrow.
async fn is_there(client: &Client, block: BlockId) -> Result<bool, AuditError> {
    let code = client.provider().get_code_at(ESCROW).block_id(block).await;
    let code = code.map_err(|source| AuditError::Escrow(Fault::Node { doing: "tell the escrow's code", source }))?;
    Ok(!code.is_empty())
}

// ---- what the purses say ----

fn view_lines(folded: &Folded, views: &Views, now: Timestamp) -> Vec<Line> {
    let venture = &folded.venture;
    let (share, till, offering) = (&venture.books.share, &venture.books.till, &venture.books.offering);
    let cash = &venture.books.cash;
    let collectable = venture.collectable().unwrap_or(Cash::MAX);
    vec![
        same("Share.phase", &share.phase, &views.share.phase),
        equal("Share.totalSupply", share.supply, views.share.supply),
        equal("Share.index", share.index.get(), views.share.index.get()),
        equal("Share.reserveQ32", share.reserve.0, views.share.reserve.0),
        equal("Share.lastDrip", share.last_drip.0, views.share.last_drip.0),
        equal("Share.credited", share.credited, views.share.credited),
        equal("Share.windowStart", share.demand.proved_at.0, views.share.window_start.0),
        equal("Share.windowCredited", share.demand.credited_since, views.share.window_credited),
        equal("Share.stalled", venture.is_stalled(now), views.share.stalled),
        equal("Share.decayPerSecond", venture.decay.per_second_q128(), views.share.decay_per_second),
        equal("Till.operator", till.operator, views.till.operator),
        equal("Till.operatorCandidate", till.candidate, views.till.candidate),
        equal("Till.holdersBps", till.holders_bps.get(), views.till.holders_bps.get()),
        equal("Till.operatorPart", till.operator_part, views.till.operator_part),
        equal("Till.collectable", collectable, views.till.collectable),
        same("Offering.phase", &offering.phase, &views.offering.phase),
        equal("Offering.raised", offering.raised, views.offering.raised),
        equal("Offering.drawn", offering.drawn, views.offering.drawn),
        equal("Offering.redeemed", offering.redeemed, views.offering.redeemed),
        equal("Offering.undrawn", offering.undrawn(), views.offering.undrawn),
        equal("Offering.drawable", venture.drawable(), views.offering.drawable),
        equal("Offering.creditedAtClose", offering.credited_at_close, views.offering.credited_at_close),
        equal("cash in the Share, by its transfers (base units)", cash.share, views.cash.share),
        equal("cash in the Till, by its transfers (base units)", cash.till, views.cash.till),
        equal("cash in the Offering, by its transfers (base units)", cash.offering, views.cash.offering),
    ]
}

/// One line for each figure over all holders, and one for each holder with whom something is wrong.
fn holding_lines(folded: &Folded, holders: &[Address], holdings: &[Holding], now: Timestamp) -> Vec<Line> {
    let expected: Vec<Holding> = holders
        .iter()
        .map(|&holder| Holding {
            balance: folded.venture.balance(holder),
            owed: folded.venture.owed(holder),
            accrued: folded.venture.accrued(holder, now),
            payee: folded.venture.payee(holder),
        })
        .collect();
    let agreeing = |agree: fn(&Holding, &Holding) -> bool| {
        expected.iter().zip(holdings).filter(|(ours, theirs)| agree(ours, theirs)).count()
    };
    let mut lines = vec![
        equal("holders, and those whose balance agrees", holders.len(), agreeing(|a, b| a.balance == b.balance)),
        equal("holders, and those whose owed income agrees", holders.len(), agreeing(|a, b| a.owed == b.owed)),
        equal("holders, and those whose accrued income agrees", holders.len(), agreeing(|a, b| a.accrued == b.accrued)),
        equal("holders, and those whose payee agrees", holders.len(), agreeing(|a, b| a.payee == b.payee)),
    ];
    let disagreeing = holders.iter().zip(expected.iter().zip(holdings)).filter(|(_, (ours, theirs))| ours != theirs);
    lines.extend(
        disagreeing.take(DISAGREEMENTS_SHOWN).map(|(holder, (ours, theirs))| same(&format!("{holder}"), ours, theirs)),
    );
    lines
}

impl fmt::Display for Audit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { block, hash, timestamp, events, holders, .. } = self;
        writeln!(f, "Audit at block {block} ({hash}, time {timestamp}): {events} events, {holders} holders")?;
        table(f, "Where the money went", &self.identities)?;
        table(f, "What the events say, and the purses", &self.views)?;
        let broken = self.lines().filter(|line| !line.holds).count();
        match broken {
            0 => write!(f, "\nThe audit holds: {} lines.", self.lines().count()),
            _ => write!(f, "\nThe audit FAILS: {broken} of {} lines.", self.lines().count()),
        }
    }
}

/// Figures longer than this are indexes and hashes, and get the room they need without moving the others.
const COLUMN_MAX: usize = 24;

fn table(f: &mut fmt::Formatter<'_>, title: &str, lines: &[Line]) -> fmt::Result {
    let width = |text: fn(&Line) -> &str, max: usize| {
        lines.iter().map(|line| text(line).chars().count()).filter(|length| *length <= max).max().unwrap_or(0)
    };
    let name = width(|line| &line.name, usize::MAX);
    let (left, right) = (width(|line| &line.left, COLUMN_MAX), width(|line| &line.right, COLUMN_MAX));
    writeln!(f, "\n{title}")?;
    for line in lines {
        let mark = if line.holds { "ok" } else { "NO" };
        writeln!(f, "  {mark}  {:<name$}  {:>left$}  {:>right$}", line.name, line.left, line.right)?;
    }
    Ok(())
}
