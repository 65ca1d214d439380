#!/bin/sh
# SPDX-License-Identifier: MIT
# The client of registries: logins, secrets, trouble on the network, the order of a push. Unit tests
# in Python, in client/.

. "$(dirname "$0")/../lib/lib.sh"
need_prog python3 jq
python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
    skip_all "python3 is older than 3.10"

top_srcdir=$top_srcdir python3 "$here/client/run.py" >"$tmp/results" 2>"$tmp/failures" || :
is "$(tail -n 1 "$tmp/results")" "done" "the unit tests run to their end"
sed '$d' "$tmp/results" >"$tmp/points"
while read -r result text; do point "$result" "$text"; done <"$tmp/points"
is "$(wc -l <"$tmp/points" | tr -d ' ')" "$(cat "$here/client/"test_*.py |
    grep -c '^    def test_')" "all of them"
[ ! -s "$tmp/failures" ] || sed 's/^/# | /' "$tmp/failures"
done_testing
