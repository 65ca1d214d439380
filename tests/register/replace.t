#!/bin/sh
# SPDX-License-Identifier: MIT
# While qemu-binfmt-conf replaces a rule, or two of them do at once, there is no moment without it
# and nothing left over. In a user namespace of its own.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tests/lib/register.sh"
in_namespace "$0"
need_prog cc flock
HOST_ARCH=s390x
export HOST_ARCH
cc=${CC_FOR_BUILD:-${CC:-cc}}
$cc -static -x c - -o "$tmp/good" <<'END' || framework_failure_ "no static program"
int main(void) { return 42; }
END
$cc -std=gnu11 "$top_srcdir/tests/register/mkelf.c" -o "$tmp/mkelf" || framework_failure_ "mkelf"
# Runs a program until SIGTERM; prints how often it did and how often not, with the last reason. The
# first failure makes the file that SEEN names.
$cc -std=gnu11 -O1 -x c - -o "$tmp/again" <<'END' || framework_failure_ "again"
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t ended;
static void end(int n) { ended = n; }

int main(int argc, char **argv)
{
    long done = 0, failed = 0;
    int status, reason = 0;

    signal(SIGTERM, end);
    while (argc > 1 && !ended) {
        volatile int error = 0;
        pid_t pid;

        status = 0;
        pid = vfork();
        if (pid == 0) {
            execv(argv[1], argv + 1);
            error = errno;
            _exit(1);
        }
        while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {
        }
        if (WIFEXITED(status) && WEXITSTATUS(status) == 42) {
            done++;
        } else {
            reason = error;
            if (failed++ == 0) {
                close(creat(getenv("SEEN"), 0600));
            }
        }
    }
    printf("%ld %ld %s\n", done, failed, reason ? strerror(reason) : "-");
    return 0;
}
END
cpus=$("$top_srcdir/tools/cpus.sh" targets | tr ' ' '\n' | sort | head -n 6 | paste -s -d ' ' -)
for dir in one two; do
    mkdir "$tmp/$dir"
    for cpu in $cpus; do cp "$tmp/good" "$tmp/$dir/qemu-$cpu"; done
done
"$tmp/mkelf" arm </dev/null >"$tmp/program"
chmod +x "$tmp/program"
mount -t binfmt_misc binfmt_misc $misc
# conf FOLDER OPTION...: the rules of the emulators in that folder.
conf()
{
    conf_dir=$tmp/$1
    shift
    "$ours" -Q "$conf_dir" -F '' "$@"
}

# running: the program runs all the time, until stopped: $ran and $failed.
running()
{
    SEEN=$tmp/seen "$tmp/again" "$tmp/program" >"$tmp/runs" &
    runner=$!
}
stopped()
{
    kill "$runner"
    wait "$runner" || framework_failure_ "the program that runs programs has failed"
    read -r ran failed reason <"$tmp/runs"
    diag "$ran runs, $failed failed: $reason"
}

ok "a rule" conf one -p yes --cpu=arm
fails 42 "a program runs by it" "$tmp/program"
running
"$ours" --unregister=arm 2>"$tmp/err"
# shellcheck disable=SC2016 # for the inner shell
timeout 60 sh -c 'until [ -e "$1" ]; do sleep 0.1; done' - "$tmp/seen" || :
conf one -p yes --cpu=arm >"$tmp/out" 2>&1
stopped
is "$((failed > 0)) $reason" "1 Exec format error" "a moment without the rule would be seen"

# rules: the folder and the flags of all rules, if they have the same.
rules()
{
    for rule in "$misc"/qemu-*; do
        sed -n 's,^interpreter .*/\([a-z]*\)/qemu-.*$,\1,p; s/^flags: //p' "$rule" |
            paste -s -d ' ' -
    done | sort -u | paste -s -d / -
}

# With F and an equal rule, with another emulator, with other flags.
: >"$tmp/log"
rc=0
running
for n in $(seq 100); do
    for how in 'one -p yes' 'one -p yes' 'two -p no' 'one -p no -c yes'; do
        # shellcheck disable=SC2086 # words
        conf $how --cpu=arm --force --no-verify >>"$tmp/log" 2>&1 || rc=$?
    done
done
stopped
is "$rc $(grep -c 'replaced (1): arm$' "$tmp/log")" "0 400" "a rule is replaced 400 times"
is "$failed" 0 "while programs run, and each of them does"
is "$((ran > 50))" 1 "they were more than a few"
is "$(there)" "qemu-arm register status " "nothing is left over"

# Two at once, with all rules: both succeed, one after the other, so that all rules are those of the
# last.
conf one -p no -c yes --cpu=hexagon >"$tmp/out" 2>&1
# shellcheck disable=SC2016 # for the inner shell
flock $misc sh -c ': >"$1/locked"; while [ ! -e "$1/unlock" ]; do sleep 0.1; done' - "$tmp" &
until [ -e "$tmp/locked" ]; do sleep 0.1; done
conf two -p no --force --cpu=arm >"$tmp/out" 2>&1 &
waiting=$!
sleep 0.5
ln -s "$ours" "$tmp/binfmt"
"$tmp/binfmt" --uninstall 'qemu-hexagon' >"$tmp/out.binfmt" 2>&1 &
uninstalling=$!
sleep 0.5
is "$(rules)" "one OC" "while another one has the lock, nothing is changed"
ok "nor removed by the name binfmt" test -e $misc/qemu-hexagon
: >"$tmp/unlock"
ok "the change succeeds" wait $waiting
ok "and so does the removal" wait $uninstalling
is "$(rules)" "two O" "when the lock is free"
ok "which is done" test ! -e $misc/qemu-hexagon
: >"$tmp/ends"
running
for n in $(seq 50); do
    (
        rc=0
        conf one -p yes --force >"$tmp/out.one" 2>&1 || rc=$?
        echo $rc >"$tmp/rc.one"
    ) &
    first=$!
    (
        rc=0
        conf two -p no -c yes --force >"$tmp/out.two" 2>&1 || rc=$?
        echo $rc >"$tmp/rc.two"
    ) &
    wait $first $!
    echo "$(cat "$tmp/rc.one" "$tmp/rc.two" | paste -s -d ' ' -) $(rules) $(there)" >>"$tmp/ends"
done
stopped
all=$(for cpu in $cpus; do printf 'qemu-%s ' "$cpu"; done)
is "$(grep -Ecx "0 0 (one OF|two OC) ${all}register status " "$tmp/ends" || :)" 50 \
    "two at once, 50 times: both succeed, and all rules are those of one of them"
sort "$tmp/ends" | uniq -c | sed 's/^/# /'
is "$failed" 0 "there was no moment without a rule"
done_testing
