# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Readers of sources/manifest. Input: $top_srcdir, or $QB_MANIFEST for another manifest (tests).

manifest=${QB_MANIFEST:-${top_srcdir:?}/sources/manifest}

# manifest_names: every source, one per line.
manifest_names()
{
    awk '$1 == "source" { print $2 }' "$manifest"
}

# manifest_linked: those that the emulators contain: not the build tool, nor the libraries of the
# distribution ($deps).
manifest_linked()
{
    if [ "${deps-bundled}" = bundled ]; then manifest_names | grep -vx meson; else echo qemu; fi
}

# manifest_revision: ours, of QEMU's version. manifest_release: the version of this distribution,
# QEMU-REVISION.
manifest_revision()
{
    awk '$1 == "revision" { print $2 }' "$manifest"
}
manifest_release()
{
    echo "$(manifest_version qemu)-$(manifest_revision)"
}

# manifest_row NAME: the lines of one source, or of one suite of tests, without comments; empty if
# there is none.
manifest_row()
{
    awk -v name="$1" '$1 ~ /^(source|suite)$/ { on = $2 == name } on && NF && !/^#/' "$manifest"
}

# manifest_version NAME, manifest_licence NAME
manifest_version()
{
    manifest_row "$1" | awk 'NR == 1 { print $3 }'
}
manifest_licence()
{
    manifest_row "$1" |
        awk 'NR == 1 { for (i = 4; i <= NF; i++) printf "%s%s", $i, i < NF ? " " : "\n" }'
}

# all_licences: licences on standard input, one a line, as one SPDX expression.
all_licences()
{
    LC_ALL=C sort -u | paste -s -d @ | sed 's/@/ AND /g'
}

# manifest_origins NAME: "KIND SHA256 LOCATION FILE" for each origin, in the order of the manifest.
manifest_origins()
{
    manifest_row "$1" |
        awk '$1 !~ /^(source|suite)$/ { n = split($3, part, "/"); print $1, $2, $3, part[n] }'
}

# sha256 FILE: its sum, 64 hex digits.
sha256()
{
    sha256sum <"$1" | cut -d ' ' -f 1
}
