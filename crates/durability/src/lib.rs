//! What is left after a power cut, or on a disk that fails: files rebuilt at every recorded write, and what is found in them.
//!
//! ```text
//! subject (sells | seals) ─► recorder (strace) ─► trace ─► disk (what may be lost) ─► cuts ─► found: reopen, check
//!                        └─► faults (injected EIO, ENOSPC) ──────────────────────────────────┘
//! ```
//!
//! A *subject* is a program of its own that runs the real code in a directory and says on its standard output what it
//! acknowledged, one line each. The recorder sees every write and every sync of its files and those lines, in order. From
//! that, [`disk`] knows at every moment what a power cut could leave; the files are built, the real code opens them, and
//! [`found`] compares with what had been said by then. `docs/durability.md` has the fault model.
//!
//! Everything follows from a seed and a recording. It needs `strace`, a Debian package.

pub mod said;

pub mod shop;
pub mod selling;
pub mod sealing;

pub mod recorder;
pub mod trace;
pub mod disk;
pub mod cuts;

pub mod found;
pub mod power_cut;
pub mod faults;
