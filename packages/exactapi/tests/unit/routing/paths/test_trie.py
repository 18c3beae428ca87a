from typing import Any

import pytest

from exactapi.options import ConfigurationError
from exactapi.routing.paths.trie import Paths, request_path


def paths(*templates: str) -> Paths[str]:
    found: Paths[str] = Paths()
    for template in templates:
        found.add("GET", template, template)
    return found


def match(found: Paths[str], path: str) -> tuple[str, dict[str, str]] | None:
    result = found.find(path)
    if result is None:
        return None
    methods, values = result
    leaf = methods["GET"]
    return leaf.route, dict(zip(leaf.names, values, strict=True))


def test_a_template_gives_the_raw_text_of_its_expressions() -> None:
    found = paths("/users/{id}/posts/{post}")
    assert match(found, "/users/a%2Fb/posts/%41") == (
        "/users/{id}/posts/{post}",
        {"id": "a%2Fb", "post": "%41"},
    )


def test_an_encoded_slash_is_data_and_a_plain_one_is_not() -> None:
    found = paths("/files/{name}")
    assert match(found, "/files/a%2fb") == ("/files/{name}", {"name": "a%2fb"})
    assert match(found, "/files/a/b") is None


def test_a_literal_segment_beats_a_template() -> None:
    found = paths("/users/{id}", "/users/me")
    assert match(found, "/users/me") == ("/users/me", {})
    assert match(found, "/users/mel") == ("/users/{id}", {"id": "mel"})


def test_a_dead_end_behind_a_literal_is_backed_out_of() -> None:
    found = paths("/a/b/d", "/a/{x}/c", "/{y}/b/e")
    assert match(found, "/a/b/c") == ("/a/{x}/c", {"x": "b"})
    assert match(found, "/a/b/e") == ("/{y}/b/e", {"y": "a"})
    assert match(found, "/a/b/f") is None


def test_values_of_a_dead_end_are_forgotten() -> None:
    found = paths("/{a}-{b}/x", "/{c}/y")
    assert match(found, "/1-2/y") == ("/{c}/y", {"c": "1-2"})
    found = paths("/{a}/x/{b}", "/{a}/{c}/y")
    assert match(found, "/1/x/y") == ("/{a}/x/{b}", {"a": "1", "b": "y"})
    found = paths("/{a}/x/y/z", "/{a}/{c}/y")
    assert match(found, "/1/x/y") == ("/{a}/{c}/y", {"a": "1", "c": "x"})


def test_a_percent_sign_of_a_template_is_not_one_of_an_encoding() -> None:
    found = paths("/a%2520b", "/{other}")
    assert match(found, "/a%2520b") == ("/a%2520b", {})
    assert match(found, "/a%20b") == ("/{other}", {"other": "a%20b"})


def test_a_literal_may_come_encoded_and_may_be_written_encoded() -> None:
    found = paths("/caf%C3%A9", "/thé", "/a b")
    assert match(found, "/caf%c3%a9") == ("/caf%C3%A9", {})
    assert match(found, "/th%C3%A9") == ("/thé", {})
    assert match(found, "/%61%20b") == ("/a b", {})


@pytest.mark.parametrize(
    ("template", "path", "values"),
    [
        ("/{owner}.{repo}", "/ada.engine", {"owner": "ada", "repo": "engine"}),
        ("/{a}-{b}", "/1-2-3", {"a": "1", "b": "2-3"}),
        ("/{name}.json", "/x.y.json", {"name": "x.y"}),
        ("/{name}.json", "/x%2Ejson", {"name": "x"}),
        ("/v{major}({minor})", "/v1(2)", {"major": "1", "minor": "2"}),
        ("/{a}{b}", "/xyz", {"a": "x", "b": "yz"}),
    ],
)
def test_several_parameters_share_a_segment(
    template: str, path: str, values: dict[str, str]
) -> None:
    assert match(paths(template), path) == (template, values)


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("/;v=6;empty.fred", {"v": ";v=6", "empty": ";empty", "who": ".fred"}),
        ("/;v;empty=.", {"v": ";v", "empty": ";empty=", "who": "."}),
        ("/v=6;empty.fred", None),
    ],
)
def test_values_that_share_a_segment_begin_where_their_styles_say(
    path: str, values: dict[str, str] | None
) -> None:
    found: Paths[str] = Paths()
    found.add("GET", "/{v}{empty}{who}", "x", {"v": ";", "empty": ";", "who": "."})
    assert match(found, path) == (values and ("x", values))


def test_of_two_patterns_the_one_with_more_literal_text_wins() -> None:
    found = paths("/{name}", "/{name}.json", "/{name}.min.json")
    assert match(found, "/a.min.json") == ("/{name}.min.json", {"name": "a"})
    assert match(found, "/a.json") == ("/{name}.json", {"name": "a"})
    assert match(found, "/a") == ("/{name}", {"name": "a"})


