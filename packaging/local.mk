# SPDX-License-Identifier: MIT
# What packages of all formats share: the tree that they hold, its licences, and its SBOM.

EXTRA_DIST += %D%/licences.sh %D%/lock.sh %D%/root.sh %D%/sbom.jq %D%/sbom.sh
