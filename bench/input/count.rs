// SPDX-License-Identifier: MIT
//! How often each item comes.
use std::collections::HashMap;
use std::hash::Hash;

pub fn count<T, I>(items: I) -> HashMap<T, usize>
where
    T: Eq + Hash,
    I: IntoIterator<Item = T>,
{
    let mut counts = HashMap::new();
    for item in items {
        *counts.entry(item).or_default() += 1;
    }
    counts
}

/// The items that `words` has more than once.
pub fn repeated(words: words::Words) -> Vec<String> {
    let mut list: Vec<_> = count(words).into_iter().filter(|(_, n)| *n > 1).map(|(w, _)| w).collect();
    list.sort();
    list
}
