# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Installs packages that have been fetched, as in a Dockerfile's RUN: apt-get, dpkg, tar, the
# packages' scripts and triggers.
set -e
export DEBIAN_FRONTEND=noninteractive
apt-get -q -y --no-download install "$@" >apt-get.log 2>&1 || {
    tail -n 20 apt-get.log >&2
    exit 1
}
dpkg-query -W -f '${Package} ${Status}\n' "$@"
