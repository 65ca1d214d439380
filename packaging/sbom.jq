# SPDX-License-Identifier: MIT
# Facts of packaging/sbom.sh, lines with tabs, to a document of SPDX 2.3. $content: the sha256 of these lines;
# $verification: the package verification code of SPDX, the sha1 of the sorted sums of the files.

def id($kind; $name): "SPDXRef-\($kind)-" + ($name | gsub("[^A-Za-z0-9.-]"; "-"));
def sums($sha1; $sha256): [{algorithm: "SHA1", checksumValue: $sha1}, {algorithm: "SHA256", checksumValue: $sha256}];
def purl($it): [{referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: $it}];
def package($name; $version; $licence): {
    SPDXID: id("Package"; $name), name: $name, versionInfo: $version, licenseDeclared: $licence,
    licenseConcluded: "NOASSERTION", copyrightText: "NOASSERTION", downloadLocation: "NOASSERTION", filesAnalyzed: false };
def file($kind; $path; $types; $f): {
    SPDXID: id($kind; $f[1]), fileName: $path, fileTypes: $types, checksums: sums($f[2]; $f[3]),
    licenseConcluded: "NOASSERTION", licenseInfoInFiles: ["NOASSERTION"], copyrightText: "NOASSERTION" };
def relation($a; $type; $b): {spdxElementId: $a, relationshipType: $type, relatedSpdxElement: $b};
# A version 8 UUID: of the content.
def uuid: "urn:uuid:\(.[0:8])-\(.[8:12])-8\(.[13:16])-8\(.[17:20])-\(.[20:32])";

[inputs | split("\t")] as $facts
| def every(kind): $facts[] | select(.[0] == kind);
(first(every("product"))) as $p
| id("Package"; $p[1]) as $product
| ([(every("source"), every("system")) | select(.[4] == "linked")[3], "MIT"] | unique | join(" AND ")) as $licence
| {
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: "SPDXRef-DOCUMENT",
    name: "\($p[1])-\($p[2])-\($p[3])",
    documentNamespace: ($content | uuid),
    creationInfo: {
        created: $p[4],
        creators: ["Organization: the qemu-user-static maintainers", "Tool: qemu-user-static-\($p[2])"]
    },
    packages: (
        [package($p[1]; $p[2]; $licence) + {filesAnalyzed: true, packageVerificationCode: {packageVerificationCodeValue: $verification}, primaryPackagePurpose: "APPLICATION", supplier: "Organization: the qemu-user-static maintainers"}]
        + [every("source") | package(.[1]; .[2]; .[3]) + {
            primaryPackagePurpose: "SOURCE", packageFileName: .[5], downloadLocation: .[7], sourceInfo: .[8],
            checksums: [{algorithm: "SHA256", checksumValue: .[6]}], externalRefs: purl("pkg:generic/\(.[1])@\(.[2])") }]
        + [every("system") | package(.[1]; .[2]; .[3]) + {externalRefs: purl(.[5])}]
    ),
    files: (
        [every("file") | file("File"; "./\(.[1])"; ["BINARY"]; .)]
        + [every("patch") | file("Patch"; "./patches/\(.[1])"; ["SOURCE", "TEXT"]; .)]
    ),
    relationships: (
        [relation("SPDXRef-DOCUMENT"; "DESCRIBES"; $product)]
        + [every("file") | relation($product; "CONTAINS"; id("File"; .[1]))]
        + [(every("source"), every("system")) | if .[1] == "qemu" then relation($product; "GENERATED_FROM"; id("Package"; .[1]))
           elif .[4] == "linked" then relation($product; "STATIC_LINK"; id("Package"; .[1]))
           else relation(id("Package"; .[1]); "BUILD_TOOL_OF"; $product) end]
        + [every("patch") | relation(id("Patch"; .[1]); "PATCH_FOR"; id("Package"; "qemu"))]
    )
}
