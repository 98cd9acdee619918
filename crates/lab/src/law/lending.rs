//! Lending pools: a rate that bends when most of the money is lent out.
//!
//! Borrowers pay by *utilisation*, the lent part of what was deposited; lenders get what borrowers pay, less the protocol's
//! part. Below the kink the rate rises slowly, above it steeply, so that somebody repays. When everything is lent, nobody
//! can leave: the rate is high and the exit is shut.

/// A kinked rate, in the terms of Aave (`rateStrategies.ts`) or of Compound (`JumpRateModel`); rates of a year, as parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum KinkedRate {
    /// `base + slope_below * u / kink` below; above, `slope_above` is added over what is left of the way to full.
    Aave { base: f64, slope_below: f64, slope_above: f64, kink: f64 },
    /// `base + slope * u` below; above, `jump` for every part of utilisation beyond.
    Compound { base: f64, slope: f64, jump: f64, kink: f64 },
}

/// Aave's first strategy for USDC and USDT: kink at 90 %, 0, 4 and 60 %.
pub const AAVE_STABLECOIN: KinkedRate = KinkedRate::Aave { base: 0.0, slope_below: 0.04, slope_above: 0.6, kink: 0.9 };
/// Aave's first strategy for WETH: kink at 65 %, 0, 8 and 100 %.
pub const AAVE_WETH: KinkedRate = KinkedRate::Aave { base: 0.0, slope_below: 0.08, slope_above: 1.0, kink: 0.65 };
/// Anchor's borrow rate: 2 % plus 0.42 for every part of utilisation, without a kink.
pub const ANCHOR: KinkedRate = KinkedRate::Compound { base: 0.02, slope: 0.42, jump: 0.42, kink: 1.0 };

/// The lent part of what was deposited, 0..=1.
pub fn utilisation(borrowed: f64, cash: f64, reserves: f64) -> f64 {
    if borrowed <= 0.0 {
        return 0.0;
    }
    (borrowed / (cash + borrowed - reserves)).clamp(0.0, 1.0)
}

impl KinkedRate {
    /// What borrowers pay in a year.
    pub fn borrow(&self, utilisation: f64) -> f64 {
        match *self {
            Self::Aave { base, slope_below, slope_above, kink } => {
                if utilisation <= kink {
                    base + slope_below * utilisation / kink
                } else {
                    base + slope_below + slope_above * (utilisation - kink) / (1.0 - kink)
                }
            }
            Self::Compound { base, slope, jump, kink } => {
                if utilisation <= kink {
                    base + slope * utilisation
                } else {
                    base + slope * kink + jump * (utilisation - kink)
                }
            }
        }
    }

    /// What lenders get in a year: the borrowers' interest over all deposits, less the protocol's part of it.
    pub fn supply(&self, utilisation: f64, reserve_factor: f64) -> f64 {
        lender_rate(self.borrow(utilisation), utilisation, reserve_factor)
    }
}

/// What lenders get in a year of which borrowers pay `borrow_rate`.
pub fn lender_rate(borrow_rate: f64, utilisation: f64, reserve_factor: f64) -> f64 {
    borrow_rate * utilisation * (1.0 - reserve_factor)
}

/// Days until everything is lent and the exit is shut, if deposits leave at `withdrawn_per_day` (a part of those still there)
/// and nobody repays: deposits fall as e^(-wt), loans do not. Infinite if nobody leaves or nothing is lent.
pub fn freeze_days(utilisation: f64, withdrawn_per_day: f64) -> f64 {
    if utilisation <= 0.0 || withdrawn_per_day <= 0.0 {
        return f64::INFINITY;
    }
    (1.0 / utilisation).ln().max(0.0) / withdrawn_per_day
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_has_no_jump_at_the_kink() {
        for rate in [AAVE_STABLECOIN, AAVE_WETH, ANCHOR] {
            let kink = match rate {
                KinkedRate::Aave { kink, .. } | KinkedRate::Compound { kink, .. } => kink,
            };
            assert!((rate.borrow(kink + 1e-12) - rate.borrow(kink)).abs() < 1e-9);
        }
    }

    #[test]
    fn a_pool_freezes_sooner_the_faster_lenders_leave() {
        let hours = |w| (freeze_days(0.8, w) * 24.0).round();
        assert_eq!([0.02, 0.05, 0.1, 0.2].map(hours), [268.0, 107.0, 54.0, 27.0]);
        assert_eq!(freeze_days(1.0, 0.1), 0.0);
        assert_eq!(freeze_days(0.8, 0.0), f64::INFINITY);
    }

    #[test]
    fn nothing_lent_is_no_utilisation() {
        assert_eq!(utilisation(0.0, 0.0, 0.0), 0.0);
        assert_eq!(utilisation(80.0, 20.0, 0.0), 0.8);
    }
}
