#!/bin/sh
# SPDX-License-Identifier: MIT
# make install: which of the two mechanisms gets the rules (--with-binfmt), what they say, the
# manual pages, the links. The emulators are stand-ins: what is tested is where things go.

. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/../lib/tree.sh"
need_prog gcc make
# Microblaze has two rules.
targets='arm microblaze riscv64 s390x'
b=$tmp/b
mkdir "$b"
cd "$b"

# set_up OPTION...: configures, as far as make sees with everything built.
set_up()
{
    configure -q --prefix=/usr --disable-ccache "$@"
}
# installed FOLDER: the names of what is in that folder of the root.
installed()
{
    (cd "$root/$1" 2>/dev/null && find . ! -type d | sed 's,^\./,,' | sort | tr '\n' ' ')
}
make_in_tree()
{
    make --no-print-directory AUTOMAKE=: AUTOCONF=: ACLOCAL=: "$@"
}

fails 1 "--with-binfmt=launchd is refused" set_up --with-targets=none --with-binfmt=launchd
like "$tmp/fails.out" 'error: --with-binfmt=launchd: it is systemd, binfmt-support or none$' \
    "the message says why"

# Without emulators
documents=$(cd "$top_srcdir" &&
    printf 'usr/share/doc/qemu-user-static/%s ' HACKING NEWS README.md doc/*.md)
ok "a tree without emulators" set_up --with-targets=none
ok "make" make_in_tree
root=$tmp/none
ok "make install" make_in_tree install DESTDIR="$root"
is "$(installed .)" \
    "usr/sbin/qemu-binfmt-conf usr/share/bash-completion/completions/qemu-binfmt-conf \
${documents}usr/share/man/man8/qemu-binfmt-conf.8 " \
    "the program, its completion, the documents and its manual are installed, and no rule"

# With emulators
if ! "$top_srcdir/tools/probe.sh" build >"$tmp/probe.out"; then
    skip "a tree with emulators" "$(head -n 1 "$tmp/probe.out" | sed 's/^ *//')"
    done_testing
fi
pretend()
{
    make_in_tree -s stamps/keys || return 1
    for ending in .fetched .src ''; do
        for name in meson zlib libffi pcre2 glib qemu; do touch "stamps/$name$ending"; done
    done
    touch stamps/stage
    mkdir -p bin
    for target in $targets; do
        echo "$target" >"bin/qemu-$target-static"
        chmod +x "bin/qemu-$target-static"
    done
    aliases=$(sed -n 's/^QB_ALIASES = //p' Makefile)
    for alias in $aliases; do
        ln -sf "qemu-${alias#*=}-static" "bin/qemu-${alias%=*}-static"
    done
}
# rules: what the installed program prints for these emulators, in $tmp/systemd and $tmp/debian.
rules()
{
    rm -rf "$tmp/systemd" "$tmp/debian"
    mkdir "$tmp/systemd" "$tmp/debian"
    set -- "$root/usr/sbin/qemu-binfmt-conf" --cpu="$targets" --qemu-path /usr/bin --qemu-suffix \
        -static -p yes -g yes
    "$@" --systemd ALL --exportdir "$tmp/systemd" >/dev/null &&
        "$@" --debian --package qemu-user-static --exportdir "$tmp/debian"
}
own=usr/share/qemu-user-static
names=$(
    for target in $targets microblaze_old; do
        [ "$target" = "$(uname -m)" ] || echo "qemu-$target"
    done | sort | tr '\n' ' '
)
confs=$(echo "$names" | sed 's, ,.conf ,g')
# mechanism OPTION BINFMT.D BINFMTS: where the two sets of files must be.
mechanism()
{
    root=$tmp/root$1
    ok "$1: configure" set_up --with-targets="$targets" "$1"
    ok "$1: the stand-ins" pretend
    ok "$1: make install" make_in_tree install DESTDIR="$root"
    unlike "$tmp/ok.out" '^  (FETCH|UNPACK|BUILD|STRIP)' "$1: nothing is built for it"
    is "$(find "$root" -type d -name 'binfmt*' | sed "s,^$root/,," | sort | tr '\n' ' ')" \
        "$(printf '%s\n' "$2" "$3" | sort | tr '\n' ' ')" "$1: the folders of rules"
    is "$(installed "$2")" "$confs" "$1: the rules of systemd are in $2"
    is "$(installed "$3")" "$names" "$1: the rules of binfmt-support are in $3"
    ok "$1: the installed program prints rules" rules
    ok "$1: the rules of systemd are those" diff -r "$tmp/systemd" "$root/$2"
    ok "$1: the rules of binfmt-support are those" diff -r "$tmp/debian" "$root/$3"
    unlike "$root/$2/qemu-riscv64.conf" "$tmp" "$1: they name no folder of the build"
    like "$root/$2/qemu-riscv64.conf" ':/usr/bin/qemu-riscv64-static:OFP$' \
        "$1: but the installed emulator"
}
mechanism --with-binfmt=systemd usr/lib/binfmt.d $own/binfmts
mechanism --with-binfmt=binfmt-support $own/binfmt.d usr/share/binfmts
mechanism --with-binfmt=none $own/binfmt.d $own/binfmts
mechanism --without-binfmt $own/binfmt.d $own/binfmts
mechanism --disable-ccache usr/lib/binfmt.d $own/binfmts

# Manual pages and links, of the last one
all=$(for target in $targets armel armhf; do echo "$target"; done | sort)
is "$(installed usr/bin)" "$(for cpu in $all; do printf 'qemu-%s-static ' "$cpu"; done)" \
    "the emulators and Debian's names are installed"
is "$(find "$root/usr/bin" -type l -exec readlink {} \; | sort -u)" qemu-arm-static \
    "Debian's names are links"
is "$(installed usr/share/man/man1)" \
    "$(for cpu in $all; do printf 'qemu-%s-static.1 ' "$cpu"; done)qemu-user-static.1 " \
    "each has a manual page"
is "$(find "$root/usr/share/man/man1" -type l -exec readlink {} \; | sort | uniq -c |
    sed 's/^ *//')" "6 qemu-user-static.1" \
    "that is a link to the one of all"
