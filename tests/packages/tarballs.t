#!/bin/sh
# SPDX-License-Identifier: MIT
# The archives of a release: their names, what is in them, their sums, and the list of what the
# emulators are made of. make check-tarballs.
#
# QB_PACKAGES names the folder with the archives and root/, what make install has installed.

. "$(dirname "$0")/../lib/lib.sh"
need_prog jq tar gzip xz python3
: "${QB_PACKAGES:=$top_builddir/packages}"
. "$top_srcdir/tools/manifest.sh"
. "$top_srcdir/tools/series.sh"
. "$top_builddir/recipes/settings.sh"
[ -f "$QB_PACKAGES/SHA256SUMS" ] ||
    framework_failure_ "no archives in $QB_PACKAGES: run make tarballs"
cd "$QB_PACKAGES"
name=qemu-user-static-$(manifest_release)-$host_cpu
date=$("$top_srcdir/tools/date.sh")

{
    for target in $QB_TARGETS; do
        echo "qemu-$target-static.tar.gz"
        echo "${host_cpu}_qemu-$target-static.tar.gz"
    done
    echo "$name.tar.xz"
    echo "$name.spdx.json"
} | sort >"$tmp/names"
sed 's/^[0-9a-f]\{64\} [ *]//' SHA256SUMS | sort >"$tmp/summed"
ok "SHA256SUMS names two archives for each emulator, one of all, and the list of their parts" \
    diff "$tmp/names" "$tmp/summed"
find . -maxdepth 1 \( -name '*qemu-*-static.tar.gz' -o -name '*.tar.xz' -o -name '*.spdx.json' \) |
    sed 's,^\./,,' | sort >"$tmp/there"
ok "no other archive is there" diff "$tmp/names" "$tmp/there"
ok "the sums are right" sha256sum --quiet --strict -c SHA256SUMS

# One emulator each, at the top of the archive
mkdir "$tmp/one"
for target in $QB_TARGETS; do
    program=qemu-$target-static
    cmp "$program.tar.gz" "${host_cpu}_$program.tar.gz" || continue
    [ "$(tar -tzf "$program.tar.gz")" = "$program" ] && tar -xzf "$program.tar.gz" -C "$tmp/one" &&
        cmp "$tmp/one/$program" "root/usr/bin/$program" && echo "$target"
done >"$tmp/good" 2>"$tmp/bad"
is "$(tr '\n' ' ' <"$tmp/good")$(cat "$tmp/bad")" "$(for t in $QB_TARGETS; do
    printf '%s ' "$t"
done)" "each holds one emulator, as it is installed"
for archive in *.tar.gz "$name.tar.xz"; do
    tar --numeric-owner -tvf "$archive" --full-time --utc
done >"$tmp/listing"
is "$(awk '{ print $2 }' "$tmp/listing" | sort -u)" "0/0" "all belongs to root"
is "$(awk '{ print $1 }' "$tmp/listing" | sort -u | tr '\n' ' ')" \
    "-rw-r--r-- -rwxr-xr-x drwxr-xr-x lrwxrwxrwx " "nobody else may write"
is "$(awk '{ print $4, $5 }' "$tmp/listing" | sort -u)" \
    "$(date -u -d "@$date" '+%Y-%m-%d %H:%M:%S')" "all times are that of the sources"
is "$(for archive in *.tar.gz; do
    od -An -tx1 -j 4 -N 4 "$archive"
done | sort -u | tr -d ' ')" 00000000 "gzip has written no time"

# All
mkdir "$tmp/all"
tar -xJf "$name.tar.xz" -C "$tmp/all"
ok "the archive of all holds what make install installs" diff -r --no-dereference root "$tmp/all"
ok "qemu-binfmt-conf of it runs" "$tmp/all/usr/sbin/qemu-binfmt-conf" --list
is "$(find "$tmp/all/usr/share/licenses/qemu-user-static" -type d | wc -l | tr -d ' ')" \
    "$(($(manifest_linked | wc -l) + 1))" "with the licences"

# What it is made of
sbom=$name.spdx.json
if python3 -c 'import jsonschema' 2>/dev/null; then
    cat >"$tmp/validate.py" <<'END'
import json, jsonschema, sys
schema, document = (json.load(open(name)) for name in sys.argv[1:])
jsonschema.Draft7Validator.check_schema(schema)
errors = list(jsonschema.Draft7Validator(schema).iter_errors(document))
for error in errors:
    print("/".join(map(str, error.absolute_path)), error.message)
sys.exit(bool(errors))
END
    ok "the list is SPDX 2.3 in form" \
        python3 "$tmp/validate.py" "$top_srcdir/tests/packages/spdx.schema.json" "$sbom"
    jq 'del(.files[0].checksums[0])' "$sbom" >"$tmp/broken.json"
    fails 1 "a file without SHA1 is not" \
        python3 "$tmp/validate.py" "$top_srcdir/tests/packages/spdx.schema.json" "$tmp/broken.json"
else
    skip "the list is SPDX 2.3 in form" "no jsonschema for python3"
