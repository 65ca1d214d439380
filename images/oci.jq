# SPDX-License-Identifier: MIT
# The OCI image format: its documents, made of what build.sh knows. A document is the input of a function, its parts have
# descriptors already; jq writes the keys in the order that they have here, which makes the bytes, and so the digest.

def type($kind): "application/vnd.oci.image.\($kind).v1+json";
def descriptor: {mediaType, digest, size};

# Of an image: see images.jq.
def configuration: {
    created,
    architecture: (.platform | ltrimstr("linux/")),
    os: "linux",
    config: ({Env: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"]} + (if .entrypoint then {Entrypoint: [.entrypoint]} else {} end)
        + {Labels: .labels}),
    rootfs: {type: "layers", diff_ids: [.layers[].diffId]},
    history: [.created as $created | .layers[] | {created: $created, created_by: .content}]
};
def manifest: {
    schemaVersion: 2,
    mediaType: type("manifest"),
    config: .config,
    layers: [.layers[] | descriptor],
    annotations: .labels
};

# indexes(VERSION; REVISION): of the array of images, one for each name, {name, tags, images, labels}, in their order.
def indexes($version; $revision): . as $images
    | {"org.opencontainers.image.version": $version, "org.opencontainers.image.revision": $revision} as $labels
    | reduce .[].name as $name ([]; if index([$name]) then . else . + [$name] end)
    | map(. as $name | {name: $name, images: ($images | map(select(.name == $name)))}
        | . + {tags: .images[0].tags, labels: ($labels | with_entries(select(.value != "")))});

# Of an index: its document.
def index: {
    schemaVersion: 2,
    mediaType: type("index"),
    manifests: [.images[] | .manifest + {platform: {architecture: (.platform | ltrimstr("linux/")), os: "linux"}}],
    annotations: .labels
};

# Of {type, content, title, subject, annotations, empty}: a file that says something about an image or an index.
def artifact: {
    schemaVersion: 2,
    mediaType: type("manifest"),
    artifactType: .type,
    config: .empty,
    layers: [.content + {annotations: {"org.opencontainers.image.title": .title}}],
    subject: .subject,
    annotations: .annotations
};

# tags: of the array of indexes, {tag, kind, platforms, manifest} for each tag. Those with a host in them stand for one
# image, the others for an index.
def tags: .[]
    | (.images[] | {tag: .hostTags[], kind: "manifest", platforms: [.platform], manifest}),
      {tag: .tags[], kind: "index", platforms: [.images[].platform], manifest: .index};

# layout: index.json, of {tags, artifacts}.
def layout: {
    schemaVersion: 2,
    mediaType: type("index"),
    manifests: (
        [.tags[] | .manifest + {annotations: {"org.opencontainers.image.ref.name": .tag}}]
        + [.artifacts[] | .manifest + {artifactType: .type, annotations}])
};
