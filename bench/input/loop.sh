# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Counts to $1, for the shells.
i=0
while [ $i -lt "$1" ]; do
    i=$((i + 1))
done
echo $i
