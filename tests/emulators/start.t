#!/bin/sh
# SPDX-License-Identifier: MIT
# The start of an emulator: what it must not do unless the guest asks, and that it still does so then.
#
# Nothing is timed. Each point fails with a stock QEMU unless it says that it only guards.

. "$(dirname "$0")/../lib/lib.sh"
need_qemu aarch64
need_prog timeout
command -v aarch64-linux-gnu-gcc >/dev/null ||
    skip_all "no aarch64-linux-gnu-gcc (apt install gcc-aarch64-linux-gnu libc6-dev-arm64-cross)"
guests=$top_srcdir/tests/emulators/queue
guest=$tmp/guest
aarch64-linux-gnu-gcc -std=gnu11 -O1 -static -pthread -o "$guest" "$guests/start.c" >"$tmp/cc.log" 2>&1 ||
    framework_failure_ "the guest cannot be built: $(cat "$tmp/cc.log")"
unset QEMU_CPU QEMU_GDB QEMU_LOG

# says WANTED DESCRIPTION ARGUMENT...: passes if the aarch64 emulator succeeds and the guest writes these words.
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
is "$(traced gdbxml_feature_builder_header aarch64 "$guest" tasks)" 0 "gdbstub: no register is described without a debugger"
if command -v python3 >/dev/null; then
    timeout 60 python3 "$guests/gdb.py" port "$(qemu aarch64)" "$guest" tasks >"$tmp/gdb" 2>&1 || :
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
says "sctlr 0 ttbr0 0 midr 1 mmfr3 1 dczid 1 tpidr 1" "arm: a program can read its system registers only (guard)" \
    "$guest" system
timeout 60 "$(qemu aarch64)" -d unimp -D "$tmp/unimp" "$guest" system >/dev/null 2>&1 </dev/null || :
like "$tmp/unimp" 'read access to unsupported AArch64 system register op0:3 op1:0 crn:2 crm:0 op2:0' \
    "arm: there are no system registers that only a kernel can reach"

# The thread for RCU callbacks.
says "tasks 1" "rcu: a process of one thread has one in the emulator, too" "$guest" tasks
says "tasks 11" "rcu: so have its children" "$guest" forks
says "threads 50 child 0" "rcu: threads end, and fork (guard)" "$guest" threads

# Properties of a CPU.
for cpu in max,sve=off cortex-a57,pmu=off; do
    says "readable 5 tty -1" "qom: -cpu $cpu (guard)" -cpu "$cpu" "$guest" ioctl
done
fails 1 "qom: a CPU has no property nonsense (guard)" "$(qemu aarch64)" -cpu max,nonsense=on "$guest" tasks

says "readable 5 tty -1" "ioctl: structures are converted, in a thread too (guard)" "$guest" ioctl

# Memory, of a guest that does nothing and waits: the kernel tells what was touched.
if aarch64-linux-gnu-gcc -nostdlib -static -o "$tmp/wait" "$guests/wait.S" >"$tmp/cc.log" 2>&1; then
    mkfifo "$tmp/in" "$tmp/ready"
    "$(qemu aarch64)" "$tmp/wait" <"$tmp/in" >"$tmp/ready" &
    emulation=$!
    exec 7>"$tmp/in"
    read -r _ <"$tmp/ready" || framework_failure_ "the guest does not run"
    cat "/proc/$emulation/smaps" >"$tmp/smaps"
    exec 7>&-
    wait "$emulation"
    # kB of memory that is neither of a file nor heap nor stack: total, and in huge pages
    awk '/^[0-9a-f]+-/ { anonymous = NF == 5 } anonymous && /^Anonymous:/ { total += $2 }
        anonymous && /^AnonHugePages:/ { huge += $2 } END { print total - huge, huge + 0 }' "$tmp/smaps" >"$tmp/kb"
    read -r small huge <"$tmp/kb"
    diag "anonymous memory: $small kB in small pages, $huge kB in huge ones"
    # kB of its file that it has written to, at most; relocation is most of that
    awk '/^[0-9a-f]+-/ { file = NF > 5 && $6 ~ /qemu/ } file && /^Anonymous:/ { sum += $2 } END { print sum + 0 }' \
        "$tmp/smaps" >"$tmp/kb"
    read -r written <"$tmp/kb"
    diag "the emulator's file: $written kB written to"
    ok "tcg: most pages of the emulator's data are untouched" test "$written" -lt 450
    ok "qht: most of the empty table of translation blocks is untouched" test "$small" -lt 400
    if grep -q '\[madvise\]' /sys/kernel/mm/transparent_hugepage/enabled 2>/dev/null; then
        is "$huge" 0 "tcg: no huge page for a small program"
    else
        cannot "tcg: no huge page for a small program" "this kernel gives huge pages to all or to none"
    fi
else
    framework_failure_ "wait.S cannot be built: $(cat "$tmp/cc.log")"
fi

# What an emulator shows nowhere, so the sources are read.
if [ -d "$QB_QEMU/linux-user" ]; then
    sed -n '/^static void accel_init_cpu_interfaces/,/^}/p' "$QB_QEMU/accel/accel-common.c" >"$tmp/accel"
    like "$tmp/accel" object_class_by_name "source: accel_init_cpu_interfaces() (guard)"
    unlike "$tmp/accel" object_class_foreach "source: the accelerator does not initialize all CPU models"
    sed -n '/^static void arm_cpu_reset_hold/,/^}/p' "$QB_QEMU/target/arm/cpu.c" >"$tmp/reset"
    like "$tmp/reset" trace_arm_cpu_reset "source: arm_cpu_reset_hold() (guard)"
    unlike "$tmp/reset" 'memset[(]env,' "source: a reset does not clear all of a process's CPU"
    unlike "$QB_QEMU/qom/object.c" 'interfaces[[][^]]+[]];' "source: no type has room for interfaces that it has not"
    sed -n '/ifdef CONFIG_USER_ONLY/,/else/p' "$QB_QEMU/accel/tcg/tb-context.h" >"$tmp/bits"
    like "$tmp/bits" 'CODE_GEN_HTABLE_BITS +(9|1[0-2])$' "source: the table of blocks begins small"
    sed -n '/^static.*find_class_property/,/^}/p' "$QB_QEMU/qom/object.c" >"$tmp/find"
    like "$tmp/find" 'property_names & bit' "source: a property is not looked up in every class"
    unlike "$QB_QEMU/linux-user/main.c" '^ +(syscall|ioctl)_init\(' "source: linux-user starts without the structures of ioctl"
else
    cannot "sources of QEMU" "no unpacked QEMU (QB_QEMU)"
fi

done_testing
