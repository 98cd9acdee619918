//! Calls: arguments in another order, and library functions with a near relation.

use super::{Changes, operand};
use crate::mutant::Operator;
use crate::syntax::Syntax;

pub(super) fn change(node: &Syntax<'_>, changes: &mut Changes<'_>) {
    if !node.is("FunctionCall") || node.text("kind") == "typeConversion" {
        return;
    }
    swapped_arguments(node, changes);
    relations(node, changes);
}

/// The smaller and the larger of two do not depend on their order.
const SYMMETRIC: [&str; 2] = ["Math.min", "Math.max"];

fn swapped_arguments(node: &Syntax<'_>, changes: &mut Changes<'_>) {
    if node.child("expression").is_some_and(|called| SYMMETRIC.contains(&called.code())) {
        return;
    }
    let arguments = node.list("arguments");
    for (i, first) in arguments.iter().enumerate() {
        for second in &arguments[i + 1..] {
            if kind_of(first) != kind_of(second) || first.code() == second.code() {
                continue;
            }
            let (code, start) = (node.code(), node.range().start);
            let (a, b) = (first.range(), second.range());
            let parts = [
                &code[..a.start - start],
                second.code(),
                &code[a.end - start..b.start - start],
                first.code(),
                &code[b.end - start..],
            ];
            changes.replace_node(Operator::Arguments, node, parts.concat());
        }
    }
}

/// Numbers of all widths are alike, and so are addresses and contracts: the compiler says which swaps fit.
fn kind_of<'a>(argument: &Syntax<'a>) -> &'a str {
    let name = argument.type_name();
    match name {
        _ if name.starts_with("uint") || name.starts_with("int_const") => "number",
        _ if name.starts_with("address") || name.starts_with("contract ") => "address",
        _ => name,
    }
}

/// Functions that differ from another in a rounding, a bound or a check.
fn relations(node: &Syntax<'_>, changes: &mut Changes<'_>) {
    let Some(called) = node.child("expression") else { return };
    let sides: Vec<String> = node.list("arguments").iter().map(operand).collect();
    match (called.code(), &sides[..]) {
        ("Math.ceilDiv", [a, b]) => changes.replace_node(Operator::Rounding, node, format!("({a} / {b})")),
        ("Math.min", [a, b]) => changes.replace_node(Operator::Rounding, node, format!("Math.max({a}, {b})")),
        ("Math.max", [a, b]) => changes.replace_node(Operator::Rounding, node, format!("Math.min({a}, {b})")),
        ("Math.saturatingSub", [a, b]) => changes.replace_node(Operator::Rounding, node, format!("({a} - {b})")),
        _ => {}
    }
    if let Some(width) = called.text("memberName").strip_prefix("toUint")
        && let Some(value) = called.child("expression")
    {
        let value = value.code();
        changes.replace_node(Operator::Cast, node, format!("uint{width}({value})"));
        for other in ["64", "96", "128"].into_iter().filter(|other| *other != width) {
            changes.replace_node(Operator::Cast, node, format!("{value}.toUint{other}()"));
        }
    }
    if called.text("memberName") == "trySafeTransfer" {
        let plain = node.code().replacen("trySafeTransfer", "safeTransfer", 1);
        changes.replace_node(Operator::Statement, node, plain);
    }
}
