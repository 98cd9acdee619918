//! What goes back over the wire.

use axum::body::Body;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use usufruct_protocol::x402::header::{PAYMENT_RESPONSE, encode};

use crate::{
    book::StoredAnswer,
    declined::Declined,
    problem::{Kind, Problem},
    sale::Outcome,
};

/// The answer to an order that went through.
pub fn outcome(outcome: Outcome) -> Response<Body> {
    match outcome {
        Outcome::Served { answer, receipt } => {
            with_receipt(whole(answer.status, answer.headers, answer.body.into()), &receipt)
        }
        Outcome::Unsold { answer, receipt } => {
            let response = whole(answer.status, answer.headers, answer.body.into());
            receipt.iter().fold(response, |response, receipt| with_receipt(response, receipt))
        }
        Outcome::Repeated(stored) => repeated(stored),
        Outcome::Refunded { receipt } => {
            let mut response = Response::new(Body::from(r#"{"message":"Refunded"}"#));
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            with_receipt(response, &receipt)
        }
    }
}

fn repeated(stored: StoredAnswer) -> Response<Body> {
    let response = match stored.body {
        Some(body) => {
            let text = |(name, value): (String, String)| {
                Some((name.parse::<HeaderName>().ok()?, HeaderValue::from_str(&value).ok()?))
            };
            let mut headers = HeaderMap::new();
            for (name, value) in stored.headers.into_iter().filter_map(text) {
                headers.append(name, value);
            }
            whole(StatusCode::from_u16(stored.status).unwrap_or(StatusCode::OK), headers, body.into())
        }
        None => {
            Problem::new(Kind::AnswerNotKept, "it was larger than answers that are kept, or is too old").to_response()
        }
    };
    with_receipt(response, &stored.receipt)
}

fn whole(status: StatusCode, headers: HeaderMap, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// Adds the receipt, and keeps what somebody paid for out of caches that serve others.
fn with_receipt(mut response: Response<Body>, receipt: &str) -> Response<Body> {
    let headers = response.headers_mut();
    if let Ok(receipt) = HeaderValue::from_str(receipt) {
        headers.insert(PAYMENT_RESPONSE, receipt);
    }
    let cached = |header: &HeaderValue| header.to_str().map(str::to_ascii_lowercase).unwrap_or_default();
    let asked: Vec<String> = headers.get_all(header::CACHE_CONTROL).iter().map(cached).collect();
    if !asked.iter().any(|value| value.contains("no-store") || value.contains("private")) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private"));
    }
    response
}

/// The problem document of a declined order, apart from those that need a challenge.
pub fn declined(declined: &Declined) -> Response<Body> {
    let (problem, receipt) = match declined {
        Declined::Refused(refused) => (&refused.problem, &refused.receipt),
        Declined::Failed(failed) => (&failed.problem, &failed.receipt),
    };
    receipt.iter().fold(problem.to_response(), |mut response, receipt| {
        if let Ok(value) = HeaderValue::from_str(&encode(receipt)) {
            response.headers_mut().insert(PAYMENT_RESPONSE, value);
        }
        response
    })
}
