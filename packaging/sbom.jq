# SPDX-License-Identifier: MIT
# Facts of packaging/facts.sh to a document of SPDX 2.3. $content: the sha256 of the facts; $verification: the package
# verification code of SPDX, the sha1 of the sorted checksums of the files.
include "facts";

def id($kind; $name): "SPDXRef-\($kind)-" + ($name | gsub("[^A-Za-z0-9.-]"; "-"));
def sums($sha1; $sha256): [{algorithm: "SHA1", checksumValue: $sha1}, {algorithm: "SHA256", checksumValue: $sha256}];
def purl($it): [{referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: $it}];
def package($name; $version; $licence): {
    SPDXID: id("Package"; $name), name: $name, versionInfo: $version, licenseDeclared: $licence,
    licenseConcluded: "NOASSERTION", copyrightText: "NOASSERTION", downloadLocation: "NOASSERTION", filesAnalyzed: false };
def file($kind; $path; $types; $f): {
    SPDXID: id($kind; $f.name), fileName: $path, fileTypes: $types, checksums: sums($f.sha1; $f.sha256),
    licenseConcluded: "NOASSERTION", licenseInfoInFiles: ["NOASSERTION"], copyrightText: "NOASSERTION" };
def relation($a; $type; $b): {spdxElementId: $a, relationshipType: $type, relatedSpdxElement: $b};
# A version 8 UUID: of the content.
def uuid: "urn:uuid:\(.[0:8])-\(.[8:12])-8\(.[13:16])-8\(.[17:20])-\(.[20:32])";

([inputs] | facts) as $facts
| $facts.product[0] as $p
| id("Package"; $p.name) as $product
| ([($facts.source + $facts.system)[] | select(.role == "linked").licence, "MIT"] | unique | join(" AND ")) as $licence
| {
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: "SPDXRef-DOCUMENT",
    name: "\($p.name)-\($p.version)-\($p.host)",
    documentNamespace: ($content | uuid),
    creationInfo: {
        created: $p.created,
        creators: ["Organization: the qemu-user-static maintainers", "Tool: qemu-user-static-\($p.version)"]
    },
    packages: (
        [package($p.name; $p.version; $licence) + {
            filesAnalyzed: true, packageVerificationCode: {packageVerificationCodeValue: $verification},
            primaryPackagePurpose: "APPLICATION", supplier: "Organization: the qemu-user-static maintainers" }]
        + [$facts.source[] | package(.name; .version; .licence) + {
            primaryPackagePurpose: "SOURCE", packageFileName: .file, downloadLocation: .url, sourceInfo: .origin,
            checksums: [{algorithm: "SHA256", checksumValue: .sha256}],
            externalRefs: purl("pkg:generic/\(.name)@\(.version)") }]
        + [$facts.system[] | package(.name; .version; .licence) + {externalRefs: purl(.purl)}]
    ),
    files: (
        [$facts.file[] | file("File"; "./\(.name)"; ["BINARY"]; .)]
        + [$facts.patch[] | file("Patch"; "./patches/\(.name)"; ["SOURCE", "TEXT"]; .)]
    ),
    relationships: (
        [relation("SPDXRef-DOCUMENT"; "DESCRIBES"; $product)]
        + [$facts.file[] | relation($product; "CONTAINS"; id("File"; .name))]
        + [($facts.source + $facts.system)[]
           | if .name == "qemu" then relation($product; "GENERATED_FROM"; id("Package"; .name))
           elif .role == "linked" then relation($product; "STATIC_LINK"; id("Package"; .name))
           else relation(id("Package"; .name); "BUILD_TOOL_OF"; $product) end]
        + [$facts.patch[] | relation(id("Patch"; .name); "PATCH_FOR"; id("Package"; "qemu"))]
    )
}
