//! From a connection to an answer: the order of a request's life, and the limits around it.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use alloy::primitives::B256;
use axum::{
    body::Body,
    extract::{ConnectInfo, State},
};
use http::{HeaderValue, Request, Response, StatusCode, header};
use tokio::sync::Semaphore;
use usufruct_model::price::Millis;
use usufruct_protocol::x402::{header::PAYMENT_RESPONSE, wire::PaymentPayload};

use crate::{
    admit::Head,
    book::{Book, StoredAnswer},
    challenge::{Occasion, challenge},
    config::{Clock, GatewayConfig},
    cors,
    declined::{Declined, Failed},
    problem::{Kind, Problem},
    quote::{Quote, QuoteRefusal, Quoter, Wanted},
    respond,
    sale::{self, Order, Outcome},
    settlement::Settlement,
    turns::Turns,
    upstream::Upstream,
};

/// Everything a request needs.
pub struct Shop {
    pub config: Arc<GatewayConfig>,
    pub clock: Clock,
    pub quoter: Quoter,
    pub turns: Turns,
    pub book: Book,
    pub settlement: Settlement,
    pub upstream: Upstream,
    /// One a paid request in progress.
    pub places: Arc<Semaphore>,
    pub tally: Tally,
}

/// What happened since the start and is in no book, because nobody was charged.
#[derive(Debug, Default)]
pub struct Tally {
    pub challenged: AtomicU64,
    pub refused: AtomicU64,
    pub failed: AtomicU64,
    pub repeated: AtomicU64,
}

impl Shop {
    pub fn now(&self) -> Millis {
        (self.clock)()
    }

    /// The answer that a repeated payment gets.
    pub async fn stored_answer(&self, payment: B256) -> Result<StoredAnswer, Declined> {
        let stored = self.book.answer(payment).await?;
        stored.ok_or_else(|| Problem::new(Kind::AnswerNotKept, "it is not in the book").into())
    }

    /// Whether the channel waits for this payment.
    fn is_second_try(&self, payment: &PaymentPayload, quote: &Quote) -> bool {
        payment.batch().is_ok_and(|payload| self.turns.is_kept_for(payload.voucher().channel_id, quote))
    }

    /// The 402 for a class: a quote as of now, and why.
    fn challenge(&self, asked: &Asked, occasion: Occasion<'_>) -> Response<Body> {
        let class = self.class(asked.class);
        let quote = self.quoter.quote(class, self.book.seen(asked.class), self.now());
        challenge(&self.quoter, &quote, asked.wanted(self), occasion)
    }

    fn decline(&self, asked: &Asked, declined: &Declined) -> Response<Body> {
        match declined {
            Declined::Failed(failed) => {
                Tally::add(&self.tally.failed);
                log(failed);
                respond::declined(declined)
            }
            Declined::Refused(refused) => {
                Tally::add(&self.tally.refused);
                tracing::debug!(url = asked.url, problem = %refused.problem, "refused");
                let answer = respond::declined(declined);
                if refused.problem.status() != StatusCode::PAYMENT_REQUIRED {
                    return answer;
                }
                let channel = refused.channel.as_deref();
                let occasion = Occasion { url: &asked.url, problem: &refused.problem, reason: refused.reason, channel };
                let mut challenged = self.challenge(asked, occasion);
                // Stock clients look at PAYMENT-REQUIRED only if there is no PAYMENT-RESPONSE, so only a settlement that
                // was tried has one.
                if let Some(receipt) = answer.headers().get(PAYMENT_RESPONSE) {
                    challenged.headers_mut().insert(PAYMENT_RESPONSE, receipt.clone());
                }
                challenged
            }
        }
    }
}

impl Tally {
    fn add(count: &AtomicU64) {
        count.fetch_add(1, Ordering::Relaxed);
    }
}

/// What is asked for, apart from what is sent with it.
#[derive(Clone, Debug)]
struct Asked {
    method: String,
    target: String,
    class: usize,
    /// As the customer called it, for the 402.
    url: String,
}

