//! The ERC-7730 descriptors in `contracts/erc7730`: what hardware wallets show before somebody signs.
//!
//! Compared with the committed contracts, so that each function has its words and each argument is shown or left out on
//! purpose. The registry's own linter wants addresses, which the files leave open, and a newer Python than the rest.

use std::collections::BTreeSet;
use std::fs;

use anyhow::Context;
use serde_json::Value;

use crate::powers::signature;
use crate::tally::Tally;
use crate::{artifacts, workspace};

/// A descriptor, and the contract that it is about.
const DESCRIPTORS: [(&str, &str); 5] = [
    ("calldata-share.json", "Share"),
    ("calldata-till.json", "Till"),
    ("calldata-offering.json", "Offering"),
    ("calldata-factory.json", "Factory"),
    ("calldata-vault.json", "Vault"),
];
/// Made by the Factory: a wallet knows them by its event.
const MADE_BY_FACTORY: [&str; 3] = ["Share", "Till", "Offering"];
const ALLOWANCE: &str = "eip712-permit.json";
const SCHEMA: &str = "https://eips.ethereum.org/assets/eip-7730/erc7730-v1.schema.json";
/// What fits the smallest screens, in characters (the limits of the registry's linter, erc7730 1.0.12).
const INTENT_MAX: usize = 30;
const LABEL_MAX: usize = 20;
const OWNER_MAX: usize = 22;

/// One check per function of the contracts or of the descriptors, and one per descriptor for the rest.
pub fn check() -> anyhow::Result<Tally> {
    let committed = artifacts::committed()?;
    let artifact = |contract: &str| -> anyhow::Result<Value> {
        Ok(serde_json::from_str(committed.get(contract).with_context(|| format!("{contract} has no artifact"))?)?)
    };
    let factory = artifact("Factory")?;
    let created = entries(&factory, "event").find(|event| event["name"] == "VentureCreated");
    let created = signature(created.context("the Factory says nothing of what it creates")?);

    let mut tally = Tally::default();
    for (file, contract) in DESCRIPTORS {
        let descriptor = read(file)?;
        let event = MADE_BY_FACTORY.contains(&contract).then_some(created.as_str());
        tally += show(file, &frame_faults(&descriptor, event));
        let artifact = artifact(contract)?;
        let functions: Vec<&Value> = entries(&artifact, "function")
            .filter(|function| function["stateMutability"] != "view" && function["stateMutability"] != "pure")
            .collect();
        tally += show(file, &abi_faults(&descriptor, &functions));
        for (function, faults) in format_faults(&descriptor["display"]["formats"], &functions) {
            tally += show(&format!("{file}: {function}"), &faults);
        }
    }
    let allowance = read(ALLOWANCE)?;
    let share = fs::read_to_string(workspace::contracts().join("src/Share.sol"))?;
    tally += show(ALLOWANCE, &allowance_faults(&allowance, &share));
    Ok(tally)
}

fn read(file: &str) -> anyhow::Result<Value> {
    let path = workspace::contracts().join("erc7730").join(file);
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{file} is no JSON"))
}

fn show(what: &str, faults: &[String]) -> Tally {
    for fault in faults {
        println!("contracts/erc7730/{what}: {fault}");
    }
    Tally::of(faults.is_empty())
}

fn entries<'a>(artifact: &'a Value, kind: &'a str) -> impl Iterator<Item = &'a Value> {
    artifact["abi"].as_array().into_iter().flatten().filter(move |entry| entry["type"] == kind)
}

/// What is wrong around the formats: keys that the format does not have, a name too long, another event than the Factory's.
fn frame_faults(descriptor: &Value, event: Option<&str>) -> Vec<String> {
    let mut faults = Vec::new();
    let keys: BTreeSet<&str> = descriptor.as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect();
    if keys != BTreeSet::from(["$schema", "context", "metadata", "display"]) || descriptor["$schema"] != SCHEMA {
        faults.push(format!("not a descriptor of {SCHEMA}"));
    }
    if !fits(&descriptor["metadata"]["owner"], OWNER_MAX) || !fits(&descriptor["context"]["$id"], INTENT_MAX) {
        faults.push("owner or $id is missing or too long".to_owned());
    }
    let said = descriptor["context"]["contract"]["factory"]["deployEvent"].as_str();
    if said != event {
        faults.push(format!("the event of its creation is {event:?}, and not {said:?}"));
    }
    faults
}

