//! The ABI of our contracts.
