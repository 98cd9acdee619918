//! Everything that can go wrong, as the customer is told (RFC 9457).
//!
//! The `type` is stable and meant for programs; `title` never varies for a type; `detail` is about this occurrence;
//! `hint` says what to do about it. None of these answers is charged for.

use http::{HeaderValue, StatusCode, header};
use serde_json::json;

/// What went wrong. The texts are in [`Kind::entry`], one line each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    PaymentRequired,
    MalformedPayment,
    UnsupportedScheme,
    WrongNetwork,
    AlteredQuote,
    StaleQuote,
    BadSignature,
    ChannelNotAsOffered,
    CumulativeMismatch,
    BelowClaimed,
    InsufficientBalance,
    UnknownChannel,
    WithdrawalPending,
    CreditExhausted,
    DepositTooSmall,
    DepositRefused,
    ChannelBusy,
    AuthorizationNotAsOffered,
    AuthorizationExpired,
    AuthorizationUsed,
    SettlementFailed,
    RefundNotOffered,
    RefundRefused,
    AnswerNotKept,
    NotForSale,
    AmbiguousPath,
    HeadersTooLarge,
    BodyTooLarge,
    BodyNotReceived,
    UpstreamUnreachable,
    UpstreamTimedOut,
    UpstreamAnswerTooLarge,
    UpstreamUnmetered,
    BookUnavailable,
    ChainUnavailable,
    Overloaded,
    Internal,
}

/// What is fixed about a kind of problem.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    pub slug: &'static str,
    pub status: StatusCode,
    pub title: &'static str,
    pub hint: &'static str,
}

impl Kind {
    /// Every kind, in the order of a request's life.
    pub const ALL: [Self; 37] = [
        Self::PaymentRequired,
        Self::MalformedPayment,
        Self::UnsupportedScheme,
        Self::WrongNetwork,
        Self::AlteredQuote,
        Self::StaleQuote,
        Self::BadSignature,
        Self::ChannelNotAsOffered,
        Self::CumulativeMismatch,
        Self::BelowClaimed,
        Self::InsufficientBalance,
        Self::UnknownChannel,
        Self::WithdrawalPending,
        Self::CreditExhausted,
        Self::DepositTooSmall,
        Self::DepositRefused,
        Self::ChannelBusy,
        Self::AuthorizationNotAsOffered,
        Self::AuthorizationExpired,
        Self::AuthorizationUsed,
        Self::SettlementFailed,
        Self::RefundNotOffered,
        Self::RefundRefused,
        Self::AnswerNotKept,
        Self::NotForSale,
        Self::AmbiguousPath,
        Self::HeadersTooLarge,
        Self::BodyTooLarge,
        Self::BodyNotReceived,
        Self::UpstreamUnreachable,
        Self::UpstreamTimedOut,
        Self::UpstreamAnswerTooLarge,
        Self::UpstreamUnmetered,
        Self::BookUnavailable,
        Self::ChainUnavailable,
        Self::Overloaded,
        Self::Internal,
    ];

