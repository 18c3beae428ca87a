"""Names of services: what they become, and which are refused."""

import pytest

from exactapi.new.names import InvalidName, ServiceName


@pytest.mark.parametrize(
    ("given", "slug", "title"),
    [
        ("book-shop", "book-shop", "Book shop"),
        ("Book Shop", "book-shop", "Book shop"),
        ("book_shop2", "book-shop2", "Book shop2"),
    ],
)
def test_a_name_has_a_form_for_machines_and_one_for_people(
    given: str, slug: str, title: str
) -> None:
    assert ServiceName.parse(given) == ServiceName(slug, title)


@pytest.mark.parametrize("given", ["", "1st", "b\u00fccher", "a/b", "a" * 41, "impl", "-a", "a$b"])
def test_a_name_that_will_not_do_is_refused_in_a_line(given: str) -> None:
    with pytest.raises(InvalidName, match="book-shop") as refused:
        ServiceName.parse(given)
    assert "\n" not in str(refused.value)
