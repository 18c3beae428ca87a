"""Every error of the services is answered by a problem of its own."""

import importlib
import inspect
import json
import pkgutil
from pathlib import Path

import pytest
from exactapi.error_codes import ERROR_CODES
from exactapi.problems import Problem
from exactapi.rejections import InvalidRequest, Rejection

from impl import features
from impl.app import DOCUMENT
from impl.errors import translate
from impl.security.passwords import HasherBusy  # feature: accounts
from impl.storage.cursor import InvalidCursor

ERRORS = [
    error
    for module in pkgutil.walk_packages(features.__path__, f"{features.__name__}.")
    if module.name.endswith(".errors")
    for _, error in inspect.getmembers(importlib.import_module(module.name), inspect.isclass)
    if error.__module__ == module.name
]


ERRORS.append(InvalidCursor)  # feature: accounts


def test_every_feature_with_errors_is_looked_at() -> None:
    folders = {path.parent.name for path in Path(*features.__path__).glob("*/errors.py")}
    assert folders <= {error.__module__.split(".")[2] for error in ERRORS}


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_an_error_of_a_service_becomes_the_declared_problem(error: type[Exception]) -> None:
    problem = translate(error())
    assert isinstance(problem, Problem)
    assert not isinstance(problem, Rejection)
    assert type(problem).__name__ == error.__name__


def test_what_a_probe_found_is_told() -> None:  # feature: health
    error = next(error for error in ERRORS if error.__name__ == "NotReady")
    problem = translate(error("The schema is old."))
    assert problem is not None
    assert problem.detail == "The schema is old."


def test_a_busy_hasher_asks_to_come_back() -> None:  # feature: accounts
    problem = translate(HasherBusy())
    assert problem is not None
    assert problem.status == 503


def test_a_cursor_is_refused_where_the_document_has_no_problem_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("impl.errors._PROBLEMS", {})
    assert isinstance(translate(InvalidCursor()), InvalidRequest)


def test_a_defect_has_no_problem() -> None:
    assert translate(KeyError("id")) is None


def test_the_document_lists_the_codes_that_the_library_answers() -> None:
    schemas = json.loads(DOCUMENT.read_bytes()).get("components", {}).get("schemas", {})
    if "ErrorCode" not in schemas:
        pytest.skip("the document leaves the codes open")
    assert schemas["ErrorCode"]["enum"] == list(ERROR_CODES)
