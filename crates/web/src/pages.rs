//! Pages for people, over the same figures as the API.
//!
//! Rendered here as a whole: they can be read without JavaScript, by everything that reads HTML. What a script adds (live
//! figures, copying, claiming by a wallet) is in `assets/`, and it never makes markup or computes an amount. Text that
//! strangers chose is cut and isolated by [`words`] and escaped by maud.

pub mod words;
pub mod charts;
mod frame;
pub mod venture;
pub mod position;
pub mod trouble;
mod assets;

use crate::{Reading, Web, figures::Window};
use alloy::primitives::Address;
use axum::{
    Router,
    extract::{Path, Query, State},
    http::header,
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use maud::Markup;
use position::PositionPage;
use serde::Deserialize;
use trouble::Trouble;
use venture::VenturePage;

/// Mounted at the root, under the security headers of [`crate::headers`].
pub fn router() -> Router<Web> {
    Router::new()
        .route("/", get(home))
        .route("/ventures/{share}", get(venture_page))
        .route("/ventures/{share}/position", get(position_page))
        .route("/assets/{name}", get(assets::asset))
}

/// For every path that neither pages nor API have.
pub fn not_found() -> Response {
    Trouble::NotFound.into_response()
}

async fn home(State(web): State<Web>) -> Redirect {
    Redirect::to(&frame::venture_path(web.shared.at.purses.share))
}

async fn venture_page(State(web): State<Web>, Path(share): Path<String>) -> Result<Response, Trouble> {
    let reading = reading_of(&web, &share)?;
    let prices = web.prices().await.unwrap_or_else(|error| {
        // All other figures are the chain's; the page says that it has no prices.
        tracing::error!(error = &error as &dyn std::error::Error, "the gateway's book cannot be read");
        None
    });
    let page = VenturePage {
        overview: reading.overview(),
        purses: reading.purses(),
        silence: reading.silence(),
        days: reading.days(None, venture::DAYS).days,
        customers: reading.customers(Window::Month, venture::CUSTOMERS_LISTED),
        holders: reading.holders(0, venture::HOLDERS_LISTED),
        prices,
        earned_per_share: venture::earned_per_share(reading.venture()),
        rpc: web.config().wallet_rpc.clone(),
    };
    Ok(shown(&page.render()))
}

#[derive(Deserialize)]
struct Whose {
    #[serde(default)]
    address: String,
    #[serde(default)]
    offset: u64,
}

async fn position_page(
    State(web): State<Web>,
    Path(share): Path<String>,
    whose: Result<Query<Whose>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Trouble> {
    let reading = reading_of(&web, &share)?;
    let Query(whose) = whose.map_err(|_| Trouble::BadAddress)?;
    let holder = address_in(&whose.address).ok_or(Trouble::BadAddress)?;
    let page = PositionPage {
        overview: reading.overview(),
        position: reading.position(holder, whose.offset, position::ENTRIES),
        offset: whose.offset,
        rpc: web.config().wallet_rpc.clone(),
    };
    Ok(shown(&page.render()))
}

/// A reading, if `share` is the venture that is shown here.
fn reading_of(web: &Web, share: &str) -> Result<Reading, Trouble> {
    if address_in(share) != Some(web.shared.at.purses.share) {
        return Err(Trouble::NoSuchVenture);
    }
    web.reading().map_err(|_| Trouble::NotReady)
}

/// Blanks around it are forgiven. An address in mixed case must have the right checksum: that is what it is there for.
fn address_in(text: &str) -> Option<Address> {
    let text = text.trim();
    let digits = text.strip_prefix("0x").filter(|digits| digits.len() == 40)?;
    let upper = digits.bytes().any(|digit| digit.is_ascii_uppercase());
    let lower = digits.bytes().any(|digit| digit.is_ascii_lowercase());
    if upper && lower { Address::parse_checksummed(text, None).ok() } else { digits.parse().ok() }
}

/// Pages are of one moment, so nobody may keep them.
fn shown(page: &Markup) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Html(page.0.clone())).into_response()
}

#[cfg(test)]
mod tests {
    use super::address_in;

    #[test]
    fn an_address_may_be_in_any_case_but_a_checksum_must_hold() {
        let right = "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045";
        let address = address_in(right).expect("an address");
        for text in [right.to_lowercase(), format!("  {right} "), format!("0x{}", right[2..].to_uppercase())] {
            assert_eq!(address_in(&text), Some(address), "{text}");
        }
        let swapped = right.replace("d8dA", "D8dA");
        for text in
            [swapped.as_str(), "", "0x", "d8dA6BF26964aF9D7eEd9e03E53415D37aA96045", "0xzz", &format!("{right}0")]
        {
            assert_eq!(address_in(text), None, "{text}");
        }
    }
}
