# qb-pgo.m4 serial 1
dnl SPDX-License-Identifier: MIT
dnl QB_PGO: --enable-pgo, a build by the profile of a training.
AC_DEFUN([QB_PGO], [
AC_ARG_ENABLE([pgo],
  [AS_HELP_STRING([--enable-pgo@<:@=LIST@:>@], [optimise by a profile: build the emulators of LIST twice, and train them in between; twice the time to build @<:@no; LIST: those marked as trained in tools/compilers.def that are built and have a compiler here@:>@])],
  [], [enable_pgo=no])
QB_TRAINING=
AS_IF([test "$enable_pgo" != no && test -n "$QB_TARGETS"], [
  qb_cannot=
  AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[#if !defined __GNUC__ || defined __clang__
#error "another profile"
#endif]], [])], [], [qb_cannot="it needs GCC"])
  AS_IF([test -n "$QB_CROSS"], [qb_cannot="what is built for another CPU cannot be trained here"])
  AS_CASE([$enable_pgo],
    [yes], [qb_wanted=
      for qb_target in `top_srcdir=$srcdir && . "$srcdir/tools/compilers.sh" && guest_list trained`; do
        AS_CASE([" $QB_TARGETS "], [*" $qb_target "*], [qb_wanted="$qb_wanted $qb_target"])
      done],
    [qb_wanted=`"$srcdir/tools/cpus.sh" resolve "$enable_pgo"` || AC_MSG_ERROR([--enable-pgo=$enable_pgo names an unknown CPU (see the list above)])])
  AS_IF([test -z "$qb_cannot"], [
    AC_MSG_CHECKING([which emulators can be trained])
    QB_TRAINING=`CC="$CC" "$srcdir/training/train.sh" can $qb_wanted 2>&AS_MESSAGE_LOG_FD | tr '\n' ' ' | sed 's/ $//'`
    AC_MSG_RESULT([${QB_TRAINING:-none}])
    AS_CASE([$enable_pgo], [yes], [], [for qb_target in $qb_wanted; do
      AS_CASE([" $QB_TARGETS "], [*" $qb_target "*], [], [qb_cannot="$qb_target is not built (--with-targets)"])
      AS_CASE([" $QB_TRAINING "], [*" $qb_target "*], [], [qb_cannot="no compiler is here to train $qb_target with (tools/compilers.def)"])
    done])
    AS_IF([test -z "$qb_cannot$QB_TRAINING"], [qb_cannot="no compiler is here to train one of $QB_TARGETS with (tools/compilers.def)"])
  ])
  AS_IF([test -n "$qb_cannot"], [AC_MSG_ERROR([--enable-pgo: $qb_cannot])])
])
AC_SUBST([QB_TRAINING])
AM_CONDITIONAL([PGO], [test -n "$QB_TRAINING"])
])
