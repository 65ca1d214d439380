# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2016
# What the tests of the Debian package share; they source lib.sh and machine.sh before.
#
#   need_deb               $deb is the package of `make deb`, in a folder that the copy of the
#                          machine sees
#   programs               compiles a program for each of $cpus: $tmp/guest-CPU, which says its
#                          machine, or waits
#   previous               $previous: an older version of the package, with other files
#   apt ARGUMENT...        apt-get there, without questions; its output in $tmp/apt.out
#   says CPU, file_of CPU  what the program of that CPU says there; which file the kernel runs for
#                          it
#   rule_names, flags NAME the kernel's rules of emulators; the flags of one
#   has_all                all rules of the package are registered
#   no_trace               nothing of the package is left: the state of $tmp/changes.before

: "${tmp:?this file needs lib.sh}"

. "$top_srcdir/tools/compilers.sh"
cpus=$(guest_list common | paste -s -d ' ' -)
machine_of()
{
    guest_field "$1" machine
}
compiler_of()
{
    guest_field "$1" compiler
}

need_deb()
{
    need_prog dpkg-deb getfattr
    for target in $cpus; do need_qemu "$target"; done
    [ "$(echo "$QB_TARGETS" | wc -w)" -eq "$("$top_srcdir/tools/cpus.sh" targets | wc -w)" ] ||
        cannot_all "this tree does not build all emulators (--with-targets)"
    built=$(find "$top_builddir/packages" -name "qemu-user-static_*_$(dpkg \
        --print-architecture).deb" 2>/dev/null)
    [ -n "$built" ] || skip_all "no package: make deb"
    cp "$built" "$tmp/"
    deb=$tmp/${built##*/}
    version=$(dpkg-deb -f "$deb" Version)
}

programs()
{
    cat >"$tmp/guest.c" <<'C'
#include <stdio.h>
#include <sys/utsname.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    struct utsname name;

    if (argc > 1) {
        sleep(60);
    }
    uname(&name);
    printf("%s %s\n", name.machine, argv[0]);
    return 0;
}
C
    for cpu in $cpus; do
        compiler=$(compiler_of "$cpu")
        command -v "${compiler%% *}" >/dev/null 2>&1 || {
            skip "a program for $cpu" "no $compiler"
            continue
        }
        # shellcheck disable=SC2086 # a command with flags
        $compiler -static -o "$tmp/guest-$cpu" "$tmp/guest.c" ||
            framework_failure_ "no program for $cpu"
    done
}

# An older version differs in what a user would see: its emulators say another version, and have
# another build-id.
previous()
{
    dpkg-deb -R "$deb" "$tmp/previous"
    sed -i 's/^Version: .*/Version: 1:11.0.0-1/; s/(= 1:[^)]*)/(= 1:11.0.0-1)/g' \
        "$tmp/previous/DEBIAN/control"
    for file in "$tmp"/previous/usr/bin/qemu-*-static; do
        [ -L "$file" ] || printf 'the version before\n' >>"$file"
    done
    (cd "$tmp/previous" && find usr -type f -exec md5sum {} + >DEBIAN/md5sums)
    previous=$tmp/previous.deb
    dpkg-deb -Zgzip -z1 --root-owner-group -b "$tmp/previous" "$previous" >/dev/null
    rm -rf "$tmp/previous"
}

apt()
{
    on apt-get -q -y -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confdef -o Acquire::Retries=3 \
        "$@" >"$tmp/apt.out" 2>&1 && return
    apt_rc=$?
    sed 's/^/# | /' "$tmp/apt.out" | tail -n 40
    return "$apt_rc"
}

# An empty answer if the kernel does not run it.
says()
{
    on "$tmp/guest-$1" 2>/dev/null || :
}

file_of()
{
    on sh -c '
        "$1" wait & pid=$!
        for try in 1 2 3 4 5 6 7 8 9 10; do
            file=$(readlink "/proc/$pid/exe")
            case $file in *qemu-*) break ;; esac
            sleep 0.1
        done
        kill "$pid"
        echo "$file"' sh "$tmp/guest-$1" 2>/dev/null
}

rule_names()
{
    on sh -c "ls $rules | grep ^qemu- || :" | sort
}
wanted_names()
{
    dpkg-deb -c "$deb" | sed -n 's,.* \./usr/share/binfmts/\(qemu-.*\),\1,p' | sort
}
flags()
{
    on sed -n 's/^flags: //p' "$rules/$1" 2>/dev/null || :
}
has_all()
{
    is "$(rule_names | tr '\n' ' ')" "$(wanted_names | tr '\n' ' ')" \
        "$1: the rules of all foreign CPUs, and no other"
}
systemd_files()
{
    on sh -c 'ls /usr/lib/binfmt.d | grep ^qemu- || :' | sed 's/\.conf$//' | sort | tr '\n' ' '
}

# all_run TEXT: the programs run through the kernel, by the files that are installed now.
all_run()
{
    for cpu in $cpus; do
        [ -e "$tmp/guest-$cpu" ] || continue
        is "$(says "$cpu")" "$(machine_of "$cpu") $tmp/guest-$cpu" "$1: a program of $cpu runs"
        is "$(file_of "$cpu")" "/usr/bin/qemu-$cpu-static" "$1: by the installed file"
    done
    on qemu-binfmt-conf --status >"$tmp/status" 2>&1 || :
    unlike "$tmp/status" 'stale' "$1: no rule has an older file"
}

consistent()
{
    is "$(on dpkg --audit)" "" "$1: dpkg --audit"
    ok "$1: apt-get check" on apt-get -q check
}

no_trace()
{
    changes >"$tmp/changes.after"
    is "$(diff "$tmp/changes.before" "$tmp/changes.after")" "" \
        "$1: /etc, /usr and /var are as before"
    is "$(rule_names)" "" "$1: the kernel has no rule of an emulator"
    is "$(on dpkg-query -W 'qemu-user*' 2>/dev/null | awk 'NF > 1')" "" \
        "$1: dpkg knows nothing of it"
}
