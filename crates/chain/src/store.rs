//! The blocks on disk: one append-only file of checksummed records.
//!
//! ```text
//! file   = magic 8 | genesis digest 32 | genesis timestamp 8 | check 8 | record*
//! record = length 4 | check of (offset, length) 4 | check of payload 8 | payload
//! ```
//!
//! Integers are little-endian; a check is the beginning of a Keccak-256. The length has a check of
//! its own, bound to its place, so that a record can be recognised wherever it begins.
//!
//! An append is synced before its caller answers, so a power cut can only have cut short the last
//! record, and that one was never acknowledged: what does not read and has no whole record behind
//! it is cut off when the file is opened. What does not read and has one behind it is damage, and
//! an error: no block that was acknowledged is dropped silently. (Damage to the very last record
//! cannot be told from a write that was cut short.)
//!
//! What reads may still be in the system's cache alone: a process may have been killed between a
//! write and its sync, or the sync may have failed. So opening writes the header and the last
//! record once more, unchanged, and syncs them with the names of the file and its directory.
//!
//! Only transactions are stored. Opening executes them again and compares block hashes.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, BufReader, Read, Seek, SeekFrom},
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
};

use alloy::primitives::{B256, Bytes, keccak256};

const MAGIC: [u8; 8] = *b"EVMBLOG1";
const FILE_HEADER_BYTES: usize = 56;
const RECORD_HEADER_BYTES: usize = 16;
const FILE_NAME: &str = "blocks.log";

const KIND_BLOCK: u8 = 0;
const KIND_ROLLBACK: u8 = 1;

/// What can go wrong with the file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    #[error("cannot open {path}")]
    Open { path: PathBuf, source: io::Error },
    #[error("{path} is in use by another process")]
    InUse { path: PathBuf },
    #[error("{path} is not a block log")]
    NotALog { path: PathBuf },
    #[error("{path} belongs to a chain with another genesis")]
    OtherGenesis { path: PathBuf },
    #[error("cannot read {path}")]
    Read { path: PathBuf, source: io::Error },
    #[error("{path} is damaged at byte {offset}: {what}")]
    Damaged { path: PathBuf, offset: u64, what: &'static str },
    #[error("cannot write {path}")]
    Write { path: PathBuf, source: io::Error },
    #[error("{path} failed earlier and takes no more blocks until it is opened again")]
    Broken { path: PathBuf },
}

/// One entry of the log.
#[derive(Debug)]
pub(crate) enum Record {
    Block { timestamp: u64, hash: B256, raws: Vec<Bytes> },
    Rollback { to: u64 },
}

#[derive(Debug)]
pub(crate) struct Store {
    path: PathBuf,
    file: File,
    /// Where the next record goes.
    end: u64,
    broken: bool,
}

