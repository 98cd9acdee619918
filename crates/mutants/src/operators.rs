//! Every mutant of a file: each rule looks at one node of the syntax tree and says what could stand in its place.

mod arithmetic;
mod assembly;
mod conditions;
mod calls;
mod order;
mod statements;
mod values;

use crate::mutant::{Mutant, Operator, in_one_line};
use crate::syntax::Syntax;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What a rule sees besides the node.
#[derive(Clone, Debug, Default)]
struct Place {
    /// The function, or what else has a name.
    name: String,
    /// The types that the function returns.
    returns: Vec<String>,
    /// Declarations that live in storage. Immutables do not: while they are assigned nobody can ask for them.
    state: BTreeSet<i64>,
    /// What the node is a part of.
    parent: String,
}

/// Collects what the rules say.
struct Changes<'a> {
    file: &'a str,
    source: &'a str,
    place: Place,
    found: Vec<Mutant>,
}

impl Changes<'_> {
    fn replace(&mut self, operator: Operator, range: Range<usize>, replacement: impl Into<String>) {
        let replacement = replacement.into();
        let before = &self.source[range.clone()];
        if in_one_line(before) == in_one_line(&replacement) {
            return;
        }
        let (before, after) = (in_one_line(before), in_one_line(&replacement));
        self.add(operator, range, replacement, [before, after]);
    }

    /// A change of much code, told in other words than the code.
    fn add(&mut self, operator: Operator, range: Range<usize>, replacement: String, told: [String; 2]) {
        let line = self.source[..range.start].matches('\n').count() + 1;
        let line_text = self.source.lines().nth(line - 1).unwrap_or_default().trim().to_owned();
        let [before, after] = told;
        let (file, place) = (self.file.to_owned(), self.place.name.clone());
        let mutant = Mutant { file, operator, place, line, line_text, range, replacement, before, after, nth: 0 };
        self.found.push(mutant);
    }

    fn replace_node(&mut self, operator: Operator, node: &Syntax<'_>, replacement: impl Into<String>) {
        self.replace(operator, node.range(), replacement);
    }

    /// Leaves a statement out. `{}` may stand wherever a statement may.
    fn leave_out(&mut self, operator: Operator, statement: &Syntax<'_>) {
        let range = with_semicolon(statement);
        let empty = if self.source[range.clone()].ends_with([';', '}']) { "{}" } else { "" };
        self.replace(operator, range, empty);
    }
}

/// The compiler leaves the semicolon out of a statement's range.
fn with_semicolon(statement: &Syntax<'_>) -> Range<usize> {
    let range = statement.range();
    let rest = &statement.source()[range.end..];
    let gap = rest.len() - rest.trim_start().len();
    if rest[gap..].starts_with(';') { range.start..range.end + gap + 1 } else { range }
}

/// All mutants of `file`, in the order of its text; no two make the same text.
pub fn mutants(file: &str, source: &str, tree: &Value) -> Vec<Mutant> {
    let root = Syntax::new(tree, source);
    let stored = |node: &Syntax<'_>| node.flag("stateVariable") && node.text("mutability") != "immutable";
    let state = root.all().into_iter().filter(stored).filter_map(|node| node.number("id")).collect();
    let place = Place { state, ..Place::default() };
    let mut changes = Changes { file, source, place, found: Vec::new() };
    visit(&root, &mut changes);
    let mut found = changes.found;
    found.sort_by_key(|mutant| (mutant.range.start, mutant.range.end, mutant.operator));
    let mut seen = BTreeSet::new();
    found.retain(|mutant| seen.insert(mutant.apply(source)));
    number(&mut found);
    found
}

fn visit(node: &Syntax<'_>, changes: &mut Changes<'_>) {
    let outside = changes.place.clone();
    match node.kind() {
        "ImportDirective" | "PragmaDirective" | "EventDefinition" | "ErrorDefinition" | "UsingForDirective" => return,
        "ContractDefinition" | "FunctionDefinition" | "ModifierDefinition" => enter(node, &mut changes.place),
        _ => {}
    }
    arithmetic::change(node, changes);
    values::change(node, changes);
    conditions::change(node, changes);
    calls::change(node, changes);
    statements::change(node, changes);
    order::change(node, changes);
    assembly::change(node, changes);
    changes.place.parent = node.kind().to_owned();
    for child in node.children() {
        visit(&child, changes);
    }
    changes.place = outside;
}

fn enter(node: &Syntax<'_>, place: &mut Place) {
    let name = node.text("name");
    place.name = if name.is_empty() { node.text("kind") } else { name }.to_owned();
    let parameters = node.child("returnParameters").map(|list| list.list("parameters")).unwrap_or_default();
    place.returns = parameters.iter().map(|parameter| parameter.type_name().to_owned()).collect();
}

/// Tells those apart that read the same.
fn number(mutants: &mut [Mutant]) {
    let mut counts: BTreeMap<[String; 4], usize> = BTreeMap::new();
    for mutant in mutants {
        let key = [&mutant.place, &mutant.line_text, &mutant.before, &mutant.after].map(Clone::clone);
        let count = counts.entry(key).or_default();
        mutant.nth = *count;
        *count += 1;
    }
}

