//! The tags and attributes of a page, without its text: what a browser would take for structure.

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    pub name: String,
    /// Values of attributes are left out of comparisons, see [`skeleton`]; but they are kept for those who ask.
    pub attributes: Vec<(String, String)>,
}

impl Tag {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Every tag in `page`, in order. Attributes whose value is text for people have it blanked, so that pages which differ in
/// names only have equal skeletons.
pub fn skeleton(page: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        let (tag, after) = tag(&rest[start + 1..]);
        tags.push(tag);
        rest = after;
    }
    tags
}

/// The tag that `text` begins with, after its `<`, and what follows it.
fn tag(text: &str) -> (Tag, &str) {
    let end = text.find(|letter: char| letter.is_whitespace() || letter == '>').expect("a tag ends");
    let (name, mut rest) = text.split_at(end);
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix('>') {
            return (Tag { name: name.to_owned(), attributes }, after);
        }
        let end = rest.find(|letter: char| letter.is_whitespace() || ['=', '>'].contains(&letter)).expect("a tag ends");
        let (attribute, after) = rest.split_at(end);
        let Some(quoted) = after.strip_prefix("=\"") else {
            attributes.push((attribute.to_owned(), String::new()));
            rest = after;
            continue;
        };
        let (value, after) = quoted.split_once('"').expect("a value ends");
        let for_people =
            ["title", "aria-label", "content", "data-name", "data-symbol", "data-rpc"].contains(&attribute);
        attributes.push((attribute.to_owned(), if for_people { String::new() } else { value.to_owned() }));
        rest = after;
    }
}