fn abi_faults(descriptor: &Value, functions: &[&Value]) -> Vec<String> {
    let described: BTreeSet<String> =
        descriptor["context"]["contract"]["abi"].as_array().into_iter().flatten().map(Value::to_string).collect();
    let compiled: BTreeSet<String> = functions.iter().map(|function| function.to_string()).collect();
    if described == compiled { Vec::new() } else { vec!["the abi is not that of the contract's functions".to_owned()] }
}

/// What is wrong with the words of each function.
fn format_faults(formats: &Value, functions: &[&Value]) -> Vec<(String, Vec<String>)> {
    let mut judged = Vec::new();
    for function in functions {
        let arguments = leaves(&function["inputs"], "#");
        let format = &formats[signature(function).as_str()];
        judged.push((signature(function), words_faults(format, &arguments)));
    }
    let known: BTreeSet<String> = functions.iter().map(|function| signature(function)).collect();
    let unknown = formats.as_object().into_iter().flatten().map(|(name, _)| name).filter(|name| !known.contains(*name));
    judged.extend(unknown.map(|name| (name.clone(), vec!["the contract has no such function".to_owned()])));
    judged
}

/// The paths to all plain values of some arguments, and their types: `#.terms.name`, `#.holders.[]`.
fn leaves(inputs: &Value, before: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for input in inputs.as_array().into_iter().flatten() {
        let kind = input["type"].as_str().unwrap_or("?");
        let list = if kind.ends_with("[]") { ".[]" } else { "" };
        let path = format!("{before}.{}{list}", input["name"].as_str().unwrap_or("?"));
        if kind.starts_with("tuple") {
            found.extend(leaves(&input["components"], &path));
        } else {
            found.push((path, kind.trim_end_matches("[]").to_owned()));
        }
    }
    found
}

