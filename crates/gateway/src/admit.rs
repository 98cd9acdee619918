//! What arrives, before anybody looks at money: is it for sale, is it small enough, is it unambiguous?
//!
//! Whoever has not paid costs no disk, no upstream and no body: an unpaid request is answered from its head alone.

use std::borrow::Cow;

use alloy::primitives::{B256, Keccak256};
use axum::body::Body;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, request::Parts};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use usufruct_protocol::x402::header::{HEADER_BYTES_MAX, PAYMENT_SIGNATURE};

use crate::{
    config::{ClassConfig, Limits},
    problem::{Kind, Problem},
};

/// The head of an admitted request.
#[derive(Debug)]
pub struct Head {
    pub method: Method,
    /// Path and query, as they came.
    pub target: String,
    /// Index into the configuration's classes.
    pub class: usize,
    pub headers: HeaderMap,
    /// Who the request is for, when HTTP/2 says so instead of a Host header.
    pub authority: Option<HeaderValue>,
    /// The value of PAYMENT-SIGNATURE.
    pub payment: Option<HeaderValue>,
}

/// An admitted request, whole.
#[derive(Debug)]
pub struct Request {
    pub method: Method,
    pub target: String,
    pub class: usize,
    pub headers: HeaderMap,
    pub authority: Option<HeaderValue>,
    pub body: Bytes,
}

impl Head {
    /// # Errors
    /// Not for sale, ambiguous, or too large.
    pub fn admit(parts: Parts, classes: &[ClassConfig], limits: &Limits) -> Result<Self, Problem> {
        let bytes: usize = parts.headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        if bytes > limits.request_header_bytes {
            let detail = format!("{bytes} bytes; {} are taken", limits.request_header_bytes);
            return Err(Problem::new(Kind::HeadersTooLarge, detail));
        }
        let mut payments = parts.headers.get_all(PAYMENT_SIGNATURE).iter();
        let payment = payments.next().cloned();
        if payments.next().is_some() {
            return Err(Problem::new(Kind::MalformedPayment, "PAYMENT-SIGNATURE appears more than once"));
        }
        if let Some(bytes) = payment.as_ref().map(HeaderValue::len).filter(|&bytes| bytes > HEADER_BYTES_MAX) {
            let detail = format!("PAYMENT-SIGNATURE has {bytes} bytes; {HEADER_BYTES_MAX} are taken");
            return Err(Problem::new(Kind::HeadersTooLarge, detail));
        }
        let path = parts.uri.path();
        let plain = plain_path(path).ok_or_else(|| Problem::new(Kind::AmbiguousPath, path))?;
        let class = class_of(&plain, classes).ok_or_else(|| Problem::new(Kind::NotForSale, path))?;
        let target = parts.uri.path_and_query().map_or("/", |target| target.as_str()).to_owned();
        let authority = parts.uri.authority().and_then(|authority| authority.as_str().parse().ok());
        Ok(Self { method: parts.method, target, class, headers: parts.headers, authority, payment })
    }

    /// Reads the body, within its limits.
    ///
    /// # Errors
    /// Too large, too slow, or broken off.
    pub async fn with_body(self, body: Body, limits: &Limits) -> Result<Request, Problem> {
        let reading = Limited::new(body, limits.request_body_bytes).collect();
        let body = match tokio::time::timeout(limits.request_body_timeout, reading).await {
            Ok(Ok(body)) => body.to_bytes(),
            Ok(Err(error)) if error.is::<LengthLimitError>() => {
                let detail = format!("{} bytes are taken", limits.request_body_bytes);
                return Err(Problem::new(Kind::BodyTooLarge, detail));
            }
            Ok(Err(_)) => return Err(Problem::new(Kind::BodyNotReceived, "it broke off")),
            Err(_) => {
                let detail = format!("it took more than {:?}", limits.request_body_timeout);
                return Err(Problem::new(Kind::BodyNotReceived, detail));
            }
        };
        let Self { method, target, class, headers, authority, payment: _ } = self;
        Ok(Request { method, target, class, headers, authority, body })
    }
}

