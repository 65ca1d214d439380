# SPDX-License-Identifier: MIT
"""For tests/images/push.t: from the digest of each tag to its referrers in a registry, and what SBOM and provenance say.

referrers.py REPOSITORY TAGS FOLDER SUFFIX SOURCES   an URL; the table of tags; the emulators; our sources
"""
import hashlib
import json
import os
import subprocess
import sys
import urllib.request

repository, tags, folder, suffix, sources = sys.argv[1:]
INDEX, MANIFEST = ("application/vnd.oci.image.%s.v1+json" % kind for kind in ("index", "manifest"))
SPDX, STATEMENT = "application/spdx+json", "application/vnd.in-toto+json"


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def content(*path):
    with open(os.path.join(*path), "rb") as file:
        return file.read()


lines = [line.split() for line in content(sources, "sources/manifest").decode().split("\n") if line]
def reader(file, function):
    """What a reader of tools/FILE.sh prints."""
    return subprocess.run(["sh", "-c", f'. "$top_srcdir/tools/{file}.sh" && {function}'], check=True,
                          env=dict(os.environ, top_srcdir=sources), capture_output=True, text=True).stdout


known = {line[1] for line in lines if line[0] in ("upstream", "debian")}
version = reader("manifest", "manifest_release").strip()
patches = {"patches/" + name: sha256(content(sources, "patches", name))
           for name in reader("series", "series_names all").split()}
emulators = {name.removesuffix(suffix).removeprefix("qemu-"): sha256(content(folder, name))
             for name in os.listdir(folder) if not os.path.islink(os.path.join(folder, name))}


def get(path):
    request = urllib.request.Request(repository + path, headers={"Accept": INDEX + ", " + MANIFEST})
    with urllib.request.urlopen(request) as answer:
        return answer.read()


def check_sbom(tag, digest, document):
    files = {file["fileName"]: {sum["algorithm"]: sum["checksumValue"] for sum in file["checksums"]}["SHA256"]
             for file in document["files"] if file["fileTypes"] == ["BINARY"]}
    whole = tag in ("latest", "binfmt", version)
    assert ("./register" in files) == (whole or tag == "register"), (tag, files)
    files.pop("./register", None)
    names = emulators if whole else [] if tag == "register" else [tag.removesuffix("-" + version).split("-")[-1]]
    assert files == {f"./usr/bin/qemu-{name}-static": emulators[name] for name in names}, (tag, files)
    assert ("qemu" in [package["name"] for package in document["packages"]]) == (tag != "register"), tag


def check_provenance(tag, digest, statement):
    assert statement["_type"] == "https://in-toto.io/Statement/v1", statement
    assert statement["predicateType"] == "https://slsa.dev/provenance/v1", statement
    assert digest[7:] in [subject["digest"]["sha256"] for subject in statement["subject"]], tag
    assert len({subject["name"] for subject in statement["subject"]}) == len(statement["subject"]), "a name for two"
    definition = statement["predicate"]["buildDefinition"]
    inputs = definition["resolvedDependencies"]
    archives = [it for it in inputs if "source" in it.get("annotations", {})]
    assert "qemu" in [it["annotations"]["source"] for it in archives], inputs
    assert all(it["digest"]["sha256"] in known for it in archives), archives
    assert {it["name"]: it["digest"]["sha256"] for it in inputs if it["name"].startswith("patches/")} == patches, inputs
    for tool in "compiler", "binutils", "libc":
        assert [it["uri"] for it in inputs if it["name"] == tool][0].startswith("pkg:"), tool
    assert definition["externalParameters"]["version"] == version, definition
    assert statement["predicate"]["runDetails"]["builder"]["id"], statement


CHECKS = {SPDX: check_sbom, STATEMENT: check_provenance}


def check(tag, digest):
    there = json.loads(get("/manifests/sha256-" + digest.removeprefix("sha256:")))
    assert there["mediaType"] == INDEX, there
    assert sorted(row["artifactType"] for row in there["manifests"]) == [SPDX, STATEMENT], there
    for row in there["manifests"]:
        data = get("/manifests/" + row["digest"])
        assert "sha256:" + sha256(data) == row["digest"] and len(data) == row["size"], row
        artifact = json.loads(data)
        assert artifact["artifactType"] == row["artifactType"] and artifact["annotations"] == row["annotations"], artifact
        assert artifact["subject"]["digest"] == digest, (tag, artifact)
        assert artifact["subject"]["size"] == len(get("/manifests/" + digest)), artifact
        (layer,) = artifact["layers"]
        text = get("/blobs/" + layer["digest"])
        assert "sha256:" + sha256(text) == layer["digest"] and len(text) == layer["size"], layer
        CHECKS[row["artifactType"]](tag, digest, json.loads(text))


for line in content(tags).decode().split("\n"):
    if line:
        check(*line.split()[:2])
