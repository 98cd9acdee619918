//! The three purses: what is in each, for whom, and along which arrow it came and goes.

use super::{AsOf, Money};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purses {
    pub as_of: AsOf,
    pub capital: CapitalPurse,
    pub revenue: RevenuePurse,
    pub income: IncomePurse,
}

/// Offering: share buyers' money. `raised = drawn + redeemed + undrawn`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CapitalPurse {
    /// What it holds: `undrawn`, and what somebody sent it without buying.
    pub balance: Money,
    pub raised: Money,
    /// Taken by the operator.
    pub drawn: Money,
    /// Given back to holders.
    pub redeemed: Money,
    pub undrawn: Money,
    /// What the operator could draw now.
    pub drawable: Money,
    /// What holders could redeem now, all of them together: `undrawn`, if the sale failed or the venture was wound down.
    pub redeemable: Money,
}

/// Till: customers' money. `collected + remitted = holders_part + operators_part + pulled`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RevenuePurse {
    /// What it holds: `operators_part`, and what was not yet collected.
    pub balance: Money,
    /// Arrived here and split.
    pub collected: Money,
    /// Brought by the operator, who says that customers paid it elsewhere: a lower grade.
    pub remitted: Money,
    /// All that went on to the holders.
    pub holders_part: Money,
    /// Waits for the operator.
    pub operators_part: Money,
    /// Taken by the operator.
    pub pulled: Money,
    /// Arrived and waits to be split.
    pub collectable: Money,
    /// On its way here.
    pub escrow: Escrow,
}

/// What the x402 escrow has for the Till. `claimed = settled + waiting`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Escrow {
    /// Vouchers handed in.
    pub claimed: Money,
    /// Sent on to the Till.
    pub settled: Money,
    /// Claimed, not yet settled.
    pub waiting: Money,
}

/// Share: holders' money. `credited = claimed + owed + reserve + dust`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IncomePurse {
    pub balance: Money,
    pub credited: Money,
    /// Left the reserve for good: `credited - reserve`.
    pub released: Money,
    pub claimed: Money,
    /// Released and not yet claimed, of all holders.
    pub owed: Money,
    /// Not yet released, as of the last drip; rounded down.
    pub reserve: Money,
    /// What a drip now would release of it; rounded down.
    pub due: Money,
    /// What roundings hold back, in nobody's favour.
    pub dust: Money,
}
