//! What all answers have in common: the block they hold for, the units of their amounts, and how they are cached.

use super::wire::{Block, Units};
use crate::{Reading, figures::AsOf};
use axum::{
    Json,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use std::hash::{DefaultHasher, Hash, Hasher};
use utoipa::ToSchema;

/// An answer from the chain's books.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Answer<T> {
    /// All of `data` holds for this block.
    pub block: Block,
    /// Whether it can still be undone: `latest`, `safe` or `final`.
    #[schema(pattern = "^(latest|safe|final)$", example = "final")]
    pub finality: &'static str,
    /// The second since 1970 for which figures that depend on the time are reckoned.
    pub now: u64,
    /// Seconds since the chain was last asked with success.
    pub checked_seconds_ago: u64,
    /// True when that is too long ago: `data` may be old.
    pub stale: bool,
    pub units: Units,
    pub data: T,
}

impl<T: Serialize> Answer<T> {
    pub fn new(reading: &Reading, data: T) -> Self {
        let AsOf { finality, now, checked_seconds_ago, stale, .. } = reading.as_of();
        Self {
            block: Block::from(&reading.as_of()),
            finality: finality.word(),
            now: now.0,
            checked_seconds_ago,
            stale,
            units: Units::of(reading.currency(), &reading.venture().terms),
            data,
        }
    }

    /// 304 if the asking program has it already. `now` and `checked_seconds_ago` alone are no news.
    pub fn respond(self, request: &HeaderMap) -> Response {
        let data = serde_json::to_vec(&self.data).unwrap_or_default();
        let tag = tag(&(self.block.hash.0, self.finality, self.stale, data));
        tagged(request, &tag, || Json(self).into_response())
    }
}

/// A weak tag: equal tags, equal figures. Any program's restart may change it.
pub fn tag(of: &impl Hash) -> String {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    format!("W/\"{:016x}\"", hasher.finish())
}

pub fn tagged(request: &HeaderMap, tag: &str, full: impl FnOnce() -> Response) -> Response {
    let asked = request.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let known = asked.flat_map(|tags| tags.split(',')).any(|known| known.trim() == tag || known.trim() == "*");
    let mut response = if known { StatusCode::NOT_MODIFIED.into_response() } else { full() };
    let headers = response.headers_mut();
    // Kept, but never shown without asking whether there is a newer block.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}
