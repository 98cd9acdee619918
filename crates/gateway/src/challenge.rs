//! The 402: what it would cost, and, to a customer who is out of step, where the gateway is.
//!
//! It takes nothing but arithmetic: no disk, no upstream, no memory of the customer.

use http::{HeaderValue, Response};
use serde_json::to_value;
use usufruct_protocol::x402::{
    BATCH_SETTLEMENT, VERSION,
    header::{self, PAYMENT_REQUIRED},
    wire::{PaymentRequired, Resource},
};

use crate::{
    channel::Channel,
    problem::Problem,
    quote::{Quote, Quoter, Wanted},
};

/// What a 402 is about besides its price.
#[derive(Clone, Copy, Debug)]
pub struct Occasion<'a> {
    /// The URL, as the customer called it.
    pub url: &'a str,
    pub problem: &'a Problem,
    /// The word by which stock clients know the reason; `None` for the first, unpaid request.
    pub reason: Option<&'a str>,
    /// Shown only to who has signed for it.
    pub channel: Option<&'a Channel>,
}

/// The 402 with a fresh quote.
pub fn challenge(
    quoter: &Quoter,
    quote: &Quote,
    wanted: Wanted<'_>,
    occasion: Occasion<'_>,
) -> Response<axum::body::Body> {
    let mut accepts = quoter.offers(quote, wanted);
    if let (Some(channel), Some(offer)) = (occasion.channel, accepts.iter_mut().find(|o| o.scheme == BATCH_SETTLEMENT))
    {
        let states = [
            ("channelState", to_value(channel.state()).ok()),
            ("voucherState", channel.voucher_state().and_then(|state| to_value(state).ok())),
        ];
        offer.extra.extend(states.into_iter().filter_map(|(name, state)| Some((name.to_owned(), state?))));
    }
    let description = Some(wanted.class.description.clone()).filter(|text| !text.is_empty());
    let required = PaymentRequired {
        x402_version: VERSION,
        error: Some(occasion.reason.unwrap_or("payment required").to_owned()),
        resource: Resource { url: occasion.url.to_owned(), description, ..Resource::default() },
        accepts,
        extensions: None,
    };
    let mut response = occasion.problem.to_response();
    let value = HeaderValue::from_str(&header::encode(&required)).expect("base64 is a header value");
    response.headers_mut().insert(PAYMENT_REQUIRED, value);
    response
}
