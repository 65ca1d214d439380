#!/bin/sh
# SPDX-License-Identifier: MIT
# The benchmark: its options, its data files, what it writes. No point depends on how long something
# takes.
# shellcheck disable=SC2317 # functions that `ok` calls

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tools/compilers.sh"
bench=$top_srcdir/bench
run=$bench/run
export top_srcdir

# Data: columns, references.
rows()
{
    sed '/^#/d; s/ *| */|/g; s/ *$//' "$1"
}
rows "$bench/workloads.def" >"$tmp/workloads"
is "$(awk -F '|' 'NF != 10 { print NR }' "$tmp/workloads")" '' \
    "workloads.def: ten columns in each row"
is "$(cut -d '|' -f 1 "$tmp/workloads" | sort | uniq -d)" '' "workloads.def: no name twice"
is "$(rows "$bench/targets.def" | awk -F '|' '
    FILENAME != "-" { name[$1] = name[$2] = 1; next }
    NF != 6 { print "columns: " $1 }
    { n = split($4, word, " "); for (i = 1; i <= n; i++) if (!(word[i] in name)) print word[i] }' \
    "$tmp/workloads" -)" '' "targets.def: six columns, and only names of workloads and parts"
is "$(rows "$bench/packages.def" | awk -F '|' '
    FILENAME != "-" { if ($3 == "tools" || $3 == "fetched") wanted[$1] = 1; next }
    NF != 2 || $2 == "" || !($1 in wanted) { print $1 }
    { delete wanted[$1] }
    END { for (name in wanted) print name }' "$tmp/workloads" -)" '' \
    "packages.def: two columns, for each workload that needs packages"
guests=$("$run" --help | sed -n 's/.*(default: \(.*\))$/\1/p' | head -n 1)
missing=
for guest in $guests; do
    [ "$(guest_field "$guest" kind)" = cross ] && [ -n "$(guest_field "$guest" port)" ] ||
        missing="$missing $guest"
done
is "$missing" '' \
    "every guest has a compiler with a C library, and a port of Debian, in compilers.def"
[ -n "$guests" ] || framework_failure_ "no guests in --help"

# Options.
ok "--help" "$run" --help
"$run" --list >"$tmp/list"
is "$(wc -l <"$tmp/list" | tr -d ' ')" "$(wc -l <"$tmp/workloads" | tr -d ' ')" \
    "--list has every workload"
for wrong in --nonsense --quick=yes --only=nonsense --guests=vax --rounds=0 --rounds=two \
    --emulators=/tmp --emulators=x=/nonexistent --peers=sarge --only; do
    fails 2 "wrong: $wrong" "$run" "$wrong"
    like "$tmp/fails.out" 'bench: .*try --help' "$wrong: the message says what is wrong"
done

# Inputs: the same bytes everywhere, whichever awk this is.
mkdir "$tmp/in"
ok "input.sh text" "$bench/input.sh" text 3 "$tmp/in"
is "$(wc -c <"$tmp/in/text.3" | tr -d ' ')" 3072 "text.N has N KiB"
is "$(cksum <"$tmp/in/text.3")" '1384353835 3072' "the text is the same on every machine"
ok "input.sh tree" "$bench/input.sh" tree 7 "$tmp/in"
is "$(find "$tmp/in/tree.7" -type f | wc -l | tr -d ' ')" 7 "tree.N has N files"
ok "input.sh pip" "$bench/input.sh" pip 2 "$tmp/in"
is "$(tar -xOzf "$tmp/in/pip/part_2-1.0.tar.gz" part_2-1.0/pyproject.toml |
    grep '^dependencies')" 'dependencies = ["part-1"]' "a package of Python needs the one before"
