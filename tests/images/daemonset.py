# SPDX-License-Identifier: MIT
"""Reads Kubernetes manifests for tests/images/deploy.t.

  daemonset.py check FILE    every field is one of the official Python client's models, and has its type
  daemonset.py docker FILE   the DaemonSet's container as lines of arguments: for docker run, a line "--", the command
  daemonset.py probe FILE    the command of its readiness probe, an argument a line
"""
import re
import sys

import yaml
from kubernetes import client

NAMES = {"ConfigMap": "V1ConfigMap", "DaemonSet": "V1DaemonSet", "Namespace": "V1Namespace"}
PLAIN = {"str": str, "int": int, "bool": bool, "float": float, "object": object}


def check(value, kind, path):
    """Yields what is wrong with value, which should be of that type of the client."""
    inner = re.fullmatch(r"list\[(.*)\]", kind)
    mapping = re.fullmatch(r"dict\(str, (.*)\)", kind)
    if inner:
        if not isinstance(value, list):
            yield f"{path}: not a list"
            return
        for i, one in enumerate(value):
            yield from check(one, inner.group(1), f"{path}[{i}]")
    elif mapping:
        for key, one in value.items():
            yield from check(one, mapping.group(1), f"{path}.{key}")
    elif kind in PLAIN:
        if not isinstance(value, PLAIN[kind]):
            yield f"{path}: {value!r} is not of type {kind}"
    else:
        model = getattr(client, kind)
        fields = {spelt: name for name, spelt in model.attribute_map.items()}
        for key, one in value.items():
            if key not in fields:
                yield f"{path}: {kind} has no field {key}"
            else:
                yield from check(one, model.openapi_types[fields[key]], f"{path}.{key}")
        try:
            model(**{fields[key]: one for key, one in value.items() if key in fields})
        except ValueError as error:
            yield f"{path}: {error}"


def docker(pod):
    """The equivalent of the kubelet's work, in arguments of docker run."""
    container, = pod["containers"]
    security = container["securityContext"]
    paths = {v["name"]: v["hostPath"]["path"] for v in pod.get("volumes", [])}
    yield f"--user={security['runAsUser']}"
    yield f"--memory={container['resources']['limits']['memory'].replace('Mi', 'm')}"
    if security.get("readOnlyRootFilesystem"):
        yield "--read-only"
    if not security.get("allowPrivilegeEscalation", True):
        yield "--security-opt=no-new-privileges"
    for name in security.get("capabilities", {}).get("drop", []):
        yield f"--cap-drop={name}"
    for name in security.get("capabilities", {}).get("add", []):
        yield f"--cap-add={name}"
    for mount in container.get("volumeMounts", []):
        yield f"--volume={paths[mount['name']]}:{mount['mountPath']}"
    if pod.get("hostPID"):
        yield "--pid=host"
    if security.get("privileged"):
        yield "--privileged"
    yield "--"
    yield container["image"]
    yield from container["args"]


with open(sys.argv[2]) as stream:
    documents = list(yaml.safe_load_all(stream))
if sys.argv[1] == "check":
    errors = [e for d in documents for e in check(d, NAMES[d["kind"]], d["kind"])]
    print("\n".join(errors))
    sys.exit(bool(errors))
spec, = [d["spec"]["template"]["spec"] for d in documents if d["kind"] == "DaemonSet"]
print("\n".join(docker(spec) if sys.argv[1] == "docker" else spec["containers"][0]["readinessProbe"]["exec"]["command"]))
