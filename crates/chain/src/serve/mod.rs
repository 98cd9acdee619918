//! The ways to reach the chain: without a socket, and over HTTP.

pub(crate) mod http;
pub(crate) mod in_process;
