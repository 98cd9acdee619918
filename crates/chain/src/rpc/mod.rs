//! The JSON-RPC methods, whichever way a request arrives.
//!
//! [`methods`] lists the whole surface; the other files answer, grouped by what is asked about.

pub(crate) mod methods;

mod blocks;
mod calls;
mod dev;
mod fees;
mod receipts;
mod send;
mod state;

pub(crate) mod errors;
pub(crate) mod filters;
mod params;
