#!/bin/sh
# SPDX-License-Identifier: MIT
# Registration in a directory that stands for /proc/sys/fs/binfmt_misc: what is written, and what is
# said when it cannot be.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/register.sh"
need_prog cc
build_helpers
HOST_ARCH=s390x
export HOST_ARCH
stand_ins "$tmp/bin" arm aarch64 alpha i386

# fresh: an empty stand-in.
fresh()
{
    rm -rf "$tmp/misc"
    mkdir "$tmp/misc"
    : >"$tmp/misc/register"
    echo enabled >"$tmp/misc/status"
}
conf()
{
    "$ours" --procdir="$tmp/misc" -Q "$tmp/bin" -F '' "$@"
}
# an_entry NAME INTERPRETER FLAGS: what the kernel shows of a rule for arm.
an_entry()
{
    cat >"$tmp/misc/$1" <<END
enabled
interpreter $2
flags: $3
offset 0
magic 7f454c4601010100000000000000000002002800
mask ffffffffffffff000000000000000000feffffff
END
}

fresh
ok "two CPUs" conf --cpu=arm,arm64 -p yes
is "$(cat "$tmp/misc/register")" "$("$ours" --dry-run --cpu=arm,arm64 -p yes -Q "$tmp/bin" -F '')" \
    "are written as --dry-run prints them"
fresh
conf --cpu=arm >"$tmp/out" 2>"$tmp/err"
is "$(cat "$tmp/out")" "Setting $tmp/bin/qemu-arm as binfmt interpreter for arm" \
    "the script's line on standard output"
like "$tmp/err" '^qemu-binfmt-conf: registered \(1\): arm$' "the summary on standard error"
fresh
ok "without names" conf
is "$(wc -l <"$tmp/misc/register" | tr -d ' ')" 5 \
    "the CPUs that have an emulator are registered: five rules of four"
conf >"$tmp/out" 2>&1
like "$tmp/out" '^qemu-binfmt-conf: left out, no emulator \(30\): armeb sparc' \
    "and the others are told"
fresh
fails 5 "a named CPU without emulator" conf --cpu=sparc64
like "$tmp/fails.out" "sparc64: '$tmp/bin/qemu-sparc64': No such file" "is told"
is "$(cat "$tmp/misc/register")" "" "and not registered"
ok "unless forced" conf --cpu=sparc64 --force
fails 5 "not even then with -p yes, which opens it" conf --cpu=sparc64 --force -p yes
fails 8 "one of two" conf --cpu=sparc64,arm
fails 5 "ALL is as good as a name" conf --cpu=sparc,sparc64

fresh
an_entry qemu-arm "$tmp/bin/qemu-arm" OF
ok "an equal rule" conf --cpu=arm -p yes
is "$(cat "$tmp/misc/register")" "" "is left alone"
conf --cpu=arm -p yes >"$tmp/out" 2>&1
like "$tmp/out" 'already registered \(1\): arm' "and said to be there"
fails 6 "a rule with other flags" conf --cpu=arm -p yes -c yes
like "$tmp/fails.out" "existing rule:  :qemu-arm:M:0:.*:$tmp/bin/qemu-arm:OF" "is shown as it is"
like "$tmp/fails.out" "requested rule: :qemu-arm:M::.*:$tmp/bin/qemu-arm:OCF" "and as it was wanted"
is "$(cat "$tmp/misc/register")" "" "and nothing is written"
an_entry qemu-arm /elsewhere/qemu-arm OF
fails 6 "a rule with another emulator" conf --cpu=arm -p yes
an_entry qemu-arm "$tmp/bin/qemu-arm" OF
sed -i s/28/29/ "$tmp/misc/qemu-arm"
fails 6 "a rule with another magic" conf --cpu=arm -p yes
an_entry qemu-arm "$tmp/bin/qemu-arm" OF
sed -i s/^enabled/disabled/ "$tmp/misc/qemu-arm"
fails 6 "a rule that is disabled" conf --cpu=arm -p yes
like "$tmp/fails.out" disabled "is told to be"
an_entry qemu-arm "$tmp/bin/qemu-arm" FX
fails 6 "a rule with a flag that we do not know" conf --cpu=arm -p yes
fails 7 "a rule that cannot be made another" conf --cpu=arm -p yes --force
like "$tmp/fails.out" 'arm: the kernel has another rule than the one written' "is told"
like "$tmp/misc/qemu-arm" '^-1' "after the old one was told to go"

