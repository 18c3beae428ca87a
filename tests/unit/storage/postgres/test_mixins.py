"""What repositories and cursors rely on: identifiers that are unique and sort by age."""

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import RFC_4122, UUID

from impl.storage.postgres.mixins import Identified


def identifier() -> UUID:
    return Identified().id


def test_is_of_version_7_and_of_the_rfc_variant() -> None:
    assert (identifier().version, identifier().variant) == (7, RFC_4122)


def test_is_a_uuid_of_the_standard_library() -> None:
    assert type(identifier()) is UUID


def test_begins_with_the_milliseconds_of_now() -> None:
    before = time.time_ns() // 1_000_000
    milliseconds = identifier().int >> 80
    # A counter that overflows may borrow from the next millisecond.
    assert before <= milliseconds <= time.time_ns() // 1_000_000 + 1


def test_each_is_greater_than_the_one_before() -> None:
    identifiers = [identifier() for _ in range(20_000)]
    assert identifiers == sorted(set(identifiers))


def test_threads_never_get_the_same() -> None:
    def many(_: int) -> list[UUID]:
        return [identifier() for _ in range(2_000)]

    with ThreadPoolExecutor(4) as threads:
        identifiers = [each for batch in threads.map(many, range(4)) for each in batch]
    assert len(set(identifiers)) == len(identifiers)
