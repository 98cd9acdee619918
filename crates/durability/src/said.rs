//! What a subject says on its standard output: one line for everything that somebody could rely on from then on.

use std::fmt;
use std::str::FromStr;

use alloy::primitives::B256;
use anyhow::{Context, Result, bail};

/// One line. A `payment` is a channel's id, or the digest by which the gateway's book knows a transfer; amounts are base units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// A signed payment is about to be sent.
    Asked { payment: B256 },
    /// A receipt arrived. `total` is what the payment's channel was charged in all.
    Charged { payment: B256, charge: u128, total: u128 },
    /// The gateway told, without a purchase, what was charged in all.
    Told { payment: B256, total: u128 },
    /// A transaction is on the chain.
    Settled { transaction: B256 },
    /// The chain's newest block, and the digest of the state after it.
    Head { hash: B256, state: B256 },
    /// The newest blocks are about to be rolled back.
    RollingBack,
    /// Something was declined, by this word.
    Declined { word: String },
}

/// Says it. Only whole lines leave, each by one write.
pub fn say(said: &Said) {
    println!("{said}");
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked { payment } => write!(f, "asked {payment}"),
            Self::Charged { payment, charge, total } => write!(f, "charged {payment} {charge} {total}"),
            Self::Told { payment, total } => write!(f, "told {payment} {total}"),
            Self::Settled { transaction } => write!(f, "settled {transaction}"),
            Self::Head { hash, state } => write!(f, "head {hash} {state}"),
            Self::RollingBack => write!(f, "rolling-back"),
            Self::Declined { word } => write!(f, "declined {word}"),
        }
    }
}

impl FromStr for Said {
    type Err = anyhow::Error;

    fn from_str(line: &str) -> Result<Self> {
        let strange = || format!("a subject said {line:?}");
        let words: Vec<&str> = line.split_whitespace().collect();
        let hash = |text: &str| text.parse::<B256>().with_context(strange);
        let amount = |text: &str| text.parse::<u128>().with_context(strange);
        Ok(match words.as_slice() {
            ["asked", payment] => Self::Asked { payment: hash(payment)? },
            ["charged", payment, charge, total] => {
                Self::Charged { payment: hash(payment)?, charge: amount(charge)?, total: amount(total)? }
            }
            ["told", payment, total] => Self::Told { payment: hash(payment)?, total: amount(total)? },
            ["settled", transaction] => Self::Settled { transaction: hash(transaction)? },
            ["head", block, state] => Self::Head { hash: hash(block)?, state: hash(state)? },
            ["rolling-back"] => Self::RollingBack,
            ["declined", word] => Self::Declined { word: (*word).to_owned() },
            _ => bail!(strange()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_understood() {
        let (payment, hash) = (B256::repeat_byte(1), B256::repeat_byte(2));
        for said in [
            Said::Asked { payment },
            Said::Charged { payment, charge: 3, total: u128::MAX },
            Said::Told { payment, total: 0 },
            Said::Settled { transaction: hash },
            Said::Head { hash, state: payment },
            Said::RollingBack,
            Said::Declined { word: "book-unavailable".to_owned() },
        ] {
            assert_eq!(said.to_string().parse::<Said>().expect("understood"), said);
        }
        assert!("charged 1".parse::<Said>().is_err());
    }
}
