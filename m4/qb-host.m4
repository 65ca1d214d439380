# qb-host.m4 serial 1
dnl SPDX-License-Identifier: MIT
dnl QB_COMPILERS: the compiler of the host and that of the build machine; names for cross building.
AC_DEFUN([QB_COMPILERS], [
AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[#if __BYTE_ORDER__ != __ORDER_BIG_ENDIAN__
#error "little"
#endif]], [])], [QB_ENDIAN=big], [QB_ENDIAN=little])
AC_SUBST([QB_ENDIAN])
QB_CROSS=
QB_CROSS_PREFIX=
AS_IF([test "$cross_compiling" = yes], [QB_CROSS=yes QB_CROSS_PREFIX=$host_alias])
AC_SUBST([QB_CROSS])
AC_SUBST([QB_CROSS_PREFIX])
dnl Without a compiler of that name configure takes the one of this machine, for which the product would then be; and
dnl since its programs run here it takes that for no cross build.
AS_IF([test "$host_cpu" != "$build_cpu" && test -z "$ac_env_CC_value"], [
  AS_CASE([$CC], ["$host_alias"-*], [],
    [AC_MSG_ERROR([there is no $host_alias-gcc to compile for $host with; install it, or name the compiler with CC=])])])
AC_ARG_VAR([CC_FOR_BUILD], [C compiler for programs that run during the build, when cross building])
AS_IF([test -z "$CC_FOR_BUILD"],
  [AS_IF([test -n "$QB_CROSS"], [AC_CHECK_PROGS([CC_FOR_BUILD], [gcc cc clang])], [CC_FOR_BUILD=$CC])])
])

dnl QB_FLAG(WHERE, FLAGS, [WITH]): adds FLAGS to the variable WHERE if a program links with them, and with WITH.
AC_DEFUN([QB_FLAG], [
AC_MSG_CHECKING([whether $CC takes $2])
qb_save_CFLAGS=$CFLAGS
CFLAGS="$CFLAGS -Werror $qb_static -Wl,--fatal-warnings $2 $3"
AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <string.h>]], [[char a[40]; memset(a, 0, sizeof(a)); return a[2];]])],
  [AC_MSG_RESULT([yes]); $1="$$1 $2"], [AC_MSG_RESULT([no])])
CFLAGS=$qb_save_CFLAGS
])

dnl QB_STATIC_PIE: the one thing without which there is no product. The C library of some hosts has no start-up code for
dnl it (rcrt1.o: ppc64le; riscv64 and s390x in Debian 12): there, and only there, a static program at a fixed address.
AC_DEFUN([QB_STATIC_PIE], [
QB_PIE=yes
qb_static='-fPIE -static-pie'
AC_MSG_CHECKING([whether $CC links static PIE programs])
qb_save_CFLAGS=$CFLAGS
CFLAGS="$CFLAGS $qb_static"
AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])], [qb_linked=yes], [
  qb_linked=no
  AS_IF([test "`$CC -print-file-name=rcrt1.o 2>/dev/null`" = rcrt1.o], [
    CFLAGS="$qb_save_CFLAGS -static"
    AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])], [qb_linked='no, but static ones' QB_PIE= qb_static=-static])])])
CFLAGS=$qb_save_CFLAGS
AC_MSG_RESULT([$qb_linked])
AS_IF([test "$qb_linked" = no && test -n "$QB_TARGETS"], [
    AC_MSG_ERROR([$CC cannot link with -static-pie: the static C library of the host is missing (Debian: libc6-dev, for a cross build libc6-dev-ARCH-cross; Fedora: glibc-static), or the compiler is too old])
])
AC_SUBST([QB_PIE])
])

dnl QB_HARDENING: stack protector, FORTIFY, and what the host CPU offers.
dnl x86: shadow stacks only; code made by TCG has no ENDBR, so no program of ours may claim IBT. TCG's arm64 code has BTI.
AC_DEFUN([QB_HARDENING], [
QB_HARDEN_CFLAGS=
QB_FLAG([QB_HARDEN_CFLAGS], [-fstack-protector-strong])
QB_FLAG([QB_HARDEN_CFLAGS], [-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2], [-O2])
AS_CASE([$host_cpu],
  [x86_64], [QB_FLAG([QB_HARDEN_CFLAGS], [-fcf-protection=return])],
  [aarch64], [QB_FLAG([QB_HARDEN_CFLAGS], [-mbranch-protection=standard])])
AC_SUBST([QB_HARDEN_CFLAGS])
])