fi
# query FILTER: the strings that jq finds, sorted.
query()
{
    jq -r "$1" "$sbom" | sort
}
is "$(query '.SPDXID, .packages[].SPDXID, .files[].SPDXID' | uniq -d)" "" \
    "no identifier stands for two things"
is "$(jq -r '([.SPDXID, .packages[].SPDXID, .files[].SPDXID]) as $known
    | .relationships[] | .spdxElementId, .relatedSpdxElement
    | select(. as $id | $known | index($id) | not)' "$sbom")" "" \
    "every relationship is between things that are there"
is "$(jq -r '[.relationships[] | .spdxElementId, .relatedSpdxElement] as $used
    | .packages[], .files[] | .SPDXID | select(. as $id | $used | index($id) | not)' "$sbom")" \
    "" "and nothing is without one"
sums='(.checksums[] | select(.algorithm == "SHA256").checksumValue) + "  " + .fileName'
query ".files[] | select(.fileName | startswith(\"./usr/\")) | $sums" >"$tmp/files"
# sums FOLDER FILE: true if the sums in FILE are those of what is in FOLDER.
sums()
{
    (cd "$1" && sha256sum --quiet --strict -c "$2")
}
ok "the sums of the programs are right" sums root "$tmp/files"
is "$(wc -l <"$tmp/files" | tr -d ' ')" "$(find root/usr/bin root/usr/sbin -type f | wc -l |
    tr -d ' ')" "all of them"
query ".files[] | select(.fileName | startswith(\"./patches/\")) | $sums" >"$tmp/patches"
ok "so are those of the patches" sums "$top_srcdir" "$tmp/patches"
is "$(wc -l <"$tmp/patches" | tr -d ' ')" "$(series_names all | wc -l | tr -d ' ')" \
    "all of the series"
for source in $(manifest_linked) meson; do
    echo "$source $(manifest_version "$source") $(manifest_licence "$source") $(sha256 "$(archive \
        "$source")")"
done | sort >"$tmp/sources"
query '.packages[] | select(.primaryPackagePurpose == "SOURCE")
    | "\(.name) \(.versionInfo) \(.licenseDeclared) \(.checksums[0].checksumValue)"' >"$tmp/listed"
ok "the sources are those of the manifest, with the sums of the archives that were unpacked" \
    diff "$tmp/sources" "$tmp/listed"
is "$(query '.relationships[] | select(.relationshipType == "STATIC_LINK").relatedSpdxElement' |
    sed 's/SPDXRef-Package-//' | tr '\n' ' ')" \
    "$({
        manifest_linked | grep -vx qemu
        echo libc
        echo libgcc
    } | sort | tr '\n' ' ')" "what is linked: the libraries, that of C and the compiler's"
query '.packages[] | select(.name == "compiler").versionInfo' >"$tmp/compiler"
like "$tmp/compiler" "^$(${CC:-cc} -dumpfullversion)" \
    "the version of the compiler is that of the one in use"
query '.packages[] | select(.name == "libc").versionInfo' >"$tmp/libc"
like "$tmp/libc" "^$(getconf GNU_LIBC_VERSION | sed 's/.* //')" "so is that of the C library"

# The provenance: of what is in packages/, from the same sources.
provenance=qemu-user-static-$(manifest_release)-$host_cpu.provenance.json
ok "make provenance" env top_srcdir="$top_srcdir" top_builddir="$top_builddir" \
    BUILDER=https://ci.example/run/1 "$top_srcdir/packaging/provenance.sh"
jq -r '.subject[] | .digest.sha256 + "  " + .name' "$provenance" >"$tmp/subjects"
ok "the provenance has the sums of packages and archives" sums . "$tmp/subjects"
is "$(sed 's/.*  //' "$tmp/subjects" | sort)" "$(find . -maxdepth 1 -type f | grep -E \
    '\.(deb|rpm|tar\.[gx]z|spdx\.json)$' | sed 's,^\./,,' | sort)" "of all, and of nothing else"
dependency='.predicate.buildDefinition.resolvedDependencies[]'
jq -r "$dependency | select(.annotations.source)
    | \"\(.annotations.source) \(.annotations.version) \(.digest.sha256)\"" "$provenance" |
    sort >"$tmp/built-from"
awk '{ print $1, $2, $NF }' "$tmp/sources" >"$tmp/wanted"
ok "the sources are those of the SBOM" diff "$tmp/wanted" "$tmp/built-from"
jq -r "$dependency | select(.name | startswith(\"patches/\"))
    | .digest.sha256 + \"  \" + .name" "$provenance" | sort >"$tmp/built-with"
sed 's,  \./,  ,' "$tmp/patches" | sort >"$tmp/wanted"
ok "so are the patches" diff "$tmp/wanted" "$tmp/built-with"
is "$(jq -r '.predicate.runDetails.builder.id' "$provenance")" https://ci.example/run/1 \
    "it names the builder"
is "$(jq -r '.predicate.buildDefinition.externalParameters.hosts[0].targets[]' "$provenance" |
    sort)" "$(echo "$QB_TARGETS" | tr -s ' ' '\n' | sed '/^$/d' | sort)" "and the emulators"
done_testing