command_name=$(basename "$ours" | cut -c 1-15)
# What is read back. A full pipe holds the program at its write, until there is an entry that was
# not there before.
# written_meets DESCRIPTION STATUS COMMAND...: the command makes the entry; $tmp/out has what is
# said.
written_meets()
{
    met=$1 met_status=$2
    shift 2
    fresh
    rm "$tmp/misc/register"
    mkfifo "$tmp/misc/register"
    exec 9<>"$tmp/misc/register"
    dd if=/dev/zero of="$tmp/misc/register" bs=4096 oflag=nonblock 2>"$tmp/dd" || :
    filled=$(sed -n 's/^\([0-9]*\)+.* out$/\1/p' "$tmp/dd")
    "$ours" --procdir="$tmp/misc" -Q "$tmp/bin" -F '' --cpu=arm -p yes >"$tmp/out" 2>&1 9>&- &
    writer=$! tenths=0
    until grep -q "^$writer ($command_name) S " "/proc/$writer/stat"; do
        tenths=$((tenths + 1))
        [ $tenths -lt 200 ] ||
            framework_failure_ "the program does not wait for the pipe: $(cat "$tmp/out")"
        sleep 0.1
    done
    "$@"
    dd bs=4096 count="$filled" of="$tmp/dd" <&9 2>/dev/null
    rc=0
    wait $writer || rc=$?
    IFS= read -r written <&9
    exec 9>&-
    is "$rc" "$met_status" "$met: exit status $met_status"
    is "$written" "$("$ours" --dry-run --cpu=arm -p yes -Q "$tmp/bin" -F '')" \
        "$met: what was written"
}
# differs SED-SCRIPT: the entry, with a difference.
differs()
{
    an_entry qemu-arm "$tmp/bin/qemu-arm" OF
    sed -i "$1" "$tmp/misc/qemu-arm"
}
written_meets "read back as written" 0 differs ''
for difference in 's/28/29/' 's/^flags.*/flags: /' 's/^flags.*/flags: OCF/' 's/^interpreter.*/&x/' \
    's/^mask ff/mask fe/' 's/^enabled/disabled/' 's/^offset 0/offset 1/' 5,6d d; do
    written_meets "read back with $difference" 7 differs "$difference"
    like "$tmp/out" '^qemu-binfmt-conf: arm: the kernel has another rule than the one written$' \
        "and told"
    unlike "$tmp/out" '^qemu-binfmt-conf: registered' "not as registered"
done
written_meets "an entry that cannot be read" 7 mkdir "$tmp/misc/qemu-arm"
like "$tmp/out" 'arm: the rule cannot be read back: Is a directory' "is told"

fresh
an_entry qemu-arm /x F
an_entry WSLInterop /init PF
an_entry qemu-armour /y ''
ok "--unregister=LIST" conf --unregister=arm,alpha
like "$tmp/misc/qemu-arm" '-1' "removes the rule"
like "$tmp/misc/WSLInterop" '^enabled' "but not those of others"
like "$tmp/misc/qemu-armour" '^enabled' "even if the name begins like one of ours"
an_entry qemu-arm /x F
ok "--reset" conf --reset --cpu=alpha
like "$tmp/misc/qemu-arm" '-1' "--reset removes our other rules"
like "$tmp/misc/qemu-armour" '^enabled' "and only ours"
an_entry qemu-arm /x F
"$ours" --procdir="$tmp/misc" --unregister --dry-run >"$tmp/out"
is "$(cat "$tmp/out")" qemu-arm "--unregister --dry-run names what it would remove"
like "$tmp/misc/qemu-arm" '^enabled' "and leaves it"

# --own: only rules of these emulators. --status=names and --status=off, for scripts.
fresh
is "$(conf --status=off)" "" \
    "--status=off where nothing is registered: nothing was switched off, all was lost"
an_entry qemu-arm "$tmp/bin/qemu-arm" OF
an_entry qemu-alpha /elsewhere/qemu-alpha F
an_entry qemu-armour "$tmp/bin/qemu-arm" OF
is "$(conf --status=names | tr '\n' ' ')" "qemu-alpha qemu-arm " "--status=names: ours"
is "$(conf --status=names --own)" qemu-arm "--own: those that run our emulators"
is "$(conf --status=names --cpu=alpha,hppa)" qemu-alpha "--cpu: those of the list"
is "$(conf --status=json --cpu=alpha | grep -c '"name"')" 1 "--cpu with --status=json, too"
is "$(conf --status --own | awk 'NR > 1 { print $1 }')" qemu-arm "--own with --status, too"
is "$(conf --status=off --cpu=arm,alpha,hppa)" qemu-hppa \
    "--status=off: what is missing while others are there"
sed -i s/^enabled/disabled/ "$tmp/misc/qemu-alpha"
is "$(conf --status=off --cpu=arm,alpha,hppa | tr '\n' ' ')" "qemu-alpha qemu-hppa " \
    "and what is disabled"
rm "$tmp/misc/qemu-arm"
is "$(conf --status=off --own --cpu=arm,alpha,hppa)" "" \
    "--own: the rules of others do not show that ours were switched off"
