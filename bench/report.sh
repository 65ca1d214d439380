#!/bin/sh
# SPDX-License-Identifier: MIT
# Tables and plots of one run of bench/run, from its samples; can be repeated.
#
# Usage: report.sh DIR. Input: DIR/samples.csv, DIR/about, DIR/notes. Output: DIR/results.md,
# DIR/summary.csv, and for each guest DIR/CPU.svg: how much slower or faster than the baseline, by
# workload.

set -eu
LC_ALL=C
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd)
dir=${1:?a folder of results}
for file in samples.csv about notes; do
    [ -f "$dir/$file" ] || {
        echo "report.sh: there is no $dir/$file" >&2
        exit 1
    }
done
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

awk -F , 'NR > 1 && !seen[$3]++ { print $3 }' "$dir/samples.csv" >"$tmp/run"
# Those that were not run count as not run: they are in the table of CPUs of the workloads.
(top_srcdir=$here/.. && . "$top_srcdir/tools/compilers.sh" && guest_list measured |
    paste -s -d ' ' -) >"$tmp/guests"
awk -v summary="$dir/summary.csv" -f "$here/report.awk" kind=about "$dir/about" kind=workloads \
    "$here/workloads.def" kind=targets "$here/targets.def" kind=notes "$dir/notes" kind=guests \
    "$tmp/guests" kind=samples "$dir/samples.csv" >"$dir/results.md"

command -v gnuplot >/dev/null 2>&1 || {
    echo "report.sh: no gnuplot, so no plots" >&2
    exit 0
}
baseline=$(sed -n 's/^baseline|//p' "$dir/about")
while read -r cpu; do
    # A line for each workload, a column for each emulator.
    awk -F , -v cpu="$cpu" -v baseline="$baseline" '
        NR > 1 && $3 == cpu && $2 != "memory" && $4 != "native" {
            if ($4 != baseline && !($4 in e)) { e[$4] = ++n; head = head " " $4 }
            if (!($1 in w)) { w[$1] = ++m; name[m] = $1 }
            if ($4 in e) cell[$1, e[$4]] = $9
        }
        END {
            print "workload" head
            for (i = 1; i <= m; i++) {
                line = name[i]
                for (j = 1; j <= n; j++)
                    line = line " " (cell[name[i], j] == "" ? "?" : cell[name[i], j])
                print line
            }
        }' "$dir/summary.csv" >"$tmp/$cpu.dat"
    # With nothing to compare, or only memory, there is nothing to draw.
    columns=$(awk 'NR == 1 { print NF }' "$tmp/$cpu.dat")
    if [ "$columns" -lt 2 ] || [ "$(wc -l <"$tmp/$cpu.dat")" -lt 2 ]; then continue; fi
    gnuplot -e "data='$tmp/$cpu.dat'; cpu='$cpu'; columns=$columns; baseline='$baseline'" \
        "$here/plot.gp" >"$tmp/$cpu.svg"
    mv "$tmp/$cpu.svg" "$dir/$cpu.svg"
done <"$tmp/run"
