# qb-options.m4 serial 1
dnl SPDX-License-Identifier: MIT
dnl QB_OPTIONS: the options of configure, checked; each becomes a setting of the recipes.
AC_DEFUN([QB_OPTIONS], [
AC_ARG_WITH([targets],
  [AS_HELP_STRING([--with-targets=LIST], [emulators to build: ALL, none, or names of QEMU (aarch64), Debian (arm64) or OCI platforms (linux/arm64) @<:@ALL@:>@])],
  [], [with_targets=ALL])
AS_CASE([$with_targets], [yes], [with_targets=ALL], [no | ''], [with_targets=none])
QB_TARGETS=`"$srcdir/tools/cpus.sh" resolve "$with_targets" 2>conftest.err` || {
  cat conftest.err >&2
  rm -f conftest.err
  AC_MSG_ERROR([--with-targets=$with_targets names an unknown CPU (see the list above)])
}
rm -f conftest.err
QB_ALIASES=`"$srcdir/tools/cpus.sh" aliases "$QB_TARGETS" | sed 's/ /=/' | tr '\n' ' '`
AC_SUBST([QB_TARGETS])
AC_SUBST([QB_ALIASES])
AM_CONDITIONAL([EMULATORS], [test -n "$QB_TARGETS"])

AC_ARG_WITH([emulators],
  [AS_HELP_STRING([--with-emulators=DIR], [package the emulators of DIR, as another build tree has them in bin/, instead of building them])],
  [], [with_emulators=])
AS_CASE([$with_emulators], [yes | no], [with_emulators=])
AM_CONDITIONAL([FOUND_EMULATORS], [test -n "$with_emulators"])

AC_ARG_WITH([suffix],
  [AS_HELP_STRING([--with-suffix=TEXT], [what follows qemu-CPU in the names of the emulators @<:@-static@:>@])],
  [], [with_suffix=-static])
AS_CASE([$with_suffix],
  [yes], [with_suffix=-static],
  [no], [with_suffix=],
  [*[[!A-Za-z0-9._-]]*], [AC_MSG_ERROR([--with-suffix=$with_suffix: letters, digits, dots, dashes and underscores only])])
AC_SUBST([QB_SUFFIX], [$with_suffix])
AS_IF([test -n "$with_emulators"], [
  for qb_target in $QB_TARGETS; do
    test -x "$with_emulators/qemu-$qb_target$with_suffix" ||
      AC_MSG_ERROR([--with-emulators=$with_emulators: there is no qemu-$qb_target$with_suffix])
  done
  with_emulators=`cd "$with_emulators" && pwd`])
AC_SUBST([QB_EMULATORS], [$with_emulators])

AC_ARG_WITH([distfiles],
  [AS_HELP_STRING([--with-distfiles=DIR], [directory with source archives; it is only read])],
  [], [with_distfiles=])
AS_CASE([$with_distfiles],
  [yes | no], [with_distfiles=],
  [''], [],
  [[*\'*]], [AC_MSG_ERROR([--with-distfiles: no quotes in the name, please])],
  [AS_IF([test -d "$with_distfiles"], [with_distfiles=`cd "$with_distfiles" && pwd`],
    [AC_MSG_ERROR([--with-distfiles=$with_distfiles: there is no such directory])])])
AC_SUBST([QB_DISTFILES], [$with_distfiles])

AC_ARG_WITH([debian-mirror],
  [AS_HELP_STRING([--with-debian-mirror=URL], [Debian mirror to fetch from @<:@those of apt's configuration@:>@])],
  [], [with_debian_mirror=])
AC_SUBST([QB_DEBIAN_MIRROR], [$with_debian_mirror])

AC_ARG_WITH([deps],
  [AS_HELP_STRING([--with-deps=bundled|system], [build zlib, libffi, pcre2 and glib, or link the distribution's static libraries @<:@bundled@:>@])],
  [], [with_deps=bundled])
AS_CASE([$with_deps], [bundled | system], [],
  [AC_MSG_ERROR([--with-deps=$with_deps: it is bundled or system])])
AC_SUBST([QB_DEPS], [$with_deps])
AM_CONDITIONAL([BUNDLED_DEPS], [test "$with_deps" = bundled])

AC_ARG_WITH([topics],
  [AS_HELP_STRING([--with-topics=LIST], [topics of the patch queue to apply, in their order; without the last ones QEMU still builds @<:@all@:>@])],
  [], [with_topics=all])
AS_CASE([$with_topics], [yes | no | ''], [with_topics=all])
qb_topics=`top_srcdir=$srcdir; . "$srcdir/tools/series.sh"; series_topics`
AS_IF([test "$with_topics" = all], [QB_TOPICS=$qb_topics], [
  QB_TOPICS=`echo "$with_topics" | tr ',' ' '`
  AS_CASE(["$qb_topics "], ["$QB_TOPICS "*], [],
    [AC_MSG_ERROR([--with-topics=$with_topics: a topic needs those before it; the first ones of: $qb_topics])])])
AC_SUBST([QB_TOPICS])

AC_ARG_ENABLE([lto],
  [AS_HELP_STRING([--enable-lto], [optimise at link time: a slower build @<:@no@:>@])],
  [], [enable_lto=no])
AS_IF([test "$enable_lto" = yes], [QB_LTO=yes], [QB_LTO=])
AC_SUBST([QB_LTO])

AC_ARG_ENABLE([debug-tcg],
  [AS_HELP_STRING([--enable-debug-tcg], [compile the assertions of QEMU's translator: slow, for make check-debug @<:@no@:>@])],
  [], [enable_debug_tcg=no])
AS_IF([test "$enable_debug_tcg" = yes], [QB_DEBUG_TCG=yes], [QB_DEBUG_TCG=])
AC_SUBST([QB_DEBUG_TCG])

AC_ARG_ENABLE([debug-files],
  [AS_HELP_STRING([--enable-debug-files], [keep the symbols of the stripped emulators in debug/ @<:@no@:>@])],
  [], [enable_debug_files=no])
AS_IF([test "$enable_debug_files" = yes], [QB_DEBUG_FILES=yes QB_DEBUG_CFLAGS=-g], [QB_DEBUG_FILES= QB_DEBUG_CFLAGS=])
AC_SUBST([QB_DEBUG_FILES])
AC_SUBST([QB_DEBUG_CFLAGS])

AC_ARG_ENABLE([ccache],
  [AS_HELP_STRING([--disable-ccache], [do not use ccache even where it is installed])],
  [], [enable_ccache=auto])
])
