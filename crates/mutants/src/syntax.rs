//! The compiler's syntax tree of one file, as seen by those who change it: kinds, byte ranges, code.

use serde_json::Value;
use std::ops::Range;

/// A node of the tree and the source it is in.
#[derive(Clone, Copy, Debug)]
pub struct Syntax<'a> {
    value: &'a Value,
    source: &'a str,
}

impl<'a> Syntax<'a> {
    pub fn new(value: &'a Value, source: &'a str) -> Self {
        Self { value, source }
    }

    pub fn kind(&self) -> &'a str {
        self.text("nodeType")
    }

    pub fn is(&self, kind: &str) -> bool {
        self.kind() == kind
    }

    /// Where its code is, in bytes: the compiler writes `start:length:file`.
    pub fn range(&self) -> Range<usize> {
        let mut parts = self.text("src").split(':').map(|part| part.parse::<usize>().unwrap_or(0));
        let start = parts.next().unwrap_or(0);
        start..start + parts.next().unwrap_or(0)
    }

    pub fn code(&self) -> &'a str {
        &self.source[self.range()]
    }

    pub fn source(&self) -> &'a str {
        self.source
    }

    /// A word that the compiler says of it; empty if it says nothing.
    pub fn text(&self, field: &str) -> &'a str {
        self.value[field].as_str().unwrap_or_default()
    }

    pub fn flag(&self, field: &str) -> bool {
        self.value[field].as_bool().unwrap_or_default()
    }

    pub fn number(&self, field: &str) -> Option<i64> {
        self.value[field].as_i64()
    }

    /// The type of an expression, in words.
    pub fn type_name(&self) -> &'a str {
        self.value["typeDescriptions"]["typeString"].as_str().unwrap_or_default()
    }

    /// The same as the compiler tells types apart.
    pub fn type_identifier(&self) -> &'a str {
        self.value["typeDescriptions"]["typeIdentifier"].as_str().unwrap_or_default()
    }

    pub fn child(&self, field: &str) -> Option<Self> {
        let value = &self.value[field];
        value.is_object().then_some(Self { value, ..*self })
    }

    /// The nodes in a list, without the gaps that a destructuring may have.
    pub fn list(&self, field: &str) -> Vec<Self> {
        let items = self.value[field].as_array().map(Vec::as_slice).unwrap_or_default();
        items.iter().filter(|item| item.is_object()).map(|value| Self { value, ..*self }).collect()
    }

    /// Every node directly below, except documentation.
    pub fn children(&self) -> Vec<Self> {
        let fields = self.value.as_object().into_iter().flatten().filter(|(name, _)| *name != "documentation");
        let values = fields.flat_map(|(_, field)| match field {
            Value::Array(items) => items.iter().collect::<Vec<_>>(),
            other => vec![other],
        });
        values.filter(|value| value["nodeType"].is_string()).map(|value| Self { value, ..*self }).collect()
    }

    /// It and every node below.
    pub fn all(&self) -> Vec<Self> {
        let mut found = vec![*self];
        for child in self.children() {
            found.extend(child.all());
        }
        found
    }
}
