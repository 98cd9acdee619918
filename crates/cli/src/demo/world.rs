//! The stage: chain, venture, service, gateway, keeper and ledger, wired together on one clock.
