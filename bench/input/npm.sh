# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Installs the packages of a lock file into node_modules, each with its checksum, and uses them.
set -e
cd in/npm
npm ci --offline --no-audit --no-fund --no-update-notifier >npm.log 2>&1 || {
    cat npm.log >&2
    exit 1
}
find node_modules/part-* -type f | sort
node use.js
