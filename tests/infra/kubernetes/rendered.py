"""An overlay as kubectl renders it."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scripts.stack.engine import INFRA, ROOT

TOOLS = ROOT / ".tools/infra/bin"
EVERYTHING = Path(__file__).parent / "everything"
"""Production with every component, to see that they fit each other."""
OVERLAYS = [*sorted((INFRA / "k8s/overlays").iterdir()), EVERYTHING]
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

    def settings(self) -> dict[str, str]:
        """The settings of the service, as its processes get them."""
        (found,) = [
            each["data"] for each in self.kind("ConfigMap") if "ENVIRONMENT" in each["data"]
        ]
        return {str(name): str(value) for name, value in found.items()}

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

    def mounted_by_pods(self) -> Iterator[tuple[str, str]]:
        """And of what they have as volumes."""
        for _, template in self.pods():
            for volume in template["spec"].get("volumes", ()):
                if "configMap" in volume:
                    yield "ConfigMap", volume["configMap"]["name"]
                if "secret" in volume:
                    yield "Secret", volume["secret"]["secretName"]

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


def render(folder: Path) -> Rendered:
    """No cluster and no network are asked."""
    done = subprocess.run(
        [TOOLS / "kubectl", "kustomize", folder], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    objects = tuple(each for each in yaml.safe_load_all(done.stdout) if each)
    return Rendered(folder.name, done.stdout, objects)
