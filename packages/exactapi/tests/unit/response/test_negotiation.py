import pytest

from exactapi.rejections import NotAcceptable
from exactapi.response.negotiation import LONGEST_ACCEPT, named_within, negotiate

JSON, CSV, PNG = "application/json", "text/csv", "image/png"


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("*/*", JSON),
        ("text/csv", CSV),
        ("TEXT/CSV", CSV),
        ("text/*", CSV),
        ("text/csv;q=0.5, application/json;q=0.4", CSV),
        ("*/*;q=0.1, text/csv", CSV),
        ("application/json;q=0, */*", CSV),
        ("text/*;q=0.9, text/csv;q=0.1, application/json;q=0.5", JSON),
        ("application/json; charset=utf-8", JSON),
        ("text/csv;q=1.0;level=1", CSV),
        ('text/csv; a="x, application/json", application/json', JSON),
        ("application/json;q=nonsense", JSON),
        ("text/html, image/*;q=0.8, */*;q=0.7", JSON),
    ],
)
def test_the_best_offer_wins(accept: str, chosen: str) -> None:
    assert negotiate([accept.encode()], (JSON, CSV)) == chosen


@pytest.mark.parametrize("accept", [[], [b""], [b" , "], [b"nonsense"], [b"*/json"], [b"/"]])
def test_without_a_readable_range_anything_is_welcome(accept: list[bytes]) -> None:
    assert negotiate(accept, (CSV, JSON)) == CSV


@pytest.mark.parametrize(
    "accept", ["text/html", "application/json;q=0", "*/*;q=0", "application/json;version=2"]
)
def test_refusing_every_offer_is_406(accept: str) -> None:
    with pytest.raises(NotAcceptable, match="application/json"):
        negotiate([accept.encode()], (JSON,))


def test_several_header_lines_are_one_list() -> None:
    assert negotiate([b"text/html", b"text/csv"], (JSON, CSV)) == CSV


@pytest.mark.parametrize("accept", [b"image/png", b"image/*", b"*/*"])
def test_a_declared_range_is_met_by_each_of_its_members(accept: bytes) -> None:
    assert negotiate([accept], ("image/*",)) == "image/*"


def test_a_range_of_a_suffix_is_met_by_types_that_end_in_it() -> None:
    offered = ("application/*+json",)
    assert negotiate([b"application/vnd.a+json"], offered) == offered[0]
    with pytest.raises(NotAcceptable):
        negotiate([b"application/json"], offered)


def test_where_an_answer_may_be_empty_nothing_is_refused() -> None:
    assert negotiate([b"text/html"], (JSON,), may_be_empty=True) is None
    assert negotiate([b"text/csv"], (JSON, CSV), may_be_empty=True) == CSV


@pytest.mark.parametrize(
    ("accept", "named"),
    [
        (b"image/png;q=0.5, image/gif", "image/gif"),
        (b"text/html, image/*", None),
        (b"image/png;q=0", None),
        (b"*/*", None),
    ],
)
def test_the_client_may_name_what_it_wants_of_a_range(accept: bytes, named: str | None) -> None:
    assert named_within([accept], "image/*") == named


def test_parameters_of_the_offer_may_be_asked_for() -> None:
    offered = ("application/json", "application/json;version=2")
    assert negotiate([b'application/json;version="2"'], offered) == offered[1]


def test_an_oversized_header_is_not_parsed() -> None:
    accept = b"text/html," * LONGEST_ACCEPT
    assert negotiate([accept], (JSON,)) == JSON
