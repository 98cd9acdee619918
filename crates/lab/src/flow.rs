//! Circular flow: how much of what customers paid was the issuer's own money coming back?
//!
//! From a file of payments (who paid whom, when, how much) this finds, for the payments that reached the till, the part
//! that had come from the issuer's side within a window before (90 days), as an interval:
//!
//! ```text
//!  file ─► Payments ─┬─► fifo        first in, first out: what the payers were seen to spend      ─► low end
//!                    └─► timeline ─► temporal maximum flow: the most that the issuer can have     ─► high end
//!                        network     funded, whatever the payers thought they were spending
//! ```
//!
//! * *Issuer's side*: the accounts of the issuer and its friends, and what the till itself pays out (earlier payouts).
//! * *Low end* (`fifo`): every account is a queue; what came first leaves first (Clayton's case, 1816). One scan in
//!   the order of time. What an account spends beyond what it was seen to receive is of unseen origin.
//! * *High end* (`timeline`, `network`): a maximum flow through the accounts in time; money leaves an account only
//!   after it came. Nothing that is consistent with the file can have been more.
//!
//! Always `0 <= low <= high <= payments`, for each day and for all of them. Amounts are integers throughout.
//!
//! **Equal times.** Nobody knows in which order transfers of one instant happened, so their order in the file never
//! matters. The high end lets money pass through any number of accounts in one instant. The low end lets it
//! pass on in the order in which the transfers of this instant hang together (who receives before who sends); in a ring of
//! transfers of one instant, each account spends what it had before. Where an account pays the till and somebody else in one
//! instant, the somebody else is served first.
//!
//! **The window** is counted in whole days (UTC): money that left the issuer on day `s` counts in a payment of day `d`
//! if `d - s <= window`.

mod payments;
mod amount;
mod moment;
mod read;
mod table;
mod roles;
mod queue;
mod fifo;
mod timeline;
mod network;
mod circularity;
mod injection;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod twin;

pub use amount::AmountError;
pub use circularity::{Circularity, CircularityError, DayOfFlow, Interval, Question, circularity};
pub use injection::{Injected, Injection, InjectionError, injected};
pub use moment::{MomentError, SECONDS_PER_DAY};
pub use payments::{AccountId, Draft, Full, Payments, Transfer};
pub use read::{ReadError, read, read_csv};
pub use roles::{Role, Roles, RolesError};
