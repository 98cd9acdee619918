//! The scenarios that the program brings along; `scenarios/` has them as files, to be read and changed.

use super::{ReadError, Scenario, read};

const FILES: [(&str, &str); 11] = [
    ("0-base.toml", include_str!("../../../../scenarios/0-base.toml")),
    ("1-no-new-investors.toml", include_str!("../../../../scenarios/1-no-new-investors.toml")),
    ("2-no-new-customers.toml", include_str!("../../../../scenarios/2-no-new-customers.toml")),
    ("3-demand-halves.toml", include_str!("../../../../scenarios/3-demand-halves.toml")),
    ("4-demand-stops.toml", include_str!("../../../../scenarios/4-demand-stops.toml")),
    ("5-top-customer-leaves.toml", include_str!("../../../../scenarios/5-top-customer-leaves.toml")),
    ("6-token-falls.toml", include_str!("../../../../scenarios/6-token-falls.toml")),
    ("7-run.toml", include_str!("../../../../scenarios/7-run.toml")),
    ("8-snipe-and-hoard.toml", include_str!("../../../../scenarios/8-snipe-and-hoard.toml")),
    ("9-self-payment.toml", include_str!("../../../../scenarios/9-self-payment.toml")),
    ("10-cost-rises.toml", include_str!("../../../../scenarios/10-cost-rises.toml")),
];

/// All of them, in their order.
pub fn all() -> Result<Vec<Scenario>, ReadError> {
    FILES.iter().map(|(file, text)| read(file, text)).collect()
}

/// By number (`4`), key (`4-demand-stops`) or the key without its number.
pub fn by_name(name: &str) -> Result<Option<Scenario>, ReadError> {
    let called = |file: &str| {
        let key = file.trim_end_matches(".toml");
        key == name || key.split_once('-').is_some_and(|(number, rest)| name == number || name == rest)
    };
    FILES.iter().find(|(file, _)| called(file)).map(|(file, text)| read(file, text)).transpose()
}

/// As in `4-demand-stops`.
pub fn keys() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(file, _)| file.trim_end_matches(".toml"))
}