impl Store {
    /// Opens or makes the log in `directory`. Returns it with the timestamp of its genesis.
    pub(crate) fn open(directory: &Path, genesis: B256, timestamp: u64) -> Result<(Self, u64), StoreError> {
        let path = directory.join(FILE_NAME);
        let at = |source| StoreError::Open { path: path.clone(), source };
        std::fs::create_dir_all(directory).map_err(at)?;
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(&path).map_err(at)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StoreError::InUse { path }),
            Err(TryLockError::Error(source)) => return Err(StoreError::Open { path, source }),
        }
        let mut header = Vec::with_capacity(FILE_HEADER_BYTES);
        Read::by_ref(&mut file).take(offset(FILE_HEADER_BYTES)).read_to_end(&mut header).map_err(at)?;
        let length = file.metadata().map_err(at)?.len();
        // Without a record, a header that does not read is one that never reached the disk: the log is new, or its making
        // was cut short, and no block was acknowledged.
        let timestamp = if length > offset(FILE_HEADER_BYTES) || is_whole(&header) {
            read_file_header(&header, genesis, &path)?
        } else {
            file.set_len(0).map_err(at)?;
            timestamp
        };
        file.write_all_at(&file_header(genesis, timestamp), 0).map_err(at)?;
        file.sync_all().map_err(at)?;
        sync_names(directory).map_err(at)?;
        Ok((Self { path, file, end: offset(FILE_HEADER_BYTES), broken: false }, timestamp))
    }

    /// Gives every record to `each`, in order, cuts off a torn end, and makes sure that the rest is
    /// on the disk. Call once, after opening.
    pub(crate) fn replay<E: From<StoreError>>(
        &mut self,
        mut each: impl FnMut(Record) -> Result<(), E>,
    ) -> Result<(), E> {
        let read_error = |source| StoreError::Read { path: self.path.clone(), source };
        let length = self.file.metadata().map_err(read_error)?.len();
        self.file.seek(SeekFrom::Start(self.end)).map_err(read_error)?;
        let mut reader = BufReader::new(&self.file);
        let (mut end, mut last) = (self.end, None);
        while end < length {
            let Some(payload) = read_record(&mut reader, end, length, &self.path)? else {
                tracing::warn!(path = %self.path.display(), end, length, "cutting off a torn block");
                break;
            };
            let damaged = |what| StoreError::Damaged { path: self.path.clone(), offset: end, what };
            let record = Record::decode(&payload).ok_or_else(|| damaged("no such record"))?;
            each(record)?;
            let start = end;
            end += offset(RECORD_HEADER_BYTES + payload.len());
            last = Some((start, payload));
        }
        self.end = end;
        self.settle(last, length).map_err(|source| StoreError::Write { path: self.path.clone(), source })?;
        Ok(())
    }

    /// Puts on the disk what was read, and nothing behind it.
    fn settle(&self, last: Option<(u64, Vec<u8>)>, length: u64) -> io::Result<()> {
        if self.end < length {
            self.file.set_len(self.end)?;
        }
        if let Some((start, payload)) = last {
            self.write_record(start, &payload)?;
        }
        self.file.sync_all()
    }

    fn write_record(&self, start: u64, payload: &[u8]) -> io::Result<()> {
        self.file.write_all_at(&[&record_header(start, payload), payload].concat(), start)
    }

    /// Appends `record` and waits until it is on the disk. After an error nothing more can be
    /// appended: what the disk holds is known again only after opening.
    pub(crate) fn append(&mut self, record: &Record) -> Result<(), StoreError> {
        if self.broken {
            return Err(StoreError::Broken { path: self.path.clone() });
        }
        let payload = record.encode();
        let written = self.write_record(self.end, &payload).and_then(|()| self.file.sync_data());
        if let Err(source) = written {
            self.broken = true;
            // Best effort: what is left of the record was not acknowledged.
            let _ = self.file.set_len(self.end);
            return Err(StoreError::Write { path: self.path.clone(), source });
        }
        self.end += offset(RECORD_HEADER_BYTES + payload.len());
        Ok(())
    }
}

impl Record {
    fn encode(&self) -> Vec<u8> {
        match self {
            Self::Block { timestamp, hash, raws } => {
                let bytes: usize = raws.iter().map(|raw| raw.len() + 4).sum();
                let mut out = Vec::with_capacity(bytes + 41);
                out.push(KIND_BLOCK);
                out.extend_from_slice(&timestamp.to_le_bytes());
                out.extend_from_slice(hash.as_slice());
                for raw in raws {
                    out.extend_from_slice(&length32(raw.len()).to_le_bytes());
                    out.extend_from_slice(raw);
                }
                out
            }
            Self::Rollback { to } => {
                let mut out = vec![KIND_ROLLBACK];
                out.extend_from_slice(&to.to_le_bytes());
                out
            }
        }
    }

    fn decode(payload: &[u8]) -> Option<Self> {
        let (kind, mut rest) = payload.split_first()?;
        match *kind {
            KIND_BLOCK => {
                let timestamp = u64::from_le_bytes(take(&mut rest)?);
                let hash = B256::from(take(&mut rest)?);
                let mut raws = Vec::new();
                while !rest.is_empty() {
                    let length = usize::try_from(u32::from_le_bytes(take(&mut rest)?)).ok()?;
                    let (raw, after) = rest.split_at_checked(length)?;
                    raws.push(Bytes::copy_from_slice(raw));
                    rest = after;
                }
                Some(Self::Block { timestamp, hash, raws })
            }
            KIND_ROLLBACK => {
                let to = u64::from_le_bytes(take(&mut rest)?);
                rest.is_empty().then_some(Self::Rollback { to })
            }
            _ => None,
        }
    }
}