ok "input.sh crate" "$bench/input.sh" crate 1 "$tmp/in"
is "$(grep -c '^name' "$tmp/in/crate/Cargo.lock")" 4 "Cargo.lock has the four packages"
if command -v openssl >/dev/null; then
    ok "input.sh npm" "$bench/input.sh" npm 2 "$tmp/in"
    is "$(grep -c '"integrity": "sha512-[^"]\{88\}"' "$tmp/in/npm/package-lock.json")" 2 \
        "package-lock.json has their checksums"
else
    skip "input.sh npm" "no openssl"
fi
fails 2 "an unknown input" "$bench/input.sh" nonsense 1 "$tmp/in"

# The report, from samples with known ratios.
mkdir "$tmp/report"
{
    echo 'emulator|mine|1|100000000|33|33|yes'
    echo 'emulator|theirs|2|400000000|33|33|yes'
    printf '%s\n' 'baseline|theirs' 'rounds|3' 'machine|a machine' 'deb|30000000'
} >"$tmp/report/about"
echo 'something was missing' >"$tmp/report/notes"
{
    echo header
    for round in 1 2 3; do
        echo "bash-loop,interpreter,aarch64,mine,$round,10,1,9,$round.2,0.2,100,,0"
        echo "bash-loop,interpreter,aarch64,theirs,$round,10,1,9,$((2 * round)).4,0.4,100,,0"
        echo "perl,interpreter,aarch64,mine,$round,10,1,9,1,0,100,,0"
        echo "perl,interpreter,aarch64,theirs,$round,10,1,9,4,0,100,,0"
        echo "python3,interpreter,aarch64,mine,$round,10,1,9,4,0,100,,0"
        echo "python3,interpreter,aarch64,theirs,$round,10,1,9,4,0,100,,0"
        echo "awk,interpreter,aarch64,mine,$round,10,1,9,4,0,100,,1"
        echo "awk,interpreter,aarch64,theirs,$round,10,1,9,4,0,100,,0"
    done
    echo 'exit0,start,aarch64,mine,callgrind,1,1,,,,,3000000,0'
    echo 'exit0,start,aarch64,theirs,callgrind,1,1,,,,,10000000,0'
} >"$tmp/report/samples.csv"
ok "report.sh" "$bench/report.sh" "$tmp/report"
result=$tmp/report/results.md
like "$result" '^\| bare start, instructions \| instructions \| 0\.30 \| ≤ 0\.30 \| met \|' \
    "a target that is met"
like "$result" '^\| bash loop \| cpu \| 0\.50 \| ≤ 0\.45 \| not met \|' "one that is not"
like "$result" '^\| dynamic puts, wall \| wall \| - \| ≤ 0\.55 \| not run \|' "one that was not run"
like "$result" '^\| perl, python3, awk \| cpu \| 0\.50 .* met, 2 of 3 workloads run' \
    "a geometric mean; a workload that failed is left out, and said"
like "$result" '^\| slowest workload \| cpu \| 1\.00 \(python3\) ' "the slowest workload"
like "$result" '^\| all emulators, stripped, MB \| size \| 100\.0 \| ≤ 120 \| met \|' \
    "a size that is met"
like "$result" '^\| Debian package, MB \| size \| 30\.0 \| ≤ 20 \| not met \|' "a size that is not"
like "$result" '^\| bash-loop \| 10 \| 2\.40 \(1\.40–3\.40\) \| 4\.80 \(2\.80–6\.80\) \| 0\.50 \|' \
    "median, smallest, largest, ratio"
like "$result" '^\| awk \| 10 \| failed \| 4\.00 .* - \|' "what failed has no number"
unlike "$result" '^\| exit\(0\)' "limits of make check-speed are no targets"
like "$result" '^- something was missing' "the notes"

# A run, as small as can be.
cpu=
built=false
for guest in $guests; do
    ! have_target "$guest" || built=true
    compiler=$(guest_field "$guest" compiler) compiler=${compiler%% *}
    if [ -z "$cpu" ] && have_target "$guest" && command -v "$compiler" >/dev/null 2>&1; then
        cpu=$guest
    fi
done
if [ "$built" = false ]; then
    cannot "a run" "this tree builds none of $guests (--with-targets)"
    done_testing
elif [ -z "$cpu" ]; then
    skip "a run" "no compiler for any of $guests that is built"
    done_testing
fi
mkdir "$tmp/real" "$tmp/liar" "$tmp/broken" "$tmp/bin" "$tmp/mirror"
ln -s "$(qemu "$cpu")" "$tmp/real/qemu-$cpu"
printf '#!/bin/sh\necho nonsense\n' >"$tmp/liar/qemu-$cpu"
printf '#!/bin/sh\nexit 3\n' >"$tmp/broken/qemu-$cpu"
chmod +x "$tmp/liar/qemu-$cpu" "$tmp/broken/qemu-$cpu"
# A mirror without anything.
QB_DEBIAN_MIRROR=file://$tmp/mirror
QB_CACHE=$tmp/cache
conf=$top_builddir/qemu-binfmt-conf QB_CONF=
export QB_CACHE QB_CONF QB_DEBIAN_MIRROR

# small ARGUMENT...: bench/run with one workload and one round.
small()
{
    "$run" --guests "$cpu" --rounds 1 --no-native --output "$tmp/out" "$@"
}

ok "two names for one emulator" \
    small --only exit0 --peers none --emulators "one=$QB_BIN" --emulators "two=$tmp/real"
like "$tmp/out/results.md" '^\| exit0 \| 1 \| .* \| .* \|' "a table is written"
like "$tmp/out/results.md" '^\| exit0 \| 1 \| [0-9.]+ \| [0-9.]+ \| 1\.00 \|' \
    "they need the same number of instructions"
like "$tmp/out/samples.csv" "^exit0,start,$cpu,one,1,1,40,[0-9.]+,[0-9.]+,[0-9.]+,[0-9]+,,0\$" \
    "every sample is written"
like "$tmp/out/samples.csv" "^exit0,start,$cpu,two,callgrind,1,1,,,,,[0-9]+,0\$" "and every count"
like "$tmp/out/summary.csv" "^exit0,start,$cpu,two,[0-9.e-]+,[0-9.e-]+,[0-9]+,[0-9]+,1,1,1\$" \
    "the baseline is 1"
like "$tmp/out/$cpu.svg" '^<svg|^ *width=' "a plot is written"

for guest in $guests; do
    compiler=$(guest_field "$guest" compiler) compiler=${compiler%% *}
    have_target "$guest" || continue
    if command -v "$compiler" >/dev/null 2>&1; then
        ok "$guest: its programs run" small --guests "$guest" --only start --peers none --no-count \
            --emulators "one=$QB_BIN"
    else
        skip "$guest: its programs run" "no $compiler"
    fi
done

# in_a_root: a workload in a root that is made for it, called by hand as HACKING shows it: of the
# environment nothing but where the build tree is. A stand-in for debootstrap makes a root of one
# static program, which is also its second stage, so that it only gets that far if the rule of the
# emulator is registered there as well.
in_a_root()
{
    for target in aarch64 riscv64 none; do
        ! have_target "$target" || [ "$(uname -m)" = "$target" ] || break
    done
    if [ "$target" = none ]; then
        cannot "a workload in a root" "this tree builds no foreign emulator that has such workloads"
        return 0
    fi
    compiler=$(guest_field "$target" compiler)
    if ! $compiler -static -nostdlib -o "$tmp/exit0" "$bench/guest/exit0.S" 2>"$tmp/cc.log"; then
        skip "a workload in a root" "no compiler for $target"
        return 0
    fi
    cat >"$tmp/bin/debootstrap" <<END
#!/bin/sh
for word; do
    case \$word in
        --make-tarball=*) : >"\${word#*=}"; exit ;;
        *.tmp) root=\$word ;;
    esac
