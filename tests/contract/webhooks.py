"""Webhooks under the fuzz: one that is there, with deliveries, and URLs that lead nowhere."""

import itertools
import os
import random
from uuid import uuid4

import schemathesis
from schemathesis.generation import GenerationMode

SHARE = 0.75
"""Of valid requests, how many are about the webhook that is there."""
WEBHOOK = os.environ["FUZZ_WEBHOOK"]
DELIVERIES = os.environ["FUZZ_DELIVERIES"].split()

WEBHOOKS = "/api/v1/webhooks"
ONE = f"{WEBHOOKS}/{{id}}"
ABOUT_IT = {
    f"GET {ONE}",
    f"PATCH {ONE}",
    f"POST {ONE}/secret",
    f"GET {ONE}/deliveries",
    f"POST {ONE}/deliveries/{{delivery_id}}/redeliver",
}

numbers = itertools.count(1)


@schemathesis.hook
def before_call(ctx, case, kwargs) -> None:
    label = case.operation.label
    if case.meta is None or WEBHOOKS not in label:
        return
    if case.meta.generation.mode is GenerationMode.POSITIVE:
        drawn = random.Random(f"{label} {case.query} {case.body} {case.path_parameters}")
        if label in ABOUT_IT and drawn.random() < SHARE:
            case.path_parameters["id"] = WEBHOOK
            if "delivery_id" in case.path_parameters:
                case.path_parameters["delivery_id"] = drawn.choice(DELIVERIES)
        if isinstance(case.body, dict) and "url" in case.body:
            # A URL that is drawn may be somebody's, or be refused for where it leads.
            case.body["url"] = f"https://hooks-{next(numbers)}.example.com/"
    if label == f"DELETE {ONE}" and case.path_parameters.get("id") == WEBHOOK:
        case.path_parameters["id"] = str(uuid4())
