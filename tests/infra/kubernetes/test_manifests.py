"""The manifests fit Kubernetes' schemas, each other, and the service."""

import json
import re
import subprocess
from configparser import ConfigParser, SectionProxy
from pathlib import Path
from unittest.mock import create_autospec
from urllib.parse import urlsplit

import jsonschema_rs
import pytest

from impl.consumers import CONSUMERS
from impl.events.backlog import Backlog
from impl.observability.metrics import Metrics
from impl.server.__main__ import DEFAULTS
from impl.settings import Settings
from impl.settings.database import DatabaseSettings
from impl.storage import Database
from scripts.stack.engine import INFRA
from tests.infra.kubernetes.rendered import EVERYTHING, OVERLAYS, TOOLS, Object, Rendered, render
from tests.operations import OPERATIONS

pytestmark = pytest.mark.infra

VERSIONS = ["1.30", "1.34"]
"""The oldest with `preStop.sleep` on by default, and a newer one."""
PRODUCTION = INFRA / "k8s/overlays/production"
GIVEN_TO_PRODUCTION = {("Secret", "exact-service"), ("Secret", "api-example-com-tls")}
GIVEN_FROM_OUTSIDE = {
    "production": GIVEN_TO_PRODUCTION,
    "everything": {*GIVEN_TO_PRODUCTION, ("Secret", "pgbouncer")},
    "dev": set(),
}
OF_OPERATORS = {"ServiceMonitor": Path(__file__).with_name("service_monitor.schema.json")}
"""Kinds that Kubernetes does not know by itself, and the schemas they have to fit."""


@pytest.fixture(scope="module", params=OVERLAYS, ids=lambda folder: folder.name)
def rendered(request: pytest.FixtureRequest) -> Rendered:
    return render(request.param)


def selects(selector: Object, labels: Object) -> bool:
    """Return whether the selector takes an object with these labels.

    Raises:
        KeyError: it has an operator that these manifests do not use.
    """
    wanted = selector.get("matchLabels", {} if "matchExpressions" in selector else selector)
    return all(labels.get(name) == value for name, value in wanted.items()) and all(
        labels.get(each["key"]) in {"In": each["values"]}[each["operator"]]
        for each in selector.get("matchExpressions", ())
    )


