//! Who is who: whose accounts are the issuer's, which is the till, and behind which nobody can see.

use std::collections::BTreeMap;

use super::payments::{AccountId, Payments, account_name};

/// What an account is to the venture. Most are nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Treasury, affiliates, whoever mints or sells the emission: what leaves it is the issuer's money.
    Issuer,
    /// Where customers' payments arrive. What leaves it are payouts, and counts as the issuer's side.
    Till,
    /// An exchange, a mixer, a bridge: it may pass anything on to anybody, and what comes out of it is of unknown origin.
    Opaque,
}

impl Role {
    /// As a file writes it.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "issuer" => Some(Self::Issuer),
            "till" => Some(Self::Till),
            "opaque" => Some(Self::Opaque),
            _ => None,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Issuer => "issuer",
            Self::Till => "till",
            Self::Opaque => "opaque",
        }
    }
}

/// Names and their roles, beside those that the file gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    named: BTreeMap<String, Role>,
}

/// Why roles do not fit the payments.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum RolesError {
    #[error("{name:?} is given as {first} and as {second}; an account has one role")]
    Two { name: String, first: &'static str, second: &'static str },
    #[error(
        "{name:?}, given as {role}, neither pays nor receives in this file; names are compared letter by letter, except addresses of 0x and 40 digits"
    )]
    Absent { name: String, role: &'static str },
    #[error("no account is the till; name the one at which customers' payments arrive")]
    NoTill,
}

impl Roles {
    pub fn with(mut self, name: &str, role: Role) -> Result<Self, RolesError> {
        let name = account_name(name);
        match self.named.insert(name.clone(), role) {
            Some(first) if first != role => Err(two(name, first, role)),
            _ => Ok(self),
        }
    }

    pub fn issuer(self, name: &str) -> Result<Self, RolesError> {
        self.with(name, Role::Issuer)
    }

    pub fn till(self, name: &str) -> Result<Self, RolesError> {
        self.with(name, Role::Till)
    }

    pub fn opaque(self, name: &str) -> Result<Self, RolesError> {
        self.with(name, Role::Opaque)
    }

    /// The role of every account, with those that the file gives.
    pub(crate) fn of(&self, payments: &Payments) -> Result<Vec<Option<Role>>, RolesError> {
        let mut roles = vec![None; payments.accounts().len()];
        for (&account, &role) in payments.marked() {
            roles[account as usize] = Some(role);
        }
        for (name, &role) in &self.named {
            let account: AccountId =
                payments.account(name).ok_or_else(|| RolesError::Absent { name: name.clone(), role: role.as_str() })?;
            match roles[account as usize].replace(role) {
                Some(first) if first != role => return Err(two(name.clone(), first, role)),
                _ => {}
            }
        }
        if roles.contains(&Some(Role::Till)) { Ok(roles) } else { Err(RolesError::NoTill) }
    }
}

fn two(name: String, first: Role, second: Role) -> RolesError {
    RolesError::Two { name, first: first.as_str(), second: second.as_str() }
}
