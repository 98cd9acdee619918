//! Operations on numbers: other operators, other rounding, other treatment of overflow.

use super::{Changes, operand};
use crate::mutant::Operator;
use crate::syntax::Syntax;

pub(super) fn change(node: &Syntax<'_>, changes: &mut Changes<'_>) {
    match node.kind() {
        "BinaryOperation" => operation(node, changes),
        "Assignment" => assignment(node, changes),
        "UnaryOperation" => sign(node, changes),
        "UncheckedBlock" => {
            let checked = node.code().replacen("unchecked", "", 1);
            let told = ["unchecked".to_owned(), "checked".to_owned()];
            changes.add(Operator::Overflow, node.range(), checked, told);
        }
        "FunctionDefinition" => unchecked_body(node, changes),
        _ => {}
    }
}

fn others(operator: &str) -> (Operator, &'static [&'static str]) {
    match operator {
        "+" => (Operator::Arithmetic, &["-"]),
        "-" => (Operator::Arithmetic, &["+"]),
        "*" => (Operator::Arithmetic, &["/", "+"]),
        "/" => (Operator::Arithmetic, &["*", "-"]),
        "%" => (Operator::Arithmetic, &["*", "/"]),
        "**" => (Operator::Arithmetic, &["*"]),
        "<<" => (Operator::Bits, &[">>"]),
        ">>" => (Operator::Bits, &["<<"]),
        "&" => (Operator::Bits, &["|", "^"]),
        "|" => (Operator::Bits, &["&", "^"]),
        "^" => (Operator::Bits, &["&", "|"]),
        _ => (Operator::Arithmetic, &[]),
    }
}

fn operation(node: &Syntax<'_>, changes: &mut Changes<'_>) {
    let (Some(left), Some(right)) = (node.child("leftExpression"), node.child("rightExpression")) else { return };
    let (operator, others) = others(node.text("operator"));
    let (left, right) = (operand(&left), operand(&right));
    for other in others {
        changes.replace_node(operator, node, format!("({left} {other} {right})"));
    }
    if node.text("operator") == "/" {
        changes.replace_node(Operator::Rounding, node, format!("(({left} + ({right} - 1)) / {right})"));
    }
}

fn assignment(node: &Syntax<'_>, changes: &mut Changes<'_>) {
    let (Some(left), Some(right)) = (node.child("leftHandSide"), node.child("rightHandSide")) else { return };
    let Some(compound) = node.text("operator").strip_suffix('=').filter(|operator| !operator.is_empty()) else {
        return;
    };
    let (operator, others) = others(compound);
    let (left, right) = (left.code(), right.code());
    for other in others {
        changes.replace_node(operator, node, format!("{left} {other}= {right}"));
    }
    changes.replace_node(operator, node, format!("{left} = {right}"));
}

fn sign(node: &Syntax<'_>, changes: &mut Changes<'_>) {
    let Some(of) = node.child("subExpression").map(|inner| inner.code()) else { return };
    match node.text("operator") {
        "~" => changes.replace_node(Operator::Bits, node, of),
        "-" => changes.replace_node(Operator::Arithmetic, node, of),
        "++" => changes.replace_node(Operator::Arithmetic, node, format!("--{of}")),
        "--" => changes.replace_node(Operator::Arithmetic, node, format!("++{of}")),
        _ => {}
    }
}

/// A function that computes, without the checks of overflow. One that has an unchecked part already is left as it is: the
/// language does not nest them.
fn unchecked_body(node: &Syntax<'_>, changes: &mut Changes<'_>) {
    let Some(body) = node.child("body") else { return };
    let inside = body.all();
    let computes = inside.iter().any(|part| {
        let operator = part.text("operator");
        matches!(operator, "+" | "-" | "*" | "+=" | "-=" | "*=" | "++" | "--" | "**")
            && matches!(part.kind(), "BinaryOperation" | "Assignment" | "UnaryOperation")
    });
    if computes && !inside.iter().any(|part| part.is("UncheckedBlock")) {
        let replacement = format!("{{ unchecked {} }}", body.code());
        let told = ["checked".to_owned(), "unchecked".to_owned()];
        changes.add(Operator::Overflow, body.range(), replacement, told);
    }
}
