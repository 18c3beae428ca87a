import re

import pytest

from impl.settings import Settings
from impl.storage.cursor import CursorSigner, InvalidCursor

OPERATION = "listThings"
POSITION = ["01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a", 7, None]


def signer(secret: str = "a-cursor-secret-that-is-long-enough") -> CursorSigner:
    return CursorSigner(Settings(_env_file=None, cursor_secret=secret))


def test_a_cursor_stands_for_its_position() -> None:
    assert signer().verify(OPERATION, signer().sign(OPERATION, POSITION)) == POSITION


def test_a_cursor_can_stand_in_a_url() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_.-]+", signer().sign(OPERATION, POSITION))


def test_no_character_of_it_can_be_changed() -> None:
    cursors = signer()
    cursor = cursors.sign(OPERATION, POSITION)
    for index, character in enumerate(cursor):
        for other in set("AZaz09_-.") - {character}:
            with pytest.raises(InvalidCursor):
                cursors.verify(OPERATION, cursor[:index] + other + cursor[index + 1 :])


@pytest.mark.parametrize(
    "cursor", ["", ".", "..", "a", "a.", ".a", "é.é", "\ud800.\ud800", "W10", "W10." + "A" * 22]
)
def test_what_was_never_issued_is_invalid(cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        signer().verify(OPERATION, cursor)


def test_a_cursor_of_another_list_is_invalid() -> None:
    with pytest.raises(InvalidCursor):
        signer().verify("listOthers", signer().sign(OPERATION, POSITION))


def test_a_cursor_of_another_key_is_invalid() -> None:
    foreign = signer("another-cursor-secret-long-enough!!").sign(OPERATION, POSITION)
    with pytest.raises(InvalidCursor):
        signer().verify(OPERATION, foreign)
