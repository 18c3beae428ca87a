"""Valid input, different each time."""

from polyfactory import Use
from polyfactory.factories.pydantic_factory import ModelFactory

from generated import models


class NewUserFactory(ModelFactory[models.NewUser]):
    email = Use(ModelFactory.__faker__.unique.email)
    full_name = Use(ModelFactory.__faker__.name)
