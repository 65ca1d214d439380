# SPDX-License-Identifier: MIT
# rustc and cargo: builds and tests a package; threads, processes, a panic.
export HOME=$PWD CARGO_NET_OFFLINE=true
mkdir -p src
cat >Cargo.toml <<'R'
[package]
name = "t"
version = "0.1.0"
edition = "2021"
R
cat >src/main.rs <<'R'
use std::process::Command;
use std::sync::mpsc;
use std::thread;

fn work(n: u32) -> u32 {
    (0..200000u32).fold(n, |s, i| s.wrapping_mul(31).wrapping_add(i))
}

fn main() {
    let (tx, rx) = mpsc::channel();
    for n in 0..4 {
        let tx = tx.clone();
        thread::spawn(move || tx.send((n, work(n))).unwrap());
    }
    drop(tx);
    let mut all: Vec<_> = rx.iter().collect();
    all.sort();
    println!("{:?}", all);
    let out = Command::new("sh").args(["-c", "echo out; exit 4"]).output().unwrap();
    println!("{:?} {:?}", out.status.code(), String::from_utf8_lossy(&out.stdout));
    println!("{:?}", Command::new("/nonexistent").spawn().map(|_| ()).map_err(|e| e.kind()));
    println!("{}", thread::spawn(|| panic!("on purpose")).join().is_err());
}

#[test]
fn works() {
    assert_eq!(work(1) != work(2), true);
}
R
cargo build -q --release 2>build.log || cat build.log
./target/release/t 2>/dev/null
cargo test -q 2>/dev/null | grep '^test result' | sed 's/; finished.*//'
