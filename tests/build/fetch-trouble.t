#!/bin/sh
# SPDX-License-Identifier: MIT
# fetch.sh in trouble: folders that are closed, disks that are full, two at once, kill -9 in the
# middle.

. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/../lib/tree.sh"
. "$(dirname "$0")/../lib/origin.sh"
need_prog setsid
# A copy that other users can read, wherever the tree is.
mkdir "$tmp/source"
cp -R "$top_srcdir/recipes" "$top_srcdir/sources" "$top_srcdir/tools" "$tmp/source"
chmod -R a+rX "$tmp/source"
top_srcdir=$tmp/source
fetch=$top_srcdir/recipes/fetch.sh
upstream="upstream $sum $url"
settings

# Folders that are closed
if ! have_user "$top_srcdir/recipes" "$tmp"; then
    skip "folders that are closed to us" "$reason"
else
    origins "$upstream/good/$file"
    mkdir "$folder"
    chmod 555 "$folder"
    fails 6 "a download folder that we cannot write is status 6" as_user "$fetch" thing
    like "$tmp/fails.out" "cannot write to $folder\$" "the message names it"
    asked "" "nothing is asked for"
    holds "nothing is left"
    chmod 755 "$folder"
    cp "$www/$file" "$folder"
    chmod 555 "$folder"
    ok "it will do if it has the archive" as_user "$fetch" thing
    holds "$file" "which stays"
    chmod 755 "$folder"
    echo junk >"$folder/$file"
    chmod 555 "$folder"
    fails 6 "it will not do if the archive in it is wrong" as_user "$fetch" thing
    like "$tmp/fails.out" "cannot write to $folder\$" "the message names it"
    is "$(cat "$folder/$file")" junk "the wrong archive stays"
    chmod 755 "$folder"
    rm -rf "$folder"
    chmod 555 "$top_builddir"
    fails 6 "a build tree that we cannot write is status 6" as_user "$fetch" thing
    like "$tmp/fails.out" "cannot write to $folder\$" "the message names the download folder in it"
    mkdir "$tmp/at hand"
    cp "$www/$file" "$tmp/at hand"
    chmod 555 "$tmp/at hand"
    settings "distfiles='$tmp/at hand'"
    ok "a folder of archives at hand is only read, and so is the build tree" \
        as_user env FETCH=false "$fetch" thing
    chmod 000 "$tmp/at hand/$file"
    fails 5 "an archive at hand that we cannot read is status 5" as_user "$fetch" thing
    like "$tmp/fails.out" "cannot read $tmp/at hand/$file\$" "the message names it"
    settings
fi

# A disk that is full
if ! command -v unshare >/dev/null; then
    skip "a full disk" "no unshare"
elif ! have_tmpfs; then
    cannot "a full disk" "the kernel allows no tmpfs in a user namespace here"
else
    for program in curl wget; do
        if ! command -v "$program" >/dev/null; then
            skip "$program: a full disk" "no $program"
            continue
        fi
        origins "$upstream/good/$file"
        mkdir "$folder"
        fails 6 "$program: a full disk is status 6" on_small_disk 64k \
            "$folder" env FETCH="$program" "$fetch" thing
        like "$tmp/fails.out" "cannot write $folder/$file\.part" \
            "$program: the message names the file"
        like "$tmp/fails.out" "^ *0 KiB are free on $folder\$" \
            "$program: how much is free, and where"
        like "$tmp/fails.out" 'make room' "$program: and what to do"
        is "$(cat "$tmp/left")" "$file.part" "$program: nothing is under the final name"
    done
fi

# Two at once
origins "$upstream/slow/$file"
"$fetch" thing "$stamp" >"$tmp/first" 2>&1 &
first=$!
until_true test -s "$requests"
"$fetch" thing "$stamp" >"$tmp/second" 2>&1 &
second=$!
sleep 0.5
asked "slow $file" "while an archive is fetched, a second call waits"
touch "$www/go"
ok "the first call succeeds" wait "$first"
ok "the second call succeeds" wait "$second"
asked "slow $file" "the archive was asked for once"
holds "$file" "it is right, and nothing else is left"
is "$(cat "$stamp")" "$folder/$file" "the stamp is right"
is "$(ls "${stamp%/*}")" "${stamp##*/}" "and alone"

# One after the other, though the first gives up and removes what the second waits for. The program
# waits for a token each time, so that the calls are in the states that we want.
cat >"$tmp/get" <<END
#!/bin/sh
echo called >>"$tmp/called"
until rmdir "$tmp/token" 2>/dev/null; do sleep 0.1; done
exit 9
END
chmod +x "$tmp/get"
# shellcheck disable=SC2317 # until_true calls it
called()
{
    [ "$(wc -l <"$tmp/called" | tr -d ' ')" = "$1" ]
}
: >"$tmp/called"
origins "$upstream/good/$file"
for call in first second third; do
    FETCH=$tmp/get "$fetch" thing >"$tmp/$call" 2>&1 &
    eval "$call=$!"
    case $call in
        first) until_true called 1 ;;
        second)
            sleep 0.5
            mkdir "$tmp/token"
            fails 4 "the first of three calls gives up" wait "$first"
            until_true called 2
            ;;
        third)
            sleep 0.5
            ok "the third waits for the second" called 2
            ;;
    esac
done
mkdir "$tmp/token"
fails 4 "the second gives up" wait "$second"
until_true called 3
mkdir "$tmp/token"
fails 4 "the third gives up" wait "$third"
holds "nothing is left of the three"

# kill -9 in the middle: of all processes, then of the script alone
origins "$upstream/slow/$file"
# shellcheck disable=SC2317
half()
{
    [ -f "$folder/$file.part" ] && [ "$(wc -c <"$folder/$file.part")" -ge 400000 ]
}
setsid "$fetch" thing >"$tmp/killed" 2>&1 &
killed=$!
until_true half
kill -s KILL -- "-$killed"
wait "$killed" 2>/dev/null || :
kept=$(wc -c <"$folder/$file.part" | tr -d " ")
holds "$file.part" "kill -9: nothing is under the final name"
touch "$www/go"
: >"$requests"
ok "kill -9: the next call succeeds" "$fetch" thing
asked "slow $file bytes=$kept-" "kill -9: only the rest is asked for"
holds "$file" "kill -9: the whole is right, and nothing else is left"

origins "$upstream/slow/$file"
"$fetch" thing >"$tmp/killed" 2>&1 &
killed=$!
until_true half
kill -9 "$killed"
wait "$killed" 2>/dev/null || :
"$fetch" thing >"$tmp/second" 2>&1 &
second=$!
sleep 0.5
asked "slow $file" "a transfer outlives its script: the next call does not write to the same file"
touch "$www/go"
ok "it succeeds when the transfer ends" wait "$second"
holds "$file" "the whole is right, and nothing else is left then"
done_testing
