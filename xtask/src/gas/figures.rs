//! The figures as forge writes them: one file of JSON per group, `{"<verb>": "<gas>"}`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};

/// Gas by verb.
pub type Group = BTreeMap<String, u64>;

/// By group.
pub struct Figures(pub BTreeMap<String, Group>);

impl Figures {
    /// All groups in a folder; none if there is no such folder.
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        let mut groups = BTreeMap::new();
        if !folder.exists() {
            return Ok(Self(groups));
        }
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let group = path.file_stem().and_then(|stem| stem.to_str()).context("a group's name is no text")?;
            let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let figures = parse(&text).with_context(|| format!("{} is not forge's", path.display()))?;
            groups.insert(group.to_owned(), figures);
        }
        Ok(Self(groups))
    }

    /// Makes the folder hold these groups and no other.
    pub fn write(&self, folder: &Path) -> anyhow::Result<()> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
        for (group, figures) in &self.0 {
            fs::write(folder.join(format!("{group}.json")), spell(figures)?)?;
        }
        Ok(())
    }

    pub fn group(&self, name: &str) -> anyhow::Result<&Group> {
        self.0.get(name).with_context(|| format!("no test measures the group {name}"))
    }

    pub fn gas(&self, group: &str, verb: &str) -> anyhow::Result<u64> {
        let gas = self.group(group)?.get(verb);
        gas.copied().with_context(|| format!("no test of the group {group} measures {verb:?}"))
    }
}

fn parse(text: &str) -> anyhow::Result<Group> {
    let texts: BTreeMap<String, String> = serde_json::from_str(text)?;
    ensure!(!texts.is_empty(), "it is empty");
    texts.into_iter().map(|(verb, gas)| Ok((verb, gas.parse()?))).collect()
}

fn spell(figures: &Group) -> anyhow::Result<String> {
    let texts: BTreeMap<&String, String> = figures.iter().map(|(verb, gas)| (verb, gas.to_string())).collect();
    Ok(format!("{}\n", serde_json::to_string_pretty(&texts)?))
}

#[cfg(test)]
mod tests {
    use super::{parse, spell};

    #[test]
    fn figures_are_read_as_they_are_spelt() {
        let text = "{\n  \"claim\": \"45987\",\n  \"drip\": \"39190\"\n}\n";
        let figures = parse(text).expect("this is what forge writes");
        assert_eq!(figures["claim"], 45_987);
        assert_eq!(spell(&figures).expect("it was read"), text);
    }

    #[test]
    fn no_figures_are_an_error() {
        for text in ["", "{}", "[]", r#"{"claim": "dear"}"#] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
