//! The demo's private keys, derived from its seed: whoever knows the seed can spend, which is what a demo is for.

use alloy::primitives::{B256, keccak256};
use usufruct_protocol::x402::signature::Key;

/// The key of `role` number or name `who`. Same seed, same key.
pub fn derive(seed: u64, role: &str, who: &str) -> Key {
    let mut secret = keccak256(format!("usufruct demo\0{seed}\0{role}\0{who}"));
    loop {
        match Key::new(&secret) {
            Some(key) => return key,
            // One hash in 2^128 is not below the group's order.
            None => secret = keccak256::<B256>(secret),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_differ_by_seed_role_and_name_and_by_nothing_else() {
        let address = |seed, role, who| derive(seed, role, who).address();
        assert_eq!(address(1, "customer", "G1"), address(1, "customer", "G1"));
        let all = [
            address(1, "customer", "G1"),
            address(2, "customer", "G1"),
            address(1, "holder", "G1"),
            address(1, "customer", "G2"),
        ];
        for (place, one) in all.iter().enumerate() {
            assert!(!all[..place].contains(one));
        }
    }
}
