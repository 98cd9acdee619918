//! The server over a venture on the embedded chain, with a gateway, a keeper and customers.

mod world;

mod api;
mod pages;
mod stories;
