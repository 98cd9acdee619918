//! Prices that follow demand on Ethereum: the base fee of gas (EIP-1559) and of blobs (EIP-4844), in the integers of the
//! specifications. `None` where a number does not fit; the chain never comes near.

/// How fast the base fee of gas moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GasRule {
    /// A full block raises the fee by 1/`denominator` for every target that it was above the target.
    pub denominator: u64,
    /// A block may use so many times its target.
    pub elasticity: u64,
}

/// Ethereum's own.
pub const ETHEREUM: GasRule = GasRule { denominator: 8, elasticity: 2 };
/// Optimism's before Canyon.
pub const OPTIMISM: GasRule = GasRule { denominator: 50, elasticity: 6 };

impl GasRule {
    /// The base fee of the next block, in wei.
    pub fn next_base_fee(&self, base_fee: u64, gas_used: u64, gas_limit: u64) -> Option<u64> {
        let target = gas_limit / self.elasticity;
        let by = |gas: u64| {
            let change = u128::from(base_fee) * u128::from(gas) / u128::from(target) / u128::from(self.denominator);
            u64::try_from(change).ok()
        };
        if target == 0 || gas_used == target {
            Some(base_fee)
        } else if gas_used > target {
            base_fee.checked_add(by(gas_used - target)?.max(1))
        } else {
            base_fee.checked_sub(by(target - gas_used)?)
        }
    }
}

/// How fast the fee of blobs moves, in gas of blobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlobRule {
    pub target_blobs: u64,
    pub max_blobs: u64,
    /// The excess at which the fee is e times its minimum.
    pub update_fraction: u64,
}

pub const GAS_PER_BLOB: u64 = 131_072;
pub const MIN_FEE_PER_BLOB_GAS: u64 = 1;
/// As introduced (EIP-4844).
pub const CANCUN: BlobRule = BlobRule { target_blobs: 3, max_blobs: 6, update_fraction: 3_338_477 };
/// With more room (EIP-7691).
pub const PRAGUE: BlobRule = BlobRule { target_blobs: 6, max_blobs: 9, update_fraction: 5_007_716 };

impl BlobRule {
    /// What blocks have used beyond the target, after a block with so many blobs.
    pub fn next_excess(&self, excess: u64, blobs: u64) -> u64 {
        (excess + blobs * GAS_PER_BLOB).saturating_sub(self.target_blobs * GAS_PER_BLOB)
    }

    /// The fee of one gas of blobs, in wei.
    pub fn fee(&self, excess: u64) -> Option<u128> {
        fake_exponential(MIN_FEE_PER_BLOB_GAS, excess, self.update_fraction)
    }
}

/// `factor * e^(numerator / denominator)` as a Taylor series in integers, each term rounded down (EIP-4844).
pub fn fake_exponential(factor: u64, numerator: u64, denominator: u64) -> Option<u128> {
    let (numerator, denominator) = (u128::from(numerator), u128::from(denominator));
    let mut sum: u128 = 0;
    let mut term = u128::from(factor) * denominator;
    let mut order: u128 = 1;
    // Terms shrink to 0 once `order` is beyond numerator/denominator; what fits into 128 bits has fewer than 300 of them.
    while term > 0 {
        sum = sum.checked_add(term)?;
        term = term.checked_mul(numerator)? / (denominator * order);
        order += 1;
    }
    sum.checked_div(denominator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fee_rests_at_the_target_and_never_moves_by_more_than_an_eighth() {
        assert_eq!(ETHEREUM.next_base_fee(1_000_000_000, 15_000_000, 30_000_000), Some(1_000_000_000));
        assert_eq!(ETHEREUM.next_base_fee(1_000_000_000, 30_000_000, 30_000_000), Some(1_125_000_000));
        assert_eq!(ETHEREUM.next_base_fee(1_000_000_000, 0, 30_000_000), Some(875_000_000));
        assert_eq!(ETHEREUM.next_base_fee(0, 30_000_000, 30_000_000), Some(1));
        assert_eq!(ETHEREUM.next_base_fee(u64::MAX, 30_000_000, 30_000_000), None);
        assert_eq!(ETHEREUM.next_base_fee(7, 0, 1), Some(7));
    }

    #[test]
    fn empty_blocks_bring_the_excess_down_to_nothing_and_no_further() {
        assert_eq!(CANCUN.next_excess(100_000, 0), 0);
        assert_eq!(CANCUN.next_excess(0, 6), 3 * GAS_PER_BLOB);
        assert_eq!(PRAGUE.fee(0), Some(1));
        assert_eq!(CANCUN.fee(u64::MAX), None);
        assert_eq!(fake_exponential(1, 1, 0), None);
    }
}
