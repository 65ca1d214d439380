# SPDX-License-Identifier: MIT
# What packages of all formats share: the tree that they hold, its licences, and its SBOM.

EXTRA_DIST += %D%/facts.jq %D%/facts.sh %D%/licences.sh %D%/lock.sh %D%/provenance.jq %D%/provenance.sh
EXTRA_DIST += %D%/root.sh %D%/sbom.jq %D%/sbom.sh %D%/statement.sh

# provenance: how what is in packages/ now was built
provenance: all-local
	$(AM_V_at)$(qb_env) $(srcdir)/%D%/provenance.sh
phony += provenance
