//! The operator's service: one question, one whole answer, within a time and a size.
//!
//! An answer is read to its end before it is charged for and passed on, because what it cost is told in a header.
//! Streams are therefore delayed until they end; they are not supported as streams yet.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
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

/// The service, reachable.
#[derive(Clone, Debug)]
pub struct Upstream {
    client: Client,
    /// Without a slash at its end.
    base: String,
    timeout: Duration,
    answer_bytes_max: usize,
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
        Ok(Self {
            client,
            base: base.trim_end_matches('/').to_owned(),
            timeout: limits.upstream_timeout,
            answer_bytes_max: limits.answer_body_bytes,
        })
    }

    /// # Errors
    /// There is no answer, or none that can be taken.
    pub async fn ask(&self, question: Question) -> Result<Answer, UpstreamFault> {
        let answered = tokio::time::timeout(self.timeout, self.whole_answer(question)).await;
        answered.map_err(|_| UpstreamFault::TimedOut(self.timeout))?
    }

    async fn whole_answer(&self, question: Question) -> Result<Answer, UpstreamFault> {
        let Question { method, target, headers, body } = question;
        let url = format!("{}{target}", self.base);
        let request = self.client.request(method, url).headers(headers).body(body);
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
