# SPDX-License-Identifier: MIT
# The documents. They are installed as they lie here, so that their links lead somewhere there, too.

dist_doc_DATA = HACKING NEWS README.md
docpagesdir = $(docdir)/%D%
dist_docpages_DATA = %D%/architecture.md %D%/building.md %D%/compatibility.md %D%/containers.md %D%/cpus.md
dist_docpages_DATA += %D%/decisions.md
dist_docpages_DATA += %D%/measurements.md %D%/packages.md %D%/publishing.md %D%/registering.md %D%/translation-cache.md
