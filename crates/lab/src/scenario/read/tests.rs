use super::*;
use crate::scenario::standard;

fn wrong(text: &str) -> String {
    read("mine.toml", text).expect_err("something is wrong").to_string()
}

#[test]
fn what_is_wrong_is_said_with_line_key_value_and_remedy() {
    let text = r#"
name = "A bad day"
abuot = "everything at once"

[shock]
demnad = "-50 %"
self_paid = 30
snipers = "130 %"
operating_cost = "50 %"
withdrawal = "0.05 per hour"
new_customers = "false"

[customers]
churn = 0.05
mean_number = -3
token_price = "-80 %"

[time]
after_shock = 365

[investers]
inflow = "1 %/day"
"#;
    let expected = "\
mine.toml:3: abuot: there is no such key; did you mean about?
mine.toml:6: shock.demnad: there is no such key; did you mean demand?
mine.toml:7: shock.self_paid = 30 has no unit (\"30 %\"?); a part from 0 % to 99 %, as in \"30 %\"
mine.toml:8: shock.snipers = \"130 %\" is 130 %; a part from 0 % to 99 %
mine.toml:9: shock.operating_cost = \"50 %\" does not say whether up or down; a change from -100 % to +900 %, as in \"+50 %\" or \"-50 %\"
mine.toml:10: shock.withdrawal = \"0.05 per hour\" is no rate (\"5 %/hour\"?); a rate from 0 %/day to 500 %/day, as in \"10 %/day\"
mine.toml:11: shock.new_customers = \"false\" is text; true or false, without quotes
mine.toml:14: customers.churn = 0.05 has no unit (\"5 %/day\"?); a rate from 0.001 %/day to 100 %/day, as in \"10 %/day\"
mine.toml:15: customers.mean_number = -3 is -3; a number from 1 to 10000
mine.toml:16: customers.token_price: there is no such key here; it belongs in [shock]
mine.toml:19: time.after_shock = 365 has no unit (\"365 days\"?); a time from 30 to 3650 days, as in \"90 days\"
mine.toml:21: [investers]: there is no such table; did you mean investors?";
    assert_eq!(wrong(text), expected);
}

#[test]
fn a_file_that_is_no_toml_is_told_by_its_line() {
    let told = wrong("name = \"x\"\n[shock\ndemand = 1\n");
    assert!(told.starts_with("mine.toml:2: is no TOML: "), "{told}");
}

#[test]
fn a_name_is_needed_and_two_ways_of_saying_one_thing_are_one_too_many() {
    assert_eq!(wrong(""), "mine.toml:1: name is missing; every scenario needs one");
    let both = "name = \"x\"\n[customers]\nspend_gamma_shape = 1.0\nspend_zipf_exponent = 1.0\n";
    let expected = "mine.toml:4: customers.spend_zipf_exponent: customers.spend_gamma_shape says the same in another way; leave one out";
    assert_eq!(wrong(both), expected);
}

#[test]
fn a_key_is_no_table_and_a_table_no_key() {
    assert_eq!(wrong("shock = 1\nname = \"x\"\n"), "mine.toml:1: shock is a table; write [shock] and its keys below");
    assert!(wrong("[name]\n").contains("there is no such table"));
    assert!(wrong("name = [1]\n").contains("name = [1] is no text; text in quotes"));
}

#[test]
fn a_file_that_is_no_page_is_not_read() {
    assert!(wrong(&"#".repeat(BYTES_MAX + 1)).contains("at most 65536 bytes"));
    assert!(read("mine.toml", &format!("name = \"x\" {}", "#".repeat(BYTES_MAX - 11))).is_ok());
}

#[test]
fn the_standard_set_is_found_by_number_key_and_name() {
    let keys: Vec<_> = standard::keys().collect();
    assert_eq!(keys.len(), 11);
    for (number, key) in keys.iter().enumerate() {
        let name = key.split_once('-').expect("a number comes first").1;
        for called in [number.to_string().as_str(), key, name] {
            let found = standard::by_name(called).expect("it reads").expect("it is there");
            assert_eq!((&found.key[..], found.time.shock_day, found.time.days_after), (*key, 90, 365));
        }
    }
    assert_eq!(standard::by_name("nothing-like-it"), Ok(None));
}

/// The base file is also the list of keys for people: one that is missing there is not found by anybody.
#[test]
fn the_base_file_shows_every_key() {
    let text = include_str!("../../../../../scenarios/0-base.toml");
    for field in &FIELDS {
        assert!(text.contains(field.key), "{}.{} is not shown", field.table, field.key);
    }
}
