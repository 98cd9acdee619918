//! Who takes part in a case, and how they are called.

use crate::bench::{DELEGATED, RELAY, WALLET};
use alloy::primitives::{Address, B256, U256, address};
use usufruct_model::Purses;
use usufruct_protocol::x402::signature::Key;

/// Accounts without code; the first is the operator to begin with. Their private keys are the numbers from 1.
pub const PEOPLE: [Address; 6] = [
    address!("7e5f4552091a69125d5dfcb7b8c2659029395bdf"),
    address!("2b5ad5c4795c026514f8317c7a215e218dccd6cf"),
    address!("6813eb9362372eef6200f3b1dbc3f819671cba69"),
    address!("1eff47bc3a10a45d4b230b5d10e37751fe6aa718"),
    address!("e1ab8145f7e55dc933d51a18c793f901a3a0b276"),
    address!("e57bfe9f44b819898f47bf37e5af72a0783e1141"),
];

/// Everyone who sends commands.
pub const CALLERS: [Address; 8] = [PEOPLE[0], PEOPLE[1], PEOPLE[2], PEOPLE[3], PEOPLE[4], PEOPLE[5], RELAY, DELEGATED];

/// Never heard of before it is sent something.
const STRANGER: Address = Address::repeat_byte(0x77);

/// Who has a private key: the people and the delegated account, by numbers from 1.
pub const KEYS: u8 = 7;

/// The private key of the number `number`.
pub fn key(number: u8) -> Key {
    Key::new(&B256::from(U256::from(number))).expect("a small number is a private key")
}

/// Everyone who is sent something, and whose figures are compared.
pub fn everyone(purses: Purses, currency: Address) -> [Address; 14] {
    let [a, b, c, d, e, f, relay, delegated] = CALLERS;
    let Purses { share, till, offering } = purses;
    [a, b, c, d, e, f, relay, delegated, WALLET, STRANGER, share, till, offering, currency]
}

/// Everyone and nobody, by name.
pub fn names(purses: Purses, currency: Address) -> [(Address, &'static str); 15] {
    const NAMES: [&str; 14] = [
        "operator",
        "alice",
        "bob",
        "carol",
        "dave",
        "erin",
        "relay",
        "delegated",
        "wallet",
        "stranger",
        "SHARE",
        "TILL",
        "OFFERING",
        "CURRENCY",
    ];
    let accounts = everyone(purses, currency);
    std::array::from_fn(|i| if i < 14 { (accounts[i], NAMES[i]) } else { (Address::ZERO, "NOBODY") })
}

/// `text` with every account by its name; words that only begin like an account stay as they are.
pub fn named(text: &str, purses: Purses, currency: Address) -> String {
    let name_in = |text: String, (account, name): (Address, &str)| {
        let address = format!("{account:?}");
        let mut parts = text.split(&address);
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |before, after| {
            let goes_on = after.starts_with(|letter: char| letter.is_ascii_hexdigit());
            if goes_on { format!("{before}{address}{after}") } else { format!("{before}{name}{after}") }
        })
    };
    names(purses, currency).into_iter().fold(text.to_owned(), name_in)
}

#[cfg(test)]
mod tests {
    use super::{CALLERS, KEYS, PEOPLE, key, named};
    use crate::bench::DELEGATED;
    use alloy::primitives::{Address, U256};
    use usufruct_model::Purses;

    #[test]
    fn the_keys_are_those_of_the_people_and_of_the_delegated_account() {
        for (number, account) in (1..=KEYS).zip(PEOPLE.into_iter().chain([DELEGATED])) {
            assert_eq!(key(number).address(), account);
            assert!(CALLERS.contains(&account));
        }
    }

    #[test]
    fn accounts_are_named_and_words_are_not() {
        let [share, till, offering] = [0xa1, 0xa2, 0xa3].map(Address::repeat_byte);
        let text = format!("{:?} owes {:?}: {:#066x}", PEOPLE[1], Address::ZERO, U256::from(7));
        let expected = format!("alice owes NOBODY: {:#066x}", U256::from(7));
        assert_eq!(named(&text, Purses { share, till, offering }, Address::repeat_byte(0xa4)), expected);
    }
}
