"""`prefixItems` become tuples, and lose nothing on the way in and out."""

import json
from datetime import date
from pathlib import Path

import pytest

from conformance.service import HEAD, TAKEN, GeneratedService, errors

DOCUMENT = Path(__file__).parents[2] / "generator" / "cases" / "tuples" / "openapi.yaml"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> GeneratedService:
    text = DOCUMENT.read_text(encoding="utf-8")
    return GeneratedService(tmp_path_factory.mktemp("tuples"), text[text.index("paths:") :], HEAD)


TRACK = {
    "start": [1, 2.5, "more", None],
    "span": ["2026-01-01", "2026-01-02"],
    "label": ["a"],
    "command": ["go", {"knots": 3}, [1, 2], [3, 4, 5]],
    "class-name": ["b", 1, 2],
    "single": ["a"],
    "many": ["a", "b", 1],
    "either": ["2026-01-01"],
    "nested": [["a", ["root", ["left"], ["right", ["leaf"]]]]],
}


async def test_handlers_get_tuples(service: GeneratedService) -> None:
    assert await service.status("POST", "/tracks/1,2", json=TRACK) == TAKEN
    assert service.arguments is not None
    track = service.arguments["body"]
    assert service.arguments["range"] == (1, 2)
    assert track.start == (1, 2.5, "more", None)
    assert track.span == (date(2026, 1, 1), date(2026, 1, 2))
    assert track.label == ("a",)
    assert track.command[:1] + track.command[2:] == ("go", (1, 2), (3, 4, 5))
    assert (type(track.command[1]).__name__, track.class_name) == ("Speed", ("b", 1, 2))
    assert track.many == ["a", "b", 1]
    assert track.nested == [("a", ("root", ("left",), ("right", ("leaf",))))]


async def test_nothing_is_lost(service: GeneratedService) -> None:
    assert await service.status("POST", "/tracks/1,2", json=TRACK) == TAKEN
    assert service.arguments is not None
    assert json.loads(service.arguments["body"].model_dump_json()) == TRACK


@pytest.mark.parametrize("label", [[], ["a"], ["a", 1]])
async def test_each_length_is_a_tuple(service: GeneratedService, label: list[object]) -> None:
    track = {"start": [0, 0], "label": label}
    assert await service.status("POST", "/tracks/1,2", json=track) == TAKEN
    assert service.arguments is not None
    assert service.arguments["body"].label == tuple(label)
    assert service.arguments["body"].class_name == ("a", 1)


@pytest.mark.parametrize(
    ("member", "value", "error"),
    [
        ("start", [0], ("#/start", "minItems")),
        ("span", ["2026-01-01"], ("#/span", "minItems")),
        ("label", ["a", 1, 2], ("#/label/2", "falseSchema")),
        ("class-name", ["a", "b"], ("#/class-name/1", "type")),
    ],
)
async def test_what_the_schema_does_not_take_is_refused(
    service: GeneratedService, member: str, value: object, error: tuple[str, str]
) -> None:
    response = await service.send("POST", "/tracks/1,2", json={"start": [0, 0], member: value})
    assert errors(response) == [error]


async def test_a_tuple_is_an_array_in_answers(service: GeneratedService) -> None:
    service.answers["record"] = lambda body, **_: body.start
    response = await service.send("POST", "/tracks/1,2", json=TRACK)
    assert (response.status_code, response.json()) == (200, TRACK["start"])