done
mkdir -p "\$root/debootstrap" "\$root/usr/bin" "\$root/etc" "\$root/dev" "\$root/proc" "\$root/tmp"
cp "$tmp/exit0" "\$root/debootstrap/debootstrap"
cp "$tmp/exit0" "\$root/usr/bin/sleep"
echo 99 >"\$root/etc/debian_version"
END
    chmod +x "$tmp/bin/debootstrap"
    ok "a workload in a root, with nothing of the benchmark in the environment" \
        env -u QB_CONF -u QB_BIN -u top_srcdir PATH="$tmp/bin:$PATH" QB_CACHE="$tmp/cache" \
        top_builddir="$top_builddir" "$run" --only sleep --guests "$target" --peers none \
        --rounds 1 --no-native --no-count --output "$tmp/out" --emulators "one=$QB_BIN"
    like "$tmp/out/samples.csv" "^sleep,memory,$target,one,1,0\.1,.*,0\$" "it is run"
    unlike "$tmp/out/notes" 'not run|no Debian root' "and nothing is left out"
}

if [ -x "$conf" ] && unshare -Urmpf --mount-proc mount \
    -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc 2>/dev/null &&
    [ "$(awk '{ n += $3 } END { print (n >= 65535) }' /proc/self/uid_map)" = 1 ] &&
    [ "$(id -u)" = 0 ]; then
    QB_CONF=$conf
    ok "the same in a namespace with a binfmt_misc of its own" \
        small --only exit0 --peers none --no-count --emulators "one=$tmp/real"
    unlike "$tmp/out/results.md" 'not run in a Debian root' "which can run programs in a root"
    in_a_root
    QB_CONF=
else
    cannot "a run in a namespace" "no namespace with a binfmt_misc of its own for this user here"
fi

ok "a peer that cannot be fetched" \
    small --only exit0 --peers sid --no-count --emulators "one=$tmp/real"
like "$tmp/ok.out" 'no qemu-user of Debian sid could be fetched' "is named"
like "$tmp/out/results.md" '^- debian-sid could not be fetched' "in the results too"
like "$tmp/out/results.md" '^\| bare start, wall .* \| not run \|' \
    "and nothing is said of the targets"

fails 1 "an emulator that fails" small --only true-static --peers none --no-count --emulators \
    "one=$tmp/real" --emulators "bad=$tmp/broken"
like "$tmp/out/results.md" '^\| true-static \| 1 \| .* \| failed \| - \|' "has no number"
fails 1 "an emulator that is wrong" small --only true-static --peers none --no-count --emulators \
    "one=$tmp/real" --emulators "bad=$tmp/liar"
like "$tmp/fails.out" "true-static: bad gives another result" "is named"
like "$tmp/out/results.md" '^\| true-static \| 1 \| .* \| differs \| - \|' "and has no number"
done_testing
