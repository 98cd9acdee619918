//! Customers that survive the program: they remember what they were told, and what they signed and got no answer to.

use std::time::{Duration, SystemTime};

use alloy::primitives::{B256, keccak256};
use reqwest::StatusCode;
use usufruct_protocol::x402::header::{self, PAYMENT_REQUIRED, PAYMENT_RESPONSE, PAYMENT_SIGNATURE};
use usufruct_protocol::x402::payer::{Means, Moment, Payer, Payment, Policy, Settled};
use usufruct_protocol::x402::signature::Key;
use usufruct_protocol::x402::wire::{PaymentRequired, SettlementResponse};

/// The upstream's work: little, and now and then so much that a deposit is soon used up.
const UNITS: usize = 1_000;
const UNITS_OF_MUCH: usize = 100_000;
const MUCH_EVERY: usize = 10;

/// The program is gone; whatever it was doing is in doubt.
#[derive(Debug)]
pub struct Gone;

/// Between two purchases, so that a hundred starts do not read through millions of sales.
const PACE: Duration = Duration::from_millis(25);
/// Each pays the quoted maximum out of a purse of a hundred dollars.
const PACE_OF_TRANSFERS: Duration = Duration::from_millis(150);

pub struct Customer {
    payer: Payer,
    by_transfer: bool,
    http: reqwest::Client,
    /// Sent, and not answered.
    open: Option<(String, Payment)>,
    signed: u64,
    /// Base units, by all receipts.
    pub charged: u128,
    pub purchases: usize,
    pub repeated: usize,
    pub deposits: usize,
}

impl Customer {
    /// The first pays by transfers, the others by vouchers.
    pub fn all(keys: &[B256]) -> Vec<Customer> {
        let customer = |(number, key): (usize, &B256)| {
            let key = Key::new(key).expect("a key");
            let by_transfer = number == 0;
            let payer = Payer::new(key, Policy { batch: !by_transfer, ..Policy::default() });
            let (http, open) = (reqwest::Client::new(), None);
            Customer { payer, by_transfer, http, open, signed: 0, charged: 0, purchases: 0, repeated: 0, deposits: 0 }
        };
        keys.iter().enumerate().map(customer).collect()
    }

    pub async fn pay_until_killed(mut self, gateway: String) -> Customer {
        if self.resolve(&gateway).await.is_ok() {
            while self.buy(&gateway).await.is_ok() {
                tokio::time::sleep(if self.by_transfer { PACE_OF_TRANSFERS } else { PACE }).await;
            }
        }
        self
    }

    /// At most so much may have been charged without an answer.
    pub fn in_doubt(&self) -> u128 {
        self.open.as_ref().map_or(0, |(_, payment)| payment.price)
    }

    /// Sends what was not answered once more, unchanged.
    pub async fn resolve(&mut self, gateway: &str) -> Result<(), Gone> {
        let Some((path, payment)) = self.open.clone() else { return Ok(()) };
        self.send(gateway, &path, &payment).await?;
        self.repeated += 1;
        Ok(())
    }

    async fn buy(&mut self, gateway: &str) -> Result<(), Gone> {
        let units = if self.signed.is_multiple_of(MUCH_EVERY as u64) { UNITS_OF_MUCH } else { UNITS };
        let path = format!("/work?units={units}");
        let response = self.http.get(format!("{gateway}{path}")).send().await.map_err(|_| Gone)?;
        assert_eq!(response.status(), StatusCode::PAYMENT_REQUIRED);
        let required = response.headers()[PAYMENT_REQUIRED].clone();
        response.bytes().await.map_err(|_| Gone)?;
        let required: PaymentRequired = header::decode(PAYMENT_REQUIRED, required.as_bytes()).expect("a quote");
        self.signed += 1;
        let salt = keccak256([self.payer.address().as_slice(), &self.signed.to_be_bytes()].concat());
        let payment = self.payer.pay(&required, Moment { now: now(), salt }).expect("it can be paid");
        self.open = Some((path.clone(), payment.clone()));
        self.send(gateway, &path, &payment).await
    }

    /// Anything but a receipt for this payment means that the gateway forgot something, or counted it twice.
    async fn send(&mut self, gateway: &str, path: &str, payment: &Payment) -> Result<(), Gone> {
        let request = self.http.get(format!("{gateway}{path}")).header(PAYMENT_SIGNATURE, &payment.header);
        let response = request.send().await.map_err(|_| Gone)?;
        let (status, receipt) = (response.status(), response.headers().get(PAYMENT_RESPONSE).cloned());
        let body = response.text().await.map_err(|_| Gone)?;
        let receipt = receipt.unwrap_or_else(|| panic!("no receipt but {status}: {body}"));
        let receipt: SettlementResponse = header::decode(PAYMENT_RESPONSE, receipt.as_bytes()).expect("a receipt");
        assert_eq!(status, StatusCode::OK, "{body}");
        let settled = self.payer.settled(payment, &receipt).expect("an honest answer");
        let Settled::Charged(charge) = settled else { panic!("{settled:?}: {receipt:?}") };
        self.open = None;
        self.charged += charge;
        self.purchases += 1;
        self.deposits += usize::from(matches!(payment.means, Means::Deposit { .. }));
        Ok(())
    }
}

#[expect(clippy::disallowed_methods, reason = "customers sign with the machine's time, which the program serves by")]
fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970").as_secs()
}