/// What is wrong with the words of one function or message.
fn words_faults(format: &Value, arguments: &[(String, String)]) -> Vec<String> {
    let mut faults = Vec::new();
    if !fits(&format["intent"], INTENT_MAX) {
        faults.push(format!("no intent of up to {INTENT_MAX} characters"));
    }
    let text = |list: &Value| -> BTreeSet<String> {
        list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let excluded = text(&format["excluded"]);
    let mut shown = BTreeSet::new();
    for field in format["fields"].as_array().into_iter().flatten() {
        let path = field["path"].as_str().unwrap_or("?").to_owned();
        let kind = match path.as_str() {
            "@.from" | "@.to" => Some("address"),
            _ => arguments.iter().find(|(argument, _)| *argument == path).map(|(_, kind)| kind.as_str()),
        };
        match kind {
            None => faults.push(format!("{path} leads nowhere")),
            Some(kind) if !can_show(field, kind) => faults.push(format!("{path}, of type {kind}, cannot be shown so")),
            Some(_) => {}
        }
        if !fits(&field["label"], LABEL_MAX) {
            faults.push(format!("{path} has no label of up to {LABEL_MAX} characters"));
        }
        shown.insert(path);
    }
    for (argument, _) in arguments {
        if shown.contains(argument) == excluded.contains(argument) {
            faults.push(format!("{argument} has to be either shown or excluded"));
        }
    }
    if let Some(lost) = text(&format["required"]).iter().find(|path| !shown.contains(*path)) {
        faults.push(format!("{lost} is required and not shown"));
    }
    faults
}

/// Whether a field's format, with its parameters, suits a value of a type.
fn can_show(field: &Value, kind: &str) -> bool {
    let parameters = &field["params"];
    match field["format"].as_str() {
        Some("raw") => true,
        Some("addressName") => kind == "address",
        Some("tokenAmount") => kind == "uint256" && parameters["tokenPath"] == "@.to",
        Some("date") => kind.starts_with("uint") && parameters["encoding"] == "timestamp",
        Some("duration") => kind.starts_with("uint"),
        Some("unit") => kind.starts_with("uint") && parameters["base"].is_string(),
        _ => false,
    }
}

/// What is wrong with the words of the signed allowance, whose type has to be the one that the Share hashes.
fn allowance_faults(descriptor: &Value, share: &str) -> Vec<String> {
    let fields = &descriptor["context"]["eip712"]["schemas"][0]["types"]["Permit"];
    let declared: Vec<String> = fields
        .as_array()
        .into_iter()
        .flatten()
        .map(|field| format!("{} {}", field["type"].as_str().unwrap_or("?"), field["name"].as_str().unwrap_or("?")))
        .collect();
    let mut faults = frame_faults(descriptor, None);
    if !share.contains(&format!("\"Permit({})\"", declared.join(","))) {
        faults.push("this is not the type that the Share hashes".to_owned());
    }
    faults.extend(words_faults(&descriptor["display"]["formats"]["Permit"], &leaves(fields, "#")));
    faults
}

fn fits(text: &Value, length_max: usize) -> bool {
    text.as_str().is_some_and(|text| !text.is_empty() && text.chars().count() <= length_max)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{format_faults, frame_faults};

    fn pay() -> Value {
        let inputs = json!([{"name": "to", "type": "address"}, {"name": "many", "type": "uint256[]"}]);
        json!({"name": "pay", "inputs": inputs})
    }

    fn faults(format: &Value) -> usize {
        let function = pay();
        let formats = json!({"pay(address,uint256[])": format});
        format_faults(&formats, &[&function]).iter().map(|(_, faults)| faults.len()).sum()
    }

    #[test]
    fn an_argument_is_shown_as_what_it_is_or_left_out_on_purpose() {
        let to = json!({"path": "#.to", "label": "To", "format": "addressName"});
        let many = json!({"path": "#.many.[]", "label": "Amount", "format": "raw"});
        assert_eq!(faults(&json!({"intent": "Pay", "fields": [to, many]})), 0);
        assert_eq!(faults(&json!({"intent": "Pay", "fields": [to], "excluded": ["#.many.[]"]})), 0);
        assert_eq!(faults(&json!({"intent": "Pay", "fields": [to]})), 1, "what of many?");
        assert_eq!(faults(&json!({"fields": [to, many]})), 1, "pay is not said");
        assert_eq!(faults(&json!({"intent": "P".repeat(31), "fields": [to, many]})), 1, "too long");
        let amount = json!({"path": "#.to", "label": "To", "format": "tokenAmount"});
        assert_eq!(faults(&json!({"intent": "Pay", "fields": [amount, many]})), 1, "an address is no amount");
        let nowhere = json!({"path": "#.from", "label": "From", "format": "raw"});
        assert_eq!(faults(&json!({"intent": "Pay", "fields": [to, many, nowhere]})), 1);
        assert_eq!(faults(&Value::Null), 3, "nothing is said at all");
    }

    #[test]
    fn a_function_that_is_gone_has_no_words() {
        assert_eq!(format_faults(&json!({"seize()": {"intent": "Seize"}}), &[]).len(), 1);
    }

    #[test]
    fn what_the_factory_makes_is_known_by_its_event() {
        let contract = json!({"factory": {"deployEvent": "Made(address)"}});
        let context = json!({"$id": "x", "contract": contract});
        let descriptor =
            json!({"$schema": super::SCHEMA, "context": context, "metadata": {"owner": "x"}, "display": {}});
        assert!(frame_faults(&descriptor, Some("Made(address)")).is_empty());
        assert_eq!(frame_faults(&descriptor, Some("Made(address,address)")).len(), 1);
        assert_eq!(frame_faults(&descriptor, None).len(), 1);
    }
}
