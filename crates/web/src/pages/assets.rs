//! The sheet, the scripts and the icon: compiled in, so that a program is all there is to install.

use super::trouble::Trouble;
use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};

const CSS: &str = "text/css; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

const ASSETS: [(&str, &str, &str); 6] = [
    ("page.css", CSS, include_str!("../assets/page.css")),
    ("page.js", JAVASCRIPT, include_str!("../assets/page.js")),
    ("live.js", JAVASCRIPT, include_str!("../assets/live.js")),
    ("wallets.js", JAVASCRIPT, include_str!("../assets/wallets.js")),
    ("claim.js", JAVASCRIPT, include_str!("../assets/claim.js")),
    ("favicon.svg", "image/svg+xml", include_str!("../assets/favicon.svg")),
];

pub async fn asset(Path(name): Path<String>) -> Response {
    match ASSETS.iter().find(|(known, ..)| *known == name) {
        // Asked for again with each page, so that a newer program never meets an older script.
        Some((_, kind, text)) => {
            ([(header::CONTENT_TYPE, *kind), (header::CACHE_CONTROL, "no-cache")], *text).into_response()
        }
        None => Trouble::NotFound.into_response(),
    }
}
