# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# For tests that look at the memory of an emulator while its guest waits, sourced after lib.sh.
#
#   waiting CPU FILE [GUEST]...   copies its smaps to FILE. GUEST is a program with arguments that
#                                 writes a line when it is ready and ends when its standard input
#                                 does; without it, queue/wait.S
#   kilobytes FILE FIELD [KIND]   the sum of a field of smaps, in kB, over the mappings of a kind:
#                                   unnamed  neither of a file nor heap nor stack (the default)
#                                   heap     the heap of brk(2)
#                                   file     of the emulator's own file

: "${tmp:?this file needs lib.sh}"

waiting()
{
    waiting_cpu=$1 waiting_smaps=$2
    shift 2
    if [ $# -eq 0 ]; then
        waiting_cc=$(. "$top_srcdir/tools/compilers.sh" && guest_field "$waiting_cpu" compiler)
        $waiting_cc -nostdlib -static -o "$tmp/wait" "$top_srcdir/tests/emulators/queue/wait.S" \
            2>"$tmp/cc.log" ||
            framework_failure_ "wait.S cannot be built: $(cat "$tmp/cc.log")"
        set -- "$tmp/wait"
    fi
    rm -f "$tmp/in" "$tmp/ready"
    mkfifo "$tmp/in" "$tmp/ready"
    # linux-user copies the environment to its heap, and make's is large.
    env -i "$(qemu "$waiting_cpu")" "$@" <"$tmp/in" >"$tmp/ready" &
    waiting_process=$!
    exec 7>"$tmp/in"
    read -r _ <"$tmp/ready" || framework_failure_ "the guest does not run: $*"
    cat "/proc/$waiting_process/smaps" >"$waiting_smaps"
    exec 7>&-
    wait "$waiting_process"
}

kilobytes()
{
    awk -v field="$2:" -v kind="${3-unnamed}" '
        /^[0-9a-f]+-/ {
            is = NF == 5 ? "unnamed" : $6 ~ /qemu/ ? "file" : $6 == "[heap]" ? "heap" : ""
        }
        $1 == field && is == kind { n += $2 }
        END { print n + 0 }' "$1"
}