/// The payload at `offset`; None if the write of this record, the file's last, was cut short.
fn read_record(reader: &mut impl Read, start: u64, length: u64, path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    let read_error = |source| StoreError::Read { path: path.to_owned(), source };
    let damaged = |what| StoreError::Damaged { path: path.to_owned(), offset: start, what };
    if length - start < offset(RECORD_HEADER_BYTES) {
        return Ok(None);
    }
    let mut header = [0; RECORD_HEADER_BYTES];
    reader.read_exact(&mut header).map_err(read_error)?;
    let mut fields = &header[..];
    let size = u32::from_le_bytes(take(&mut fields).expect("the header has a length"));
    if header[4..8] != length_check(start, size) {
        // A power cut may leave the file longer, and of the new end any part written.
        let mut rest = header.to_vec();
        reader.read_to_end(&mut rest).map_err(read_error)?;
        let more = whole_record_in(&rest, start);
        return if more { Err(damaged("the length's check is wrong")) } else { Ok(None) };
    }
    let size = u64::from(size);
    let left = length - start - offset(RECORD_HEADER_BYTES);
    if left < size {
        return Ok(None);
    }
    let mut payload = vec![0; usize::try_from(size).map_err(|_| damaged("too long"))?];
    reader.read_exact(&mut payload).map_err(read_error)?;
    if header[8..] == check::<8>(&payload) {
        return Ok(Some(payload));
    }
    if left == size { Ok(None) } else { Err(damaged("the record's check is wrong")) }
}

/// Whether a record that reads begins anywhere in `bytes`, which begin at `start` of the file.
fn whole_record_in(bytes: &[u8], start: u64) -> bool {
    let begins = |at: usize| {
        let (header, behind) = bytes.get(at..)?.split_first_chunk::<RECORD_HEADER_BYTES>()?;
        let size = u32::from_le_bytes(take(&mut &header[..])?);
        let payload = behind.get(..usize::try_from(size).ok()?)?;
        let whole = header[4..8] == length_check(start + offset(at), size) && header[8..] == check::<8>(payload);
        whole.then_some(())
    };
    (0..bytes.len()).any(|at| begins(at).is_some())
}

/// Makes the file's name, and the directory's own, survive a crash.
fn sync_names(directory: &Path) -> io::Result<()> {
    let directory = directory.canonicalize()?;
    File::open(&directory)?.sync_all()?;
    directory.parent().map_or(Ok(()), |parent| File::open(parent)?.sync_all())
}

fn file_header(genesis: B256, timestamp: u64) -> Vec<u8> {
    let mut header = MAGIC.to_vec();
    header.extend_from_slice(genesis.as_slice());
    header.extend_from_slice(&timestamp.to_le_bytes());
    let check = check::<8>(&header);
    header.extend_from_slice(&check);
    header
}

fn is_whole(header: &[u8]) -> bool {
    header.split_last_chunk().is_some_and(|(fields, stored_check)| *stored_check == check::<8>(fields))
}

fn read_file_header(header: &[u8], genesis: B256, path: &Path) -> Result<u64, StoreError> {
    let fields = &header[..FILE_HEADER_BYTES - 8];
    if !fields.starts_with(&MAGIC) {
        return Err(StoreError::NotALog { path: path.to_owned() });
    }
    if !is_whole(header) {
        let what = "the file's header has a wrong check";
        return Err(StoreError::Damaged { path: path.to_owned(), offset: 0, what });
    }
    if fields[8..40] != genesis[..] {
        return Err(StoreError::OtherGenesis { path: path.to_owned() });
    }
    let mut timestamp = &fields[40..];
    Ok(u64::from_le_bytes(take(&mut timestamp).expect("the header has a timestamp")))
}

fn record_header(start: u64, payload: &[u8]) -> [u8; RECORD_HEADER_BYTES] {
    let size = length32(payload.len());
    let mut header = [0; RECORD_HEADER_BYTES];
    header[..4].copy_from_slice(&size.to_le_bytes());
    header[4..8].copy_from_slice(&length_check(start, size));
    header[8..].copy_from_slice(&check::<8>(payload));
    header
}

fn length_check(start: u64, size: u32) -> [u8; 4] {
    check([start.to_le_bytes().as_slice(), &size.to_le_bytes()].concat().as_slice())
}

fn check<const N: usize>(bytes: &[u8]) -> [u8; N] {
    *keccak256(bytes).first_chunk().expect("a hash is longer than a check")
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (head, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*head)
}

fn length32(length: usize) -> u32 {
    u32::try_from(length).expect("the block gas limit keeps a block far below 4 GiB")
}

fn offset(length: usize) -> u64 {
    u64::try_from(length).expect("a length fits 64 bits")
}
