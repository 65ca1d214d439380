#!/bin/sh
# SPDX-License-Identifier: MIT
# bootstrap.sh: its help and its errors; what is missing is told or installed, and nothing else
# happens then.

. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/../lib/tree.sh"
need_prog gcc
srcdir=$tmp/source
copy_sources "$srcdir"
bootstrap=$srcdir/bootstrap.sh

ok "--help succeeds" "$bootstrap" --help
like "$tmp/ok.out" '^Usage: \./bootstrap\.sh build ' "it tells how to call it"
like "$tmp/ok.out" 'bootstrap\.sh check ' "and names the commands"
like "$tmp/ok.out" 'bootstrap\.sh bench ' "all three of them"
ok "build --help succeeds too" "$bootstrap" build --help
for command in '' biuld --no-install; do
    # shellcheck disable=SC2086 # none, or one word
    fails 2 "no such command is status 2: '$command'" "$bootstrap" $command
    like "$tmp/fails.out" '^Usage: ' "the usage is told: '$command'"
done

# A machine without bison and shellcheck, on which nothing can be installed without us seeing it
tools_without bison shellcheck valgrind apt-get dnf sudo
find "$srcdir" ! -type d | sort >"$tmp/before"
# installer NAME...: programs that only tell that they were called.
installer()
{
    rm -f "$tools/apt-get" "$tools/dnf" "$tools/sudo"
    : >"$tmp/called"
    for program; do
        # shellcheck disable=SC2016 # for the program
        printf '#!/bin/sh\necho "%s $*" >>"%s"\n' "$program" "$tmp/called" >"$tools/$program"
        chmod +x "$tools/$program"
    done
}
# lacking STATUS DESCRIPTION ARGUMENT...: bootstrap.sh on that machine, without a terminal.
lacking()
{
    lacking_status=$1 lacking_text=$2
    shift 2
    fails "$lacking_status" "$lacking_text" env PATH="$tools" "$bootstrap" "$@" </dev/null
}
# untouched DESCRIPTION: the sources are as they were, but for the log of the package manager.
untouched()
{
    find "$srcdir" ! -type d ! -name install.log | sort >"$tmp/after"
    is "$(diff "$tmp/before" "$tmp/after")" "" "$1"
}

installer apt-get sudo
lacking 1 "build --no-install fails where something is missing" build --no-install
like "$tmp/fails.out" 'missing: bison \(.*\); Debian: bison; Fedora: bison$' \
    "what is missing is told, with its package"
like "$tmp/fails.out" '^bootstrap\.sh: not installed \(--no-install\)' \
    "and that it is not installed"
is "$(cat "$tmp/called")" "" "no package manager is called"
untouched "and nothing is built"
lacking 1 "check --no-install fails where something is missing" check --no-install
like "$tmp/fails.out" 'missing: shellcheck \(.*\)' "what the tests need is told too"
is "$(cat "$tmp/called")" "" "no package manager is called then either"

lacking 1 "bench --no-install fails where something is missing" bench --no-install
like "$tmp/fails.out" 'missing: bison \(.*\)' "what the build needs is reported"
like "$tmp/fails.out" 'missing: valgrind \(counting instructions\); Debian: valgrind;' \
    "and what measuring needs"
unlike "$tmp/fails.out" 'missing: shellcheck' "but not what only the tests need"
is "$(cat "$tmp/called")" "" "no package manager is called either"
untouched "nothing is built"

# Without --no-install: the packages of this machine's family, and only what is missing
wanted=$(PATH=$tools "$srcdir/tools/probe.sh" --packages tree build | tr ',' '\n' | grep -v '^-$' |
    sort -u | tr '\n' ' ')
if [ "$(id -u)" -eq 0 ]; then
    lacking 1 "build installs what is missing, and fails if it is missing still" build
    like "$tmp/called" "^apt-get .*install ${wanted% }\$" \
        "apt-get installs what is missing and nothing else"
    unlike "$tmp/called" '^sudo' "root needs no sudo"
    like "$tmp/fails.out" '^bootstrap\.sh: still missing after the installation' \
        "the message says it"
    installer apt-get sudo
    wanted=$(PATH=$tools "$srcdir/tools/probe.sh" --packages tree build bench | tr ',' '\n' |
        grep -v '^-$' | sort -u | tr '\n' ' ')
    lacking 1 "bench installs what is missing" bench
    like "$tmp/called" "^apt-get .*install ${wanted% }\$" \
        "what the build and measuring need, and nothing else"
    installer dnf
    lacking 1 "build with dnf" build --yes
    wanted=$(PATH=$tools "$srcdir/tools/probe.sh" --packages tree build | tr ',' '\n' |
        grep -v '^-$' | sort -u | tr '\n' ' ')
    like "$tmp/called" "^dnf .*install ${wanted% }\$" \
        "dnf installs what is missing and nothing else"
    installer
    lacking 1 "build without a package manager fails" build
    like "$tmp/fails.out" '^neither apt-get nor dnf here' "the message says it"
    untouched "nothing is built"
fi
installer apt-get
chmod -R a+rwX "$srcdir"
if ! have_user "$srcdir/recipes" "$tools"; then
    skip "not root" "$reason"
else
    fails 1 "neither root nor sudo: build fails" as_user env PATH="$tools" "$bootstrap" build
    like "$tmp/fails.out" 'missing: bison .* Debian: bison;' "what is missing is told"
    like "$tmp/fails.out" 'not root, and there is no sudo: install what is missing as root$' \
        "and that it is for root to install"
    is "$(cat "$tmp/called")" "" "no package manager is called"
    installer apt-get sudo
    chmod 666 "$tmp/called"
    fails 1 "not root: build calls sudo" as_user env PATH="$tools" "$bootstrap" build
    like "$tmp/called" '^sudo env DEBIAN_FRONTEND=noninteractive apt-get .* install .*bison' \
        "with the command for root"
fi
done_testing
