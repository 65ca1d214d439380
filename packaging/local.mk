# SPDX-License-Identifier: MIT
# What the packages of all formats share: the tree that they hold, its documents, and the list of what it is made of.

EXTRA_DIST += %D%/documents.sh %D%/root.sh %D%/sbom.jq %D%/sbom.sh
