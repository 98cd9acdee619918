//! The same for assembly: other instructions, other numbers, statements left out.

use super::{Changes, values::other_numbers};
use crate::mutant::Operator;
use crate::syntax::Syntax;

pub(super) fn change(node: &Syntax<'_>, changes: &mut Changes<'_>) {
    match node.kind() {
        "YulFunctionCall" => call(node, changes),
        "YulLiteral" if node.text("kind") == "number" => {
            for other in other_numbers(node.code()) {
                changes.replace_node(Operator::Assembly, node, other);
            }
        }
        "YulAssignment" => changes.replace_node(Operator::Assembly, node, ""),
        "YulIf" | "YulForLoop" => {
            if let Some(condition) = node.child("condition") {
                changes.replace_node(Operator::Assembly, &condition, "0");
                if node.is("YulIf") {
                    changes.replace_node(Operator::Assembly, &condition, "1");
                }
                changes.replace_node(Operator::Assembly, &condition, format!("iszero({})", condition.code()));
            }
        }
        _ => {}
    }
}

fn call(node: &Syntax<'_>, changes: &mut Changes<'_>) {
    let name = node.child("functionName").map(|name| name.text("name")).unwrap_or_default();
    let others: &[&str] = match name {
        "add" => &["sub"],
        "sub" => &["add"],
        "mul" => &["div", "add"],
        "div" => &["mul"],
        "mod" => &["div"],
        "shl" => &["shr"],
        "shr" => &["shl"],
        "and" => &["or"],
        "or" => &["and"],
        "xor" => &["or"],
        "lt" => &["gt", "eq"],
        "gt" => &["lt", "eq"],
        "eq" => &["lt", "gt"],
        "return" => &["revert"],
        "revert" => &["return"],
        "caller" => &["address", "origin"],
        "address" => &["caller"],
        "tload" => &["sload"],
        "sload" => &["tload"],
        "tstore" => &["sstore"],
        "sstore" => &["tstore"],
        _ => &[],
    };
    for other in others {
        changes.replace_node(Operator::Assembly, node, node.code().replacen(name, other, 1));
    }
    if matches!(name, "iszero" | "not") {
        let inner = node.list("arguments").first().map(|value| value.code()).unwrap_or_default();
        changes.replace_node(Operator::Assembly, node, inner);
    }
    if let [a, b] = node.list("arguments")[..]
        && matches!(name, "sub" | "div" | "mod" | "shl" | "shr" | "lt" | "gt" | "mstore" | "return" | "revert")
    {
        changes.replace_node(Operator::Assembly, node, format!("{name}({}, {})", b.code(), a.code()));
    }
}
