//! What a request asks for, or the problem with it.

use crate::{
    Reading, Web,
    problem::{Kind, Problem},
};
use alloy::primitives::Address;
use axum::{
    extract::{FromRequestParts, Path, Query},
    http::request::Parts,
};
use serde::de::DeserializeOwned;
use std::ops::RangeInclusive;

/// The query, read as `T`.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<Web> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Web) -> Result<Self, Problem> {
        let Query(asked) =
            Query::try_from_uri(&parts.uri).map_err(|error| Problem::new(Kind::BadQuery, error.body_text()))?;
        Ok(Self(asked))
    }
}

/// What the path names, in the order in which it names them.
pub struct Named<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<Web> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Problem> {
        let named = Path::from_request_parts(parts, web).await;
        let Path(named) = named.map_err(|error| Problem::new(Kind::BadAddress, error.body_text()))?;
        Ok(Self(named))
    }
}

/// No parameters at all.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// A reading of the venture whose Share is at `share`.
pub fn venture(web: &Web, share: &str) -> Result<Reading, Problem> {
    let asked = address(share)?;
    if asked != web.shared.at.purses.share {
        return Err(Problem::new(Kind::UnknownVenture, format!("no venture here has its Share at {asked}")));
    }
    reading(web)
}

pub fn reading(web: &Web) -> Result<Reading, Problem> {
    web.reading().map_err(|error| Problem::new(Kind::NotReady, error.to_string()))
}

/// 0x and 40 hexadecimal digits in any case; a mixed case is not held against its checksum.
pub fn address(text: &str) -> Result<Address, Problem> {
    let digits = text.strip_prefix("0x").filter(|digits| digits.len() == 40);
    let address = digits.and_then(|digits| digits.parse().ok());
    address.ok_or_else(|| Problem::new(Kind::BadAddress, format!("{:?} is no address", shortened(text))))
}

/// `asked`, or the default, if it is within the limits.
pub fn limited(name: &str, asked: Option<u64>, default: u64, limits: RangeInclusive<u64>) -> Result<u64, Problem> {
    let value = asked.unwrap_or(default);
    if limits.contains(&value) {
        return Ok(value);
    }
    let (least, most) = limits.into_inner();
    Err(Problem::new(Kind::BadQuery, format!("{name} is {value}; it must be between {least} and {most}")))
}

/// Enough of a stranger's text to recognise it.
fn shortened(text: &str) -> String {
    const SHOWN: usize = 60;
    text.chars().take(SHOWN).collect()
}

/// The largest offset that is understood: more than any list has.
pub const OFFSET_MAX: u64 = 1_000_000_000;
