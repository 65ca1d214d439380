# SPDX-License-Identifier: MIT
# Lines with tabs, of images/attest.sh and packaging/sbom.sh, to an in-toto statement with a provenance of SLSA 1.

def sha256($hex): {digest: {sha256: $hex}};

[inputs | split("\t")] as $facts
| def every(kind): $facts[] | select(.[0] == kind);
{
    _type: "https://in-toto.io/Statement/v1",
    subject: [every("subject") | {name: .[1]} + sha256(.[2])],
    predicateType: $predicate,
    predicate: {
        buildDefinition: {
            buildType: "urn:qemu-user-static:make-images",
            externalParameters: ({
                version: $version,
                compression: $compression,
                hosts: [every("host") | {platform: .[1], targets: (.[2] | split(" ")), flags: .[3]}]
            } + if $revision == "" then {} else {revision: $revision} end),
            resolvedDependencies: ([
                (if $revision | test("^[0-9a-f]{40,64}$") then {name: "qemu-user-static", digest: {gitCommit: $revision}} else empty end),
                (every("source") | {name: .[5]} + sha256(.[6]) + if .[7] == "NOASSERTION" then {} else {uri: .[7]} end
                    + {annotations: {source: .[1], version: .[2], origin: .[8]}}),
                (every("patch") | {name: "patches/\(.[1])"} + sha256(.[3])),
                (every("system") | {name: .[1], uri: .[5], annotations: {role: .[4]}})
            ] | reduce .[] as $it ([]; if index([$it]) then . else . + [$it] end))
        },
        runDetails: {builder: {id: $builder}}
    }
}
