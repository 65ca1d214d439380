#!/bin/sh
# SPDX-License-Identifier: MIT
# The start of an emulator: what it must not do unless the guest asks, and that it still does so
# then.
#
# Nothing is timed or counted here; tests/speed/start.t does that. Each point fails with a stock
# QEMU unless it says that it only guards.

. "$(dirname "$0")/../lib/lib.sh"
need_topic startup
. "$(dirname "$0")/../lib/waiting.sh"
need_qemu aarch64
need_prog timeout
command -v aarch64-linux-gnu-gcc >/dev/null ||
    skip_all "no aarch64-linux-gnu-gcc (apt install gcc-aarch64-linux-gnu libc6-dev-arm64-cross)"
guests=$top_srcdir/tests/emulators/queue
guest=$tmp/guest
aarch64-linux-gnu-gcc -std=gnu11 -O1 -static -pthread -o "$guest" "$guests/start.c" \
    >"$tmp/cc.log" 2>&1 ||
    framework_failure_ "the guest cannot be built: $(cat "$tmp/cc.log")"
unset QEMU_CPU QEMU_GDB QEMU_LOG

# says WANTED DESCRIPTION ARGUMENT...: passes if the aarch64 emulator succeeds and the guest writes
# these words.
says()
{
    says_want=$1 says_text=$2
    shift 2
    rc=0
    timeout 60 "$(qemu aarch64)" "$@" >"$tmp/out" 2>&1 </dev/null || rc=$?
    is "$(tr '\n' ' ' <"$tmp/out")status $rc" "$says_want status $rc" "$says_text"
}

# traced EVENT CPU ARGUMENT...: how often that emulator traces the event.
traced()
{
    event=$1
    emulator=$(qemu "$2")
    shift 2
    timeout 60 "$emulator" -d "trace:$event" -D "$tmp/trace" "$@" >/dev/null 2>&1 </dev/null || :
    grep -c "^$event " "$tmp/trace" || :
}

# Registers, for a debugger.
is "$(traced gdbxml_feature_builder_header aarch64 "$guest" tasks)" 0 \
    "gdbstub: no register is described without a debugger"
if command -v python3 >/dev/null; then
    timeout 60 python3 "$here/gdb/features.py" port "$(qemu aarch64)" "$guest" tasks \
        >"$tmp/gdb" 2>&1 || :
    for feature in core sve sme2 mte tls; do
        like "$tmp/gdb" "^org[.]gnu[.]gdb[.]aarch64[.]$feature ([1-9][0-9]*) \\1\$" \
            "gdbstub: a debugger reads all registers of $feature (guard)"
    done
    like "$tmp/gdb" '^org[.]qemu[.]gdb[.]arm[.]sys[.]regs ([1-9][0-9][0-9]) \1$' \
        "gdbstub: a debugger reads the system registers (guard)"
else
    skip "gdbstub" "no python3"
fi

# System registers.
says "sctlr 0 ttbr0 0 midr 1 mmfr3 1 dczid 1 tpidr 1" \
    "registers: a program can read its system registers only (guard)" "$guest" system
timeout 60 "$(qemu aarch64)" -d unimp -D "$tmp/unimp" "$guest" system \
    >/dev/null 2>&1 </dev/null || :
like "$tmp/unimp" \
    'read access to unsupported AArch64 system register op0:3 op1:0 crn:2 crm:0 op2:0' \
    "registers: there are none that only a kernel can reach"

# The thread for RCU callbacks.
says "tasks 1" "rcu: a process of one thread has one in the emulator, too" "$guest" tasks
says "tasks 11" "rcu: so have its children" "$guest" forks
says "threads 50 child 0" "rcu: threads end, and fork (guard)" "$guest" threads

# alone COMMAND...: as a user who may have no other process or thread, as in sshd's sandbox; on the
# descriptors 8 and 9, which he need not find.
alone()
{
    set -- prlimit --nproc=0 "$@"
    [ "$(id -u)" != 0 ] || set -- setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
    "$@" 8<"$guest" 9<"$(qemu aarch64)" >"$tmp/out" 2>&1
}
if ! command -v prlimit >/dev/null || ! command -v setpriv >/dev/null; then
    skip "rcu: no thread may be made" "no prlimit or setpriv (apt install util-linux)"
elif alone sh -c 'true & wait $!'; then
    skip "rcu: no thread may be made" "this user may make processes without a limit"
else
    rc=0
    alone /proc/self/fd/9 /proc/self/fd/8 mappings || rc=$?
    is "$(cat "$tmp/out") status $rc" "mappings, fork -1 status 0" "rcu: no thread may be made"
fi

# Properties of a CPU.
for cpu in max,sve=off cortex-a57,pmu=off; do
    says "readable 5 tty -1" "qom: -cpu $cpu (guard)" -cpu "$cpu" "$guest" ioctl
done
fails 1 "qom: a CPU has no property nonsense (guard)" \
    "$(qemu aarch64)" -cpu max,nonsense=on "$guest" tasks

says "readable 5 tty -1" "ioctl: structures are converted, in a thread too (guard)" "$guest" ioctl

# Memory of a guest that does nothing and waits.
if grep -q '\[madvise\]' /sys/kernel/mm/transparent_hugepage/enabled 2>/dev/null; then
    waiting aarch64 "$tmp/smaps"
    is "$(kilobytes "$tmp/smaps" AnonHugePages)" 0 "tcg: no huge page for a small program"
else
    cannot "tcg: no huge page for a small program" "this kernel gives huge pages to all or to none"
fi
done_testing
