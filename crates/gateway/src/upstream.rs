//! The operator's service: one question, one whole answer, within a time and a size.
//!
//! It is reached over HTTP, or it is a function in this process. The limits are the same.
//!
//! An answer is read to its end before it is charged for and passed on, because what it cost is told in a header.
//! Streams are therefore delayed until they end; they are not supported as streams yet.

use std::{fmt, sync::Arc, time::Duration};

use bytes::{Bytes, BytesMut};
use futures_util::future::BoxFuture;
use http::{HeaderMap, Method, StatusCode};
use reqwest::{Client, Url, redirect::Policy};

use crate::config::Limits;

/// A whole answer.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    /// Whether this is what was paid for: errors are not.
    pub fn is_success(&self) -> bool {
        self.status.is_success() || self.status.is_redirection()
    }
}

/// Why there is no answer. Nothing is charged for any of these.
#[derive(Debug, thiserror::Error)]
pub enum UpstreamFault {
    #[error("the upstream cannot be reached, or broke off")]
    Unreachable(#[source] reqwest::Error),
    #[error("the service in this process broke off")]
    BrokeOff,
    #[error("the upstream did not answer within {0:?}")]
    TimedOut(Duration),
    #[error("the upstream's answer is larger than {0} bytes")]
    TooLarge(usize),
}

/// A request as the service gets it.
#[derive(Clone, Debug)]
pub struct Question {
    pub method: Method,
    /// Path and query.
    pub target: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// A service in this process.
pub type Service = Arc<dyn Fn(Question) -> BoxFuture<'static, Result<Answer, UpstreamFault>> + Send + Sync>;

/// The service, reachable.
#[derive(Clone, Debug)]
pub struct Upstream {
    way: Way,
    timeout: Duration,
    answer_bytes_max: usize,
}

/// How the service is reached.
#[derive(Clone)]
enum Way {
    /// The URL has no slash at its end.
    Http {
        client: Client,
        base: String,
    },
    InProcess(Service),
}

impl fmt::Debug for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http { base, .. } => f.debug_tuple("Http").field(base).finish(),
            Self::InProcess(_) => f.write_str("InProcess"),
        }
    }
}

/// Why an upstream cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum UpstreamRefusal {
    #[error("not an http URL without query: {0}")]
    Url(String),
    #[error("no HTTP client")]
    Client(#[source] reqwest::Error),
}

impl Upstream {
    /// # Errors
    /// `base` is not an absolute http(s) URL without query and fragment.
    pub fn new(base: &str, limits: &Limits) -> Result<Self, UpstreamRefusal> {
        let url: Url = base.parse().map_err(|error| UpstreamRefusal::Url(format!("{error}")))?;
        if !matches!(url.scheme(), "http" | "https") || url.query().is_some() || url.fragment().is_some() {
            return Err(UpstreamRefusal::Url(base.to_owned()));
        }
        let client = Client::builder()
            // A redirect is the customer's to follow, and to pay for.
            .redirect(Policy::none())
            // The environment's proxy is not the operator's service.
            .no_proxy()
            .connect_timeout(limits.upstream_timeout)
            .build()
            .map_err(UpstreamRefusal::Client)?;
        let base = base.trim_end_matches('/').to_owned();
        Ok(Self::by(Way::Http { client, base }, limits))
    }

    /// A service that needs no network.
    pub fn in_process(service: Service, limits: &Limits) -> Self {
        Self::by(Way::InProcess(service), limits)
    }

    fn by(way: Way, limits: &Limits) -> Self {
        Self { way, timeout: limits.upstream_timeout, answer_bytes_max: limits.answer_body_bytes }
    }

    /// # Errors
    /// There is no answer, or none that can be taken.
    pub async fn ask(&self, question: Question) -> Result<Answer, UpstreamFault> {
        let answered = tokio::time::timeout(self.timeout, self.whole_answer(question)).await;
        answered.map_err(|_| UpstreamFault::TimedOut(self.timeout))?
    }

    async fn whole_answer(&self, question: Question) -> Result<Answer, UpstreamFault> {
        match &self.way {
            Way::Http { client, base } => self.over_http(client, base, question).await,
            Way::InProcess(service) => {
                let answer = service(question).await?;
                let fits = answer.body.len() <= self.answer_bytes_max;
                if fits { Ok(answer) } else { Err(UpstreamFault::TooLarge(self.answer_bytes_max)) }
            }
        }
    }

    async fn over_http(&self, client: &Client, base: &str, question: Question) -> Result<Answer, UpstreamFault> {
        let Question { method, target, headers, body } = question;
        let url = format!("{base}{target}");
        let request = client.request(method, url).headers(headers).body(body);
        let mut response = request.send().await.map_err(UpstreamFault::Unreachable)?;
        let too_large = UpstreamFault::TooLarge(self.answer_bytes_max);
        if response
            .content_length()
            .is_some_and(|bytes| usize::try_from(bytes).is_ok_and(|b| b > self.answer_bytes_max))
        {
            return Err(too_large);
        }
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(UpstreamFault::Unreachable)? {
            if body.len() + chunk.len() > self.answer_bytes_max {
                return Err(too_large);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status, headers, body: body.freeze() })
    }
}
