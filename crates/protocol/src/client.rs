//! Typed reads and writes over one provider: the only file that calls our contracts.
