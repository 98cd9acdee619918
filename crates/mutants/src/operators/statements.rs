//! Statements left out, and other results.

use super::Changes;
use crate::mutant::Operator;
use crate::syntax::Syntax;

pub(super) fn change(node: &Syntax<'_>, changes: &mut Changes<'_>) {
    match node.kind() {
        "ExpressionStatement" | "EmitStatement" | "YulExpressionStatement" => {
            changes.leave_out(Operator::Statement, node);
        }
        "RevertStatement" if changes.place.parent != "IfStatement" => changes.leave_out(Operator::Statement, node),
        "IfStatement" if is_check(node) => changes.leave_out(Operator::Statement, node),
        "VariableDeclarationStatement" => without_value(node, changes),
        "ModifierInvocation" if node.text("kind") == "modifierInvocation" => {
            changes.replace_node(Operator::Modifier, node, "");
        }
        "Return" => result(node, changes),
        _ => {}
    }
}

/// `if (...) revert ...;` and nothing else.
fn is_check(node: &Syntax<'_>) -> bool {
    let refuses = node.child("trueBody").is_some_and(|body| {
        body.is("RevertStatement") || matches!(body.list("statements")[..], [only] if only.is("RevertStatement"))
    });
    refuses && node.child("falseBody").is_none()
}

/// A variable that does not get its first value.
fn without_value(node: &Syntax<'_>, changes: &mut Changes<'_>) {
    if let [variable] = node.list("declarations")[..]
        && node.child("initialValue").is_some()
        && variable.text("storageLocation") != "storage"
    {
        changes.replace_node(Operator::Statement, node, variable.code());
    }
}

fn result(node: &Syntax<'_>, changes: &mut Changes<'_>) {
    if node.child("expression").is_none() {
        changes.leave_out(Operator::Statement, node);
        return;
    }
    let returns = changes.place.returns.clone();
    if let [only] = &returns[..] {
        for other in others_of(only) {
            changes.replace_node(Operator::Result, node, format!("return {other}"));
        }
        return;
    }
    // One of several at a time.
    let Some(values) = node.child("expression").filter(|values| values.is("TupleExpression")) else { return };
    for (value, kind) in values.list("components").iter().zip(&returns) {
        for other in others_of(kind) {
            changes.replace_node(Operator::Result, value, other);
        }
    }
}

/// Values of a type that need no thought.
fn others_of(kind: &str) -> Vec<String> {
    match kind {
        "bool" => vec!["true".to_owned(), "false".to_owned()],
        _ if kind.starts_with("uint") => vec!["0".to_owned()],
        _ if kind.starts_with("address") || kind.starts_with("bytes3") => vec![format!("{kind}(0)")],
        _ if kind.starts_with("string") => vec!["\"\"".to_owned()],
        _ => Vec::new(),
    }
}
