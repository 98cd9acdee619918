//! Neighbouring statements in the other order, where one could notice the other.
//!
//! Most neighbours commute: a refusal takes back whatever came before it, so a check and an event, or two assignments to
//! different things, are the same program in either order. Those would all survive, and say nothing. What is swapped:
//! one reads or writes what the other writes; both log; one checks and the other may refuse, too; one calls out and the other calls, logs, or touches
//! what the called may see (checks, effects, interactions).

use super::{Changes, with_semicolon};
use crate::mutant::Operator;
use crate::syntax::Syntax;
use std::collections::BTreeSet;

pub(super) fn change(node: &Syntax<'_>, changes: &mut Changes<'_>) {
    if !matches!(node.kind(), "Block" | "UncheckedBlock") {
        return;
    }
    for pair in node.list("statements").windows(2) {
        let [first, second] = pair else { continue };
        if [first, second].iter().any(|statement| statement.is("Return") || statement.is("InlineAssembly")) {
            continue;
        }
        let (a, b) = (Effects::of(first, &changes.place.state), Effects::of(second, &changes.place.state));
        let declared = b.reads.iter().any(|(id, _)| a.declares.contains(id));
        if !declared && (a.matter_to(&b) || b.matter_to(&a)) {
            let (a, b) = (with_semicolon(first), with_semicolon(second));
            let source = changes.source;
            let swapped = [&source[b.clone()], &source[a.end..b.start], &source[a.clone()]].concat();
            changes.replace(Operator::Order, a.start..b.end, swapped);
        }
    }
}

/// A declaration, or one member of what was declared.
type Path = (i64, Option<String>);

#[derive(Debug, Default)]
struct Effects {
    reads: BTreeSet<Path>,
    writes: BTreeSet<Path>,
    /// What needs it cannot come before it: the compiler says no.
    declares: BTreeSet<i64>,
    /// Writes storage, or through a pointer to it.
    lasting: bool,
    logs: bool,
    /// Calls what may change things; asks what may see them change.
    calls: bool,
    asks: bool,
    /// Refuses by itself. What it calls may refuse, too.
    checks: bool,
}

impl Effects {
    fn of(statement: &Syntax<'_>, state: &BTreeSet<i64>) -> Self {
        let mut effects = Self::default();
        let parts = statement.all();
        // Of `a.b` it is `b` that is read, and not all of `a`.
        let owners: BTreeSet<usize> = parts
            .iter()
            .filter(|part| part.is("MemberAccess"))
            .filter_map(|part| part.child("expression"))
            .filter(|owner| owner.is("Identifier"))
            .map(|owner| owner.range().start)
            .collect();
        for node in parts {
            match node.kind() {
                "Identifier" if owners.contains(&node.range().start) => {}
                "Identifier" => effects.reads.extend(path(&node)),
                "MemberAccess" => effects.reads.extend(path(&node)),
                "EmitStatement" => effects.logs = true,
                "RevertStatement" => effects.checks = true,
                "VariableDeclaration" => effects.declares.extend(node.number("id")),
                "Assignment" => effects.write(node.child("leftHandSide"), state),
                "UnaryOperation" if matches!(node.text("operator"), "++" | "--" | "delete") => {
                    effects.write(node.child("subExpression"), state);
                }
                "FunctionCall" if node.text("kind") == "functionCall" => effects.call(&node),
                _ => {}
            }
        }
        effects
    }

    fn write(&mut self, target: Option<Syntax<'_>>, state: &BTreeSet<i64>) {
        let Some(target) = target else { return };
        let path = path(&target);
        let direct = target.is("Identifier");
        self.lasting |= !direct || path.as_ref().is_some_and(|(id, _)| state.contains(id));
        self.writes.extend(path);
    }

    fn call(&mut self, node: &Syntax<'_>) {
        let Some(called) = node.child("expression") else { return };
        let kind = called.type_name();
        // An event is called, too, in the compiler's words.
        if !kind.starts_with("function") || kind.contains(" pure") || called.type_identifier().contains("_event_") {
            return;
        }
        if kind.contains(" view") {
            self.asks = true;
        } else {
            self.calls = true;
        }
    }

    fn matter_to(&self, other: &Self) -> bool {
        let meets = |mine: &Path| {
            other.reads.iter().chain(&other.writes).any(|(id, member)| {
                let same_member = mine.1.is_none() || member.is_none() || mine.1 == *member;
                (*id == mine.0 && same_member) || (mine.1.is_some() && mine.1 == *member)
            })
        };
        self.writes.iter().any(meets)
            || (self.logs && other.logs)
            || (self.checks && (other.checks || other.asks || other.calls))
            || (self.calls && (other.calls || other.logs || other.lasting))
            || (self.asks && other.lasting)
    }
}

/// What an expression is a part of: `a`, `a.b`, `a[i].b`.
fn path(node: &Syntax<'_>) -> Option<Path> {
    match node.kind() {
        "Identifier" => node.number("referencedDeclaration").map(|id| (id, None)),
        "IndexAccess" => path(&node.child("baseExpression")?).map(|(id, _)| (id, None)),
        "MemberAccess" => {
            path(&node.child("expression")?).map(|(id, _)| (id, Some(node.text("memberName").to_owned())))
        }
        _ => None,
    }
}
