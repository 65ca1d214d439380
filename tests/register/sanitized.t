#!/bin/sh
# SPDX-License-Identifier: MIT
# The suite of qemu-binfmt-conf once more with sanitizers and with counted lines, and a minute of
# fuzzing its parsers.

. "$(dirname "$0")/../lib/lib.sh"
: "${CC:=cc}"
need_prog "${CC%% *}" gcov
need_userns

# compiles FLAGS: true if the compiler has the library for them.
compiles()
{
    echo 'int main(void) { return 0; }' >"$tmp/main.c" &&
        $CC "$1" -o "$tmp/main" "$tmp/main.c" >"$tmp/compiles" 2>&1
}

# judge KIND: a point for each line "KIND: TEST: N ok, M not ok" of sanitized.sh.
judge()
{
    rc=0
    sh "$here/sanitized.sh" "$1" >"$tmp/$1.out" 2>&1 || rc=$?
    sed -n "s/^$1: //p" "$tmp/$1.out" >"$tmp/lines"
    while read -r test passed ok failed rest; do
        case $passed in
            skipped:) cannot "$1: $test" "$ok $failed $rest" ;;
            *) is "$((passed > 0)) $failed" "1 0" "$1: $test $passed points pass" ;;
        esac
    done <"$tmp/lines"
    is "$(wc -l <"$tmp/lines" | tr -d ' ')" 9 "$1: all nine tests have run"
    [ "$rc" -eq 0 ] || sed 's/^/# | /' "$tmp/$1.out"
}

if compiles '-fsanitize=address,undefined'; then
    judge sanitized
else
    skip "sanitized" "$CC has no AddressSanitizer (Debian: libgcc-12-dev; Fedora: libasan libubsan)"
fi
if compiles --coverage; then
    judge coverage
    is "$rc" 0 "coverage: at least 90 % of the lines of register/ have run"
    sed -n 's/^[a-z]*\(\.c\)\{0,1\} .*% of .*/# &/p' "$tmp/coverage.out"
else
    skip "coverage" "$CC has no gcov"
fi

# Each compiler that is here, without any warning; gcc finds some only when it optimizes.
gcc_seen=false
clang_seen=false
for compiler in gcc clang clang-14 clang-19; do
    command -v "$compiler" >/dev/null || continue
    case $compiler in clang*) clang_seen=true ;; *) gcc_seen=true ;; esac
    : >"$tmp/warnings"
    compiled=0
    for source in "$top_srcdir"/register/*.c; do
        compiled=$((compiled + 1))
        "$compiler" -O2 -S -o /dev/null -std=gnu11 -Wall -Wextra -Werror -D_GNU_SOURCE \
            -DQEMU_PATH='"/usr/local/bin"' -DQEMU_SUFFIX='"-static"' -DVERSION='"0"' \
            -DDEBIANDIR='"/usr/share/binfmts"' -DSYSTEMDDIR='"/etc/binfmt.d"' "$source" \
            2>>"$tmp/warnings" || echo "$source: refused" >>"$tmp/warnings"
    done
    is "$((compiled > 20)) $(cat "$tmp/warnings")" "1 " "$compiler: no warning"
done
$gcc_seen || skip "gcc: no warning" "no gcc"
$clang_seen || skip "clang: no warning" "no clang, nor clang-19 (Debian: clang-19; Fedora: clang)"

# The first clang that has libFuzzer.
echo 'int LLVMFuzzerTestOneInput(const char *p, unsigned long n) { return 0 & *p & n; }' \
    >"$tmp/fuzz.c"
fuzzer=
for clang in clang-19 clang clang-14; do
    ! "$clang" -fsanitize=fuzzer,address -o "$tmp/fuzz" "$tmp/fuzz.c" >"$tmp/clang.out" 2>&1 || {
        fuzzer=$clang
        break
    }
done
if [ -n "$fuzzer" ]; then
    CLANG=$fuzzer sh "$here/fuzz/run.sh" "${QB_FUZZ_SECONDS:-15}" >"$tmp/fuzz.out" 2>&1 || :
    for target in ENTRY LIST OPTIONS ELF; do
        like "$tmp/fuzz.out" "^fuzz $target: [1-9][0-9]* runs, nothing found" "fuzz: $target"
    done
else
    skip "fuzz" \
        "no clang with libFuzzer (Debian: clang-19 libclang-rt-19-dev, Fedora: clang compiler-rt)"
fi
done_testing
