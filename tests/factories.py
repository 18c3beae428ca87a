"""Valid input, different each time."""

from typing import Any

from polyfactory import Use
from polyfactory.factories.pydantic_factory import ModelFactory
from pydantic import MISSING

from generated import models

PASSWORD = "correct horse battery staple"


class NewUserFactory(ModelFactory[models.NewUser]):
    """A user without a password and without a role of its own."""

    email = Use(ModelFactory.__faker__.unique.email)
    full_name = Use(ModelFactory.__faker__.name)
    role = "user"

    @classmethod
    def build(cls, *args: Any, **kwargs: Any) -> models.NewUser:
        return super().build(*args, **{"password": MISSING, **kwargs})


class RegistrationFactory(ModelFactory[models.Registration]):
    email = Use(ModelFactory.__faker__.unique.email)
    full_name = Use(ModelFactory.__faker__.name)
    password = PASSWORD
