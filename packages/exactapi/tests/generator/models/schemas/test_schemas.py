from typing import Any

from exactapi.generate.models.schemas.schemas import flatten


def test_what_several_parts_refer_to_is_read_once() -> None:
    """Each level doubles: 2**60 parts, were they not the same."""
    read: list[str] = []

    def resolve(reference: str) -> Any:
        read.append(reference)
        level = int(reference)
        return {"allOf": [{"$ref": str(level + 1)}] * 2} if level < 60 else {"type": "string"}

    assert flatten({"$ref": "0"}, resolve) == {"type": "string"}
    assert read == [str(level) for level in range(61)]


def test_parts_that_lead_back_to_the_whole_end() -> None:
    whole = {"title": "A", "allOf": [{"$ref": "whole"}, {"type": "object"}]}
    assert flatten(whole, lambda _: whole) == {"title": "A", "type": ["object"]}
