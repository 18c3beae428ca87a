"""Which revisions of the schema this code runs on."""

from collections.abc import Sequence

import pytest

from impl.storage.postgres import revisions
from impl.storage.postgres.revisions import SchemaOutdated, SchemaUnfit, check_revisions


@pytest.fixture
def migrations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The heads of the migrations, which a test may change; `old` is older."""
    heads = ["new"]
    monkeypatch.setattr(revisions, "_known_revisions", lambda: (heads, frozenset({"old"})))
    return heads


@pytest.mark.usefixtures("migrations")
@pytest.mark.parametrize("current", [["new"], ["of-a-newer-release"]])
def test_the_newest_revision_and_what_comes_after_it_are_fit(current: Sequence[str]) -> None:
    check_revisions(current)


@pytest.mark.usefixtures("migrations")
@pytest.mark.parametrize(("current", "said"), [(["old"], "old"), ([], "none")])
def test_an_older_one_and_none_are_outdated(current: Sequence[str], said: str) -> None:
    words = f"^The database is at revision {said}, this code needs new: run `task upgrade`.$"
    with pytest.raises(SchemaOutdated, match=words):
        check_revisions(current)


@pytest.mark.usefixtures("migrations")
def test_a_database_with_two_heads_is_unfit() -> None:
    with pytest.raises(SchemaUnfit, match=r"^There are several heads of migrations: a, b; merge"):
        check_revisions(["b", "a"])


def test_migrations_with_two_heads_are_unfit(migrations: list[str]) -> None:
    migrations.append("another")
    with pytest.raises(SchemaUnfit, match=r"^There are several heads of migrations: another, new;"):
        check_revisions(["new"])


def test_the_repositorys_own_migrations_have_one_head_that_is_fit() -> None:
    heads, older = revisions._known_revisions()
    assert len(heads) == 1
    assert not older & {*heads}
    check_revisions(heads)
