//! JSON API and pages over what the ledger knows.
