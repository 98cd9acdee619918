//! The keeper against the contracts on the embedded chain.

mod world;
mod fuse;

mod journey;
mod bad_channels;
mod due;
mod killed;