is "$(conf --status=off --cpu=arm,alpha | tr '\n' ' ')" "qemu-alpha qemu-arm " "without it they do"
fails 3 "--status=names where binfmt_misc is not" "$ours" --procdir="$tmp/none" --status=names
an_entry qemu-arm "$tmp/bin/qemu-arm" OF
ok "--unregister --own" conf --unregister --own
like "$tmp/misc/qemu-arm" '-1' "removes what runs our emulators"
unlike "$tmp/misc/qemu-alpha" '-1' "and not what runs others'"

echo 'int main(void) { return 0; }' >"$tmp/dynamic.c"
${CC_FOR_BUILD:-${CC:-cc}} "$tmp/dynamic.c" -o "$tmp/bin/qemu-ppc"
printf '#!/bin/sh\n' >"$tmp/bin/qemu-hppa"
mkdir "$tmp/bin/qemu-mips"
fresh
fails 5 "-p yes and an emulator that is not static" conf --cpu=ppc -p yes
like "$tmp/fails.out" 'not a static program' "is told"
ok "without -p it is taken" conf --cpu=ppc
ok "forced, too" conf --cpu=ppc -p yes --force
fails 5 "-p yes and a script" conf --cpu=hppa -p yes
fails 5 "a directory is no emulator" conf --cpu=mips
stand_ins "$tmp/suffix" or1k
mv "$tmp/suffix/qemu-or1k" "$tmp/suffix/qemu-or1k-static"
suffix=$(sed -n "s/^suffix='\(.*\)'/\1/p" "$top_builddir/recipes/settings.sh" 2>/dev/null || :)
if [ "$suffix" = -static ]; then
    ok "configure's suffix is found" "$ours" --procdir="$tmp/misc" -Q "$tmp/suffix" --cpu=or1k
    fails 5 "but not if another is given" \
        "$ours" --procdir="$tmp/misc" -Q "$tmp/suffix" -F '' --cpu=or1k
else
    cannot "configure's suffix is found" "it is not -static in this tree"
fi

an_entry qemu-arm "$tmp/bin/qemu-arm" OF
an_entry qemu-gone "/gone \"x\"" OC
"$ours" --procdir="$tmp/misc" --status >"$tmp/out"
like "$tmp/out" '^qemu-arm  +enabled   OF +static +ours ' "--status: one of ours"
like "$tmp/out" '^qemu-gone +enabled   OC +missing  other .* /gone "x"$' \
    "--status: one of others, whose file is missing"
unlike "$tmp/out" "$(printf '\033')" "no colour in a file"
if command -v python3 >/dev/null; then
    "$ours" --procdir="$tmp/misc" --status=json >"$tmp/json"
    is "$(python3 -c 'import json, sys
status = json.load(sys.stdin)
rule = status["rules"][1]
keys = "name", "ours", "flags", "static", "interpreter"
print(status["mounted"], tuple(rule[key] for key in keys))' <"$tmp/json")" \
        "True ('qemu-gone', False, 'OC', False, '/gone \"x\"')" "--status=json"
    # A path is bytes; JSON is UTF-8. U+D800 and an overlong "/" are none, either.
    an_entry qemu-arm \
        "$(printf '/b\303\244\377\303(\355\240\200\300\257\360\237\222\251\342\202')" F
    "$ours" --procdir="$tmp/misc" --status=json >"$tmp/json"
    is "$(python3 -c 'import json, sys; s = json.load(open(sys.argv[1], encoding="utf-8"))
print(ascii([r["interpreter"] for r in s["rules"]][0]))' "$tmp/json" 2>&1)" \
        "'/b\\xe4\\ufffd\\ufffd(\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd\\U0001f4a9\\ufffd\\ufffd'" \
        "--status=json is UTF-8 whatever a path is"
    ln -s "$ours" "$tmp/binfmt"
    : >"$tmp/misc/$(printf 'b\377')"
    echo enabled >"$tmp/misc/$(printf 'b\377')"
    "$tmp/binfmt" --mount "$tmp/misc" >"$tmp/json"
    is "$(python3 -c 'import json, sys
print(ascii(json.load(open(sys.argv[1], encoding="utf-8"))["emulators"][0]))' "$tmp/json" 2>&1)" \
        "'b\\ufffd'" "and so is that of the name binfmt"
else
    skip "--status=json" "no python3"
fi

fails 3 "no such directory" "$ours" --procdir="$tmp/none" --status
fails 3 "a directory without register" "$ours" --procdir="$tmp/bin" --status
. "$top_srcdir/tests/lib/tree.sh"
fresh
chmod 755 "$tmp" "$tmp/misc" "$tmp/bin"
chmod 444 "$tmp/misc/register"
cp "$ours" "$tmp/ours"
chmod 755 "$tmp/ours"
if have_user "$tmp/misc"; then
    fails 4 "no permission to write" \
        as_user "$tmp/ours" --procdir="$tmp/misc" -Q "$tmp/bin" --cpu=arm
    like "$tmp/fails.out" 'needs root' "is told"
else
    skip "no permission to write" "$reason"
fi
done_testing
