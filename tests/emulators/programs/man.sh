# SPDX-License-Identifier: MIT
# man: pages through its pipeline, each program of which runs under a filter of seccomp where Debian
# builds it with libseccomp.
cat >page.1 <<'P'
.TH PAGE 1
.SH NAME
page \- a page
.SH DESCRIPTION
.B Bold
and a table:
.TS
l l.
a	b
.TE
P
gzip -k page.1
# Versions of groff indent differently.
man -l page.1 | sed "s,^ *,,"
man -l page.1.gz | grep -c bold -i
man -d -l page.1 2>&1 | grep -o 'loading seccomp filter\|.*Bad system call.*' | sort -u
man -w man
