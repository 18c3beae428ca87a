import sys
from types import ModuleType

from pydantic import BaseModel

from exactapi.text.conversion import Conversion

LENGTH = 200


def chain() -> type[BaseModel]:
    """Models that lead from one to the next and from the last to the first."""
    module = ModuleType("chain")
    sys.modules[module.__name__] = module
    lines = ["from __future__ import annotations", "from exactapi.model import Model"]
    for number in range(LENGTH):
        following = f"M{(number + 1) % LENGTH}"
        lines.append(f"class M{number}(Model): following: {following} | None = None")
    exec("\n".join(lines), module.__dict__)
    first: type[BaseModel] = module.__dict__["M0"]
    return first


def test_a_long_chain_of_models_can_be_validated() -> None:
    value = {"following": {"following": None}}
    assert chain().model_validate(value).model_dump() == value


def test_a_long_chain_of_models_can_be_an_argument() -> None:
    first = chain()
    assert isinstance(Conversion(first).json({}), first)
