import pytest

from exactapi.generate.models.shapes.attributes import attributes
from exactapi.generate.python.names import Namespace, pascal_case, snake_case


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("getHTTPStatus", "get_http_status"),
        ("X-Request-ID", "x_request_id"),
        ("filter[größe]", "filter_grosse"),
        ("café", "cafe"),
        ("你好", "u4f60_u597d"),
        ("class", "class_"),
        ("match", "match_"),
        ("3d-model", "x_3d_model"),
        ("", "x"),
        ("l", "l_"),
        ('"; exit()', "exit"),
    ],
)
def test_snake_case_gives_a_valid_name(name: str, expected: str) -> None:
    assert snake_case(name, "x") == expected
    assert expected.isidentifier()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("user", "User"),
        ("API_key", "APIKey"),
        ("a.b", "AB"),
        ("3d", "Model3d"),
        ("Warning", "WarningModel"),
        ("None", "NoneModel"),
        ("", "Model"),
    ],
)
def test_pascal_case_gives_a_class_name_that_shadows_nothing(name: str, expected: str) -> None:
    assert pascal_case(name, "Model") == expected


def test_a_namespace_gives_each_name_once() -> None:
    arguments, classes = Namespace(("self",)), Namespace(separator="")
    assert [arguments.claim(name) for name in ("id", "id", "self")] == ["id", "id_2", "self_2"]
    assert [classes.claim(name) for name in ("A", "A", "A")] == ["A", "A2", "A3"]


def test_no_attribute_has_a_name_that_annotations_or_the_constructor_need() -> None:
    wanted = {"kwargs": "kwargs_", "list": "list_", "json": "json_", "name": "name"}
    assert attributes(wanted) == wanted
