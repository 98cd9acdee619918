//! Pages that say why there is nothing to show, and what to do about it.

use super::frame::Frame;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use maud::html;

/// Why a page cannot be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    NotFound,
    /// The address is that of another venture, or of none.
    NoSuchVenture,
    /// The position asked for is of no address.
    BadAddress,
    /// Asked again in a few seconds it may work.
    NotReady,
}

impl Trouble {
    const fn words(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "Nothing is here",
                "The address of this page is not one of ours. It may have been mistyped.",
            ),
            Self::NoSuchVenture => (
                StatusCode::NOT_FOUND,
                "Another venture",
                "This server shows one venture, and it is not the one in the address. Check the address of the Share, or ask the operator for its own page.",
            ),
            Self::BadAddress => (
                StatusCode::BAD_REQUEST,
                "That is no address",
                "An address begins with 0x and has 40 digits from 0 to 9 and a to f. If capitals are used they are a checksum: one mistyped character breaks it.",
            ),
            Self::NotReady => (
                StatusCode::SERVICE_UNAVAILABLE,
                "Reading the chain",
                "The books are being followed from the first block on. This takes some seconds; the page will be here then.",
            ),
        }
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let (status, title, advice) = self.words();
        let body = html! {
            div.frame {
                div.hero.trouble {
                    p.state.warn { (status.as_u16()) }
                    h1 { (title) }
                    p.sentence { (advice) }
                    div.buttons {
                        @if self == Self::NotReady { a.button href="" { "Try again" } } @else { a.button href="/" { "To the venture" } }
                    }
                }
            }
        };
        let page = Frame { title, about: advice, venture: None, as_of: None }.around(&body);
        let mut response = (status, Html(page.into_string())).into_response();
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self == Self::NotReady {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("3"));
        }
        response
    }
}
