//! 42 published vectors of the fee rules.

use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::{DataFault, fault};
use crate::law::fee_market::{CANCUN, ETHEREUM, GasRule, OPTIMISM, fake_exponential};
use crate::validation::check::{Check, Kind};

const ALLOY: &str = "crate alloy-eips 1.8.3, `eip1559/helpers.rs`, `eip4844/mod.rs`";

#[derive(Deserialize)]
struct Vectors {
    eip1559_ethereum_denominator8_elasticity2: GasVectors,
    eip1559_optimism_denominator50_elasticity6_same_inputs_next_base_fee: Vec<u64>,
    eip4844_cancun_update_fraction_3338477_excess_to_fee: Vec<(u64, u128)>,
    fake_exponential_factor_num_den_expected: Vec<(u64, u64, u64, u128)>,
}

#[derive(Deserialize)]
struct GasVectors {
    base_fee: Vec<u64>,
    gas_used: Vec<u64>,
    gas_limit: Vec<u64>,
    next_base_fee: Vec<u64>,
}

pub fn checks(file: &Path) -> Result<Vec<Check>, DataFault> {
    let text = fs::read_to_string(file).map_err(|error| fault(file, error))?;
    let vectors: Vectors = serde_json::from_str(&text).map_err(|error| fault(file, error))?;
    let gas = &vectors.eip1559_ethereum_denominator8_elasticity2;
    let fees = |rule: GasRule, expected: &[u64]| {
        let inputs = gas.base_fee.iter().zip(&gas.gas_used).zip(&gas.gas_limit);
        inputs
            .zip(expected)
            .filter(|(((fee, used), limit), next)| rule.next_base_fee(**fee, **used, **limit) == Some(**next))
            .count()
    };
    let optimism = &vectors.eip1559_optimism_denominator50_elasticity6_same_inputs_next_base_fee;
    let blobs = &vectors.eip4844_cancun_update_fraction_3338477_excess_to_fee;
    let exponentials = &vectors.fake_exponential_factor_num_den_expected;
    let met = |key, what, expected: usize, ours| Check::same(key, what, expected, ours, ALLOY).of_kind(Kind::Data);
    Ok(vec![
        met("B4", "EIP-1559 as on Ethereum, vectors met", gas.next_base_fee.len(), fees(ETHEREUM, &gas.next_base_fee)),
        met("B4", "EIP-1559 as on Optimism, vectors met", optimism.len(), fees(OPTIMISM, optimism)),
        met(
            "B2",
            "EIP-4844 fees, vectors met",
            blobs.len(),
            blobs.iter().filter(|(excess, fee)| CANCUN.fee(*excess) == Some(*fee)).count(),
        ),
        met("B1", "fake_exponential, vectors met", exponentials.len(), {
            exponentials.iter().filter(|(f, n, d, expected)| fake_exponential(*f, *n, *d) == Some(*expected)).count()
        }),
    ])
}
