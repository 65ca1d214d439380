#!/bin/sh
# SPDX-License-Identifier: MIT
# The README's commands: everything from an empty machine to tested and measured emulators.

set -eu
cd "$(dirname "$0")"
top=$(pwd) top_srcdir=$top
. tools/common.sh
. tools/compilers.sh

usage()
{
    cat <<EOF
Usage: ./bootstrap.sh build [OPTION...] [CONFIGURE-OPTION...]
       ./bootstrap.sh check [OPTION...] [CONFIGURE-OPTION...]
       ./bootstrap.sh bench [OPTION...] [CONFIGURE-OPTION...]
       ./bootstrap.sh hosts [OPTION...] [CONFIGURE-OPTION...]

  build   installs what the build needs, configures, builds the emulators in
          build/, and runs a real foreign program with one of them
  check   installs what the tests need, builds, and runs the whole suite:
          lint, distcheck, make check; ends with 'N passed, N failed, N skipped'
  bench   installs what measuring needs, builds, and measures the emulators
          beside Debian's: tables and plots in build/bench/results. QUICK=1 in
          the environment makes it a matter of minutes, BENCH passes options to
          bench/run (see its --help)
  hosts   installs the cross compilers too, and builds the emulators for machines
          of other CPUs, in build/hosts/CPU; HOSTS="arm64 riscv64" in the
          environment names some

  --no-install   never install anything: print what is missing and stop
  --yes          install without asking, also on a terminal
  --jobs=N       run N jobs at a time (default: the number of CPUs)
  --help         this text

Everything else goes to configure, for example --with-targets=arm64,riscv64 or
--with-distfiles=DIR; './configure --help' lists it. The commands can be
repeated: what is done is not done again.

Example: ./bootstrap.sh build --with-targets=arm64
EOF
}

say()
{
    printf '%s\n' "$*"
}

# What the unpacked archive runs in distcheck here: tests that read the tree. The whole of make
# check follows, in the build; a release runs it in the archive too (make distcheck).
archived='tests/build/readers.t tests/build/debian.t tests/build/documents.t
    tests/build/decodetree.t tests/register/table.t tests/register/options.t
    tests/register/rules.t tests/register/cli.t tests/register/unit.t tests/images/client.t'
# What follows make check, one after the other: limits of speed, and tests of the packages and
# images, which change this machine for a while.
suites='check-speed check-rpm check-deb check-tarballs check-reproducible check-cross check-images
    check-publish'
install=ask
jobs=$(nproc 2>/dev/null || echo 1)

# as_root COMMAND...: by sudo where we are not root.
as_root()
{
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# package_manager PACKAGE...: installs them.
package_manager()
{
    if command -v apt-get >/dev/null 2>&1; then
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update &&
            as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
                --no-install-recommends install "$@"
    elif command -v dnf >/dev/null 2>&1; then
        as_root dnf -y install "$@"
    else
        echo "neither apt-get nor dnf here: install what is named above by hand"
        return 1
    fi
}

# install_packages WHAT PACKAGE...: one line, the rest into a log, which is shown if it goes wrong.
install_packages()
{
    [ "$(id -u)" = 0 ] || command -v sudo >/dev/null 2>&1 ||
        die 1 "not root, and there is no sudo: install $1 as root"
    say "installing $1:"
    shift
    echo "$*" | fold -s -w 100 | sed 's/^/    /'
    mkdir -p build
    package_manager "$@" >build/install.log 2>&1 </dev/null || {
        tail -n 20 build/install.log
        die 1 "the installation failed: see above, and build/install.log"
    }
}

# prerequisites WHEN...: installs what is missing, or says it.
prerequisites()
{
    tools/probe.sh "$@" && return 0
    [ "$install" != never ] || die 1 "not installed (--no-install): see the list above"
    packages=$(tools/probe.sh --packages "$@" | tr ',' '\n' | grep -v '^-$' | sort -u | tr '\n' ' ')
    if [ "$install" = ask ] && [ -t 0 ] && [ -t 1 ]; then
        printf 'Install %s? [Y/n] ' "$packages"
        read -r answer
        case $answer in [nN]*)
            die 1 "nothing installed; --no-install only prints what is missing"
            ;;
        esac
    fi
    # shellcheck disable=SC2086 # a list of names
    install_packages "what is missing" $packages
    tools/probe.sh "$@" || die 1 "still missing after the installation: see the list above"
}

# have_apt: else no cross compiler is installed.
have_apt()
{
    command -v apt-get >/dev/null 2>&1 && return
    say "no apt here: the cross compilers that are installed are used"
    return 1
}

# host_packages: Debian's cross compilers for $HOSTS that are missing. make hosts says what is still
# missing then: an older Debian does not have all.
host_packages()
{
    # shellcheck disable=SC2086 # a list of names
    tools/hosts.sh names ${HOSTS-} >/dev/null
    have_apt || return 0
    # shellcheck disable=SC2086
    tools/hosts.sh missing ${HOSTS-} && return
    [ "$install" != never ] || die 1 "not installed (--no-install): see the list above"
    as_root apt-get -q update >/dev/null 2>&1 || :
    # shellcheck disable=SC2086
    absent=$(for package in $(tools/hosts.sh packages ${HOSTS-}); do
        ! apt-cache show "$package" >/dev/null 2>&1 || echo "$package"
    done)
    # shellcheck disable=SC2086
    [ -z "$absent" ] || install_packages "cross compilers and C libraries of the hosts" $absent
}

