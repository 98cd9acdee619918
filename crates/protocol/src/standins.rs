//! What the embedded chain's genesis holds: the currency, the x402 escrow, its collector, Multicall3.