impl Asked {
    fn of(head: &Head) -> Self {
        let host = head.authority.as_ref().or_else(|| head.headers.get(header::HOST)).map(HeaderValue::to_str);
        let host = host.and_then(Result::ok).unwrap_or("localhost");
        Self {
            method: head.method.to_string(),
            target: head.target.clone(),
            class: head.class,
            url: format!("http://{host}{}", head.target),
        }
    }

    fn wanted<'a>(&'a self, shop: &'a Shop) -> Wanted<'a> {
        Wanted { method: &self.method, target: &self.target, class: shop.class(self.class) }
    }
}

/// A request that came over a connection, perhaps from a page in a browser.
pub async fn serve(
    State(shop): State<Arc<Shop>>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    request: Request<Body>,
) -> Response<Body> {
    if let Some(allowed) = cors::preflight(request.method(), request.headers()) {
        return allowed;
    }
    let of_a_page = request.headers().contains_key(header::ORIGIN);
    let mut response = answer(shop, client, request).await;
    if of_a_page {
        cors::expose(&mut response);
    }
    response
}

/// admit → (challenge) → quote → verify, forward, meter, record → respond.
pub async fn answer(shop: Arc<Shop>, client: SocketAddr, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let head = match Head::admit(parts, &shop.config.classes, &shop.config.limits) {
        Ok(head) => head,
        Err(problem) => {
            Tally::add(&shop.tally.refused);
            return problem.to_response();
        }
    };
    let asked = Asked::of(&head);
    let Some(payment) = head.payment.clone() else {
        Tally::add(&shop.tally.challenged);
        let problem = Problem::new(Kind::PaymentRequired, format!("{} {}", asked.method, asked.target));
        return shop.challenge(&asked, Occasion { url: &asked.url, problem: &problem, reason: None, channel: None });
    };
    match take_order(&shop, &asked, head, body, &payment, client).await {
        Ok(outcome) => {
            if matches!(outcome, Outcome::Repeated(_)) {
                Tally::add(&shop.tally.repeated);
            } else if matches!(outcome, Outcome::Unsold { .. }) {
                Tally::add(&shop.tally.failed);
            }
            respond::outcome(outcome)
        }
        Err(declined) => shop.decline(&asked, &declined),
    }
}

/// Checks the payment as far as it goes without the chain, then sells. From there on the request runs to its end even if
/// the customer goes away: work that was asked for and paid is charged, and the answer can be fetched by repeating.
async fn take_order(
    shop: &Arc<Shop>,
    asked: &Asked,
    head: Head,
    body: Body,
    payment: &HeaderValue,
    client: SocketAddr,
) -> Result<Outcome, Declined> {
    let payment = PaymentPayload::from_header(payment.as_bytes())?;
    let quote = match shop.quoter.recognise(&payment.accepted, asked.wanted(shop), shop.now()) {
        // It was in time when it came first; waiting for its turn has made it old.
        Err(QuoteRefusal::Stale { quote, .. }) if shop.is_second_try(&payment, &quote) => quote,
        recognised => recognised?,
    };
    let Ok(place) = Arc::clone(&shop.places).try_acquire_owned() else {
        let detail = format!("{} are in progress", shop.config.limits.requests_at_once);
        return Err(Problem::new(Kind::Overloaded, detail).into());
    };
    let request = head.with_body(body, &shop.config.limits).await?;
    let order = Order { request, client: client.ip(), quote, payment };
    let selling = Arc::clone(shop);
    let sold = tokio::spawn(async move {
        let _place = place;
        sale::sell(&selling, order).await
    });
    sold.await.unwrap_or_else(|panic| {
        let problem = Problem::new(Kind::Internal, "the request was abandoned");
        Err(Failed { problem, source: panic.into(), receipt: None }.into())
    })
}

/// Once, where it is handled, with all that caused it.
fn log(failed: &Failed) {
    let mut causes = failed.source.to_string();
    let mut cause = failed.source.source();
    while let Some(error) = cause {
        causes = format!("{causes}: {error}");
        cause = error.source();
    }
    tracing::warn!(problem = failed.problem.kind.entry().slug, error = causes, "a paid request failed");
}
