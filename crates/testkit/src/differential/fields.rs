//! What the model says lies in each word of the contracts' storage.
//!
//! A word of plain fields is encoded anew from the model after every step: there are few. The words of mappings are
//! known by what they are about (`Entry`), and their places are computed once a case.

use super::answers::number;
use super::layout::{Contract, Field, committed, in_mapping};
use super::twin::Twin;
use alloy::primitives::{Address, U256, map::HashMap};
use usufruct_model::{Cash, World, share};

/// A word of a mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entry {
    Word(Address),
    Payee(Address),
    Nonce(Address),
    Allowance { owner: Address, spender: Address },
    Cash(Address),
    CashAllowance { owner: Address, spender: Address },
}

/// A word of plain fields.
pub struct PlainWord {
    pub contract: Contract,
    pub slot: U256,
    parts: Vec<Part>,
}

struct Part {
    shift: usize,
    bits: usize,
    of: fn(&Twin) -> U256,
}

/// The whole storage, as far as it does not depend on a venture.
pub struct Fields {
    pub plain: Vec<PlainWord>,
    /// Of the mappings of `Entry`, in its order.
    slots: [U256; 6],
    /// Of entries that were asked for. Of one case: the next has other purses.
    places: HashMap<Entry, U256>,
}

fn cash(amount: Cash) -> U256 {
    U256::from(amount.0)
}

fn account(address: Address) -> U256 {
    U256::from_be_slice(address.as_slice())
}

/// A text of at most 31 bytes as Solidity stores it: from the left, and twice its length at the right.
fn text(text: &str) -> U256 {
    let mut word = [0; 32];
    assert!(text.len() < 32, "a longer text has words of its own");
    word[..text.len()].copy_from_slice(text.as_bytes());
    U256::from_be_bytes(word) | U256::from(2 * text.len())
}

/// What the model has in a field; `None` for mappings.
fn plain(field: &Field) -> Option<fn(&Twin) -> U256> {
    let of: fn(&Twin) -> U256 = match (field.contract, field.name) {
        (Contract::Share, "_g") => |twin| {
            let share = &twin.world.venture.books.share;
            (share.index.get() << 64) | U256::from(share.supply.0)
        },
        (Contract::Share, "_reserve.amountQ32") => |twin| U256::from(twin.world.venture.books.share.reserve.0),
        (Contract::Share, "_reserve.lastDrip") => |twin| U256::from(twin.world.venture.books.share.last_drip.0),
        (Contract::Share, "_reserve.phase") => |twin| U256::from(share_phase(&twin.world)),
        (Contract::Share, "_demand.credited") => |twin| cash(twin.world.venture.books.share.credited),
        (Contract::Share, "_demand.windowCredited") => {
            |twin| cash(twin.world.venture.books.share.demand.credited_since)
        }
        (Contract::Share, "_demand.windowStart") => {
            |twin| U256::from(twin.world.venture.books.share.demand.proved_at.0)
        }
        (Contract::Share, "contractURI") => |twin| text(&twin.world.venture.terms.contract_uri),
        (Contract::Till, "holdersBps") => |twin| U256::from(twin.world.venture.books.till.holders_bps.get()),
        (Contract::Till, "_operatorPart") => |twin| cash(twin.world.venture.books.till.operator_part),
        (Contract::Till, "operator") => |twin| account(twin.world.venture.books.till.operator),
        (Contract::Till, "operatorCandidate") => |twin| account(twin.world.venture.books.till.candidate),
        (Contract::Offering, "_books.phase") => |twin| U256::from(offering_phase(&twin.world)),
        (Contract::Offering, "_books.raised") => |twin| cash(twin.world.venture.books.offering.raised),
        (Contract::Offering, "_books.drawn") => |twin| cash(twin.world.venture.books.offering.drawn),
        (Contract::Offering, "_books.redeemed") => |twin| cash(twin.world.venture.books.offering.redeemed),
        (Contract::Offering, "creditedAtClose") => |twin| cash(twin.world.venture.books.offering.credited_at_close),
        (Contract::Currency, "_totalSupply") => |twin| twin.minted,
        // Names live in the code, so that these are never used.
        (Contract::Share | Contract::Currency, "_nameFallback" | "_versionFallback")
        | (Contract::Currency, "_name" | "_symbol") => |_| U256::ZERO,
        _ if field.type_name.starts_with("mapping") || field.name.contains("[]") => return None,
        _ => panic!("the model says nothing of {field:?}"),
    };
    Some(of)
}

