//! Header values: base64 of a JSON document, bounded in size.
//!
//! A header is read before its sender has paid anything, so the bound comes first and the text is looked at after.

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Server to client, on 402: [`PaymentRequired`](super::wire::PaymentRequired).
pub const PAYMENT_REQUIRED: &str = "PAYMENT-REQUIRED";
/// Client to server: [`PaymentPayload`](super::wire::PaymentPayload).
pub const PAYMENT_SIGNATURE: &str = "PAYMENT-SIGNATURE";
/// Server to client, after a payment was tried: [`SettlementResponse`](super::wire::SettlementResponse).
pub const PAYMENT_RESPONSE: &str = "PAYMENT-RESPONSE";

/// The longest header value read, in bytes of base64. A deposit takes about 2,000; what the server put into `extra`,
/// `resource` and `extensions` comes back on top.
pub const HEADER_BYTES_MAX: usize = 16 * 1024;

// Some encoders leave the padding out; what they mean is not in doubt.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Why a message cannot be read. `at` names the header or the field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    #[error("{at} is {bytes} bytes long, more than the {HEADER_BYTES_MAX} that are read")]
    TooLong { at: String, bytes: usize },
    #[error("{at} is not base64: {reason}")]
    Base64 { at: String, reason: String },
    #[error("{at}: {reason}")]
    Json { at: String, reason: String },
    #[error("{at}: {reason}")]
    Field { at: String, reason: String },
}

impl WireError {
    pub(super) fn field(at: &str, reason: impl Into<String>) -> Self {
        Self::Field { at: at.to_owned(), reason: reason.into() }
    }
}

/// The header value for `message`.
pub fn encode(message: &impl Serialize) -> String {
    // The wire types have string keys and no fallible serialisers, which is all that can fail here.
    let json = serde_json::to_vec(message).expect("wire types always serialise");
    BASE64.encode(json)
}

/// Reads the header called `name`.
///
/// # Errors
/// Longer than [`HEADER_BYTES_MAX`], not base64, not JSON, or JSON of another shape; with the path of the field.
pub fn decode<T: DeserializeOwned>(name: &str, value: &[u8]) -> Result<T, WireError> {
    if value.len() > HEADER_BYTES_MAX {
        return Err(WireError::TooLong { at: name.to_owned(), bytes: value.len() });
    }
    let json = BASE64
        .decode(value)
        .map_err(|e| WireError::Base64 { at: name.to_owned(), reason: e.to_string().to_lowercase() })?;
    let mut reader = serde_json::Deserializer::from_slice(&json);
    let message = serde_path_to_error::deserialize(&mut reader).map_err(|e| located(name, e))?;
    reader.end().map_err(|e| WireError::Json { at: name.to_owned(), reason: e.to_string() })?;
    Ok(message)
}

/// Reads a part of a message that was kept as it came, called `name` in errors.
///
/// # Errors
/// Another shape, with the path of the field.
pub fn read<T: DeserializeOwned>(name: &str, value: &Value) -> Result<T, WireError> {
    serde_path_to_error::deserialize(value).map_err(|e| located(name, e))
}

fn located(name: &str, error: serde_path_to_error::Error<serde_json::Error>) -> WireError {
    let path = error.path().to_string();
    let at = if path == "." { name.to_owned() } else { format!("{name} {path}") };
    WireError::Json { at, reason: error.into_inner().to_string() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::x402::wire::PaymentPayload;

    #[test]
    fn a_header_at_the_limit_is_read_and_one_byte_more_is_not() {
        let at_limit = format!("{:width$}", "\"x\"", width = HEADER_BYTES_MAX / 4 * 3);
        let header = BASE64.encode(at_limit);
        assert_eq!(header.len(), HEADER_BYTES_MAX);
        assert_eq!(decode::<String>("H", header.as_bytes()), Ok("x".to_owned()));
        let error = decode::<String>("H", format!("{header}A").as_bytes()).expect_err("too long");
        assert_eq!(error, WireError::TooLong { at: "H".to_owned(), bytes: HEADER_BYTES_MAX + 1 });
    }

    #[test]
    fn errors_say_where_and_what() {
        let message = json!({ "x402Version": 2, "payload": {}, "accepted": {
            "scheme": "exact", "network": "eip155:1", "amount": 7, "asset": "", "payTo": "", "maxTimeoutSeconds": 1 }});
        let error = decode::<PaymentPayload>(PAYMENT_SIGNATURE, encode(&message).as_bytes()).expect_err("amount");
        let text = error.to_string();
        assert!(text.starts_with("PAYMENT-SIGNATURE accepted.amount: invalid type: integer `7`"), "{text}");
        assert!(matches!(decode::<Value>("H", b"%%%"), Err(WireError::Base64 { .. })));
        assert!(matches!(decode::<Value>("H", BASE64.encode("{} {}").as_bytes()), Err(WireError::Json { .. })));
    }

    #[test]
    fn padding_may_be_left_out() {
        assert_eq!(decode::<Value>("H", b"e30"), Ok(json!({})));
        assert_eq!(decode::<Value>("H", b"e30="), Ok(json!({})));
    }

    #[test]
    fn deeply_nested_documents_are_refused() {
        let deep = "[".repeat(9_000);
        assert!(matches!(decode::<Value>("H", BASE64.encode(deep).as_bytes()), Err(WireError::Json { .. })));
    }
}