    #[rustfmt::skip]
    #[expect(clippy::too_many_lines, reason = "a table: one line a kind")]
    pub const fn entry(self) -> Entry {
        const fn entry(slug: &'static str, status: StatusCode, title: &'static str, hint: &'static str) -> Entry {
            Entry { slug, status, title, hint }
        }
        const PAY: StatusCode = StatusCode::PAYMENT_REQUIRED;
        match self {
            Self::PaymentRequired => entry("payment-required", PAY, "This has a price",
                "Pay one of the offers in the PAYMENT-REQUIRED header and send the request again with PAYMENT-SIGNATURE."),
            Self::MalformedPayment => entry("malformed-payment", StatusCode::BAD_REQUEST, "The payment cannot be read",
                "PAYMENT-SIGNATURE is base64 of an x402 version 2 PaymentPayload."),
            Self::UnsupportedScheme => entry("unsupported-scheme", PAY, "This way of paying was not offered",
                "Choose one of `accepts` in PAYMENT-REQUIRED."),
            Self::WrongNetwork => entry("wrong-network", PAY, "This network was not offered",
                "Choose one of `accepts` in PAYMENT-REQUIRED."),
            Self::AlteredQuote => entry("altered-quote", PAY, "The accepted offer is not the one that was made",
                "Send `accepted` back as it came, to the same method and URL. PAYMENT-REQUIRED has a new offer."),
            Self::StaleQuote => entry("stale-quote", PAY, "The quote is too old",
                "Pay the new offer in PAYMENT-REQUIRED."),
            Self::BadSignature => entry("bad-signature", PAY, "The signature is not the payer's",
                "Sign the EIP-712 digest with the key of payerAuthorizer (vouchers) or of the paying account."),
            Self::ChannelNotAsOffered => entry("channel-not-as-offered", PAY, "The channel does not fit the offer",
                "Receiver, receiverAuthorizer, token and withdrawDelay must be as offered, and channelId must be their hash."),
            Self::CumulativeMismatch => entry("cumulative-mismatch", PAY, "The voucher's total is not the next one",
                "Sign for chargedCumulativeAmount in the offer's channelState plus the amount."),
            Self::BelowClaimed => entry("below-claimed", PAY, "The voucher is below what was already claimed",
                "Read the channel on chain and sign for its totalClaimed plus the amount."),
            Self::InsufficientBalance => entry("insufficient-balance", PAY, "The channel does not hold enough",
                "Send a deposit with the voucher."),
            Self::UnknownChannel => entry("unknown-channel", PAY, "The channel holds nothing",
                "Open it: send a deposit with the voucher."),
            Self::WithdrawalPending => entry("withdrawal-pending", PAY, "The channel is being emptied",
                "Finish the withdrawal, or pay from a channel with another salt."),
            Self::CreditExhausted => entry("credit-exhausted", PAY, "Too much is unclaimed on this channel",
                "Try again after the next claim, or open a channel with a payerAuthorizer."),
            Self::DepositTooSmall => entry("deposit-too-small", PAY, "The deposit is below the minimum",
                "Deposit at least `minDeposit` of the offer."),
            Self::DepositRefused => entry("deposit-refused", PAY, "The deposit was not accepted",
                "Check the balance of the token, the authorisation's time and its signature."),
            Self::ChannelBusy => entry("channel-busy", StatusCode::TOO_MANY_REQUESTS, "Too many requests wait on this channel",
                "Send fewer at once, or use several channels with different salts."),
            Self::AuthorizationNotAsOffered => entry("authorization-not-as-offered", PAY, "The transfer does not fit the offer",
                "Authorise exactly `amount` to `payTo`."),
            Self::AuthorizationExpired => entry("authorization-expired", PAY, "The transfer is not valid at this time",
                "Sign with validAfter in the past and validBefore at least `maxTimeoutSeconds` ahead."),
            Self::AuthorizationUsed => entry("authorization-used", PAY, "The transfer has been used",
                "Sign a new one, with another nonce."),
            Self::SettlementFailed => entry("settlement-failed", PAY, "The transfer was not accepted on chain",
                "Check the balance of the token. Nothing was charged."),
            Self::RefundNotOffered => entry("refund-not-offered", StatusCode::FORBIDDEN, "Refunds are not offered here",
                "Withdraw from the escrow: initiateWithdraw, then finalizeWithdraw after withdrawDelay."),
            Self::RefundRefused => entry("refund-refused", PAY, "There is nothing to refund like this",
                "The voucher must be the last one, and the channel must hold more than was charged."),
            Self::AnswerNotKept => entry("answer-not-kept", StatusCode::CONFLICT, "This was paid and answered before",
                "The answer was too large to be kept. PAYMENT-RESPONSE has the receipt."),
            Self::NotForSale => entry("not-for-sale", StatusCode::NOT_FOUND, "Nothing is sold at this path",
                "Check the path."),
            Self::AmbiguousPath => entry("ambiguous-path", StatusCode::BAD_REQUEST, "The path can be read in two ways",
                "Leave out `.` and `..` segments, backslashes and double slashes, also in their %-encoded forms."),
            Self::HeadersTooLarge => entry("headers-too-large", StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "The request's headers are too large",
                "PAYMENT-SIGNATURE may have 16 KiB."),
            Self::BodyTooLarge => entry("body-too-large", StatusCode::PAYLOAD_TOO_LARGE, "The request's body is too large",
                "Send less at once."),
            Self::BodyNotReceived => entry("body-not-received", StatusCode::REQUEST_TIMEOUT, "The request's body did not arrive",
                "Send it again."),
            Self::UpstreamUnreachable => entry("upstream-unreachable", StatusCode::BAD_GATEWAY, "The service did not answer",
                "Nothing was charged; the same payment can be sent again."),
            Self::UpstreamTimedOut => entry("upstream-timed-out", StatusCode::GATEWAY_TIMEOUT, "The service took too long",
                "Nothing was charged; the same payment can be sent again."),
            Self::UpstreamAnswerTooLarge => entry("upstream-answer-too-large", StatusCode::BAD_GATEWAY, "The service's answer is too large",
                "Nothing was charged. Ask for less at once."),
            Self::UpstreamUnmetered => entry("upstream-unmetered", StatusCode::BAD_GATEWAY, "The service did not say how much it did",
                "Nothing was charged; the operator has to repair this."),
            Self::BookUnavailable => entry("book-unavailable", StatusCode::SERVICE_UNAVAILABLE, "The payment could not be recorded",
                "Nothing was charged; the same payment can be sent again."),
            Self::ChainUnavailable => entry("chain-unavailable", StatusCode::SERVICE_UNAVAILABLE, "The chain could not be asked",
                "Send the same payment again."),
            Self::Overloaded => entry("overloaded", StatusCode::SERVICE_UNAVAILABLE, "Too many requests at once",
                "Nothing was charged; the same payment can be sent again."),
            Self::Internal => entry("internal", StatusCode::INTERNAL_SERVER_ERROR, "The gateway failed",
                "Send the same payment again: if it was charged, the stored answer comes back."),
        }
    }
}

