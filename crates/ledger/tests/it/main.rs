//! The ledger beside a venture on the embedded chain.

mod life;

mod audits;
mod forks;
mod payers;
mod omissions;
mod restarts;
mod store;
