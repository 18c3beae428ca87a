"""The base of all generated models."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Holds a JSON object without losing anything of it.

    The document's schema has been checked before and is the only rule: members that it does not
    name are kept. An optional member that is absent is `MISSING`, and stays out when serialised.
    Built on first use, since a large document has more models than a process may need.
    """

    model_config = ConfigDict(
        extra="allow",
        defer_build=True,
        protected_namespaces=(),
        serialize_by_alias=True,
        validate_by_alias=True,
        validate_by_name=True,
    )