/// The media type of a problem document.
pub const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

/// A problem as it occurred.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {detail}", kind.entry().title)]
pub struct Problem {
    pub kind: Kind,
    /// For the customer: never more than what this customer sent or may know.
    pub detail: String,
}

impl Problem {
    pub fn new(kind: Kind, detail: impl ToString) -> Self {
        Self { kind, detail: detail.to_string() }
    }

    pub fn status(&self) -> StatusCode {
        self.kind.entry().status
    }

    /// The document.
    pub fn to_json(&self) -> serde_json::Value {
        let Entry { slug, status, title, hint } = self.kind.entry();
        json!({
            "type": format!("urn:usufruct:problem:{slug}"),
            "title": title,
            "status": status.as_u16(),
            "detail": self.detail,
            "hint": hint,
        })
    }

    /// The answer: the document, never to be cached.
    pub fn to_response(&self) -> http::Response<axum::body::Body> {
        let mut response = http::Response::new(axum::body::Body::from(self.to_json().to_string()));
        *response.status_mut() = self.status();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, PROBLEM_JSON);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if matches!(self.kind, Kind::ChannelBusy | Kind::Overloaded | Kind::BookUnavailable | Kind::ChainUnavailable) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kind_has_a_stable_type_of_its_own() {
        let slugs: BTreeSet<&str> = Kind::ALL.iter().map(|kind| kind.entry().slug).collect();
        assert_eq!(slugs.len(), Kind::ALL.len());
        assert_eq!(BTreeSet::from(Kind::ALL).len(), Kind::ALL.len());
        for kind in Kind::ALL {
            let Entry { slug, status, title, hint } = kind.entry();
            assert!(slug.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{slug}");
            assert!(status.is_client_error() || status.is_server_error(), "{slug}");
            assert!(!title.ends_with('.') && hint.ends_with('.'), "{slug}");
        }
    }

    #[test]
    fn a_problem_is_a_document_that_nobody_caches() {
        let problem = Problem::new(Kind::StaleQuote, "quoted 61 s ago");
        let document = problem.to_json();
        assert_eq!(document["type"], "urn:usufruct:problem:stale-quote");
        assert_eq!(document["status"], 402);
        assert_eq!(document["detail"], "quoted 61 s ago");
        let response = problem.to_response();
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        assert_eq!(response.headers()["cache-control"], "no-store");
    }
}