@pytest.mark.parametrize("version", VERSIONS)
def test_every_object_fits_its_schema(rendered: Rendered, version: str, tmp_path: Path) -> None:
    file = tmp_path / "objects.yaml"
    file.write_text(rendered.text)
    done = subprocess.run(
        [TOOLS / "kubernetes-validate", "--strict", "-k", version, file],
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    # An unknown kind is only warned of, and counts as a failure here.
    known = [each for each in rendered.objects if each["kind"] not in OF_OPERATORS]
    assert said.count(" passed for resource ") == len(known), said


def test_objects_of_operators_fit_their_schemas() -> None:
    objects = [each for each in render(EVERYTHING).objects if each["kind"] in OF_OPERATORS]
    assert {each["kind"] for each in objects} == OF_OPERATORS.keys()
    for each in objects:
        validator = jsonschema_rs.validator_for(json.loads(OF_OPERATORS[each["kind"]].read_text()))
        validator.validate(each)
        assert not validator.is_valid({**each, "spec": {**each["spec"], "endpoint": []}})


def test_the_validator_finds_a_misspelt_field(tmp_path: Path) -> None:
    file = tmp_path / "objects.yaml"
    file.write_text(render(PRODUCTION).text.replace("readOnlyRootFilesystem", "readOnlyRoot"))
    command = [TOOLS / "kubernetes-validate", "--strict", "-k", VERSIONS[0], file]
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def test_every_selector_finds_its_pods(rendered: Rendered) -> None:
    templates = [template["metadata"]["labels"] for _, template in rendered.pods()]
    for each in rendered.kind("Deployment"):
        labels = each["spec"]["template"]["metadata"]["labels"]
        assert selects(each["spec"]["selector"], labels)
        assert sum(selects(each["spec"]["selector"], other) for other in templates) == 1
    for each in [*rendered.kind("Service"), *rendered.kind("PodDisruptionBudget")]:
        assert sum(selects(each["spec"]["selector"], other) for other in templates) == 1, each
    for each in rendered.kind("NetworkPolicy"):
        selector = each["spec"]["podSelector"]
        assert any(selects(selector, other) for other in templates), each["metadata"]["name"]
        for rule in each["spec"].get("ingress", ()):
            for peer in rule["from"]:
                if "podSelector" in peer:
                    assert any(selects(peer["podSelector"], other) for other in templates)


def test_everything_that_is_named_is_there(rendered: Rendered) -> None:
    there = {(each["kind"], each["metadata"]["name"]) for each in rendered.objects}
    there |= GIVEN_FROM_OUTSIDE[rendered.overlay]
    named = {
        *rendered.named_by_pods(),
        *rendered.mounted_by_pods(),
        *rendered.named_by_routes(),
    }
    assert named <= there
    assert {name for kind, name in named if kind == "Secret"}, "secrets come by reference"


def test_every_port_that_is_named_is_a_containers(rendered: Rendered) -> None:
    for each in rendered.kind("Service"):
        (pod,) = [
            template
            for _, template in rendered.pods()
            if selects(each["spec"]["selector"], template["metadata"]["labels"])
        ]
        names = {port["name"] for port in pod["spec"]["containers"][0]["ports"]}
        assert {port["targetPort"] for port in each["spec"]["ports"]} <= names


def test_a_pod_has_time_to_end_its_requests(rendered: Rendered) -> None:
    spec = rendered.one("Deployment", "api")["spec"]["template"]["spec"]
    (container,) = spec["containers"]
    pause = container["lifecycle"]["preStop"]["sleep"]["seconds"]
    (graceful,) = [
        int(each.partition("=")[2])
        for each in DEFAULTS
        if each.startswith("--timeout-graceful-shutdown=")
    ]
    assert pause + graceful < spec["terminationGracePeriodSeconds"]


def test_a_rollout_never_takes_the_last_replica(rendered: Rendered) -> None:
    deployment = rendered.one("Deployment", "api")["spec"]
    assert "replicas" not in deployment  # the autoscaler's word would be overwritten
    assert deployment["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    budget = rendered.one("PodDisruptionBudget", "api")["spec"]
    autoscaler = rendered.one("HorizontalPodAutoscaler", "api")["spec"]
    if rendered.overlay == "production":
        assert autoscaler["minReplicas"] - budget["maxUnavailable"] >= 2
    assert autoscaler["minReplicas"] <= autoscaler["maxReplicas"]


def test_the_connections_of_all_replicas_are_those_of_a_default_postgresql(
    rendered: Rendered,
) -> None:
    asked = connections_of_the_service(rendered)
    if rendered.overlay == "everything":
        pooler = pgbouncer_settings(rendered)
        assert asked <= int(pooler["max_client_conn"])
        spec = rendered.one("Deployment", "pgbouncer")["spec"]
        most = spec["replicas"] + spec["strategy"]["rollingUpdate"]["maxSurge"]
        asked = most * int(pooler["default_pool_size"])
    # max_connections 100: three are the superuser's, one is the migration's, and ten are for
    # backups, monitors and people.
    assert asked <= 86


def connections_of_the_service(rendered: Rendered) -> int:
    default = Settings.model_fields["database_pool_size"].default
    pool = int(rendered.settings().get("DATABASE_POOL_SIZE", default))
    scalers = {
        each["metadata"]["name"]: each["spec"]["maxReplicas"]
        for each in rendered.kind("HorizontalPodAutoscaler")
    }
    surge = rendered.one("Deployment", "api")["spec"]["strategy"]["rollingUpdate"]["maxSurge"]
    (worker,) = rendered.one("Deployment", "worker")["spec"]["template"]["spec"]["containers"]
    (of_worker,) = [each["value"] for each in worker["env"] if each["name"] == "DATABASE_POOL_SIZE"]
    return int((scalers["api"] + surge) * pool + scalers.get("worker", 1) * int(of_worker))


def pgbouncer_settings(rendered: Rendered) -> SectionProxy:
    (text,) = [
        each["data"]["pgbouncer.ini"]
        for each in rendered.kind("ConfigMap")
        if "pgbouncer.ini" in each["data"]
    ]
    parser = ConfigParser()
    parser.read_string(text)
    return parser["pgbouncer"]


def test_behind_the_pooler_every_process_knows_its_mode() -> None:
    everything = render(EVERYTHING)
    mode = pgbouncer_settings(everything)["pool_mode"]
    (migrate,) = everything.one("Job", "migrate")["spec"]["template"]["spec"]["containers"]
    assert everything.settings()["DATABASE_POOLER"] == mode
    assert {"name": "DATABASE_POOLER", "value": mode} in migrate["env"]


def test_every_process_that_serves_metrics_is_scraped() -> None:
    everything = render(EVERYTHING)
    (monitor,) = everything.kind("ServiceMonitor")
    scraped = [
        each["metadata"]["name"]
        for each in everything.kind("Service")
        if selects(monitor["spec"]["selector"], each["metadata"].get("labels", {}))
    ]
    assert scraped == ["api", "worker"]
    port = int(everything.settings()["METRICS_PORT"])
    for name in scraped:
        (container,) = everything.one("Deployment", name)["spec"]["template"]["spec"]["containers"]
        assert {"name": "metrics", "containerPort": port} in container["ports"]
    for each in monitor["spec"]["endpoints"]:
        for name in scraped:
            ports = everything.one("Service", name)["spec"]["ports"]
            assert each["port"] in {port["name"] for port in ports}


def test_spans_are_let_out_to_their_collector() -> None:
    everything = render(EVERYTHING)
    endpoint = urlsplit(everything.settings()["OTEL_EXPORTER_OTLP_ENDPOINT"])
    policy = everything.one("NetworkPolicy", "traces")["spec"]
    (rule,) = policy["egress"]
    (peer,) = rule["to"]
    namespace = str(endpoint.hostname).partition(".")[2]
    assert peer["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"] == namespace
    assert rule["ports"] == [{"port": endpoint.port}]
    for name in ("api", "worker"):
        labels = everything.one("Deployment", name)["spec"]["template"]["metadata"]["labels"]
        assert selects(policy["podSelector"], labels), name


def test_workers_are_scaled_by_a_metric_that_they_serve() -> None:
    metric = render(EVERYTHING).one("HorizontalPodAutoscaler", "worker")["spec"]["metrics"][0]
    metrics = Metrics()
    Backlog(create_autospec(Database), CONSUMERS, metrics)
    names = {each.name for each in metrics.registry.collect()}
    assert metric["external"]["metric"]["name"] in names


def test_limits_count_on_as_many_workers_as_there_may_be(rendered: Rendered) -> None:
    """While Redis is away each admits its share."""
    most = rendered.one("HorizontalPodAutoscaler", "api")["spec"]["maxReplicas"]
    assert int(rendered.settings()["WEB_CONCURRENCY"]) == most


def test_every_setting_is_one_of_the_service(rendered: Rendered) -> None:
    known = {name.upper() for name in Settings.model_fields} | {"FORWARDED_ALLOW_IPS"}
    assert rendered.settings().keys() <= known
    for each in rendered.kind("Secret"):
        assert each["data"].keys() <= known


def test_no_secret_of_production_is_written_down() -> None:
    assert render(PRODUCTION).kind("Secret") == []


def test_every_container_is_hardened_and_bounded(rendered: Rendered) -> None:
    for name, template in rendered.pods():
        spec = template["spec"]
        assert spec["automountServiceAccountToken"] is False, name
        assert spec["securityContext"]["runAsNonRoot"] is True, name
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        for container in spec["containers"]:
            security = container["securityContext"]
            assert security["readOnlyRootFilesystem"] is True, name
            assert security["allowPrivilegeEscalation"] is False, name
            assert security["capabilities"] == {"drop": ["ALL"]}, name
            assert "memory" in container["resources"]["limits"], name
            assert {"cpu", "memory"} <= container["resources"]["requests"].keys(), name


def test_probes_ask_operations_of_the_document(rendered: Rendered) -> None:  # feature: health
    (container,) = rendered.one("Deployment", "api")["spec"]["template"]["spec"]["containers"]
    asked = {
        name: container[f"{name}Probe"]["httpGet"]["path"]
        for name in ("startup", "readiness", "liveness")
    }
    assert asked == {"startup": "/startupz", "readiness": "/readyz", "liveness": "/livez"}
    assert set(asked.values()) <= {operation.path for operation in OPERATIONS.values()}


def test_the_ingress_publishes_the_document_without_probes_and_metrics(rendered: Rendered) -> None:
    paths = rendered.one("Ingress", "api")["spec"]["rules"][0]["http"]["paths"]

    def is_published(path: str) -> bool:
        return any(
            path == each["path"]
            or (each["pathType"] == "Prefix" and path.startswith(each["path"].rstrip("/") + "/"))
            for each in paths
        )

    probes = {"/livez", "/readyz", "/startupz"}
    for operation in OPERATIONS.values():
        assert is_published(operation.path) == (operation.path not in probes), operation.path
    assert not is_published("/metrics")
    assert is_published("/openapi.json")


def test_images_have_a_version(rendered: Rendered) -> None:
    images = re.findall(r"image: (\S+)", rendered.text)
    assert images
    assert all(":" in image.rpartition("/")[2] for image in images)
    if rendered.overlay == "production":
        assert not any(image.endswith(":latest") for image in images)


def test_an_image_that_was_built_here_is_asked_of_no_registry(rendered: Rendered) -> None:
    """Kubernetes pulls `latest` anew each time, unless it is told otherwise."""
    for name, template in rendered.pods():
        for container in template["spec"]["containers"]:
            if container["image"].endswith(":latest"):
                assert container["imagePullPolicy"] == "IfNotPresent", name


def test_the_migration_needs_the_database_alone(rendered: Rendered) -> None:
    (container,) = rendered.one("Job", "migrate")["spec"]["template"]["spec"]["containers"]
    variables = {each["name"] for each in container["env"]}
    assert {"ENVIRONMENT", "DATABASE_URL"} <= variables
    assert variables <= {name.upper() for name in DatabaseSettings.model_fields}
    assert "envFrom" not in container