dnl QB_SIZE: what makes the emulators small without making them slow.
dnl Packed relative relocations shrink a static PIE by a tenth; the start-up code of the C library must know them
dnl (glibc 2.36): a program is run to see it; when cross building, the version is taken for it.
AC_DEFUN([QB_SIZE], [
QB_SIZE_CFLAGS=
QB_SIZE_LDFLAGS=
QB_FLAG([QB_SIZE_CFLAGS], [-ffunction-sections -fdata-sections])
QB_FLAG([QB_SIZE_LDFLAGS], [-Wl,--gc-sections])
QB_FLAG([QB_SIZE_LDFLAGS], [-Wl,-z,relro,-z,now,-z,noexecstack])
QB_FLAG([QB_SIZE_LDFLAGS], [-Wl,--build-id=sha1])
AC_MSG_CHECKING([whether packed relative relocations work])
qb_save_CFLAGS=$CFLAGS
CFLAGS="$CFLAGS $qb_static -Wl,--fatal-warnings,-z,pack-relative-relocs"
AC_RUN_IFELSE([AC_LANG_PROGRAM([[static int a; int *volatile p = &a; int main2(void) { return *p; } int (*volatile f)(void) = main2;]],
    [[return f();]])],
  [qb_relr=yes], [qb_relr=no],
  [AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <features.h>
#if !__GLIBC_PREREQ(2, 36)
#error "start-up code does not know them"
#endif]], [])], [qb_relr=yes], [qb_relr=no])])
CFLAGS=$qb_save_CFLAGS
AC_MSG_RESULT([$qb_relr])
AS_IF([test "$qb_relr$QB_PIE" = yesyes], [QB_SIZE_LDFLAGS="$QB_SIZE_LDFLAGS -Wl,-z,pack-relative-relocs"])
AC_SUBST([QB_SIZE_CFLAGS])
AC_SUBST([QB_SIZE_LDFLAGS])
])

dnl QB_SPEED: what QEMU's own build adds, and what the emulators are better without (see doc/decisions.md).
AC_DEFUN([QB_SPEED], [
QB_SPEED_CFLAGS=
QB_FLAG([QB_SPEED_CFLAGS], [-fzero-call-used-regs=skip])
QB_FLAG([QB_SPEED_CFLAGS], [-mmemset-strategy=unrolled_loop:256:noalign,libcall:-1:noalign])
AC_SUBST([QB_SPEED_CFLAGS])
])

dnl QB_LIBRARIES: with --with-deps=system, the distribution's static libraries; hexagon's decoder generator.
AC_DEFUN([QB_LIBRARIES], [
AS_IF([test "$with_deps" = system && test -n "$QB_TARGETS"], [
  AC_MSG_CHECKING([for the distribution's static glib and zlib])
  qb_save_LIBS=$LIBS qb_save_CFLAGS=$CFLAGS
  CFLAGS="$CFLAGS $qb_static `$PKG_CONFIG --static --cflags 'glib-2.0 >= 2.66' zlib 2>/dev/null`"
  LIBS="`$PKG_CONFIG --static --libs glib-2.0 zlib 2>/dev/null` $LIBS"
  AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <glib.h>
#include <zlib.h>]], [[return g_regex_error_quark() == 0 || zlibVersion() == 0;]])], [AC_MSG_RESULT([yes])], [
    AC_MSG_RESULT([no])
    AC_MSG_ERROR([--with-deps=system needs static, position independent glib-2.0 (2.66), pcre2 and zlib: Debian: libglib2.0-dev zlib1g-dev; Fedora: glib2-static pcre2-static zlib-static; or use --with-deps=bundled])])
  LIBS=$qb_save_LIBS CFLAGS=$qb_save_CFLAGS
])
dnl The generator runs on the build machine and needs a glib for it. A cross build goes without unless it has one;
dnl the hexagon emulator is as right without it, and slower.
QB_IDEF_PARSER=true
AS_IF([test -n "$QB_CROSS"], [QB_IDEF_PARSER=false])
AC_SUBST([QB_IDEF_PARSER])
])

dnl QB_SUMMARY: what will be built.
AC_DEFUN([QB_SUMMARY], [
AC_MSG_NOTICE([$PACKAGE_NAME $PACKAGE_VERSION for $host
    emulators   ${QB_TARGETS:-none}
    names       qemu-CPU$QB_SUFFIX in $bindir
    libraries   $with_deps    distfiles ${with_distfiles:-are fetched}
    compiler    $CC $CFLAGS$QB_HARDEN_CFLAGS$QB_SIZE_CFLAGS$QB_SPEED_CFLAGS${QB_CCACHE:+    (ccache)}
    linker      ${qb_static}$QB_SIZE_LDFLAGS${QB_LTO:+    lto}${QB_TRAINING:+    trained with $QB_TRAINING}])
])
