//! The public handle: a store, and what is folded from it.

use crate::audit::{self, Audit, AuditError};
use crate::fold::{self, Block, Folded};
use crate::follow::{self, FollowError, Step};
use crate::store::{Store, StoreError};
use std::path::Path;
use usufruct_model::Venture;
use usufruct_protocol::{client::Client, deploy, events::NotAnEvent, sender::Fault};

/// The machine could not do it, or what it follows is no venture.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    #[error("cannot read the venture's terms")]
    Terms(#[from] deploy::DeployError),
    #[error("cannot read the venture's currency")]
    Currency(#[source] Fault),
    #[error(transparent)]
    Follow(#[from] FollowError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    NotAnEvent(#[from] NotAnEvent),
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// Logs were left out, most likely. What was not checked before is forgotten, to be asked for again; if that does not
    /// help, everything is.
    #[error("at block {block} the node's logs and its views disagree")]
    Disagrees { block: u64 },
}

/// What a venture's events say, kept up with the chain.
#[derive(Debug)]
pub struct Ledger {
    client: Client,
    store: Store,
    /// Of the chain's whole history; the same as folding the store's entries.
    folded: Folded,
    last: Option<Block>,
    /// The last block at which the books were what the chain says. It is not kept in the file.
    checked: Option<Block>,
}

/// What catching up came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub blocks: u64,
    pub events: usize,
    /// Reorganisations met.
    pub forks: u64,
}

impl Ledger {
    /// Opens the ledger that is kept in the file `path`, or begins one. It knows what the file knows: see
    /// [`Self::catch_up`].
    pub async fn open(path: &Path, client: Client) -> Result<Self, LedgerError> {
        let folded = Folded::new(venture(&client).await?);
        let store = Store::open(path, client.deployment()).await?;
        let mut ledger = Self { client, store, folded, last: None, checked: None };
        ledger.fold_again().await?;
        Ok(ledger)
    }

    /// Follows the chain to its newest block, and checks the books there: a node may leave logs out of its answers.
    pub async fn catch_up(&mut self) -> Result<Progress, LedgerError> {
        self.catch_up_to(u64::MAX).await
    }

    /// Follows the chain to `block`, if it has come that far.
    ///
    /// Safe to drop at any await: each stretch is kept as a whole or not at all, and what is in memory follows the file.
    pub async fn catch_up_to(&mut self, block: u64) -> Result<Progress, LedgerError> {
        if self.store.last().await? != self.last {
            // Dropped in the middle, or another process wrote the file.
            self.fold_again().await?;
        }
        let mut progress = Progress::default();
        loop {
            let at = *self.client.deployment();
            match follow::next(self.client.provider(), &at, &self.folded.payments, self.last, block).await? {
                Step::Wait => {
                    self.check().await?;
                    return Ok(progress);
                }
                Step::Fork => {
                    let known = self.store.blocks().await?;
                    let shared = follow::fork_point(self.client.provider(), &known).await?;
                    tracing::warn!(from = ?self.last, to = ?shared, "the chain was reorganised");
                    self.forget_after(shared).await?;
                    progress.forks += 1;
                }
                Step::Append(stretch) => {
                    // Before it is stored: what is no event must not get into the file.
                    let events = fold::decode(&at, &stretch.entries)?;
                    self.store.append(self.last, &stretch).await?;
                    let first = self.last.map_or(at.first_block, |last| last.number + 1);
                    progress.blocks += stretch.last().number + 1 - first;
                    progress.events += stretch.entries.len();
                    self.folded.take(&events);
                    self.last = Some(stretch.last());
                }
            }
        }
    }

    /// Holds the books against the chain's views, unless that was done. If they disagree, what came since they last agreed
    /// is forgotten; if they still do when that was asked for again, everything is: what no view shows may be missing
    /// before that, such as a channel through which nothing was claimed yet.
    async fn check(&mut self) -> Result<(), LedgerError> {
        let Some(last) = self.last.filter(|last| self.checked != Some(*last)) else { return Ok(()) };
        if audit::compare(&self.folded, &self.client, last).await?.holds() {
            self.checked = Some(last);
            return Ok(());
        }
        let agreed = self.checked.take();
        tracing::warn!(block = last.number, back_to = ?agreed, "logs and views disagree");
        self.forget_after(agreed).await?;
        Err(LedgerError::Disagrees { block: last.number })
    }

    async fn forget_after(&mut self, block: Option<Block>) -> Result<(), LedgerError> {
        let number = |block: &Block| block.number;
        if self.checked.as_ref().map(number) > block.as_ref().map(number) {
            self.checked = block;
        }
        self.store.truncate(block).await?;
        self.fold_again().await
    }

    async fn fold_again(&mut self) -> Result<(), LedgerError> {
        self.folded = self.fold_store().await?;
        self.last = self.store.last().await?;
        Ok(())
    }

    async fn fold_store(&mut self) -> Result<Folded, LedgerError> {
        let terms = self.folded.venture.terms.clone();
        let (purses, unit) = (self.folded.venture.purses, self.folded.venture.unit);
        let mut folded = Folded::new(Venture::new(terms, purses, unit));
        folded.take(&fold::decode(self.client.deployment(), &self.store.entries().await?)?);
        Ok(folded)
    }

    /// Compares what the stored events say, folded anew, with what the chain says at the last block followed to. None
    /// before the first.
    pub async fn audit(&mut self) -> Result<Option<Audit>, LedgerError> {
        let folded = self.fold_store().await?;
        let Some(last) = self.store.last().await? else { return Ok(None) };
        Ok(Some(audit::compare(&folded, &self.client, last).await?))
    }

    /// What the events say as of [`Self::last`].
    pub fn folded(&self) -> &Folded {
        &self.folded
    }

    /// The last block followed to.
    pub fn last(&self) -> Option<Block> {
        self.last
    }

    /// The last block at which the books were found to be what the chain says. Beyond it they may lack what a node left out.
    pub fn checked(&self) -> Option<Block> {
        self.checked
    }

    pub fn client(&self) -> &Client {
        &self.client
    }
}

/// The venture as the Factory left it.
pub(crate) async fn venture(client: &Client) -> Result<Venture, LedgerError> {
    let terms = deploy::terms_of(client.provider(), client.deployment()).await?;
    let unit = client.cash_unit().await.map_err(LedgerError::Currency)?;
    Ok(Venture::new(terms, client.deployment().purses, unit))
}
