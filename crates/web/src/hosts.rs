//! Who may be asked for: the Host header must name this machine, or a name that the configuration lists.
//!
//! A hostile page can make its own name resolve to the loopback; the browser then lets it read our answers as its own. It
//! cannot choose the Host header, so that is what is looked at.

use crate::{
    Web,
    problem::{Kind, Problem},
};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

const THIS_MACHINE: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

pub(crate) async fn check(State(web): State<Web>, request: Request, next: Next) -> Response {
    let named = name(request.headers(), request.uri());
    let config = web.config();
    if named.is_some_and(|name| allowed(name, &config.hosts)) {
        if uri_length(request.uri()) <= config.limits.uri_bytes {
            return next.run(request).await;
        }
        return Problem::new(Kind::UriTooLong, format!("{} bytes are read", config.limits.uri_bytes)).into_response();
    }
    Problem::new(Kind::ForeignHost, "the Host header names another server".to_owned()).into_response()
}

/// The authority that the request is for, without its port. HTTP/2 has it in the URI.
fn name<'a>(headers: &'a HeaderMap, uri: &'a Uri) -> Option<&'a str> {
    let authority = match headers.get(header::HOST) {
        Some(host) => host.to_str().ok()?,
        None => uri.authority()?.as_str(),
    };
    // An IPv6 address has colons of its own, within brackets.
    match authority.rfind(':').filter(|colon| authority[*colon..].find(']').is_none()) {
        Some(colon) if authority[colon + 1..].bytes().all(|byte| byte.is_ascii_digit()) => Some(&authority[..colon]),
        Some(_) => None,
        None => Some(authority),
    }
}

fn allowed(name: &str, more: &[String]) -> bool {
    let named = |host: &str| host.eq_ignore_ascii_case(name);
    THIS_MACHINE.into_iter().any(named) || more.iter().any(|host| named(host))
}

fn uri_length(uri: &Uri) -> usize {
    uri.path_and_query().map_or(0, |text| text.as_str().len())
}

#[cfg(test)]
mod tests {
    use super::{allowed, name};
    use axum::http::{HeaderMap, HeaderValue, Uri, header};

    fn passes(host: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_str(host).expect("a header"));
        name(&headers, &Uri::from_static("/")).is_some_and(|name| allowed(name, &["fruits.example".to_owned()]))
    }

    #[test]
    fn only_this_machine_and_listed_names_are_answered() {
        for host in ["localhost", "127.0.0.1:8080", "LocalHost:1", "[::1]:8080", "[::1]", "fruits.example:443"] {
            assert!(passes(host), "{host}");
        }
        for host in [
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example:8080",
            "127.0.0.2",
            "",
            ":80",
            "localhost:x",
            "evil.example:localhost",
            "[::1].evil.example",
            "localhost@evil.example",
        ] {
            assert!(!passes(host), "{host}");
        }
        assert!(name(&HeaderMap::new(), &Uri::from_static("/")).is_none());
    }
}
