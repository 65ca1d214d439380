# SPDX-License-Identifier: MIT
# Which images there are for one host: an array, in the order of the documents. See build.sh for what becomes of it.
#
# Input: the layers, each {part, digest, size, diffId, unpacked}, of which "program" is the first. Arguments: $host (QEMU's
# name of it), $platform, $version, $revision, $source, $created, $licences of all and $own of our program.

"org.opencontainers.image." as $key
# labels(TITLE; LICENCES): those that the OCI specification names, without the empty ones.
| def labels($title; $licences): {
    ($key + "title"): $title, ($key + "version"): $version, ($key + "revision"): $revision,
    ($key + "source"): $source, ($key + "licenses"): $licences, ($key + "created"): $created
  } | with_entries(select(.value != ""));

. as $layers
| ($layers | map(.part) - ["program"]) as $targets
| [
    {
        name: "all", entrypoint: "/register", tags: ["latest", $version], hostTags: [], parts: (["program"] + $targets),
        labels: labels("QEMU's emulators of all CPUs, and their registration"; $licences)
    },
    {
        name: "binfmt", entrypoint: "/usr/bin/binfmt", tags: ["binfmt"], hostTags: [], parts: (["program"] + $targets),
        labels: labels("QEMU's emulators, called as tonistiigi/binfmt"; $licences)
    },
    {
        name: "register", entrypoint: "/register", tags: ["register"], hostTags: [], parts: ["program"],
        labels: labels("Registration of QEMU's emulators, without them"; $own)
    },
    ($targets[] | {
        name: ., tags: ["\(.)-\($version)", .], hostTags: ["\($host)-\(.)-\($version)", "\($host)-\(.)"], parts: [.],
        labels: labels("QEMU's emulator of \(.) on \($host)"; $licences)
    })
]
| map({host: $host, platform: $platform} + .
    + {layers: [.parts[] as $part | $layers[] | select(.part == $part)], created: $created})
