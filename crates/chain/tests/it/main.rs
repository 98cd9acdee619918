//! The chain as its users see it: through alloy, in process and over HTTP.

mod stage;

mod batches;
mod calls;
mod history;
mod http;
mod logs;
mod restart;
mod surface;
mod time;
mod transactions;
