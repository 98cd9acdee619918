//! Where everything waits: nothing in a world goes on by itself.
//!
//! A request to a node or to the service stands on the board until the world lets it go; so the order in which things
//! happen is the world's choice, and a process can be killed while it waits for any of them. What is forgotten never goes
//! on: its process is dead.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, oneshot};

/// A process of the world. A gateway that is opened again is another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    Gateway(u32),
    Keeper,
    Ledger,
}

/// Where a process dies: at the request after this many, before it is done or after.
#[derive(Clone, Copy, Debug)]
pub struct Fuse {
    pub party: Party,
    pub requests: u64,
    pub after: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Board {
    state: Arc<Mutex<State>>,
    changed: Arc<Notify>,
}

#[derive(Debug, Default)]
struct State {
    standing: Vec<Standing>,
    /// What dead processes wait for.
    forgotten: Vec<oneshot::Sender<()>>,
    next: u64,
    fuse: Option<Fuse>,
    blown: Option<Party>,
}

#[derive(Debug)]
struct Standing {
    number: u64,
    party: Party,
    what: String,
    go: oneshot::Sender<()>,
}

/// Takes a request off the board when who asked has gone.
struct Place {
    board: Board,
    number: u64,
}

/// Processes are tasks; the world itself is the one future that is none.
fn by_the_world() -> bool {
    tokio::task::try_id().is_none()
}

impl Drop for Place {
    fn drop(&mut self) {
        self.board.state().standing.retain(|standing| standing.number != self.number);
    }
}

impl Board {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the world says go. What the world asks with its own hand goes on at once: nobody else could let it go.
    pub async fn stand(&self, party: Party, what: &str) {
        if by_the_world() {
            return;
        }
        let (go, gone) = oneshot::channel();
        let place = {
            let mut state = self.state();
            let number = state.next;
            state.next += 1;
            state.standing.push(Standing { number, party, what: what.to_owned(), go });
            Place { board: self.clone(), number }
        };
        self.changed.notify_one();
        if gone.await.is_err() {
            std::future::pending::<()>().await;
        }
        drop(place);
    }

    /// Everything that stands here, and who has died and was not buried.
    pub fn told(&self) -> String {
        let state = self.state();
        let standing: Vec<_> = state.standing.iter().map(|it| format!("{:?} {}", it.party, it.what)).collect();
        format!("waiting: {standing:?}, dead: {:?}", state.blown)
    }

    pub fn standing(&self) -> usize {
        self.state().standing.len()
    }

    pub fn standing_of(&self, party: Party) -> usize {
        self.state().standing.iter().filter(|standing| standing.party == party).count()
    }

    /// Lets one go, the oldest being the first; says which.
    pub fn release(&self, place: usize) -> Option<String> {
        let standing = {
            let mut state = self.state();
            (place < state.standing.len()).then(|| state.standing.remove(place))
        }?;
        let said = format!("{:?} {}", standing.party, standing.what);
        standing.go.send(()).ok();
        Some(said)
    }

    /// The process is dead: nothing that it waits for comes.
    pub fn forget(&self, party: Party) {
        let mut state = self.state();
        let (gone, stay) = std::mem::take(&mut state.standing).into_iter().partition(|s: &Standing| s.party == party);
        state.standing = stay;
        let gone: Vec<Standing> = gone;
        state.forgotten.extend(gone.into_iter().map(|standing| standing.go));
        state.fuse = state.fuse.filter(|fuse| fuse.party != party);
        state.blown = state.blown.filter(|blown| *blown != party);
    }

    pub fn light(&self, fuse: Fuse) {
        self.state().fuse = Some(fuse);
    }

    pub fn put_out(&self) {
        self.state().fuse = None;
    }

    /// Counts one request of `party`; on which side of it the process dies, if it does there.
    pub fn burns(&self, party: Party) -> Option<bool> {
        if by_the_world() {
            return None;
        }
        let mut state = self.state();
        let fuse = state.fuse.as_mut().filter(|fuse| fuse.party == party)?;
        if fuse.requests > 0 {
            fuse.requests -= 1;
            return None;
        }
        let after = fuse.after;
        state.fuse = None;
        Some(after)
    }

    /// The process dies here.
    pub async fn die(&self, party: Party) {
        self.state().blown = Some(party);
        self.changed.notify_one();
        std::future::pending().await
    }

    /// Who has died and was not buried.
    pub fn blown(&self) -> Option<Party> {
        self.state().blown
    }

    pub fn bury(&self) {
        self.state().blown = None;
    }

    pub fn tell(&self) {
        self.changed.notify_one();
    }

    /// Something may have happened.
    pub async fn changed(&self) {
        self.changed.notified().await;
    }
}
