//! The contracts as seen from Rust: artifacts, ABI, events, deployment, typed client, x402 on the wire
