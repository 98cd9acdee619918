//! Who plays: accounts with keys that follow from their names, the same in every test.

use alloy::primitives::{Address, keccak256};
use usufruct_protocol::x402::signature::Key;

/// Buy shares and hold them.
pub const ALICE: &str = "alice";
pub const BOB: &str = "bob";
pub const CAROL: &str = "carol";
/// Pays for the service.
pub const CUSTOMER: &str = "customer";
/// Runs the service.
pub const OPERATOR: &str = "operator";
/// Keeps the venture going: collects, drips, pays out.
pub const KEEPER: &str = "keeper";
/// Sends the gateway's transactions.
pub const RELAYER: &str = "relayer";
/// Tries what it must not.
pub const MALLORY: &str = "mallory";
/// Mints the dollar, creates the Factory and the venture.
pub const FOUNDER: &str = "founder";

/// Everybody above: on a stage they have ether and dollars from the beginning.
pub const CAST: [&str; 9] = [ALICE, BOB, CAROL, CUSTOMER, OPERATOR, KEEPER, RELAYER, MALLORY, FOUNDER];

/// The key of the actor `name`. Any name has one.
pub fn key(name: &str) -> Key {
    Key::new(&keccak256(format!("usufruct actor {name}"))).expect("a hash that is no private key has never been seen")
}

pub fn address(name: &str) -> Address {
    key(name).address()
}
