//! Whether the interfaces say everything: each function, event and error what it is for, each argument and answer what it
//! is, each field of a struct likewise; and each external function of a contract where that is said.
//!
//! Reads what the compiler made of the comments, so a comment that is attached to nothing counts for nothing. That what is
//! said is also true, no machine can check; that a name in `@param` exists, the compiler does.

use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};
use serde_json::Value;

use crate::tally::Tally;
use crate::{forge, workspace};

/// One check per thing that needs a comment.
pub fn check() -> anyhow::Result<Tally> {
    let out = workspace::contracts().join("cache/natspec/out");
    let status = forge::command()?
        .args(["build", "src", "--quiet", "--ast", "--out"])
        .arg(&out)
        .arg("--cache-path")
        .arg(workspace::contracts().join("cache/natspec/cache"))
        .status()
        .context("cannot start forge")?;
    ensure!(status.success(), "forge build failed: {status}");

    let mut tally = Tally::default();
    for (folder, judge) in [("src/interfaces", gaps_in_interface as Judge), ("src", gaps_in_contract as Judge)] {
        for entry in fs::read_dir(workspace::contracts().join(folder))? {
            let path = entry?.path();
            if path.extension().is_none_or(|extension| extension != "sol") {
                continue;
            }
            let source = fs::read_to_string(&path)?;
            for (thing, gaps) in judge(&tree(&out, &path)?, &source)? {
                for gap in &gaps {
                    println!("{folder}/{}: {thing}: {gap}", path.file_name().unwrap_or_default().display());
                }
                tally += Tally::of(gaps.is_empty());
            }
        }
    }
    Ok(tally)
}

/// What needs a comment, and what is missing in it.
type Judged = Vec<(String, Vec<String>)>;
type Judge = fn(&Value, &str) -> anyhow::Result<Judged>;

/// The syntax tree of a source file.
fn tree(out: &Path, source: &Path) -> anyhow::Result<Value> {
    let folder = out.join(source.file_name().context("a source without a name")?);
    let entry = fs::read_dir(&folder).with_context(|| format!("forge wrote no {}", folder.display()))?.next();
    let artifact: Value = serde_json::from_str(&fs::read_to_string(entry.context("forge wrote nothing")??.path())?)?;
    ensure!(artifact["ast"].is_object(), "forge wrote no syntax tree of {}", source.display());
    Ok(artifact["ast"].clone())
}

fn gaps_in_interface(tree: &Value, source: &str) -> anyhow::Result<Judged> {
    let mut judged = Judged::new();
    for node in nodes(tree) {
        match node["nodeType"].as_str() {
            Some("StructDefinition") => judged.push(gaps_in_struct(node, source)?),
            Some("ContractDefinition") => {
                judged.push((name(node), gaps(node)));
                judged.extend(
                    nodes(node).iter().filter(|part| is_documentable(part)).map(|part| (name(part), gaps(part))),
                );
            }
            _ => {}
        }
    }
    ensure!(!judged.is_empty(), "nothing in the source needs a comment");
    Ok(judged)
}

fn is_documentable(node: &Value) -> bool {
    ["FunctionDefinition", "EventDefinition", "ErrorDefinition", "EnumDefinition"]
        .iter()
        .any(|kind| node["nodeType"] == *kind)
}

/// What the comment of a definition leaves out.
fn gaps(node: &Value) -> Vec<String> {
    let mut gaps = Vec::new();
    let text = comment(node);
    if !has_notice(text) {
        gaps.push("no @notice".to_owned());
    }
    for parameter in node["parameters"]["parameters"].as_array().into_iter().flatten().map(name) {
        let said = text.split("@param ").skip(1).any(|tag| tag.split_whitespace().next() == Some(parameter.as_str()));
        if !said {
            gaps.push(format!("no @param {parameter}"));
        }
    }
    let returned = node["returnParameters"]["parameters"].as_array().map_or(0, Vec::len);
    let said = text.split("@return ").count() - 1;
    if said < returned {
        gaps.push(format!("{said} of {returned} @return"));
    }
    gaps
}

/// A struct's fields have no tags; each has its comment in the line before it.
fn gaps_in_struct(node: &Value, source: &str) -> anyhow::Result<(String, Vec<String>)> {
    let mut gaps = gaps(node);
    for member in node["members"].as_array().into_iter().flatten() {
        let position =
            member["src"].as_str().and_then(|src| src.split(':').next()).context("a field without a place")?;
        let before = source.as_bytes().get(..position.parse()?).context("the tree is not of this source")?;
        let before = String::from_utf8_lossy(before);
        if !before.lines().rev().nth(1).is_some_and(|line| line.trim_start().starts_with("/// ")) {
            gaps.push(format!("no comment before {}", name(member)));
        }
    }
    Ok((name(node), gaps))
}

/// Of a contract itself only: its external functions say where they are described, or describe themselves.
fn gaps_in_contract(tree: &Value, _: &str) -> anyhow::Result<Judged> {
    let contracts = nodes(tree).iter().filter(|node| node["nodeType"] == "ContractDefinition");
    Ok(contracts
        .flat_map(|contract| {
            let functions = nodes(contract).iter().filter(|node| is_external_function(node));
            let of_functions = functions.map(|function| {
                let described = comment(function).contains("@inheritdoc ") || gaps(function).is_empty();
                let gap = (!described).then(|| "neither @inheritdoc nor a description of its own".to_owned());
                (format!("{}.{}", name(contract), name(function)), gap.into_iter().collect())
            });
            let own = (name(contract), gaps(contract));
            std::iter::once(own).chain(of_functions).collect::<Judged>()
        })
        .collect())
}

fn is_external_function(node: &Value) -> bool {
    node["nodeType"] == "FunctionDefinition"
        && node["kind"] == "function"
        && (node["visibility"] == "external" || node["visibility"] == "public")
}

fn nodes(tree: &Value) -> &[Value] {
    tree["nodes"].as_array().map_or(&[], Vec::as_slice)
}

fn name(node: &Value) -> String {
    node["name"].as_str().unwrap_or("?").to_owned()
}

fn comment(node: &Value) -> &str {
    node["documentation"]["text"].as_str().unwrap_or("")
}

/// A comment without a tag is a notice.
fn has_notice(text: &str) -> bool {
    text.contains("@notice ") || (!text.is_empty() && !text.starts_with('@'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{gaps, gaps_in_struct};

    #[test]
    fn what_is_not_said_is_missed() {
        let function = |text: &str| {
            json!({
                "documentation": {"text": text},
                "parameters": {"parameters": [{"name": "to"}]},
                "returnParameters": {"parameters": [{"name": ""}]},
            })
        };
        assert!(gaps(&function("@notice Pays.\n @param to Whom.\n @return How much.")).is_empty());
        assert_eq!(gaps(&function("@notice Pays.\n @param toWhom Whom.")).len(), 2);
        assert_eq!(gaps(&function("")).len(), 3);
    }

    #[test]
    fn a_field_has_its_comment_in_the_line_before() {
        let source = "/// A pair.\nstruct Pair {\n    /// The first.\n    uint256 a;\n    uint256 b;\n}";
        let member = |name: &str| {
            let at = source.find(&format!("uint256 {name}")).expect("the field is there");
            json!({"name": name, "src": format!("{at}:9:0")})
        };
        let pair = json!({"documentation": {"text": "@notice A pair."}, "members": [member("a"), member("b")]});
        assert_eq!(gaps_in_struct(&pair, source).expect("it fits").1, ["no comment before b"]);
    }
}
