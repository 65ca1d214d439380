# SPDX-License-Identifier: MIT
# Facts of packaging/facts.sh, of one or several builds, to an in-toto statement with a provenance of SLSA 1.
#
# Argument: $about, what was built, {subjects: [{name, digest}], type, of which make-TYPE was run, parameters: {version,
# hosts: [{platform, targets, flags}] ...}, revision, builder}.
include "facts";

def sha256($hex): {digest: {sha256: $hex}};

([inputs] | facts) as $facts
| {
    _type: "https://in-toto.io/Statement/v1",
    subject: [$about.subjects[] | {name} + sha256(.digest | ltrimstr("sha256:"))],
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
        buildDefinition: {
            buildType: "urn:qemu-user-static:make-\($about.type)",
            externalParameters: ($about.parameters
                + if $about.revision == "" then {} else {revision: $about.revision} end),
            resolvedDependencies: ([
                ($about.revision | select(test("^[0-9a-f]{40,64}$")) | {name: "qemu-user-static", digest: {gitCommit: .}}),
                ($facts.source[] | {name: .file} + sha256(.sha256) + if .url == "NOASSERTION" then {} else {uri: .url} end
                    + {annotations: {source: .name, version, origin}}),
                ($facts.patch[] | {name: "patches/\(.name)"} + sha256(.sha256)),
                ($facts.system[] | {name, uri: .purl, annotations: {role}})
            ] | reduce .[] as $it ([]; if index([$it]) then . else . + [$it] end))
        },
        runDetails: {builder: {id: $about.builder}}
    }
}
