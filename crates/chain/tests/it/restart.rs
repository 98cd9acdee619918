//! A chain with a directory goes on where it was.

use std::{fs, path::PathBuf};

use alloy::{primitives::U256, providers::Provider};
use usufruct_chain::{Chain, Clock, Fault, Genesis, StoreError};

use crate::stage::{START, address, genesis, open_in, submit, transfer};

struct Directory {
    directory: tempfile::TempDir,
}

impl Directory {
    fn new() -> Self {
        Self { directory: tempfile::tempdir().expect("a directory") }
    }

    fn open(&self) -> Chain {
        open_in(self.directory.path())
    }

    fn open_error(&self, genesis: &Genesis) -> StoreError {
        let opened = Chain::open(genesis, Clock::manual(START), Some(self.directory.path()));
        match opened.expect_err("it does not open") {
            Fault::Store(error) => error,
            other => panic!("{other}"),
        }
    }

    fn log(&self) -> PathBuf {
        self.directory.path().join("blocks.log")
    }
}

#[tokio::test]
async fn a_chain_restarts_where_it_was() {
    let directory = Directory::new();
    let chain = directory.open();
    for nonce in 0..3 {
        chain.advance(10);
        submit(&chain, transfer(1, nonce, address(2), 1));
    }
    let second = transfer(1, 3, address(2), 5);
    chain.submit_batch(vec![second, transfer(2, 0, address(3), 7)]).expect("no fault");
    chain.mine().expect("no fault");
    let (head, state) = (chain.head(), chain.state_digest());
    let balance = chain.provider().get_balance(address(2)).await.expect("balance");
    drop(chain);

    let chain = directory.open();
    assert_eq!((chain.head(), chain.state_digest()), (head, state));
    assert_eq!(chain.provider().get_balance(address(2)).await.expect("balance"), balance);
    submit(&chain, transfer(1, 4, address(2), 1));
    assert_eq!(chain.head().number, head.number + 1);
    assert_eq!(chain.head().timestamp, head.timestamp, "never older than its parent");
}

#[test]
fn a_rollback_is_remembered() {
    let directory = Directory::new();
    let chain = directory.open();
    for nonce in 0..3 {
        submit(&chain, transfer(1, nonce, address(2), 1));
    }
    chain.rollback(1).expect("no fault");
    submit(&chain, transfer(1, 1, address(3), 1));
    let (head, state) = (chain.head(), chain.state_digest());
    drop(chain);
    let again = directory.open();
    assert_eq!((again.head(), again.state_digest()), (head, state));
}

/// The digest is of the state alone: it differs where the state does, and comes back with it.
#[test]
fn equal_states_have_equal_digests() {
    let chain = crate::stage::open();
    let before = chain.state_digest();
    chain.mine().expect("no fault");
    assert_eq!(chain.state_digest(), before, "an empty block changes no account");
    submit(&chain, transfer(1, 0, address(2), 1));
    let after = chain.state_digest();
    assert_ne!(after, before);
    chain.rollback(1).expect("no fault");
    assert_eq!(chain.state_digest(), before);
    submit(&chain, transfer(1, 0, address(2), 1));
    assert_eq!(chain.state_digest(), after);
}

/// Cuts the log short after every byte of its last record: each time the chain opens with exactly
/// the block before it, and works.
#[test]
fn a_torn_last_record_is_cut_off_wherever_it_was_torn() {
    let directory = Directory::new();
    let chain = directory.open();
    submit(&chain, transfer(1, 0, address(2), 1));
    let before = chain.head();
    let whole_before = fs::metadata(directory.log()).expect("a log").len();
    submit(&chain, transfer(1, 1, address(2), 1));
    let after = chain.head();
    drop(chain);
    let whole = fs::read(directory.log()).expect("a log");
    let start = usize::try_from(whole_before).expect("short");
    for end in start..whole.len() {
        fs::write(directory.log(), &whole[..end]).expect("written");
        let chain = directory.open();
        assert_eq!(chain.head(), before, "torn at byte {end}");
        submit(&chain, transfer(1, 1, address(2), 1));
        assert_eq!(chain.head(), after);
        drop(chain);
        assert_eq!(fs::read(directory.log()).expect("a log"), whole);
    }
    // A file may also have grown without its new end having been written.
    let mut grown = whole[..start].to_vec();
    grown.resize(whole.len(), 0);
    fs::write(directory.log(), &grown).expect("written");
    assert_eq!(directory.open().head(), before);
}

