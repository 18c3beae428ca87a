"""Conditions and keys under the fuzz, which cannot be drawn.

A drawn entity tag is of no version that there is, and a drawn `Idempotency-Key` may have been drawn
before, for another request.
"""

import random
from uuid import uuid4

import schemathesis
from schemathesis.generation import GenerationMode

SHARE = 0.75
"""Of valid requests with a condition, how many go without; the others show that it is checked."""


@schemathesis.hook
def before_call(ctx, case, kwargs) -> None:
    """Let most valid requests do what they ask for: no condition, and a key of their own."""
    if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
        return
    drawn = random.Random(f"{case.operation.label} {case.headers} {case.path_parameters}")
    for name in ("If-Match", "If-None-Match"):
        if case.headers and name in case.headers and drawn.random() < SHARE:
            del case.headers[name]
    if case.headers and "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = str(uuid4())
