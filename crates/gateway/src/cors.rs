//! Pages of any origin may buy (CORS): what is sold is paid for by signature, and no cookie makes an answer cheaper.
//!
//! A browser asks before it sends a payment, and without payment; that question is answered here, because unpaid requests do not
//! reach the upstream. It shows a page only those headers of an answer that are named, the receipt among them. An
//! upstream that names an origin of its own keeps it.

use axum::body::Body;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};

/// What a paying page has to see of an answer.
const EXPOSED: HeaderValue = HeaderValue::from_static("PAYMENT-REQUIRED, PAYMENT-RESPONSE, RETRY-AFTER");
const ANY_ORIGIN: HeaderValue = HeaderValue::from_static("*");
/// Seconds that a browser may remember the answer: a day, of which they keep as much as they like.
const REMEMBERED: HeaderValue = HeaderValue::from_static("86400");

/// The answer to a browser that asks whether it may send a request, if `method` and `headers` are that.
pub fn preflight(method: &Method, headers: &HeaderMap) -> Option<Response<Body>> {
    let wanted = headers.get(header::ACCESS_CONTROL_REQUEST_METHOD)?;
    (*method == Method::OPTIONS && headers.contains_key(header::ORIGIN)).then_some(())?;
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let allowed = response.headers_mut();
    allowed.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, ANY_ORIGIN);
    allowed.insert(header::ACCESS_CONTROL_ALLOW_METHODS, wanted.clone());
    if let Some(names) = headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        allowed.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
    }
    allowed.insert(header::ACCESS_CONTROL_MAX_AGE, REMEMBERED);
    Some(response)
}

/// Lets the page that asked see the answer.
pub fn expose(response: &mut Response<Body>) {
    let headers = response.headers_mut();
    headers.entry(header::ACCESS_CONTROL_ALLOW_ORIGIN).or_insert(ANY_ORIGIN);
    headers.append(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
}
