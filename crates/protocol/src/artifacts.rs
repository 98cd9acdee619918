//! Compiled ABI and bytecode, embedded.
