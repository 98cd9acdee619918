//! Where a venture is.

use alloy::primitives::Address;
use usufruct_model::Purses;

/// One venture on one chain: all that is needed to follow it from its first block on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deployment {
    pub chain_id: u64,
    pub factory: Address,
    pub purses: Purses,
    /// The ERC-20 that the three purses hold.
    pub currency: Address,
    /// The block of the venture's creation; nothing earlier concerns it.
    pub first_block: u64,
}
