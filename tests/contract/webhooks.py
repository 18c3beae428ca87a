"""Webhooks under the fuzz: one that is there, with deliveries, and URLs that lead nowhere."""

import itertools
import os
from uuid import uuid4

import requests
import schemathesis
from probes import TIMEOUT, URL, authorization, is_about_what_exists
from schemathesis.generation import GenerationMode

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
DELETES_IT = f"DELETE {ONE}"

numbers = itertools.count(1)


@schemathesis.hook
def before_call(ctx, case, kwargs) -> None:
    label = case.operation.label
    if case.meta is None or WEBHOOKS not in label:
        return
    if case.meta.generation.mode is GenerationMode.POSITIVE:
        if label in ABOUT_IT and is_about_what_exists(case):
            case.path_parameters["id"] = WEBHOOK
            if "delivery_id" in case.path_parameters:
                case.path_parameters["delivery_id"] = DELIVERIES[next(numbers) % len(DELIVERIES)]
        elif label == DELETES_IT and is_about_what_exists(case):
            case.path_parameters["id"] = new_webhook(case) or case.path_parameters["id"]
        if isinstance(case.body, dict) and "url" in case.body:
            # A URL that is drawn may be somebody's, or be refused for where it leads.
            case.body["url"] = f"https://hooks-{next(numbers)}.example.com/"
    if label == DELETES_IT and case.path_parameters.get("id") == WEBHOOK:
        case.path_parameters["id"] = str(uuid4())


def new_webhook(case) -> str | None:
    """Return one that may be deleted, made with the credentials of the request if these suffice."""
    made = requests.post(
        f"{URL}{WEBHOOKS}",
        json={"url": f"https://hooks-{next(numbers)}.example.com/", "events": ["user.created"]},
        headers={"Authorization": authorization(case) or ""},
        timeout=TIMEOUT,
    )
    return made.json()["webhook"]["id"] if made.status_code == 201 else None
