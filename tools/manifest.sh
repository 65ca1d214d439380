# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Readers of sources/manifest. Input: $top_srcdir, or $QB_MANIFEST for another manifest (tests).

manifest=${QB_MANIFEST:-${top_srcdir:?}/sources/manifest}

# manifest_names: every source, one per line.
manifest_names() { awk '$1 == "source" { print $2 }' "$manifest"; }

# manifest_linked: those that the emulators contain: not the build tool, nor the libraries of the distribution ($deps).
manifest_linked()
{
    if [ "${deps-bundled}" = bundled ]; then manifest_names | grep -vx meson; else echo qemu; fi
}

# manifest_release: the version of this distribution, as configure has it.
manifest_release() { awk '$1 == "revision" { r = $2 } $1 == "source" && $2 == "qemu" { q = $3 } END { print q "-" r }' "$manifest"; }

# manifest_row NAME: the lines of one source without comments; empty if there is none.
manifest_row() { awk -v name="$1" '$1 == "source" { on = $2 == name } on && NF && !/^#/' "$manifest"; }

# manifest_version NAME, manifest_licence NAME
manifest_version() { manifest_row "$1" | awk 'NR == 1 { print $3 }'; }
manifest_licence() { manifest_row "$1" | awk 'NR == 1 { for (i = 4; i <= NF; i++) printf "%s%s", $i, i < NF ? " " : "\n" }'; }

# manifest_origins NAME: "KIND SHA256 LOCATION FILE" for each origin, in the order of the manifest.
manifest_origins() { manifest_row "$1" | awk '$1 != "source" { n = split($3, part, "/"); print $1, $2, $3, part[n] }'; }

# sha256 FILE: its sum, 64 hex digits.
sha256() { sha256sum <"$1" | cut -d ' ' -f 1; }