# guest_packages WORD WHAT: Debian's cross compilers for the CPUs of guest_list WORD, whose guests
# are WHAT.
guest_packages()
{
    have_apt || return 0
    wanted=$(for target in $(guest_list "$1"); do
        guest_field "$target" packages
    done | tr ' ' '\n' | sort -u)
    absent=
    for package in $wanted; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q ' installed$' ||
            absent="$absent $package"
    done
    [ -n "$absent" ] || return 0
    [ "$install" != never ] || {
        say "without these packages guests are $2:$absent"
        return 0
    }
    # shellcheck disable=SC2086 # a list of names
    install_packages "cross compilers and libraries for guest programs" $absent
}

# configure OPTION...: in build/, again only if the options or configure itself changed.
configure()
{
    if [ ! -x configure ] ||
        [ -n "$(find configure.ac Makefile.am m4 sources/manifest ./*/local.mk -newer configure)" \
            ]; then
        say "  AUTORECONF"
        autoreconf -fi >/dev/null 2>&1 || autoreconf -fi
    fi
    mkdir -p build
    printf '%s\n' "$@" >build/.options.new
    if [ ! -f build/Makefile ] || ! cmp -s build/.options.new build/.options ||
        [ -n "$(find configure -newer build/config.status)" ]; then
        say "  CONFIGURE  (build/config.log)"
        (cd build && ../configure -q "$@") ||
            die 1 "configure failed: see above, and build/config.log"
    fi
    mv build/.options.new build/.options
}

seconds()
{
    echo $(($(date +%s) - begun))
}

build()
{
    prerequisites tree build
    configure "$@"
    make -C build -s --no-print-directory -j"$jobs"
}

# count PATTERN: lines of the test results that match.
count()
{
    cat build/tests/*/*.trs build/check.lint 2>/dev/null | grep -c "$1" || :
}

check()
{
    prerequisites tree build check
    guest_packages all skipped
    failed=0
    say "== lint"
    if tools/lint.sh; then lint=PASS; else
        lint=FAIL
        failed=1
    fi
    say "== build"
    build "$@"
    say "== distcheck"
    if make -C build -s --no-print-directory distcheck TESTS="$archived" \
        >build/logs/distcheck.log 2>&1; then
        dist=PASS
        say "ok: build/logs/distcheck.log"
    else
        dist=FAIL
        failed=1
        tail -n 40 build/logs/distcheck.log
    fi
    say "== check"
    rm -f build/tests/*/*.trs
    make -C build -k --no-print-directory -j"$jobs" check || failed=1
    for suite in $suites; do
        say "== $suite"
        make -C build -k --no-print-directory "$suite" || failed=1
    done
    sed -n 's/^# table: //p' build/tests/*/*.log 2>/dev/null || :
    printf ':test-result: %s lint\n:test-result: %s distcheck\n' "$lint" "$dist" >build/check.lint
    # Once more what failed, since the end is what everybody reads first.
    [ "$lint" = PASS ] || say "FAIL: lint"
    [ "$dist" = PASS ] || {
        say "FAIL: distcheck"
        sed -n 's/^\(FAIL\|ERROR\|XPASS\): /&in distcheck: /p' build/logs/distcheck.log
    }
    sed -n '/^\(FAIL\|ERROR\|XPASS\): /p' build/tests/*/*.log
    say "$command took $(seconds) s"
    say "$(count '^:test-result: \(PASS\|XFAIL\)') passed, $(count \
        '^:test-result: \(FAIL\|ERROR\|XPASS\)') failed, $(count '^:test-result: SKIP') skipped"
    exit "$failed"
}

bench()
{
    prerequisites tree build bench
    guest_packages measured 'not measured'
    build "$@"
    make -C build -s --no-print-directory bench
    say "bench took $(seconds) s; the tables are in build/bench/results/results.md"
}

hosts()
{
    prerequisites tree build
    host_packages
    configure "$@"
    JOBS=$jobs make -C build -s --no-print-directory -j"$jobs" hosts
    say "hosts took $(seconds) s; the emulators are in build/hosts/CPU/bin"
}

command=${1-}
[ $# -eq 0 ] || shift
for option; do
    shift
    case $option in
        --no-install) install=never ;;
        --yes) install=yes ;;
        --jobs=*) jobs=${option#--jobs=} ;;
        --help)
            usage
            exit 0
            ;;
        *) set -- "$@" "$option" ;;
    esac
done
[ "${CI-}" != true ] || {
    QB_TEST_STRICT=1
    export QB_TEST_STRICT
}
begun=$(date +%s)
case $command in
    build)
        build "$@"
        top_srcdir=$top top_builddir=$top/build tools/foreign.sh
        say "build took $(seconds) s; the emulators are in build/bin;" \
            "install them with: make -C build install"
        ;;
    check) check "$@" ;;
    bench) bench "$@" ;;
    hosts) hosts "$@" ;;
    --help | help | -h) usage ;;
    *)
        usage >&2
        exit 2
        ;;
esac
