//! The sender and the escrow's calls against the embedded chain.

mod faulty;

mod escrow;
mod sender;
