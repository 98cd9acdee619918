//! Contracts that only tests need, a few dozen instructions each: too small to compile, small enough to read.

use alloy::primitives::{Address, Bytes};

/// A currency with `decimals` decimals that is in all else the one at `dollar`: it answers `decimals()` itself and runs
/// the dollar's code for the rest, on storage of its own.
pub fn currency(dollar: Address, decimals: u8) -> Bytes {
    const SELECTED: [u8; 22] = [
        0x5f, 0x35, 0x60, 0xe0, 0x1c, // the selector
        0x63, 0x31, 0x3c, 0xe5, 0x67, 0x14, 0x60, 0x3b, 0x57, // that of decimals()? then to 0x3b
        0x36, 0x5f, 0x5f, 0x37, // memory = what was asked
        0x5f, 0x5f, 0x36, 0x5f, // ask it
    ];
    const PUSH_ADDRESS: u8 = 0x73;
    const DELEGATED: [u8; 16] = [
        0x5a, 0xf4, // delegatecall
        0x3d, 0x5f, 0x5f, 0x3e, // memory = the answer
        0x60, 0x37, 0x57, // success? then to 0x37
        0x3d, 0x5f, 0xfd, // revert with it
        0x5b, 0x3d, 0x5f, 0xf3, // 0x37: return it
    ];
    let answer = [0x5b, 0x60, decimals, 0x5f, 0x52, 0x60, 0x20, 0x5f, 0xf3]; // 0x3b: return the word `decimals`
    [&SELECTED[..], &[PUSH_ADDRESS], dollar.as_slice(), &DELEGATED, &answer].concat().into()
}

/// An account with code that does what it is told: `target ++ data` makes it call `target` with `data`, and answer as
/// the target does.
pub fn relay() -> Bytes {
    const CODE: [u8; 35] = [
        0x60, 0x14, 0x36, 0x03, // the length of data
        0x80, 0x60, 0x14, 0x5f, 0x37, // memory = data
        0x5f, 0x5f, 0x82, 0x5f, 0x5f, // no answer yet, data, no value
        0x5f, 0x35, 0x60, 0x60, 0x1c, // the target
        0x5a, 0xf1, // call
        0x3d, 0x5f, 0x5f, 0x3e, // memory = the answer
        0x60, 0x1f, 0x57, // success? then to 0x1f
        0x3d, 0x5f, 0xfd, // revert with it
        0x5b, 0x3d, 0x5f, 0xf3, // 0x1f: return it
    ];
    CODE.to_vec().into()
}

/// A contract that signs (ERC-1271): it says yes to every signature of an odd length, such as 65, and no to the rest.
pub fn wallet() -> Bytes {
    const CODE: [u8; 21] = [
        0x63, 0x16, 0x26, 0xba, 0x7e, 0x60, 0xe0, 0x1b, // yes, in the first bytes of a word
        0x60, 0x44, 0x35, // the signature's length
        0x60, 0x01, 0x16, 0x02, // odd? then yes, else zero
        0x5f, 0x52, 0x60, 0x20, 0x5f, 0xf3, // return the word
    ];
    CODE.to_vec().into()
}

/// What to send to a relay to make it call.
pub fn relayed(target: Address, data: &[u8]) -> Bytes {
    [target.as_slice(), data].concat().into()
}

/// Creation code that leaves `code` (at most 255 bytes) behind.
pub fn creation_of(code: &[u8]) -> Bytes {
    let length = u8::try_from(code.len()).expect("a few dozen instructions");
    let copy = [0x60, length, 0x80, 0x60, 0x09, 0x5f, 0x39, 0x5f, 0xf3]; // return what follows these 9 bytes
    [&copy[..], code].concat().into()
}
