//! How much of the service an answer was.

use http::HeaderMap;

use crate::config::Metering;

/// Why the use of an answer is not known. It is then not charged for, and not delivered: a service that forgets to say
/// how much it did would otherwise be given away.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unmetered {
    #[error("the answer has no {0} header")]
    Missing(String),
    #[error("the answer has the {0} header more than once")]
    Repeated(String),
    #[error("the answer's {name} header is not a number of units in decimal digits")]
    Malformed { name: String },
}

/// The units of an answer, before any limit.
///
/// # Errors
/// The upstream did not say, or not clearly.
pub fn units(metering: &Metering, headers: &HeaderMap, body_bytes: usize) -> Result<u64, Unmetered> {
    let name = match metering {
        Metering::Request => return Ok(1),
        Metering::ResponseBytes => return Ok(u64::try_from(body_bytes).unwrap_or(u64::MAX)),
        Metering::Header(name) => name,
    };
    let mut values = headers.get_all(name).iter();
    let value = values.next().ok_or_else(|| Unmetered::Missing(name.to_string()))?;
    if values.next().is_some() {
        return Err(Unmetered::Repeated(name.to_string()));
    }
    let digits = value.to_str().ok().map(str::trim).filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
    let units = digits.and_then(|digits| digits.parse().ok());
    units.ok_or_else(|| Unmetered::Malformed { name: name.to_string() })
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn each_way_of_metering_counts_its_own() {
        let headers = HeaderMap::new();
        assert_eq!(units(&Metering::Request, &headers, 77), Ok(1));
        assert_eq!(units(&Metering::ResponseBytes, &headers, 77), Ok(77));
        assert_eq!(units(&Metering::ResponseBytes, &headers, 0), Ok(0));
    }

    #[test]
    fn a_header_counts_only_when_it_is_clear() {
        let name = HeaderName::from_static("x-units");
        let metering = Metering::Header(name.clone());
        let mut headers = HeaderMap::new();
        assert_eq!(units(&metering, &headers, 0), Err(Unmetered::Missing("x-units".to_owned())));
        for (text, expected) in [("0", 0), ("17", 17), (" 5 ", 5), ("18446744073709551615", u64::MAX)] {
            headers.insert(name.clone(), HeaderValue::from_static(text));
            assert_eq!(units(&metering, &headers, 0), Ok(expected), "{text}");
        }
        for text in ["", "-1", "+1", "1.5", "1e3", "0x10", "18446744073709551616", "many"] {
            headers.insert(name.clone(), HeaderValue::from_static(text));
            assert_eq!(
                units(&metering, &headers, 0),
                Err(Unmetered::Malformed { name: "x-units".to_owned() }),
                "{text}"
            );
        }
        headers.insert(name.clone(), HeaderValue::from_static("1"));
        headers.append(name, HeaderValue::from_static("2"));
        assert_eq!(units(&metering, &headers, 0), Err(Unmetered::Repeated("x-units".to_owned())));
    }
}
