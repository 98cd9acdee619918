//! What an operator decides: what is sold, for how much, to whom the money goes, and how much a stranger may ask for.
//!
//! Nothing here is read from a file or an environment; that is the program's job. [`GatewayConfig::check`] says no before
//! anything is opened.

use std::{collections::BTreeSet, fmt, sync::Arc, time::Duration};

use alloy::primitives::Address;
use http::HeaderName;
use usufruct_model::price::{Millis, PriceClass};
use usufruct_protocol::x402::{WITHDRAW_DELAY_MAX, WITHDRAW_DELAY_MIN, signature::Key};

/// Says what time it is. It may stand still or follow a replayed trace; timeouts of the network do not use it.
pub type Clock = Arc<dyn Fn() -> Millis + Send + Sync>;

/// The token that customers pay with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    pub address: Address,
    /// EIP-712 name and version; customers sign with them.
    pub name: String,
    pub version: String,
    /// Base units in a cash unit, the unit of prices: 1 for a currency of up to six decimals.
    pub cash_unit: u128,
}

/// What a unit is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Metering {
    /// One unit an answer.
    Request,
    /// One unit a byte of the answer's body.
    ResponseBytes,
    /// As many units as the upstream says in this header of its answer, in decimal digits. The header goes no further.
    Header(HeaderName),
}

/// One thing that is sold. All its paths share one demand and so one price.
#[derive(Clone, Debug)]
pub struct ClassConfig {
    /// Stable: the sales log knows the class by it.
    pub name: String,
    /// Begins with `/` and matches whole segments. The longest prefix that matches a path decides.
    pub path_prefix: String,
    pub price: PriceClass,
    pub metering: Metering,
    /// The most units one request is charged for; quotes are for this many.
    pub units_max: u64,
    /// For people, in the 402.
    pub description: String,
}

/// How much a stranger may ask of this process.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Paid requests in progress, beyond which new ones are turned away.
    pub requests_at_once: usize,
    /// Requests that wait for their turn on one channel. Stock clients use one channel for all they do at once.
    pub channel_queue: usize,
    /// How long a channel waits for the second try of a request that was corrected. Clients read the chain meanwhile;
    /// some give up on the requests behind it after five seconds.
    pub second_try_patience: Duration,
    /// All header lines of a request together. A payment takes up to 16 KiB of them.
    pub request_header_bytes: usize,
    pub request_body_bytes: usize,
    /// An answer is held in memory until it is charged for.
    pub answer_body_bytes: usize,
    /// Bodies up to this size are kept for a repeated voucher; of longer ones only the receipt is.
    pub answer_kept_bytes: usize,
    /// For the request's body to arrive.
    pub request_body_timeout: Duration,
    /// For the upstream's whole answer.
    pub upstream_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            requests_at_once: 1_024,
            channel_queue: 64,
            second_try_patience: Duration::from_secs(3),
            request_header_bytes: 32 * 1024,
            request_body_bytes: 4 * 1024 * 1024,
            answer_body_bytes: 16 * 1024 * 1024,
            answer_kept_bytes: 64 * 1024,
            request_body_timeout: Duration::from_secs(30),
            upstream_timeout: Duration::from_secs(60),
        }
    }
}

/// Everything an operator decides.
#[derive(Clone)]
pub struct GatewayConfig {
    /// Base URL of the service that is sold, without a query, e.g. `http://127.0.0.1:9000`.
    pub upstream: String,
    pub chain_id: u64,
    pub asset: Asset,
    /// Where the money goes: a venture's Till.
    pub pay_to: Address,
    /// Signs claims for `pay_to`. Changing it, or the delay, opens new channels for every customer.
    pub receiver_authorizer: Address,
    /// The authorizer's key, if refunds are offered. It can move money to `pay_to` and back to payers, nowhere else.
    pub refund_key: Option<Key>,
    /// Seconds between a payer's wish to withdraw and the withdrawal: the time in which to claim.
    pub withdraw_delay: u32,
    /// The smallest deposit taken, in base units. Each costs the operator a transaction.
    pub min_deposit: u128,
    /// The most that a payer without a pinned key may owe unclaimed, in base units: a contract that is its own
    /// authorizer can disown its vouchers after the service.
    pub unpinned_credit_max: u128,
    pub classes: Vec<ClassConfig>,
    /// Makes quotes recognisable. Random, secret; a change only voids the quotes that are out.
    pub quote_key: [u8; 32],
    /// A quote is honoured for this long.
    pub quote_lifetime_seconds: u64,
    pub limits: Limits,
}

