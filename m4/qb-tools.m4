# qb-tools.m4 serial 1
dnl SPDX-License-Identifier: MIT
dnl QB_PATHS: refuses directories whose names QEMU's build cannot bear, before Automake does it without a reason.
AC_DEFUN([QB_PATHS], [
for qb_dir in "`pwd`" "`cd "$srcdir" && pwd`"; do
  AS_CASE([$qb_dir], [*[[\ \	:\'\"\\\$\&\;\`\*\?\[\]\(\)\<\>\|\#]]*],
    [AC_MSG_ERROR([the directory '$qb_dir' has a space, a colon or another special character in its name; QEMU cannot be built there: move or rename it])])
done
])

dnl QB_TOOLS: every tool that a recipe calls, from tools/prerequisites; what is missing is told at once.
AC_DEFUN([QB_TOOLS], [
dnl Without -g, which only the debug files need (--enable-debug-files).
: ${CFLAGS=-O2}
AC_PROG_CC
AC_PROG_INSTALL
AC_PROG_MKDIR_P
AC_PROG_LN_S
AC_PROG_AWK
AC_PROG_SED
AC_PROG_GREP
AC_CHECK_TOOL([AR], [ar])
AC_CHECK_TOOL([RANLIB], [ranlib])
AC_CHECK_TOOL([STRIP], [strip])
AC_CHECK_TOOL([OBJCOPY], [objcopy])
AC_CHECK_TOOL([READELF], [readelf])
AC_CHECK_TOOL([NM], [nm])
AC_PATH_PROGS([PKG_CONFIG], [pkg-config pkgconf])
AC_PATH_PROGS([NINJA], [ninja ninja-build samu])
AC_ARG_VAR([FETCH], [program that fetches sources: curl, wget, or a command called with URL and FILE])
AS_IF([test -z "$FETCH"], [AC_PATH_PROGS([FETCH], [curl wget])])
dnl Not a variable of make: it would take the place of the FETCH that a user has in the environment.
AM_SUBST_NOTMAKE([FETCH])
AM_PATH_PYTHON([3.10],, [:])
dnl A shim of a version manager costs a start-up for each of a thousand calls: take what it leads to.
AS_IF([test "$PYTHON" != :], [PYTHON=`"$PYTHON" -c 'import sys; print(sys.executable)'`])

AS_IF([test -n "$QB_TARGETS" && test -z "$QB_EMULATORS"], [
  AC_MSG_CHECKING([for what the recipes need])
  AS_IF([CC="$CC" CROSS="$cross_compiling" "$srcdir/tools/probe.sh" build >conftest.missing], [AC_MSG_RESULT([all there])], [
    AC_MSG_RESULT([something is missing])
    cat conftest.missing >&2
    rm -f conftest.missing
    AC_MSG_ERROR([install what is named above, or run ./bootstrap.sh build, which does it])
  ])
  rm -f conftest.missing
])

AS_IF([test "$enable_ccache" != no], [AC_PATH_PROG([QB_CCACHE], [ccache])], [QB_CCACHE=])
AS_IF([test "$enable_ccache" = yes && test -z "$QB_CCACHE"], [AC_MSG_ERROR([--enable-ccache: there is no ccache])])
AC_SUBST([QB_CCACHE])
])
