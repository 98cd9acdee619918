//! Values and where they come from: numbers, types, who calls, what time it is.

use super::Changes;
use crate::mutant::Operator;
use crate::syntax::Syntax;
use alloy::primitives::U256;
use std::collections::BTreeSet;

pub(super) fn change(node: &Syntax<'_>, changes: &mut Changes<'_>) {
    match node.kind() {
        "Literal" => literal(node, changes),
        "MemberAccess" => member(node, changes),
        "FunctionCall" if node.text("kind") == "typeConversion" => conversion(node, changes),
        _ => {}
    }
}

fn literal(node: &Syntax<'_>, changes: &mut Changes<'_>) {
    match node.text("kind") {
        "bool" => changes.replace_node(Operator::Constant, node, if node.code() == "true" { "false" } else { "true" }),
        "number" => {
            // The digits alone: a unit (`1 days`) may follow.
            let digits = node.code().split_whitespace().next().unwrap_or_default();
            let start = node.range().start;
            for other in other_numbers(digits) {
                changes.replace(Operator::Constant, start..start + digits.len(), other);
            }
        }
        "string" if node.code().len() > 2 => changes.replace_node(Operator::Constant, node, "\"\""),
        "hexString" => {
            let code = node.code();
            let flipped = if code.contains("f") { code.replacen('f', "e", 1) } else { code.replacen('0', "1", 1) };
            changes.replace_node(Operator::Constant, node, flipped);
        }
        _ => {}
    }
}

/// One more, one less, 0 and 1, in the same notation.
pub(super) fn other_numbers(digits: &str) -> Vec<String> {
    let plain = digits.replace('_', "");
    let (value, hexadecimal) = match plain.strip_prefix("0x") {
        Some(hex) => (U256::from_str_radix(hex, 16), true),
        None => (U256::from_str_radix(&plain, 10), false),
    };
    let Ok(value) = value else { return Vec::new() };
    // Hexadecimal numbers keep their length: of some lengths they are addresses or bytes.
    let width = if hexadecimal { plain.len() - 2 } else { 0 };
    let written = |n: U256| if hexadecimal { format!("0x{n:0width$x}") } else { n.to_string() };
    let mut others = BTreeSet::from([U256::ZERO, U256::ONE]);
    others.extend(value.checked_add(U256::ONE));
    others.extend(value.checked_sub(U256::ONE));
    others.remove(&value);
    others.into_iter().map(written).collect()
}

fn member(node: &Syntax<'_>, changes: &mut Changes<'_>) {
    match node.code() {
        "msg.sender" => {
            changes.replace_node(Operator::Context, node, "address(this)");
            changes.replace_node(Operator::Context, node, "tx.origin");
        }
        "block.timestamp" => changes.replace_node(Operator::Context, node, "0"),
        "block.number" => changes.replace_node(Operator::Context, node, "0"),
        code if code.starts_with("type(") && code.ends_with(").max") => {
            changes.replace_node(Operator::Constant, node, format!("({code} - 1)"));
        }
        code if code.ends_with(".Ceil") => {
            changes.replace_node(Operator::Rounding, node, code.replace(".Ceil", ".Floor"));
        }
        code if code.ends_with(".Floor") => {
            changes.replace_node(Operator::Rounding, node, code.replace(".Floor", ".Ceil"));
        }
        _ => {}
    }
}

/// A type conversion: another width, or none. `address(this)` is a conversion, too.
fn conversion(node: &Syntax<'_>, changes: &mut Changes<'_>) {
    let Some(to) = node.child("expression") else { return };
    let [value] = node.list("arguments")[..] else { return };
    if node.code() == "address(this)" {
        changes.replace_node(Operator::Context, node, "msg.sender");
        return;
    }
    let Some(width) = to.code().strip_prefix("uint").and_then(|bits| bits.parse::<u32>().ok()) else { return };
    let value = value.code();
    changes.replace_node(Operator::Cast, node, format!("({value})"));
    for other in [32, 64, 128].into_iter().filter(|other| *other != width) {
        changes.replace_node(Operator::Cast, node, format!("uint{other}({value})"));
    }
}