is "$(find "$root" -type l ! -exec test -e {} \; -print)" "" "no link leads nowhere"
is "$(installed usr/sbin) $(installed usr/share/man/man8)" \
    "qemu-binfmt-conf qemu-user-seed  qemu-binfmt-conf.8 qemu-user-seed.8 " \
    "the programs for administrators have one, too"
unlike "$root/usr/sbin/qemu-user-seed" '@[A-Za-z_]+@' "qemu-user-seed has no gap"
like "$root/usr/share/man/man8/qemu-binfmt-conf.8" '^\.SH' "the manual of qemu-binfmt-conf is there"
unlike "$root/usr/share/man/man8/qemu-binfmt-conf.8" '@[A-Za-z_]+@' "and has no gap"
unlike "$root/usr/share/man/man1/qemu-user-static.1" '@[A-Za-z_]+@' "nor has that of the emulators"
is "$(find "$root" -name 'binfmt')" "" "the name 'binfmt' is only for images"
ok "make uninstall" make_in_tree uninstall DESTDIR="$root"
is "$(installed .)" "" "leaves nothing"
# The only emulator is that of this machine's own CPU: for that there is no rule.
targets=$("$top_srcdir/tools/cpus.sh" platform "$(uname -m)")
targets=${targets%% *}
mkdir "$tmp/own"
cd "$tmp/own"
ok "a tree with the emulator of this machine's CPU only" set_up --with-targets="$targets"
ok "as if it were built" pretend
root=$tmp/own-root
ok "make install" make_in_tree install DESTDIR="$root"
is "$(installed usr/bin | tr ' ' '\n' | grep -c "^qemu-$targets-static$")" 1 "it is installed"
is "$(installed usr/lib/binfmt.d)$(installed usr/share/binfmts)" "" "without a rule"
done_testing
