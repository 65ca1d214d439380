#!/bin/sh
# SPDX-License-Identifier: MIT
# configure: what it takes and refuses, what it says then, and which settings it leaves for the
# recipes.

. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/../lib/tree.sh"
. "$top_srcdir/tools/series.sh"
need_prog gcc make

# begin NAME: the folder of a new tree becomes the present one.
begin()
{
    cd "$tmp"
    mkdir -p "$1"
    cd "$1"
}
setting()
{
    sed -n "s/^$1='\(.*\)'\$/\1/p" recipes/settings.sh
}
# refuses DESCRIPTION MESSAGE OPTION...: configure fails, with that in its message, and leaves no
# tree.
refuses()
{
    refused=$1 message=$2
    shift 2
    begin refused
    fails 1 "$refused is refused" configure -q "$@"
    like "$tmp/fails.out" "$message" "$refused: the message says why"
    ok "$refused: there is no tree" test ! -e Makefile
}

# What is refused at once
refuses "an unknown target" '^unknown CPU: vax$' --with-targets=arm64,vax
like "$tmp/fails.out" '^known are .* aarch64 .* riscv64 ' "the message lists what is known"
refuses "--with-deps=nonsense" 'error: --with-deps=nonsense: it is bundled or system' \
    --with-deps=nonsense
refuses "a folder of archives that is not there" \
    "error: --with-distfiles=$tmp/no: there is no such directory" --with-distfiles="$tmp/no"
refuses "a suffix with a slash" 'error: --with-suffix=/x: letters' --with-suffix=/x
begin 'a space'
fails 1 "a build folder with a space in its name is refused" configure -q --with-targets=none
like "$tmp/fails.out" "error: the directory '$tmp/a space' has a space" \
    "the message names it and says why"
begin refused
ln -s "$top_srcdir" "$tmp/a link"
srcdir="$tmp/a link"
fails 1 "a source folder with a space in its name is refused" configure -q --with-targets=none
like "$tmp/fails.out" "error: the directory '$srcdir' has a space" \
    "the message names it and says why"
srcdir=$top_srcdir

# What is missing: all of it is told before anything is built
tools_without bison ninja ninja-build samu
(
    PATH=$tools
    export PATH
    begin missing
    fails 1 "without bison and ninja configure fails" configure -q --with-targets=aarch64
    like "$tmp/fails.out" 'missing: bison \(.*hexagon\); Debian: bison; Fedora: bison$' \
        "bison is named, with what for"
    like "$tmp/fails.out" 'missing: ninja.* \(.*QEMU\); Debian: ninja-build; Fedora: ninja-build$' \
        "ninja is named too"
    is "$(grep -c 'missing: ' "$tmp/fails.out")" \
        "$(PATH=$tools "$top_srcdir/tools/probe.sh" build | wc -l | tr -d ' ')" \
        "and all else that is missing"
    like "$tmp/fails.out" 'bootstrap\.sh' "and the command that installs it"
    is "$(ls Makefile recipes 2>/dev/null)" "" "there is no tree"
    echo "points=$points failures=$failures" >"$tmp/points"
)
. "$tmp/points"
printf '#!/bin/sh\ncase " $* " in *" -static-pie "*) exit 1 ;; esac\nexec gcc "$@"\n' \
    >"$tmp/no-static"
chmod +x "$tmp/no-static"
refuses "a compiler without static C library" \
    'static-pie.*Debian: libc6-dev.*Fedora: glibc-static' --with-targets=aarch64 CC="$tmp/no-static"

# A C library without start-up code for static PIE programs, and a compiler for another machine that
# is not here
cat >"$tmp/no-pie" <<'END'
#!/bin/sh
case " $* " in *" -static-pie "*) exit 1 ;; *=rcrt1.o*) echo rcrt1.o; exit ;; esac
exec gcc "$@"
END
chmod +x "$tmp/no-pie"
begin fixed
ok "where the C library has no static PIE" configure -q --with-targets=aarch64 CC="$tmp/no-pie"
is "$(setting pie)" "" "emulators are static at a fixed address"
unlike recipes/settings.sh 'pack-relative-relocs' "which have no relocations"
like recipes/settings.sh '^harden_cflags=.*stack-protector' "hardening is not lost"
begin usual
ok "elsewhere" configure -q --with-targets=aarch64
is "$(setting pie)" yes "they are static PIE"
refuses "another host without a compiler" 'no sparc-linux-gnu-gcc to compile for' \
    --host=sparc-linux-gnu --with-targets=none

# Without emulators nothing is needed but a compiler and make
tools_without bison flex ninja ninja-build samu pkg-config pkgconf curl wget patch xz ccache git \
    meson autoreconf automake aclocal autoconf libtoolize
find "$tools" -name 'python*' -delete
begin none
ok "--with-targets=none needs no tools" \
    env PATH="$tools" "$top_srcdir/configure" -q --with-targets=none AUTOMAKE=: ACLOCAL=: AUTOCONF=:
is "$(setting targets)" "" "there are no targets"
ok "make builds nothing" env PATH="$tools" make
unlike "$tmp/ok.out" '^  (FETCH|UNPACK|CONFIGURE|BUILD)' "and says nothing of a step"
ok "make show-plan" make -s show-plan
like "$tmp/ok.out" '^nothing is built: --with-targets=none$' "says that nothing is built"

# A tree with emulators
find_archives
if ! "$top_srcdir/tools/probe.sh" build >"$tmp/probe.out"; then
    skip "a tree with emulators" "$(head -n 1 "$tmp/probe.out" | sed 's/^ *//')"
