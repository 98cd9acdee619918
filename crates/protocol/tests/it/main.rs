//! Ventures, the sender and the escrow's calls, on the embedded chain.

mod faulty;

mod venture;
mod escrow;
mod sender;
