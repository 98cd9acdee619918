//! Laws of known structures as published, as pure functions. `structure` lives by them; `validation` compares them with
//! the published values.
//!
//! Each file is one law: where it was published, what its units are, and nothing that it would not be told. Rates are parts,
//! not per cent: 0.03 is three per cent. Times are in the unit that the name says.

pub mod staking;
pub mod lending;
pub mod emission;
pub mod rebase;
pub mod fixed_rate;
pub mod burn_and_mint;
pub mod recruitment;
pub mod smoothing;
pub mod fee_market;
pub mod vrgda;
pub mod queue;
pub mod repeat_buying;
pub mod hypergeometric;
pub mod likelihood;
