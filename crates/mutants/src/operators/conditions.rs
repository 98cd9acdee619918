//! Whether something happens: comparisons, connectives, conditions.

use super::{Changes, operand};
use crate::mutant::Operator;
use crate::syntax::Syntax;

pub(super) fn change(node: &Syntax<'_>, changes: &mut Changes<'_>) {
    match node.kind() {
        "BinaryOperation" => operation(node, changes),
        "UnaryOperation" if node.text("operator") == "!" => {
            let of = node.child("subExpression").map(|inner| inner.code()).unwrap_or_default();
            changes.replace_node(Operator::Connective, node, of);
        }
        "IfStatement" | "WhileStatement" | "Conditional" => condition(node, changes),
        "ForStatement" => {
            if let Some(condition) = node.child("condition") {
                changes.replace_node(Operator::Condition, &condition, "false");
            }
        }
        _ => {}
    }
}

fn operation(node: &Syntax<'_>, changes: &mut Changes<'_>) {
    let (Some(left), Some(right)) = (node.child("leftExpression"), node.child("rightExpression")) else { return };
    let others: &[&str] = match node.text("operator") {
        "<" => &["<=", ">=", ">"],
        "<=" => &["<", ">"],
        ">" => &[">=", "<=", "<"],
        ">=" => &[">", "<"],
        "==" => &["!="],
        "!=" => &["=="],
        "&&" => &["||"],
        "||" => &["&&"],
        _ => return,
    };
    let connective = matches!(node.text("operator"), "&&" | "||");
    let operator = if connective { Operator::Connective } else { Operator::Comparison };
    let (left, right) = (operand(&left), operand(&right));
    for other in others {
        let changed = format!("{left} {other} {right}");
        changes.replace_node(operator, node, if connective { format!("({changed})") } else { changed });
    }
    if connective {
        changes.replace_node(operator, node, left);
        changes.replace_node(operator, node, right);
    }
}

fn condition(node: &Syntax<'_>, changes: &mut Changes<'_>) {
    let Some(condition) = node.child("condition") else { return };
    // A comparison that is the whole condition is turned by the comparisons' own rule.
    let is_comparison = matches!(condition.text("operator"), "<" | "<=" | ">" | ">=" | "==" | "!=");
    if !is_comparison {
        changes.replace_node(Operator::Condition, &condition, format!("!({})", condition.code()));
    }
    if !node.is("WhileStatement") {
        changes.replace_node(Operator::Condition, &condition, "true");
    }
    // A check that never fires is a check left out, which is another rule.
    let only_refuses = node.child("trueBody").is_some_and(|body| body.is("RevertStatement"));
    if !only_refuses {
        changes.replace_node(Operator::Condition, &condition, "false");
    }
}
