// SPDX-License-Identifier: MIT
//! The words of a text.

/// An iterator over the words: letters and digits, in lower case.
pub struct Words<'a> {
    rest: &'a str,
}

impl<'a> Words<'a> {
    pub fn new(text: &'a str) -> Self {
        Words { rest: text }
    }
}

impl Iterator for Words<'_> {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        let start = self.rest.find(char::is_alphanumeric)?;
        let text = &self.rest[start..];
        let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
        self.rest = &text[end..];
        Some(text[..end].to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits() {
        assert_eq!(Words::new("One, two.").collect::<Vec<_>>(), ["one", "two"]);
    }
}
