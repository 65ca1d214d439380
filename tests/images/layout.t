#!/bin/sh
# SPDX-License-Identifier: MIT
# The images as files: the layout, its tags, layers, labels, SBOM and provenance, and that a second
# build makes the same bytes.

. "$(dirname "$0")/../lib/lib.sh"
. "$top_srcdir/tools/manifest.sh"
images=$top_builddir/images
blobs=$images/layout/blobs/sha256
[ -n "$QB_TARGETS" ] || cannot_all "this tree has no emulator (--with-targets=none)"
[ -f "$images/tags" ] || skip_all "there are no images (make images)"
need_prog skopeo python3 gzip jq
version=$(manifest_release)
host=$("$top_srcdir/tools/cpus.sh" platform "$(sed -n "s/^host_cpu='\(.*\)'/\1/p" \
    "$top_builddir/recipes/settings.sh")")
platform=${host#* } host=${host%% *}

# The layout: every blob has the sum that is its name, every descriptor points to a blob, every blob
# is pointed to.
cat >"$tmp/walk.py" <<'END'
import hashlib, json, os, sys
layout, seen, errors = sys.argv[1], set(), 0
def blob(d):
    global errors
    path = os.path.join(layout, "blobs", *d["digest"].split(":"))
    with open(path, "rb") as f:
        data = f.read()
    if "sha256:" + hashlib.sha256(data).hexdigest() != d["digest"] or len(data) != d["size"]:
        print("wrong sum or size:", d)
        errors += 1
    seen.add(d["digest"])
    return data
def walk(d):
    if d["digest"] in seen:
        return
    data = blob(d)
    if d["mediaType"].endswith("+json"):
        for key in "manifests", "layers":
            for part in json.loads(data).get(key, []):
                walk(part)
        if "config" in json.loads(data) and "layers" in json.loads(data):
            walk(json.loads(data)["config"])
        if "subject" in json.loads(data) and d["mediaType"].endswith("manifest.v1+json"):
            walk(json.loads(data)["subject"])
for d in json.load(open(os.path.join(layout, "index.json")))["manifests"]:
    walk(d)
extra = {"sha256:" + name for name in os.listdir(os.path.join(layout, "blobs/sha256"))} - seen
print(len(seen), "blobs;", "not referred to:", sorted(extra) or "none")
sys.exit(errors or bool(extra))
END
ok "every blob is what its name and its descriptor say, and is referred to" \
    python3 "$tmp/walk.py" "$images/layout"

# inspect TAG: as another implementation of the format sees it.
inspect()
{
    skopeo inspect --override-arch "${platform#linux/}" ${2+"$2"} "oci:$images/layout:$1" 2>&1
}
set -- latest "$version" register binfmt
for target in $QB_TARGETS; do
    set -- "$@" "$target" "$target-$version" "$host-$target" "$host-$target-$version"
done
printf '%s\n' "$@" | sort >"$tmp/wanted"
cut -d ' ' -f 1 "$images/tags" | sort >"$tmp/tags"
is "$(comm -3 "$tmp/wanted" "$tmp/tags")" "" "the tags are those of the scheme, $# of them"
for one; do inspect "$one" >"$tmp/inspect" || echo "$one: $(cat "$tmp/inspect")"; done >"$tmp/bad"
is "$(cat "$tmp/bad")" "" "skopeo reads the image of each tag"

# Layers.
# layers NAME: the digests of the layers of that image.
layers()
{
    jq -r --arg name "$1" 'first(.[] | select(.name == $name)).layers[].digest' \
        "$images/images.json"
}
layers all | sort >"$tmp/all"
is "$(wc -l <"$tmp/all")" "$(echo "$QB_TARGETS program" | wc -w)" \
    ":latest has a layer for each emulator, and one for the program"
for target in $QB_TARGETS; do layers "$target"; done | sort >"$tmp/single"
is "$(comm -23 "$tmp/single" "$tmp/all" | wc -l)" 0 \
    "the images of one CPU have none that :latest has not"
is "$(layers register | comm -23 - "$tmp/all")" "" "nor has :register"
is "$(layers binfmt)" "$(layers all)" ":binfmt is :latest by another name"
is "$(sort -u "$tmp/single" | wc -l)" "$(echo "$QB_TARGETS" | wc -w)" "each has one of its own"

unpack()
{
    gzip -dc "$blobs/${1#sha256:}"
}
for target in $QB_TARGETS; do
    layer=$(layers "$target")
    [ "$(unpack "$layer" | tar -tf - | tr '\n' ' ')" = \
        "usr/ usr/bin/ usr/bin/qemu-$target-static " ] || echo "$target: other files"
    unpack "$layer" | tar -xOf - "usr/bin/qemu-$target-static" |
        cmp - "$QB_BIN/qemu-$target$QB_SUFFIX" || echo "$target: other bytes"
    unpack "$layer" | tar --numeric-owner -tvf - | grep -v '^[d-]rwxr-xr-x 0/0 ' || :
done >"$tmp/bad" 2>&1
is "$(cat "$tmp/bad")" "" \
    "each holds the emulator as it was built, and nothing else, for root to write and all to run"
is "$(unpack "$(layers register)" | tar -tf - | tr '\n' ' ')" \
    "register usr/ usr/bin/ usr/bin/binfmt usr/sbin/ usr/sbin/qemu-binfmt-conf " \
    "the program has three names"

# What Docker will show.
config()
{
    inspect "$1" --config
}
config latest >"$tmp/latest"
key=org.opencontainers.image
ok "the labels" python3 - "$tmp/latest" "$version" <<END
import json, sys
labels = json.load(open(sys.argv[1]))["config"]["Labels"]
assert labels["$key.version"] == sys.argv[2], labels
assert labels["$key.source"].startswith("https://"), labels
assert "GPL-2.0-only" in labels["$key.licenses"] and "MIT" in labels["$key.licenses"], labels
if "$(test -e "$top_srcdir/.git" && echo git)":
    assert labels["$key.revision"].startswith("$(git -C "$top_srcdir" rev-parse HEAD \
    2>/dev/null)"), labels
END
entry()
{
    config "$1" | python3 -c \
        'import json, sys; print(json.load(sys.stdin)["config"].get("Entrypoint"))'
}
is "$(entry latest) $(entry register) $(entry binfmt) $(entry "${QB_TARGETS%% *}")" \
    "['/register'] ['/register'] ['/usr/bin/binfmt'] None" "the entry points"

# What they are made of; tests/images/push.t reads what it says. artifacts LAYOUT: "SUBJECT TYPE
# ..." lines.
artifacts()
{
    jq -r '.manifests[] | select(.artifactType).digest' "$1/index.json" | while read -r digest; do
        jq -r '"\(.subject.digest) \(.artifactType)"' "$1/blobs/sha256/${digest#sha256:}"
    done | sort
}
{
    cut -d ' ' -f 2 "$images/tags"
    jq -r '.[].manifest.digest' "$images/images.json"
} | sort -u >"$tmp/subjects"
is "$(artifacts "$images/layout")" \
    "$(sed 'h; s,$, application/spdx+json,p; g; s,$, application/vnd.in-toto+json,' \
        "$tmp/subjects" | sort)" "each image and each index has an SBOM and a provenance"

# tree NAME TARGET...: a copy of the build tree with these targets only.
tree()
{
    mkdir -p "$tmp/$1/bin" "$tmp/$1/recipes" "$tmp/$1/stamps"
    cp "$top_builddir/stamps/"*.fetched "$tmp/$1/stamps"
    cp "$top_builddir/qemu-binfmt-conf" "$tmp/$1"
    tree_dir=$tmp/$1
    shift
    sed "s/^targets=.*/targets='$*'/" "$top_builddir/recipes/settings.sh" \
        >"$tree_dir/recipes/settings.sh"
    for target; do cp "$QB_BIN/qemu-$target$QB_SUFFIX" "$tree_dir/bin"; done
}
build()
{
    dir=$1
    shift
    env top_srcdir="$top_srcdir" top_builddir="$tmp/$dir" MAKEFLAGS=" -j2" \
        "$top_srcdir/images/build.sh" "$@"
}

# shellcheck disable=SC2086 # a list of names
tree again $QB_TARGETS
again()
{
    (
        umask 077
        TZ=Asia/Tokyo LC_ALL=C.UTF-8 build again
    )
}
ok "a second build, elsewhere, later, in another time zone, with another umask" again
ok "has the same digests" cmp "$tmp/again/images/tags" "$images/tags"
ok "and the same layout, with SBOM and provenance" \
    diff -rq "$tmp/again/images/layout" "$images/layout"
ok "and the same archives" diff -r "$tmp/again/images/archives" "$images/archives"

first=${QB_TARGETS%% *}
tree small "$first"
IMAGE_COMPRESSION=zstd SOURCE_DATE_EPOCH=1 build small >"$tmp/out"
skopeo inspect --raw --override-arch "${platform#linux/}" \
    "oci:$tmp/small/images/layout:$host-$first" >"$tmp/raw"
like "$tmp/raw" 'layer.v1.tar\+zstd' "IMAGE_COMPRESSION=zstd"
like "$tmp/raw" '"org.opencontainers.image.created":"1970-01-01T00:00:01Z"' "SOURCE_DATE_EPOCH"

# The sources of a release: without git, with the date in sources/date, whatever the times of the
# files are.
mkdir "$tmp/release"
for part in images packaging patches recipes register sources tools; do
    cp -R "$top_srcdir/$part" "$tmp/release"
done
echo 1234567890 >"$tmp/release/sources/date"
released()
{
    env -u SOURCE_DATE_EPOCH top_srcdir="$tmp/release" top_builddir="$tmp/small" \
        "$tmp/release/images/build.sh"
}
ok "from the sources of a release" released
skopeo inspect --raw --override-arch "${platform#linux/}" \
    "oci:$tmp/small/images/layout:$host-$first" >"$tmp/raw"
like "$tmp/raw" '"org.opencontainers.image.created":"2009-02-13T23:31:30Z"' \
    "an image has the date of the release"
sbom=$(jq -r '.manifests[] | select(.artifactType == "application/spdx+json") | .digest' \
    "$tmp/small/images/layout/index.json" | head -n 1)
small_blobs=$tmp/small/images/layout/blobs/sha256
sbom=$(jq -r '.layers[0].digest' "$small_blobs/${sbom#sha256:}")
is "$(jq -r .creationInfo.created "$small_blobs/${sbom#sha256:}")" "2009-02-13T23:31:30Z" \
    "and so has its SBOM"

# Text of users, in whatever characters it comes.
# \303\274 is u with two dots, which shellcheck cannot print here.
# shellcheck disable=SC2016,SC2089,SC2090
{
    IMAGE='the "name"' IMAGE_BUILDER=$(printf 'build\\er" \303\274') \
    IMAGE_REVISION=$(printf 'r"1\n\303\274')
    IMAGE_SOURCE=$(printf 'https://example.org/"quoted"\\back/\303\274?a=$b')
    export IMAGE IMAGE_BUILDER IMAGE_REVISION IMAGE_SOURCE
}
ok "texts with quotes, backslashes, a line feed and letters beyond ASCII" build small
unset IMAGE IMAGE_BUILDER IMAGE_REVISION IMAGE_SOURCE
cat >"$tmp/texts.py" <<'END'
import json, os, sys, tarfile
def blob(row):
    blobs = os.path.join(sys.argv[1], "layout/blobs")
    return json.load(open(os.path.join(blobs, *row["digest"].split(":"))))
source, revision = 'https://example.org/"quoted"\\back/\u00fc?a=$b', 'r"1\n\u00fc'
rows = json.load(open(os.path.join(sys.argv[1], "layout/index.json")))["manifests"]
images = [blob(row) for row in rows
          if row["mediaType"].endswith("manifest.v1+json") and "artifactType" not in row]
assert len(images) == 2, rows
for image in images:
    for labels in image["annotations"], blob(image["config"])["config"]["Labels"]:
        assert labels["org.opencontainers.image.source"] == source, labels
        assert labels["org.opencontainers.image.revision"] == revision, labels
for row in rows:
    if row["mediaType"].endswith("index.v1+json"):
        assert blob(row)["annotations"]["org.opencontainers.image.revision"] == revision, row
    if row.get("artifactType", "").endswith("in-toto+json"):
        statement = blob(blob(row)["layers"][0])
        builder = statement["predicate"]["runDetails"]["builder"]["id"]
        assert builder == 'build\\er" \u00fc', statement
        subjects = [subject["name"] for subject in statement["subject"]]
        assert 'the "name":latest' in subjects, statement
tar = tarfile.open(os.path.join(sys.argv[1], "archives", sys.argv[2] + ".tar"))
assert 'the "name":latest' in json.load(tar.extractfile("manifest.json"))[0]["RepoTags"]
END
ok "they are in labels, annotations, provenance and archives as they were" \
    python3 "$tmp/texts.py" "$tmp/small/images" "$host"

# Another host: here the same programs stand for those of its tree.
other=aarch64
[ "$host" != aarch64 ] || other=x86_64
tree other "$first"
sed -i "s/^host_cpu=.*/host_cpu='$other'/" "$tmp/other/recipes/settings.sh"
ok "with the tree of another host" build small "$tmp/other"
is "$(awk '$1 == "latest" { print $3, $4 }' "$tmp/small/images/tags")" \
    "index $platform,$("$top_srcdir/tools/cpus.sh" platform $other | cut -d ' ' -f 2)" \
    "the short tags are for both"
is "$(awk -v tag="$other-$first" '$1 == tag { print $3 }' "$tmp/small/images/tags")" manifest \
    "those with the host for one"
is "$(awk -v tag="$host-$first" '$1 == tag { print $2 }' "$tmp/small/images/tags")" \
    "$(awk -v tag="$host-$first" '$1 == tag { print $2 }' "$images/tags")" \
    "and the same as without the other host"
both=$(awk '$1 == "latest" { print $2 }' "$tmp/small/images/tags")
is "$(artifacts "$tmp/small/images/layout" | awk -v subject="$both" '$1 == subject { print $2 }' |
    uniq -c | tr -s ' ')" \
    " 2 application/spdx+json
 1 application/vnd.in-toto+json" "what is for both has an SBOM for each, and one provenance"
IMAGE_BUILDER=https://ci.example.org/run/1 build small >"$tmp/out"
is "$(for blob in "$tmp/small/images/layout/blobs/sha256/"*; do
    jq -r '.predicate.runDetails.builder.id // empty' "$blob" 2>/dev/null || :
done)" \
    https://ci.example.org/run/1 "IMAGE_BUILDER"
rm -r "$tmp/small/stamps"
ok "a tree that has not built its emulators itself" build small "$tmp/other"
like "$tmp/ok.out" 'were built elsewhere .*: no SBOM and no provenance' "is reported"
is "$(artifacts "$tmp/small/images/layout")" "" "and has none"
ok "the archives are for one host each" test -f "$tmp/small/images/archives/$other.tar"
fails 1 "two trees for one host" build small "$tmp/small"
like "$tmp/fails.out" 'like an earlier one' "is reported"
fails 1 "a folder that is no build tree" build small "$tmp"
rm "$tmp/other/bin"/*
fails 1 "a tree that is not built" build small "$tmp/other"
like "$tmp/fails.out" "qemu-$first.* is missing; run make" "says so"
ok "and the images before stay" test -f "$tmp/small/images/archives/$other.tar"
IMAGE_COMPRESSION=lzma
export IMAGE_COMPRESSION
fails 1 "an unknown compression" build small
done_testing