/// `code` as one side of another operation.
fn operand(node: &Syntax<'_>) -> String {
    if matches!(node.kind(), "BinaryOperation" | "Conditional" | "Assignment") {
        format!("({})", node.code())
    } else {
        node.code().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::mutants;
    use crate::mutant::Operator;
    use serde_json::{Value, json};

    const SOURCE: &str = "if (a < b) revert No(); x -= 1; emit E(); s = x; t = x; f(a, b);";

    fn named(name: &str, id: i64, at: usize) -> Value {
        let uint = json!({ "typeString": "uint256" });
        let src = format!("{at}:{}:0", name.len());
        json!({ "nodeType": "Identifier", "src": src, "referencedDeclaration": id, "typeDescriptions": uint })
    }

    /// The compiler's tree of `SOURCE`, as far as the rules look at it.
    fn tree() -> Value {
        let statement = |src: &str, expression: Value| json!({ "nodeType": "ExpressionStatement", "src": src, "expression": expression });
        let assign = |src: &str, operator: &str, left: Value, right: Value| {
            statement(
                src,
                json!({ "nodeType": "Assignment", "src": src, "operator": operator,
                                   "leftHandSide": left, "rightHandSide": right }),
            )
        };
        let one = json!({ "nodeType": "Literal", "kind": "number", "src": "29:1:0" });
        let call = |src: &str, name: &str, kind: &str, arguments: Vec<Value>| {
            let called = json!({ "nodeType": "Identifier", "src": src, "typeDescriptions": { "typeString": name, "typeIdentifier": kind } });
            json!({ "nodeType": "FunctionCall", "kind": "functionCall", "src": src, "expression": called, "arguments": arguments })
        };
        let less = json!({ "nodeType": "BinaryOperation", "operator": "<", "src": "4:5:0",
                           "leftExpression": named("a", 1, 4), "rightExpression": named("b", 2, 8) });
        let revert = json!({ "nodeType": "RevertStatement", "src": "11:11:0" });
        json!({ "nodeType": "Block", "src": "0:65:0", "statements": [
            { "nodeType": "IfStatement", "src": "0:22:0", "condition": less, "trueBody": revert },
            assign("24:6:0", "-=", named("x", 3, 24), one),
            { "nodeType": "EmitStatement", "src": "32:8:0",
              "eventCall": call("37:3:0", "function ()", "t_function_event_nonpayable", vec![]) },
            assign("42:5:0", "=", named("s", 4, 42), named("x", 3, 46)),
            assign("49:5:0", "=", named("t", 5, 49), named("x", 3, 53)),
            statement("56:7:0", call("56:7:0", "function (uint256,uint256)", "t_function_internal_nonpayable",
                                     vec![named("a", 1, 58), named("b", 2, 61)])),
        ] })
    }

    fn texts(of: Operator) -> Vec<String> {
        let all = mutants("src/A.sol", SOURCE, &tree());
        all.iter().filter(|mutant| mutant.operator == of).map(|mutant| mutant.apply(SOURCE)).collect()
    }

    #[test]
    fn every_rule_changes_one_place() {
        assert_eq!(texts(Operator::Comparison).len(), 3);
        assert_eq!(texts(Operator::Comparison)[0], SOURCE.replace("a < b", "a <= b"));
        assert_eq!(
            texts(Operator::Arithmetic),
            [SOURCE.replace("x -= 1", "x += 1"), SOURCE.replace("x -= 1", "x = 1")]
        );
        assert_eq!(texts(Operator::Constant), [SOURCE.replace("-= 1", "-= 0"), SOURCE.replace("-= 1", "-= 2")]);
        assert_eq!(texts(Operator::Arguments), [SOURCE.replace("f(a, b)", "f(b, a)")]);
        let left_out = ["if (a < b) revert No();", "x -= 1;", "emit E();", "s = x;", "t = x;", "f(a, b);"];
        assert_eq!(texts(Operator::Statement), left_out.map(|statement| SOURCE.replacen(statement, "{}", 1)));
    }

    /// A check and an assignment commute, an assignment and an event, and assignments to different things; a call and what
    /// stands beside it do not, if that is to be seen from there.
    #[test]
    fn only_what_could_be_noticed_is_swapped() {
        assert_eq!(texts(Operator::Order), Vec::<String>::new());
        let mut with_state = tree();
        with_state["stateVariable"] = json!(true);
        with_state["id"] = json!(5);
        let swapped =
            mutants("src/A.sol", SOURCE, &with_state).into_iter().find(|mutant| mutant.operator == Operator::Order);
        assert_eq!(
            swapped.map(|mutant| mutant.apply(SOURCE)),
            Some(SOURCE.replace("t = x; f(a, b);", "f(a, b); t = x;"))
        );
        with_state["mutability"] = json!("immutable");
        let unseen = mutants("src/A.sol", SOURCE, &with_state);
        assert!(unseen.iter().all(|mutant| mutant.operator != Operator::Order), "nobody sees an immutable meanwhile");
    }
}
