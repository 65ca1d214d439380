# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# For tests that count what an emulator executes, sourced after lib.sh: callgrind, never time.
#
#   countable CPU                   false, with a $reason, if there is none, or if functions are not
#                                   what they were
#   need_countable CPU              then the whole file is skipped
#   profile NAME COMMAND...         runs COMMAND and counts; its output is in $tmp/NAME.text
#   instructions NAME [ERE]         instructions of the functions that match, without their callees;
#                                   of all
#   calls NAME ERE                  how often functions that match were called
#   calls NAME ERE CALLER           those by functions that match CALLER only
#   beneath NAME CALLER ERE         instructions of the functions that match, called by CALLER, with
#                                   their callees
#   has_function CPU NAME           whether the emulator has that function: what was inlined is not
#                                   called
#   limit MEASURE CPU               the limit of a row of bench/targets.def
#   at_most, at_least MEASURE CPU N TEXT   a point: N and the limit of that row. 0 is a function
#                                          that was not seen, since
#                                   the compiler has inlined it or somebody has renamed it: not at
#                                   most anything
#
# An ERE matches whole names. What the compiler adds to a name (.constprop.0, .part.1) is not part
# of it.

: "${tmp:?this file needs lib.sh}"

countable()
{
    if ! have_target "$1"; then
        reason="this tree does not build the $1 emulator (--with-targets)"
    elif ! [ -x "$(unstripped "$1")" ]; then
        reason="no emulator with symbols in work/ (made elsewhere)"
    elif grep -Eq "^(lto|training)='.+'" "$top_builddir/recipes/settings.sh" 2>/dev/null; then
        reason="the limits are those of a build without --enable-lto and --enable-pgo"
    else
        return 0
    fi
    return 1
}

need_countable()
{
    countable "$1" || cannot_all "$reason"
    need_prog valgrind
}

# In callgrind's format each line of numbers is a cost of the function named last, or, after
# "calls=", that of a callee.
profile()
{
    profiled=$1
    shift
    rc=0
    valgrind --tool=callgrind --compress-strings=no --compress-pos=no \
        --callgrind-out-file="$tmp/callgrind" "$@" >"$tmp/$profiled.text" 2>"$tmp/valgrind" \
        </dev/null || rc=$?
    [ -s "$tmp/callgrind" ] || framework_failure_ "callgrind: $(tail -n 3 "$tmp/valgrind")"
    awk '
        function plain(name) {
            sub(/^c?fn=/, "", name)
            sub(/\047[0-9]+$/, "", name)
            sub(/[.](constprop|isra|part|cold|lto_priv)[.].*/, "", name)
            return name
        }
        /^fn=/ { caller = plain($0) }
        /^cfn=/ { callee = plain($0) }
        /^calls=/ { split($1, n, "="); calls[caller " " callee] += n[2]; called = 1; next }
        /^[0-9]/ && called { beneath[caller " " callee] += $2; called = 0; next }
        /^[0-9]/ { own[caller] += $2 }
        END {
            for (name in own) print "own", name, own[name]
            for (pair in calls) print "call", pair, calls[pair], beneath[pair]
        }' "$tmp/callgrind" >"$tmp/$profiled.profile"
    rm "$tmp/callgrind"
    return $rc
}

instructions()
{
    awk -v ere="^(${2-.*})\$" '$1 == "own" && $2 ~ ere { n += $3 } END { printf "%d\n", n }' \
        "$tmp/$1.profile"
}

calls()
{
    awk -v ere="^($2)\$" -v caller="^(${3-.*})\$" '
        $1 == "call" && $3 ~ ere && $2 ~ caller { n += $4 }
        END { printf "%d\n", n }' "$tmp/$1.profile"
}

beneath()
{
    awk -v caller="^($2)\$" -v ere="^($3)\$" '$1 == "call" && $2 ~ caller && $3 ~ ere { n += $5 }
        END { printf "%d\n", n }' "$tmp/$1.profile"
}

has_function()
{
    "${NM:-nm}" "$(unstripped "$1")" | grep -q " [tT] $2\$"
}

# limit MEASURE CPU: the sixth column of the row with that measure and that CPU.
limit()
{
    awk -F ' *[|] *' -v measure="$1" -v cpu="$2" '
        /^#/ || $2 !~ /^(most|least)$/ { next }
        $3 == measure && (" " $5 " " ~ " (" cpu "|all) ") { print $6; n++ }
        END { exit n != 1 }' "$top_srcdir/bench/targets.def" ||
        framework_failure_ "bench/targets.def has no single limit of $1 for $2"
}

at_most()
{
    at_limit=$(limit "$1" "$2")
    rc=0
    [ "$3" -gt 0 ] && [ "$3" -le "$at_limit" ] || rc=1
    point $rc "$4: $3, at most $at_limit"
}

at_least()
{
    at_limit=$(limit "$1" "$2")
    ok "$4: $3, at least $at_limit" [ "$3" -ge "$at_limit" ]
}
