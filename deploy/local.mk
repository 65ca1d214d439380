# SPDX-License-Identifier: MIT
# Ways to register the emulators at every boot: Kubernetes, systemd, Podman, Compose, cloud-init, GitHub Actions.

EXTRA_DIST += %D%/cloud-init.yaml %D%/compose.yaml %D%/github-actions.yaml %D%/qemu-binfmt.container %D%/qemu-binfmt.service
EXTRA_DIST += %D%/release-workflow.yaml
EXTRA_DIST += %D%/kubernetes/base/daemonset.yaml %D%/kubernetes/base/kustomization.yaml %D%/kubernetes/base/namespace.yaml
EXTRA_DIST += %D%/kubernetes/host-mount/kustomization.yaml