/// The last record spans several sectors. Whichever of them reached the disk, it was not acknowledged: the chain opens
/// with the block before it, or with it if all of them did.
#[test]
fn a_last_record_of_which_any_sectors_were_written_is_no_damage() {
    const SECTOR: usize = 512;
    let directory = Directory::new();
    let chain = directory.open();
    submit(&chain, transfer(1, 0, address(2), 1));
    let before = chain.head();
    let start = usize::try_from(fs::metadata(directory.log()).expect("a log").len()).expect("short");
    let batch: Vec<_> = (1..12).map(|nonce| transfer(1, nonce, address(2), 1)).collect();
    chain.submit_batch(batch).expect("no fault");
    let after = chain.head();
    drop(chain);
    let whole = fs::read(directory.log()).expect("a log");
    let sectors: Vec<usize> = (start / SECTOR..whole.len().div_ceil(SECTOR)).collect();
    assert!(sectors.len() >= 3, "{} sectors", sectors.len());
    for written in 0..1_u32 << sectors.len() {
        let mut torn = whole.clone();
        for (_, sector) in sectors.iter().enumerate().filter(|(bit, _)| written >> bit & 1 == 0) {
            torn[(sector * SECTOR).max(start)..((sector + 1) * SECTOR).min(whole.len())].fill(0);
        }
        fs::write(directory.log(), &torn).expect("written");
        let head = directory.open().head();
        let all = written + 1 == 1 << sectors.len();
        assert_eq!(head, if all { after } else { before }, "sectors {written:b}");
    }
}

/// A log that was made, but whose first bytes never reached the disk, is a new one.
#[test]
fn a_log_without_its_header_is_a_new_one() {
    let directory = Directory::new();
    let beginning = directory.open().head();
    for bytes in [&[][..], &[0; 30], &[0; 56], &[7; 56]] {
        fs::write(directory.log(), bytes).expect("written");
        assert_eq!(directory.open().head(), beginning);
    }
}

/// Any other damage is an error: no block that was acknowledged is dropped.
#[test]
fn damage_before_the_last_record_is_an_error_wherever_it_is() {
    let directory = Directory::new();
    let chain = directory.open();
    submit(&chain, transfer(1, 0, address(2), 1));
    let end = usize::try_from(fs::metadata(directory.log()).expect("a log").len()).expect("short");
    submit(&chain, transfer(1, 1, address(2), 1));
    drop(chain);
    let whole = fs::read(directory.log()).expect("a log");
    for byte in 0..end {
        let mut damaged = whole.clone();
        damaged[byte] ^= 0x10;
        fs::write(directory.log(), &damaged).expect("written");
        directory.open_error(&genesis());
    }
    fs::write(directory.log(), &whole).expect("written");
    assert_eq!(directory.open().head().number, 2);
}

#[test]
fn a_directory_belongs_to_one_genesis_and_one_process() {
    let directory = Directory::new();
    let chain = directory.open();
    assert!(matches!(directory.open_error(&genesis()), StoreError::InUse { .. }));
    drop(chain);
    let other = genesis().with_balance(address(1), U256::from(1));
    assert!(matches!(directory.open_error(&other), StoreError::OtherGenesis { .. }));
    let later = Genesis { timestamp: START + 1_000, ..genesis() };
    let chain = Chain::open(&later, Clock::manual(START), Some(directory.directory.path()));
    assert_eq!(chain.expect("opens").head().timestamp, START, "it keeps its own beginning");
}
