// SPDX-License-Identifier: MIT
//! A table with columns as wide as they have to be.
use std::fmt;

pub struct Table<const N: usize> {
    rows: Vec<[String; N]>,
}

impl<const N: usize> Table<N> {
    pub fn new(head: [&str; N]) -> Self {
        Table { rows: vec![head.map(str::to_owned)] }
    }

    pub fn push(&mut self, row: [String; N]) {
        self.rows.push(row);
    }

    fn width(&self, column: usize) -> usize {
        self.rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0)
    }
}

impl<const N: usize> fmt::Display for Table<N> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let widths: Vec<_> = (0..N).map(|column| self.width(column)).collect();
        for row in &self.rows {
            for (cell, width) in row.iter().zip(&widths) {
                write!(f, "{cell:width$} ")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
