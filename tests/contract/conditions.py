"""Conditional requests under the fuzz: a drawn entity tag is of no version that there is."""

import random

import schemathesis
from schemathesis.generation import GenerationMode

SHARE = 0.75
"""Of valid requests with a condition, how many go without; the others show that it is checked."""


@schemathesis.hook
def before_call(ctx, case, kwargs) -> None:
    """Take the condition out of most valid requests, so that they do what they ask for."""
    if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
        return
    drawn = random.Random(f"{case.operation.label} {case.headers} {case.path_parameters}")
    for name in ("If-Match", "If-None-Match"):
        if case.headers and name in case.headers and drawn.random() < SHARE:
            del case.headers[name]