impl Request {
    /// What is asked for: two requests with the same digest want the same.
    pub fn digest(&self) -> B256 {
        let mut hasher = Keccak256::new();
        for part in [self.method.as_str().as_bytes(), self.target.as_bytes(), &self.body] {
            hasher.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hasher.update(part);
        }
        hasher.finalize()
    }
}

/// The path without its %-encoding, if nobody can read it as another one. An upstream may decode and normalise before it
/// looks, and a path that is cheap to the gateway must not be a dear one to the upstream.
fn plain_path(path: &str) -> Option<Cow<'_, str>> {
    let plain = if path.contains('%') { Cow::Owned(decoded(path)?) } else { Cow::Borrowed(path) };
    let mut segments = plain.strip_prefix('/')?.split('/').peekable();
    while let Some(segment) = segments.next() {
        let inner_and_empty = segment.is_empty() && segments.peek().is_some();
        if inner_and_empty || segment == "." || segment == ".." || segment.contains(['\\', '\0']) {
            return None;
        }
    }
    // A second layer of encoding is for somebody who decodes twice.
    (!plain.contains('%') || !path.contains("%25")).then_some(plain)
}

fn decoded(path: &str) -> Option<String> {
    let mut bytes = path.bytes();
    let mut plain = Vec::with_capacity(path.len());
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            plain.push(byte);
            continue;
        }
        let digits = [bytes.next()?, bytes.next()?];
        let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        plain.push(digit(digits[0])? << 4 | digit(digits[1])?);
    }
    String::from_utf8(plain).ok()
}

/// The class with the longest prefix of whole segments.
fn class_of(path: &str, classes: &[ClassConfig]) -> Option<usize> {
    let matches = |prefix: &str| {
        path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || prefix.ends_with('/') || rest.starts_with('/'))
    };
    let fitting = classes.iter().enumerate().filter(|(_, class)| matches(&class.path_prefix));
    fitting.max_by_key(|(_, class)| class.path_prefix.len()).map(|(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_can_be_read_in_two_ways_are_not_read() {
        for (path, plain) in [
            ("/", "/"),
            ("/a/b", "/a/b"),
            ("/a/b/", "/a/b/"),
            ("/a%20b", "/a b"),
            ("/%61", "/a"),
            ("/@scope%2fname", "/@scope/name"),
            ("/a.b/..c", "/a.b/..c"),
            ("/caf%C3%A9", "/café"),
        ] {
            assert_eq!(plain_path(path).as_deref(), Some(plain), "{path}");
        }
        for path in [
            "",
            "a",
            "*",
            "//",
            "//a",
            "/a//b",
            "/./a",
            "/a/..",
            "/a/%2e%2e/b",
            "/a/%2E./b",
            "/cheap%2f..%2fdear",
            "/a%5cb",
            "/a\\b",
            "/a%00",
            "/%",
            "/%4",
            "/%zz",
            "/%252e%252e/b",
            "/%ff",
        ] {
            assert_eq!(plain_path(path), None, "{path}");
        }
    }

    #[test]
    fn the_longest_prefix_of_whole_segments_decides() {
        let class = |prefix: &str| ClassConfig {
            name: prefix.to_owned(),
            path_prefix: prefix.to_owned(),
            price: usufruct_model::price::PriceClass {
                floor: usufruct_model::price::PriceQ64::from_cash(1),
                target_q32: 0,
                sensitivity: std::num::NonZeroU64::MIN,
            },
            metering: crate::config::Metering::Request,
            units_max: 1,
            description: String::new(),
        };
        let classes = [class("/a"), class("/a/b"), class("/c/")];
        for (path, expected) in [
            ("/a", Some(0)),
            ("/a/", Some(0)),
            ("/a/x", Some(0)),
            ("/ab", None),
            ("/a/b", Some(1)),
            ("/a/b/c", Some(1)),
            ("/a/bc", Some(0)),
            ("/c", None),
            ("/c/", Some(2)),
            ("/c/d", Some(2)),
            ("/", None),
        ] {
            assert_eq!(class_of(path, &classes), expected, "{path}");
        }
        assert_eq!(class_of("/anything", &[class("/")]), Some(0));
    }
}
