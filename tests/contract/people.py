"""Accounts that a fuzzed request may use up: made through the API, when one is needed."""

import itertools
import os
from dataclasses import dataclass
from functools import cache
from typing import Any

import requests

AUTH = f"{os.environ['FUZZ_URL']}/api/v1/auth"
PASSWORD = "correct horse battery staple"
_numbers = itertools.count(1)


@dataclass
class Person:
    """A session that only this case uses."""

    id: str
    email: str
    access_token: str
    refresh_token: str
    password: str = PASSWORD

    @property
    def authorization(self) -> str:
        return f"Bearer {self.access_token}"


def new_person() -> Person:
    email = f"person-{next(_numbers)}@example.com"
    registration = {"email": email, "password": PASSWORD, "full_name": "Somebody"}
    user = _post("register", registration)
    tokens = _post("login", {"email": email, "password": PASSWORD})
    return Person(user["id"], email, tokens["access_token"], tokens["refresh_token"])


@cache
def lasting_person() -> Person:
    """Return the same one each time, for requests that leave the account as it is."""
    return new_person()


def _post(path: str, body: dict[str, str]) -> Any:
    response = requests.post(f"{AUTH}/{path}", json=body, timeout=60)
    response.raise_for_status()
    return response.json()
