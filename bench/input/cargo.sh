# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Builds a package of Rust and the three that it depends on, and runs its program: cargo, rustc, cc,
# ld.
set -e
export CARGO_NET_OFFLINE=true
cd in/crate
cargo build --offline --locked >cargo.log 2>&1 || {
    cat cargo.log >&2
    exit 1
}
./target/debug/app <words.rs
