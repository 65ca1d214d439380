# SPDX-License-Identifier: MIT
# What packages of all formats share: the tree that they hold, its licences, and its SBOM.

EXTRA_DIST += %D%/facts.jq %D%/facts.sh %D%/licences.sh %D%/lock.sh %D%/provenance.jq %D%/root.sh
EXTRA_DIST += %D%/sbom.jq %D%/sbom.sh
