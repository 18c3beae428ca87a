"""Names of services: what they become, and which are refused."""

import pytest

from exactapi.new.names import InvalidNameError, ServiceName


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
    with pytest.raises(InvalidNameError, match="book-shop") as refused:
        ServiceName.parse(given)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("given", ["impl", "Generated", "exactapi"])
def test_a_name_of_its_own_packages_is_refused_for_that_reason(given: str) -> None:
    with pytest.raises(InvalidNameError, match="a package of it has this name"):
        ServiceName.parse(given)


def test_each_form_of_the_reference_services_name_is_replaced_by_the_same_form() -> None:
    assert ServiceName.parse("book-shop").replacements() == {
        "exact-service": "book-shop",
        "users-service": "book-shop",
        "users_service": "book_shop",
        "Users service": "Book shop",
    }
