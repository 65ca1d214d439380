# qb-register.m4 serial 1
dnl SPDX-License-Identifier: MIT
dnl QB_REGISTER: how to link qemu-binfmt-conf, and where its data files go.
AC_DEFUN([QB_REGISTER], [
dnl As for the emulators, static PIE; where the C library has no static version it is at least a program.
QB_REGISTER_CFLAGS=
QB_REGISTER_LDFLAGS=
AC_MSG_CHECKING([whether qemu-binfmt-conf can be a static PIE])
qb_save_CFLAGS=$CFLAGS
CFLAGS="$CFLAGS -fPIE -static-pie"
AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])],
  [AC_MSG_RESULT([yes]); QB_REGISTER_CFLAGS=-fPIE QB_REGISTER_LDFLAGS=-static-pie],
  [AC_MSG_RESULT([no])
  CFLAGS="$qb_save_CFLAGS -static"
  AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])], [QB_REGISTER_LDFLAGS=-static])])
CFLAGS=$qb_save_CFLAGS
AC_SUBST([QB_REGISTER_CFLAGS])
AC_SUBST([QB_REGISTER_LDFLAGS])

dnl Rules in both places would be registered twice at boot, by two services that do not know of each other. So only
dnl one of the two mechanisms gets its files where it looks; those of the other are kept beside.
AC_ARG_WITH([binfmt],
  [AS_HELP_STRING([--with-binfmt=systemd|binfmt-support|none], [who registers the installed emulators at boot @<:@systemd@:>@])],
  [], [with_binfmt=systemd])
AS_CASE([$with_binfmt], [yes], [with_binfmt=systemd], [no], [with_binfmt=none])
qb_inactive='${datadir}/qemu-user-static'
AC_SUBST([QB_BINFMT_D_DIR], ["$qb_inactive/binfmt.d"])
AC_SUBST([QB_BINFMTS_DIR], ["$qb_inactive/binfmts"])
AS_CASE([$with_binfmt],
  [systemd], [QB_BINFMT_D_DIR='${prefix}/lib/binfmt.d'],
  [binfmt-support], [QB_BINFMTS_DIR='${datadir}/binfmts'],
  [none], [],
  [AC_MSG_ERROR([--with-binfmt=$with_binfmt: it is systemd, binfmt-support or none])])
])
