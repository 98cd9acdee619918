//! Transfers between accounts, in one order that does not depend on the order in which they were told.

use std::collections::BTreeMap;

use super::amount::{self, AMOUNT_SUM_MAX};
use super::roles::Role;

/// Transfers of one file. A year of a busy venture is some hundred thousand; a million take a GB, and minutes.
pub const TRANSFERS_MAX: usize = 1_000_000;

/// The place of an account in [`Payments::accounts`].
pub type AccountId = u32;

/// One account paid another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Transfer {
    /// Seconds since 1970.
    pub time: i64,
    pub from: AccountId,
    pub to: AccountId,
    /// The place of what was paid in [`Payments::assets`].
    pub asset: u32,
    /// In 10^-18 of the unit of account.
    pub amount: u128,
}

/// What a file of payments says. The same transfers in any order are the same `Payments`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payments {
    accounts: Vec<String>,
    assets: Vec<String>,
    transfers: Vec<Transfer>,
    marked: BTreeMap<AccountId, Role>,
}

impl Payments {
    /// Names in the order of the alphabet.
    pub fn accounts(&self) -> &[String] {
        &self.accounts
    }

    pub fn assets(&self) -> &[String] {
        &self.assets
    }

    /// In the order of time; of one instant in the order of names and amounts.
    pub fn transfers(&self) -> &[Transfer] {
        &self.transfers
    }

    /// The roles that the file itself gives.
    pub fn marked(&self) -> &BTreeMap<AccountId, Role> {
        &self.marked
    }

    pub fn account(&self, name: &str) -> Option<AccountId> {
        let name = account_name(name);
        self.accounts.binary_search(&name).ok().map(id)
    }

    /// An amount as a decimal text, exactly.
    pub fn show(amount: u128) -> String {
        amount::show(amount)
    }

    /// An amount in units of account, to the nearest float.
    pub fn as_units(amount: u128) -> f64 {
        amount::as_units(amount)
    }

    /// An amount of whole and decimal units, `12.5`, in 10^-18.
    pub fn amount(text: &str) -> Result<u128, amount::AmountError> {
        amount::parse(text)
    }
}

/// There is no room for another transfer.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Full {
    #[error(
        "there are more than {TRANSFERS_MAX} transfers; assess a shorter time, or leave out accounts that never come near the till"
    )]
    Transfers,
    #[error("all amounts together are more than 10^18 whole units; give them in a larger unit")]
    Sum,
}

/// Payments while they are being told.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    accounts: BTreeMap<String, AccountId>,
    assets: BTreeMap<String, u32>,
    transfers: Vec<Transfer>,
    marked: BTreeMap<AccountId, Role>,
    sum: u128,
}

impl Draft {
    /// `amount` in 10^-18 of the unit of account, `time` in seconds since 1970.
    pub fn push(&mut self, time: i64, from: &str, to: &str, amount: u128, asset: &str) -> Result<(), Full> {
        if self.transfers.len() == TRANSFERS_MAX {
            return Err(Full::Transfers);
        }
        self.sum = self.sum.saturating_add(amount);
        if self.sum > AMOUNT_SUM_MAX {
            return Err(Full::Sum);
        }
        let (from, to) = (self.account(from), self.account(to));
        let next = id(self.assets.len());
        let asset = *self.assets.entry(asset.to_owned()).or_insert(next);
        self.transfers.push(Transfer { time, from, to, asset, amount });
        Ok(())
    }

    /// Gives an account a role; the other one is the error if it has another already.
    pub fn mark(&mut self, name: &str, role: Role) -> Result<(), Role> {
        let account = self.account(name);
        match *self.marked.entry(account).or_insert(role) {
            before if before != role => Err(before),
            _ => Ok(()),
        }
    }

    pub fn finish(self) -> Payments {
        let (accounts, account_places) = in_order(self.accounts);
        let (assets, asset_places) = in_order(self.assets);
        let place = |account: AccountId| account_places[account as usize];
        let mut transfers = self.transfers;
        for transfer in &mut transfers {
            transfer.from = place(transfer.from);
            transfer.to = place(transfer.to);
            transfer.asset = asset_places[transfer.asset as usize];
        }
        transfers.sort_unstable();
        let marked = self.marked.into_iter().map(|(account, role)| (place(account), role)).collect();
        Payments { accounts, assets, transfers, marked }
    }

    fn account(&mut self, name: &str) -> AccountId {
        let next = id(self.accounts.len());
        *self.accounts.entry(account_name(name)).or_insert(next)
    }
}

/// Names in order, and where each number of before went.
fn in_order(numbers: BTreeMap<String, u32>) -> (Vec<String>, Vec<u32>) {
    let mut places = vec![0; numbers.len()];
    let mut names = Vec::with_capacity(numbers.len());
    for (place, (name, before)) in numbers.into_iter().enumerate() {
        places[before as usize] = id(place);
        names.push(name);
    }
    (names, places)
}

fn id(place: usize) -> u32 {
    u32::try_from(place).expect("at most two accounts a transfer, and transfers have a limit")
}

/// Ethereum addresses differ in case only by their checksum (ERC-55): they are written in small letters. Any other name is
/// kept as it is; `Alice` and `alice` are two.
pub(crate) fn account_name(text: &str) -> String {
    let hex = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    match hex {
        Some(digits) if digits.len() == 40 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            text.to_ascii_lowercase()
        }
        _ => text.to_owned(),
    }
}
