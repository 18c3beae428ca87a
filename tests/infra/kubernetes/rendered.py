"""An overlay as kubectl renders it."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scripts.stack.engine import INFRA, ROOT

TOOLS = ROOT / ".tools/infra/bin"
OVERLAYS = sorted(path.name for path in (INFRA / "k8s/overlays").iterdir())
Object = dict[str, Any]


@dataclass(frozen=True)
class Rendered:
    overlay: str
    text: str
    objects: tuple[Object, ...]

    def kind(self, kind: str) -> list[Object]:
        return [each for each in self.objects if each["kind"] == kind]

    def one(self, kind: str, name: str) -> Object:
        (found,) = [each for each in self.kind(kind) if each["metadata"]["name"] == name]
        return found

    def pods(self) -> Iterator[tuple[str, Object]]:
        """The pod template of each workload, with its name."""
        for each in self.objects:
            if "template" in each.get("spec", {}):
                yield each["metadata"]["name"], each["spec"]["template"]

    def named_by_pods(self) -> Iterator[tuple[str, str]]:
        """Kind and name of what pods refer to."""
        for _, template in self.pods():
            if "serviceAccountName" in template["spec"]:
                yield "ServiceAccount", template["spec"]["serviceAccountName"]
            for container in template["spec"]["containers"]:
                for source in container.get("envFrom", ()):
                    for field, kind in {"configMapRef": "ConfigMap", "secretRef": "Secret"}.items():
                        if field in source:
                            yield kind, source[field]["name"]
                for variable in container.get("env", ()):
                    if "valueFrom" in variable:
                        yield "Secret", variable["valueFrom"]["secretKeyRef"]["name"]

    def named_by_routes(self) -> Iterator[tuple[str, str]]:
        """And of what ingresses and autoscalers refer to."""
        for each in self.kind("Ingress"):
            for tls in each["spec"].get("tls", ()):
                yield "Secret", tls["secretName"]
            for rule in each["spec"]["rules"]:
                for path in rule["http"]["paths"]:
                    yield "Service", path["backend"]["service"]["name"]
        for each in self.kind("HorizontalPodAutoscaler"):
            target = each["spec"]["scaleTargetRef"]
            yield target["kind"], target["name"]


def render(overlay: str) -> Rendered:
    """No cluster and no network are asked."""
    folder: Path = INFRA / "k8s/overlays" / overlay
    done = subprocess.run(
        [TOOLS / "kubectl", "kustomize", folder], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    objects = tuple(each for each in yaml.safe_load_all(done.stdout) if each)
    return Rendered(overlay, done.stdout, objects)
