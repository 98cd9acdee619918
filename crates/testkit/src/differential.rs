//! The differential test: the model and the compiled contracts are told the same and must agree on everything.
//!
//! ```text
//!  seed ─► generate ─► step ─┬─► Twin: the model, and beside it permits   ┐ answer, logs, every storage word that
//!             ▲              └─► Bench: the compiled contracts            ┴─► either changed; now and then all of it
//!             └──────────────────── what the model now says                        └─► Difference ─► shrink ─► .case
//! ```
//!
//! Storage is compared by `Layout`: the compiler says where each field lies, `fields` says what the model has there. A
//! `Case` is concrete, so a difference replays without a generator, shrinks by leaving steps out, and is kept as text.

mod accounts;
mod case;
mod permit;
mod text;

mod generate;
mod twin;

mod answers;
mod fields;
mod figures;
mod layout;
mod lockstep;
mod tally;

mod campaign;
mod enumerate;
mod judge;
mod limits;
mod shrink;

pub use campaign::{Campaign, Found};
pub use case::{Case, Deed, Step};
pub use enumerate::enumerate;
pub use generate::beginning;
pub use judge::judge;
pub use limits::limits;
pub use lockstep::{Difference, live, replay};
pub use shrink::shrink;
pub use tally::Tally;
pub use text::parse;