else
    begin emulators
    mkdir "$tmp/at hand"
    [ -z "$archives" ] || ln -s "$archives"/* "$tmp/at hand"
    ok "names of QEMU, Debian and OCI are taken" \
        configure -q --with-targets='riscv64,ppc64el linux/arm/v7' --with-suffix=-x \
        --with-distfiles="../at hand" --with-debian-mirror=http://mirror/debian FETCH=wget \
        CFLAGS=-O1
    is "$(setting targets)" "arm ppc64le riscv64" \
        "the targets have QEMU's names, in the order of the table"
    is "$(setting aliases | tr ' ' '\n' | sort | tr '\n' ' ')" \
        " armel=arm armhf=arm ppc64el=ppc64le " "Debian's names become links"
    is "$(setting suffix)" -x "--with-suffix is a setting"
    is "$(setting distfiles)" "$tmp/at hand" "--with-distfiles is a setting, and absolute"
    is "$(setting debian_mirror)" http://mirror/debian "--with-debian-mirror is a setting"
    is "$(setting FETCH_PROGRAM)" wget "FETCH is a setting"
    is "$(setting CFLAGS)" -O1 "the user's CFLAGS are untouched"
    is "$(setting cross)" "" "it is no cross build"
    ok "make show-plan" make -s show-plan
    is "$(sed -n 's/^  patch //p' "$tmp/ok.out")" "$(series_names all)" \
        "shows the patches in their order"
    ok "the first topics of the queue alone" \
        configure -q --with-topics=build,fixes --with-targets=arm
    ok "make show-plan" make -s show-plan
    is "$(sed -n 's/^  patch //p' "$tmp/ok.out")" "$(series_names 'build fixes')" \
        "shows their patches alone"
    fails 1 "a topic without those that it needs" \
        configure -q --with-topics=jumps --with-targets=arm
    like "$tmp/fails.out" '--with-topics=jumps: a topic needs those before it; .*: build fixes ' \
        "the message lists the topics"
    configure -q --with-targets='riscv64,ppc64el linux/arm/v7' \
        --with-distfiles="../at hand" FETCH=wget
    make -s show-plan >"$tmp/ok.out"
    is "$(sed -n 's/^build *\([a-z0-9]*\) .*/\1/p' "$tmp/ok.out" | tr '\n' ' ')" \
        "meson zlib libffi pcre2 glib qemu " "shows the steps in their order"
    like "$tmp/ok.out" '^stage   3 emulators in bin/: arm ppc64le riscv64$' "shows the emulators"
    if [ -z "$archives" ]; then
        skip "make fetch without network" "the archives are not at hand: run 'make fetch' first"
    else
        ok "make fetch needs no network if the archives are at hand" env FETCH=false make fetch
        ok "and copies nothing" test ! -e distfiles
        find "$tmp/at hand" -name 'zlib*' -exec rm {} +
        fails 2 "make fetch fails without one of them" env FETCH=false make fetch
        like "$tmp/fails.out" 'not fetched \(false: status 1\)' \
            "FETCH in the environment is the program that is called"
        like "$tmp/fails.out" '^fetch zlib: no origin could be reached' \
            "the message names the source"
        like "$tmp/fails.out" 'put zlib.*tar.* \(sha256 [0-9a-f]{64}\) into .*/distfiles' \
            "and what to do"
    fi
fi

# Cross builds: the settings of the host
for cross in aarch64:little s390x:big; do
    cpu=${cross%:*}
    if ! command -v "$cpu-linux-gnu-gcc" >/dev/null; then
        skip "--host=$cpu-linux-gnu" "no $cpu-linux-gnu-gcc"
        continue
    elif [ "$(uname -m)" = "$cpu" ]; then
        cannot "--host=$cpu-linux-gnu" "that is no cross build here"
        continue
    fi
    begin "$cpu"
    ok "--host=$cpu-linux-gnu" configure -q --host="$cpu-linux-gnu" --with-targets=none
    is "$(setting cross) $(setting cross_prefix)" "yes $cpu-linux-gnu" \
        "$cpu: it is a cross build, with its prefix"
    is "$(setting host_cpu) $(setting host_endian)" "$cpu ${cross#*:}" \
        "$cpu: the CPU and its byte order"
    is "$(setting CC) $(setting AR) $(setting STRIP)" \
        "$cpu-linux-gnu-gcc $cpu-linux-gnu-ar $cpu-linux-gnu-strip" \
        "$cpu: the tools are those of the host"
    is "$(setting CC_FOR_BUILD)" gcc "$cpu: programs of the build are for the build machine"
    unlike recipes/settings.sh 'fcf-protection' "$cpu: the hardening of x86 is not taken"
    [ "$cpu" != aarch64 ] || like recipes/settings.sh 'mbranch-protection=standard' \
        "$cpu: its own is"
done

# Sources that cannot be written, and another user
srcdir=$tmp/source
copy_sources "$srcdir"
if ! have_user "$srcdir/recipes"; then
    skip "another user" "$reason"
else
    begin other
    chmod 777 .
    chmod -R a-w "$srcdir"
    find "$srcdir" -exec stat -c '%n %y' {} + | sort >"$tmp/before"
    ok "another user configures from read-only sources" \
        as_user "$srcdir/configure" -q --with-targets=none AUTOMAKE=: ACLOCAL=: AUTOCONF=:
    ok "and sees the plan" as_user make -s show-plan
    like "$tmp/ok.out" '^nothing is built' "which is that of the tree"
    find "$srcdir" -exec stat -c '%n %y' {} + | sort >"$tmp/after"
    ok "the sources are untouched" cmp "$tmp/before" "$tmp/after"
fi
done_testing