/// Without the secrets.
impl fmt::Debug for GatewayConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GatewayConfig")
            .field("upstream", &self.upstream)
            .field("chain_id", &self.chain_id)
            .field("asset", &self.asset)
            .field("pay_to", &self.pay_to)
            .field("receiver_authorizer", &self.receiver_authorizer)
            .field("classes", &self.classes)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// One day: long enough that a keeper that was down over night loses nothing.
pub const WITHDRAW_DELAY_DEFAULT: u32 = 86_400;
/// One dollar of a six-decimal currency: hundreds of requests for one transaction.
pub const MIN_DEPOSIT_DEFAULT: u128 = 1_000_000;
pub const QUOTE_LIFETIME_SECONDS_DEFAULT: u64 = 60;

/// Why a configuration is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigRefusal {
    #[error("upstream {url:?}: {reason}")]
    Upstream { url: String, reason: String },
    #[error("nothing is sold: no price class")]
    NoClasses,
    #[error("price class {0:?} appears twice, by its name or its path")]
    Twice(String),
    #[error("the path {path:?} of class {class:?} does not begin with / or has dots, double slashes or %")]
    Path { class: String, path: String },
    #[error("class {0:?} sells no unit: units_max is 0")]
    NoUnits(String),
    #[error("a withdrawal delay of {0} s is outside {WITHDRAW_DELAY_MIN}..={WITHDRAW_DELAY_MAX}")]
    WithdrawDelay(u32),
    #[error("receiverAuthorizer and payTo must not be zero")]
    ZeroAddress,
    #[error("the refund key is that of {key}, not of the receiverAuthorizer {authorizer}")]
    RefundKey { key: Address, authorizer: Address },
    #[error("{0} must be at least 1")]
    Zero(&'static str),
}

impl GatewayConfig {
    /// # Errors
    /// The first thing that cannot work.
    pub fn check(&self) -> Result<(), ConfigRefusal> {
        if self.classes.is_empty() {
            return Err(ConfigRefusal::NoClasses);
        }
        let mut seen = BTreeSet::new();
        for class in &self.classes {
            if !seen.insert(("name", &class.name)) || !seen.insert(("path", &class.path_prefix)) {
                return Err(ConfigRefusal::Twice(class.name.clone()));
            }
            let path = &class.path_prefix;
            if !path.starts_with('/') || path.contains("//") || path.contains("/.") || path.contains(['%', '?', '#']) {
                return Err(ConfigRefusal::Path { class: class.name.clone(), path: path.clone() });
            }
            if class.units_max == 0 {
                return Err(ConfigRefusal::NoUnits(class.name.clone()));
            }
        }
        if !(WITHDRAW_DELAY_MIN..=WITHDRAW_DELAY_MAX).contains(&self.withdraw_delay) {
            return Err(ConfigRefusal::WithdrawDelay(self.withdraw_delay));
        }
        if self.pay_to.is_zero() || self.receiver_authorizer.is_zero() {
            return Err(ConfigRefusal::ZeroAddress);
        }
        if let Some(key) = self.refund_key.as_ref().map(Key::address).filter(|&key| key != self.receiver_authorizer) {
            return Err(ConfigRefusal::RefundKey { key, authorizer: self.receiver_authorizer });
        }
        let limits = [
            ("cash_unit", self.asset.cash_unit == 0),
            ("quote_lifetime_seconds", self.quote_lifetime_seconds == 0),
            ("requests_at_once", self.limits.requests_at_once == 0),
            ("channel_queue", self.limits.channel_queue == 0),
        ];
        limits.into_iter().find(|(_, zero)| *zero).map_or(Ok(()), |(name, _)| Err(ConfigRefusal::Zero(name)))
    }

    /// For how long customers are asked to make their authorisations valid: as long as a quote and the upstream may take.
    pub fn payment_timeout_seconds(&self) -> u64 {
        self.quote_lifetime_seconds.saturating_add(self.limits.upstream_timeout.as_secs())
    }

    /// How long a channel's state on chain is believed without being read again, in milliseconds: a third of the time
    /// that a payer needs to get its money out, so that a withdrawal is seen while it can still be claimed against.
    pub fn chain_state_lifetime_millis(&self) -> u64 {
        (u64::from(self.withdraw_delay) * 1_000 / 3).clamp(30_000, 300_000)
    }
}

#[cfg(test)]
mod tests;
