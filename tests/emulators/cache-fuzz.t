#!/bin/sh
# SPDX-License-Identifier: MIT
# What reads the files, seeds and trees of the translation cache, with sanitizers: whatever is in
# them, with sums that are right, no byte beyond them is touched. The inputs are the same in each
# run; more of them: QB_FUZZ_RUNS=1000000 make check TESTS=tests/emulators/cache-fuzz.t

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/cache.sh"
need_topic cache
need_cache_host
need_prog python3
build=$top_builddir/work/qemu
[ -e "$build/compile_commands.json" ] || skip_all "QEMU was not built here"
[ -z "${QB_OUTER-}" ] || cannot_all "the program would be for another machine"
unset QEMU_TB_CACHE

# The flags by which the build finds headers, with absolute names.
python3 - "$build" >"$tmp/flags" <<'END'
import json
import os
import shlex
import sys
with open(sys.argv[1] + '/compile_commands.json') as file:
    command = next(c for c in json.load(file) if c['file'].endswith('accel/tcg/tb-cache.c'))
words = shlex.split(command['command'])
print('-iquote' + os.path.dirname(os.path.join(command['directory'], command['file'])))
for n, word in enumerate(words):
    if word in ('-isystem', '-iquote', '-I', '-D', '-U'):
        print(word + words[n + 1])
    elif word[:2] in ('-I', '-D', '-U', '-m') and 'FORTIFY' not in word and '-mm' not in word and \
            len(word) > 2:
        print(word)
END
source=$(sed -n '1s/^-iquote//p' "$tmp/flags")
deps=$(cd "$top_builddir/deps" && pwd)

# build COMPILER OUTPUT FLAG...: the program; true if that is possible.
build_fuzz()
{
    fuzz_compiler=$1 fuzz_out=$2
    shift 2
    # shellcheck disable=SC2046,SC2086 # words
    (cd "$build" && $fuzz_compiler -std=gnu11 -g -O1 -fwrapv -fno-strict-aliasing \
        -fno-sanitize-recover=all $(cat "$tmp/flags") -I"$here/cache" "$@" \
        -Wl,--wrap=tb_cache_tree_copy -o "$fuzz_out" "$here"/cache/fuzz*.c \
        "$source"/tb-cache-file.c "$source"/tb-cache-store.c "$source"/tb-cache-seed.c \
        "$source"/tb-cache-tree.c "$source"/tb-cache-tree-add.c \
        "$deps"/glib/lib*/libglib-2.0.a "$deps"/pcre2/lib*/libpcre2-8.a -lm -pthread) \
        >"$tmp/built" 2>&1
}

ASAN_OPTIONS=detect_leaks=0
export ASAN_OPTIONS
echo 'int main(void) { return 0; }' >"$tmp/main.c"
# shellcheck disable=SC2086 # CC may have arguments
${CC:=cc} -fsanitize=address,undefined -o "$tmp/main" "$tmp/main.c" >"$tmp/log" 2>&1 ||
    skip_all "$CC has no AddressSanitizer (Debian: libgcc-12-dev; Fedora: libasan libubsan)"
build_fuzz "$CC" "$tmp/fuzz" -fsanitize=address,undefined -DFUZZ_MAIN ||
    framework_failure_ "the program does not compile: $(grep -m 3 error "$tmp/built")"
runs=${QB_FUZZ_RUNS:-4000}
rc=0
TMPDIR=$tmp "$tmp/fuzz" "$runs" >"$tmp/out" 2>"$tmp/err" || rc=$?
is "$rc $(grep -m 1 -E 'ERROR|runtime error|assert' "$tmp/err")" "0 " \
    "$runs hostile files, directories, seeds and trees: nothing is found"
[ $rc -eq 0 ] || sed 's/^/# | /' "$tmp/err"
# Each has 37 good blocks, and most changes are in few of them.
good=$(sed -n 's/.*taken://p' "$tmp/out" | tr ' ' '\n' | awk -v least="$runs" '$1 > least' | wc -l)
is "$good" 4 "good blocks of each of the four kinds are taken all the same: $(cat "$tmp/out")"

# With libFuzzer, which looks for new ways by itself.
fuzzer=
for clang in clang-19 clang clang-14; do
    ! build_fuzz "$clang" "$tmp/libfuzzer" -fsanitize=fuzzer,address,undefined || {
        fuzzer=$clang
        break
    }
done
if [ -n "$fuzzer" ]; then
    rc=0
    (cd "$tmp" && ./libfuzzer -runs="$runs" -seed=1 -max_len=132) >"$tmp/log" 2>&1 || rc=$?
    is "$rc" 0 "$runs inputs of libFuzzer: nothing is found"
    [ $rc -eq 0 ] || tail -n 40 "$tmp/log" | sed 's/^/# | /'
else
    skip "libFuzzer" \
        "no clang with libFuzzer (Debian: clang-19 libclang-rt-19-dev, Fedora: clang compiler-rt)"
fi
done_testing