@pytest.mark.parametrize("value", [".5", ";id=5", ";id=3,4", "a=b;c", "%zz", "%FF", "..", "{}"])
def test_prefixes_of_styles_and_odd_bytes_stay_in_the_value(value: str) -> None:
    assert match(paths("/x/{id}"), f"/x/{value}") == ("/x/{id}", {"id": value})


@pytest.mark.parametrize("name", ["3d-model", "a:int", "class", "a.b", "ключ", ""])
def test_names_need_not_be_identifiers(name: str) -> None:
    assert match(paths(f"/x/{{{name}}}"), "/x/1") == (f"/x/{{{name}}}", {name: "1"})


def test_both_forms_of_the_slash_reach_the_same_route() -> None:
    found = paths("/users", "/items/", "/users/{id}", "/")
    assert match(found, "/users/") == ("/users", {})
    assert match(found, "/items") == ("/items/", {})
    assert match(found, "/users/1/") == ("/users/{id}", {"id": "1"})
    assert match(found, "") == ("/", {})
    assert match(found, "/users//") is None


def test_strict_slashes_tell_both_forms_apart() -> None:
    found: Paths[str] = Paths(strict_slashes=True)
    for template in ("/users", "/items/"):
        found.add("GET", template, template)
    assert match(found, "/users") == ("/users", {})
    assert match(found, "/items/") == ("/items/", {})
    assert match(found, "/users/") is None
    assert match(found, "/items") is None


def test_a_document_with_both_forms_keeps_them_apart() -> None:
    found = paths("/users", "/users/")
    assert match(found, "/users") == ("/users", {})
    assert match(found, "/users/") == ("/users/", {})


def test_an_expression_never_matches_nothing() -> None:
    assert match(paths("/a/{x}/b"), "/a//b") is None


def test_operations_of_one_shape_share_a_node_whatever_their_names() -> None:
    found: Paths[str] = Paths()
    found.add("GET", "/users/{id}", "read")
    found.add("DELETE", "/users/{user}", "delete")
    result = found.find("/users/7")
    assert result is not None
    assert {method: leaf.names for method, leaf in result[0].items()} == {
        "GET": ("id",),
        "DELETE": ("user",),
    }


def test_two_templates_for_the_same_requests_are_refused() -> None:
    found = paths("/users/{id}")
    with pytest.raises(ConfigurationError, match=r"/users/\{name\} and GET /users/\{id\}"):
        found.add("GET", "/users/{name}", "again")


@pytest.mark.parametrize(
    ("scope", "path"),
    [
        ({"raw_path": b"/a%2Fb", "path": "/a/b"}, "/a%2Fb"),
        ({"path": "/a b/\u00e9"}, "/a%20b/%C3%A9"),
        ({"raw_path": None, "path": "/100%"}, "/100%25"),
        ({"raw_path": b"/\xff\x80%41", "path": ""}, "/%FF%80%41"),
        ({"raw_path": b"/api/x", "path": "", "root_path": "/api"}, "/x"),
        ({"raw_path": b"/%61pi/x", "path": "", "root_path": "/api/"}, "/x"),
        ({"raw_path": b"/apix", "path": "", "root_path": "/api"}, "/apix"),
        ({"raw_path": b"/api", "path": "", "root_path": "/api"}, "/"),
        ({"raw_path": b"/x", "path": "", "root_path": "/api"}, "/x"),
    ],
)
def test_the_path_is_taken_as_sent_and_without_the_root(scope: dict[str, Any], path: str) -> None:
    assert request_path(scope) == path


def test_a_value_ends_at_no_part_of_an_encoded_character() -> None:
    found = paths("/{a}2{b}")
    assert match(found, "/%2F2c") == ("/{a}2{b}", {"a": "%2F", "b": "c"})
    assert match(found, "/x%32%32") == ("/{a}2{b}", {"a": "x", "b": "%32"})
    assert match(found, "/%2Fc") is None


def test_expressions_end_where_what_follows_is_first_found() -> None:
    found = paths("/{a}-{b}.{c}")
    assert match(found, "/1-2-3.4.5") == ("/{a}-{b}.{c}", {"a": "1", "b": "2-3", "c": "4.5"})
    assert match(found, "/--.-..") == ("/{a}-{b}.{c}", {"a": "-", "b": ".-", "c": "."})


def test_hostile_segments_cost_no_more_than_their_length() -> None:
    """With backtracking 20,000 dashes against three expressions would not end today."""
    found = paths("/{a}-{b}-{c}-{d}.json")
    assert match(found, "/" + "-" * 20_000) is None
    assert match(found, "/" + "-%2D" * 5_000 + "x.jso") is None


def test_exploded_values_of_a_matrix_end_at_the_next_name() -> None:
    found: Paths[str] = Paths()
    found.add("GET", "/{list}{v}", "both", {"list": ";list", "v": ";v"})
    assert match(found, "/;list=a;list=b;v=6") == ("both", {"list": ";list=a;list=b", "v": ";v=6"})
    assert match(found, "/;list=a;vw=b;v") == ("both", {"list": ";list=a;vw=b", "v": ";v"})
    assert match(found, "/;list=a") is None
