//! The gateway over real HTTP: a real upstream, the embedded chain with the stand-ins, and customers as stock clients are.

mod customer;
mod upstream;
mod world;

mod challenges;
mod vouchers;
mod browsers;
mod parallel;
mod repeats;
mod corrections;
mod transfers;
mod refunds;
mod failures;
mod limits;
mod durability;
mod prices;