/// As the enum's number.
pub fn share_phase(world: &World) -> u8 {
    match world.venture.books.share.phase {
        share::Phase::Selling => 0,
        share::Phase::Dripping => 1,
        share::Phase::Released => 2,
    }
}

/// As the enum's number.
pub fn offering_phase(world: &World) -> u8 {
    number(world.venture.books.offering.phase)
}

impl Fields {
    /// As the committed layout has them. Panics if there is a field of which the model says nothing, or the other way
    /// round.
    pub fn committed() -> Self {
        let mut plain_words: Vec<PlainWord> = Vec::new();
        for field in committed() {
            let Some(of) = plain(&field) else { continue };
            let part = Part { shift: field.shift, bits: field.bits, of };
            let same = |word: &&mut PlainWord| word.contract == field.contract && word.slot == field.slot;
            match plain_words.iter_mut().find(same) {
                Some(word) => word.parts.push(part),
                None => plain_words.push(PlainWord { contract: field.contract, slot: field.slot, parts: vec![part] }),
            }
        }
        let mappings: [(Contract, &[&str]); 2] = [
            (Contract::Share, &["_holders[].word", "payeeOf", "_nonces", "allowance"]),
            (Contract::Currency, &["_balances", "_allowances"]),
        ];
        let slot = |contract, name: &str| {
            let field = committed().find(|field| (field.contract, field.name) == (contract, name));
            field.unwrap_or_else(|| panic!("{contract:?} has no field {name}")).slot
        };
        let slots: Vec<U256> =
            mappings.iter().flat_map(|(contract, names)| names.iter().map(|name| slot(*contract, name))).collect();
        let slots = slots.try_into().expect("six mappings");
        Self { plain: plain_words, slots, places: HashMap::default() }
    }

    /// Where `entry` lies.
    pub fn place(&mut self, entry: Entry) -> U256 {
        let slots = self.slots;
        *self.places.entry(entry).or_insert_with(|| match entry {
            Entry::Word(holder) => in_mapping(slots[0], holder),
            Entry::Payee(holder) => in_mapping(slots[1], holder),
            Entry::Nonce(owner) => in_mapping(slots[2], owner),
            Entry::Allowance { owner, spender } => in_mapping(in_mapping(slots[3], owner), spender),
            Entry::Cash(account) => in_mapping(slots[4], account),
            Entry::CashAllowance { owner, spender } => in_mapping(in_mapping(slots[5], owner), spender),
        })
    }

    /// Every entry that was ever asked for, and where it lies.
    pub fn known(&self) -> impl Iterator<Item = (Entry, U256)> {
        self.places.iter().map(|(entry, place)| (*entry, *place))
    }
}

impl PlainWord {
    /// What the model says lies there.
    pub fn value(&self, twin: &Twin) -> U256 {
        self.parts.iter().fold(U256::ZERO, |word, part| {
            let value = (part.of)(twin);
            // A value that does not fit must not pass for its neighbour's.
            if value.bit_len() > part.bits { U256::MAX } else { word | (value << part.shift) }
        })
    }
}

impl Entry {
    pub fn contract(self) -> Contract {
        match self {
            Self::Word(_) | Self::Payee(_) | Self::Nonce(_) | Self::Allowance { .. } => Contract::Share,
            Self::Cash(_) | Self::CashAllowance { .. } => Contract::Currency,
        }
    }

    /// What the model says lies there.
    pub fn value(self, twin: &Twin) -> U256 {
        let world = &twin.world;
        match self {
            Self::Word(holder) => world.venture.word(holder).get(),
            Self::Payee(holder) => account(world.venture.payee(holder).unwrap_or_default()),
            Self::Nonce(owner) => U256::from(twin.nonce(owner)),
            Self::Allowance { owner, spender } => world.allowances.of(owner, spender),
            Self::Cash(account) => world.currency.balance(account),
            Self::CashAllowance { owner, spender } => world.currency.allowances.of(owner, spender),
        }
    }
}
