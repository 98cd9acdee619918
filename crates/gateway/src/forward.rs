//! Which headers pass: those of the conversation end here, those of the request go on.

use std::net::IpAddr;

use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::{
    admit::Request,
    config::Metering,
    upstream::{Answer, Question},
};

/// Headers about one connection (RFC 9110, 7.6.1), with the older ones that some still send.
const HOP_BY_HOP: [HeaderName; 10] = [
    header::CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    header::EXPECT,
];

/// Payments are the gateway's business, in both versions of x402: an upstream neither sees nor forges them.
const PAYMENT: [HeaderName; 5] = [
    HeaderName::from_static("payment-signature"),
    HeaderName::from_static("payment-required"),
    HeaderName::from_static("payment-response"),
    HeaderName::from_static("x-payment"),
    HeaderName::from_static("x-payment-response"),
];

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The request as the upstream gets it.
pub fn question(request: &Request, client: IpAddr) -> Question {
    let mut headers = end_to_end(&request.headers);
    // The HTTP client writes these itself, from the URL and the body.
    headers.remove(header::CONTENT_LENGTH);
    if let Some(host) = headers.remove(header::HOST).or_else(|| request.authority.clone()) {
        headers.insert(FORWARDED_HOST, host);
    }
    let earlier: Vec<&str> = headers.get_all(FORWARDED_FOR).iter().filter_map(|value| value.to_str().ok()).collect();
    let all = earlier.into_iter().chain([client.to_string().as_str()]).collect::<Vec<_>>().join(", ");
    if let Ok(value) = HeaderValue::from_str(&all) {
        headers.insert(FORWARDED_FOR, value);
    }
    headers.insert(FORWARDED_PROTO, HeaderValue::from_static("http"));
    Question { method: request.method.clone(), target: request.target.clone(), headers, body: request.body.clone() }
}

/// The answer as the customer gets it. What was metered is told in the receipt.
pub fn answer(mut answer: Answer, metering: &Metering) -> Answer {
    answer.headers = end_to_end(&answer.headers);
    if let Metering::Header(name) = metering {
        answer.headers.remove(name);
    }
    // An answer without a body may tell the length that it would have; every other length is known here.
    if !answer.body.is_empty() {
        answer.headers.remove(header::CONTENT_LENGTH);
    }
    answer
}

fn end_to_end(headers: &HeaderMap) -> HeaderMap {
    let named: Vec<HeaderName> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    let mut kept = HeaderMap::with_capacity(headers.len());
    for (name, value) in headers {
        if !HOP_BY_HOP.contains(name) && !PAYMENT.contains(name) && !named.contains(name) {
            kept.append(name, value.clone());
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{Method, StatusCode};

    use super::*;

    #[test]
    fn the_upstream_sees_the_request_and_not_the_conversation() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("host", "api.example"),
            ("connection", "close, X-Private"),
            ("x-private", "1"),
            ("te", "trailers"),
            ("upgrade", "websocket"),
            ("payment-signature", "abc"),
            ("x-payment", "abc"),
            ("content-length", "3"),
            ("accept", "text/plain"),
            ("cookie", "a=1"),
            ("x-forwarded-for", "10.0.0.1"),
        ] {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        let request = Request {
            method: Method::POST,
            target: "/a?b".to_owned(),
            class: 0,
            authority: None,
            headers,
            body: Bytes::from_static(b"abc"),
        };
        let question = question(&request, IpAddr::from([127, 0, 0, 1]));
        let mut names: Vec<&str> = question.headers.keys().map(HeaderName::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["accept", "cookie", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"]);
        assert_eq!(question.headers["x-forwarded-for"], "10.0.0.1, 127.0.0.1");
        assert_eq!(question.headers["x-forwarded-host"], "api.example");
    }

    #[test]
    fn an_upstream_cannot_forge_receipts() {
        let mut headers = HeaderMap::new();
        for name in ["payment-response", "payment-required", "x-units", "content-type", "set-cookie", "connection"] {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static("v"));
        }
        headers.append(header::SET_COOKIE, HeaderValue::from_static("w"));
        let metering = Metering::Header(HeaderName::from_static("x-units"));
        let passed = answer(Answer { status: StatusCode::OK, headers, body: Bytes::new() }, &metering);
        assert_eq!(passed.headers.len(), 3);
        assert_eq!(passed.headers.get_all(header::SET_COOKIE).iter().count(), 2);
    }
}
