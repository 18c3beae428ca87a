"""Whatever a document calls its things, the SDK has them all, and its own as well."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sdk.conftest import importable

from exactapi.sdk.build import write_sdk_elsewhere

NAMES = Path(__file__).with_name("names.yaml")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("names")
    write_sdk_elsewhere("python", NAMES, folder / "sdk")
    (source,) = (folder / "sdk" / "src").iterdir()
    with importable(folder / "sdk"):
        yield importlib.import_module(source.name)


def test_each_tag_of_a_client_has_a_class_of_its_own(package: Any) -> None:
    with package.Client("http://127.0.0.1:1") as client:
        assert isinstance(client, package.Client)
        resources = [each for name, each in vars(client).items() if name != "calls"]
        assert len(resources) == len({type(each) for each in resources}) == 14
        assert all("resources" in type(each).__module__ for each in resources)


def test_operations_are_not_hidden_by_what_they_are_made_of(package: Any) -> None:
    resources = importlib.import_module(f"{package.__name__}.resources.sockets")
    assert resources.UUID_2.id == "uuid"
    resources = importlib.import_module(f"{package.__name__}.resources.reply")
    assert resources.UNSET_2.id == "unset"
    assert resources.UNSET is package.UNSET


def test_webhooks_are_not_hidden_either(package: Any) -> None:
    webhooks = importlib.import_module(f"{package.__name__}.webhooks")
    assert {"verify", "verify_2", "unknown_2"} < {*webhooks.__all__}


def test_a_page_without_items_is_empty(package: Any) -> None:
    pages = importlib.import_module(f"{package.__name__}._runtime.response.pages")
    assert [*pages.pages(lambda _: {}, lambda _: package.UNSET, lambda _: None, "")] == []


def test_an_operation_that_is_called_like_an_export_is_exported_all_the_same(
    tmp_path: Path,
) -> None:
    text = NAMES.read_text()
    document = tmp_path / "openapi.yaml"
    document.write_text(text.replace("operationId: api,", "operationId: connect,"))
    write_sdk_elsewhere("typescript", document, tmp_path / "sdk")
    index = (tmp_path / "sdk/src/index.ts").read_text()
    assert "export { connect as connect_ } from './gen/sdk.gen.js';" in index
    functions = (tmp_path / "sdk/src/gen/sdk.gen.ts").read_text()
    declared = re.search(r"export const getThings__ = .*?url", functions, re.DOTALL)
    assert declared is not None
    assert 'answers: { 200: "application/json" }' in declared[0]
