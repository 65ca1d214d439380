#!/bin/sh
# SPDX-License-Identifier: MIT
# The program's table of options (register/optiontable.c), which --help prints, agrees with what the
# command line takes, with the manual page and with the completion of bash.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/register.sh"
HOST_ARCH=s390x
export HOST_ARCH

# One option in a line: its letter or "-", its name, its argument or "-".
"$ours" --help >"$tmp/help"
sed -nE 's/^  (-(.), |    )--([a-z0-9-]+)(\[?[= ]([^ ]*))?( .*)?$/\2|\3|\4/p' "$tmp/help" |
    awk -F '|' '{
        sub(/^[= ]/, "", $3)
        sub(/^ +$/, "", $3)
        print ($1 == "" ? "-" : $1), $2, ($3 == "" ? "-" : $3)
    }' |
    sort -k 2 >"$tmp/options"
count=$(wc -l <"$tmp/options" | tr -d ' ')
is "$((count >= 27)) $(grep -c '^  *\(-., \)\{0,1\}--[a-z]' "$tmp/help")" "1 $count" \
    "--help has $count options, each of the expected form"
is "$(cut -d ' ' -f 2 "$tmp/options" | uniq -d) $(cut -d ' ' -f 1 "$tmp/options" | grep -v '^-$' |
    sort | uniq -d)" " " "each once"

# The command line: an option is known, and has a value where --help shows one. -h and --help would
# end the reading.
: >"$tmp/wrong"
while read -r letter name argument; do
    case $name in help | version | exec) continue ;; esac
    case $argument in
        -) "$ours" "--$name=x" 2>&1 | grep -q "takes no value" || echo "--$name takes a value" ;;
        \[*) "$ours" "--$name" --frobnicate 2>&1 | grep -q frobnicate ||
            echo "--$name needs a value" ;;
        *) "$ours" "--$name" 2>&1 | grep -q "'--$name' needs a value" ||
            echo "--$name needs no value" ;;
    esac
    [ "$letter" = - ] || case $argument in
        -) "$ours" "-$letter" --frobnicate 2>&1 | grep -q frobnicate ||
            echo "-$letter is not known" ;;
        *) "$ours" "-$letter" 2>&1 | grep -q "'-$letter' needs a value" ||
            echo "-$letter needs no value" ;;
    esac
done <"$tmp/options" >"$tmp/wrong"
is "$(cat "$tmp/wrong")" "" "the command line takes them as --help shows them"

# The manual page: the paragraphs of the sections about options.
awk '/^\.SH/ { options = /OPTIONS/ } options && last == ".TP" { print } { last = $0 }' \
    "$top_srcdir/register/qemu-binfmt-conf.8.in" |
    sed 's/\\-/-/g; s/\\f.//g' >"$tmp/paragraphs"
while read -r letter name argument; do
    short=
    [ "$letter" = - ] || short="-${letter}[\" ,]+"
    grep -qE -e "^\.B[RI]* $short--$name([]\"=[ ]|\$)" "$tmp/paragraphs" || echo "--$name"
done <"$tmp/options" >"$tmp/missing"
is "$(cat "$tmp/missing")" "" "the manual page has a paragraph for each"
is "$(wc -l <"$tmp/paragraphs" | tr -d ' ')" "$count" "and for no other"

# The completion, called as bash does.
if command -v bash >/dev/null; then
    cat >"$tmp/complete" <<'END'
. "$1"
shift
compopt() { :; }
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_qemu_binfmt_conf "$1"
printf '%s\n' "${COMPREPLY[@]}"
END
    # completed WORD...: what the last word can be.
    completed()
    {
        bash "$tmp/complete" "$top_srcdir/register/bash/qemu-binfmt-conf" "$ours" "$@"
    }
    is "$(completed -- | sed 's/=$//; s/^--//' | sort | tr '\n' ' ')" \
        "$(cut -d ' ' -f 2 "$tmp/options" | sort | tr '\n' ' ')" \
        "the completion of bash offers each, and no other"
    is "$(completed --ke)" --keep-ids "one by its beginning"
    is "$(completed --proc)" --procdir= "one that has a value after ="
    is "$(completed -p '' | tr '\n' ' ')$(completed --credential y)" "yes no yes" \
        "the values of an option"
    is "$(completed --status = j)" json "a format"
    is "$(completed --cpu = arm64,linux/arm/v | tr '\n' ' ')" \
        "arm64,linux/arm/v5 arm64,linux/arm/v6 arm64,linux/arm/v7 " "a list of CPUs"
    is "$(completed --systemd hex)" hexagon "a rule"
else
    skip "the completion of bash" "no bash"
fi
done_testing
