// SPDX-License-Identifier: MIT
//! Counts the words of standard input and prints those that are most frequent.
use std::io::{self, Read};

fn main() -> io::Result<()> {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    let mut counts: Vec<_> = count::count(words::Words::new(&text)).into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut table = table::Table::new(["word", "count"]);
    for (word, count) in counts.into_iter().take(10) {
        table.push([word, count.to_string()]);
    }
    print!("{table}");
    Ok(())
}
