# SPDX-License-Identifier: MIT
# git: commits, merges, packs, a clone through a pipe, checks.
export GIT_AUTHOR_DATE='2001-02-03T04:05:06Z' GIT_COMMITTER_DATE='2001-02-03T04:05:06Z'
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
export HOME=$PWD GIT_CONFIG_NOSYSTEM=1
git init -q -b main r && cd r
for n in $(seq 30); do
    seq "$n" $((n * 40)) >"f$((n % 4))"
    git add . && git commit -q -m "commit $n"
done
git checkout -q -b side HEAD~5 && echo side >s && git add s && git commit -q -m side
git checkout -q main && git merge -q -m merged side
git log --format='%h %s' | head -n 3
git gc -q && git fsck --full 2>&1 && git count-objects -v | grep '^in-pack'
cd .. && git clone -q "file://$PWD/r" c && cd c && git rev-parse HEAD && git diff --stat HEAD~3
git grep -c 77 | sort
git blame -s f1 | cut -c1-8 | sort | uniq -c | sort -rn | head -n 3
