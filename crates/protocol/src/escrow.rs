//! The x402 escrow: bindings, typed reads and writes.
