"""A default that its schema forbids is reported, served as written, and filled in nowhere."""

from exactapi.generate.load import load
from generator.conftest import Write

SPEC = """
openapi: 3.1.0
info: {title: T, version: "1"}
paths: {}
components:
  schemas:
    A:
      properties:
        fits: {type: integer, default: 1}
        at: {type: string, format: date-time, default: now}
        items: {items: {allOf: [{type: string, minLength: 1, default: ""}, {default: ""}]}}
"""


def test_only_defaults_that_fit_their_schemas_reach_the_models(write: Write) -> None:
    loaded = load(write(SPEC))
    assert [str(each).partition(";")[0] for each in loaded.warnings] == [
        "api.yaml:10:47 components.schemas.A.properties.at.default: default-invalid: "
        '"now" is not a "date-time"',
        "api.yaml:11:62 components.schemas.A.properties.items.items.allOf[0].default: "
        'default-invalid: "" is shorter than 1 character',
        "api.yaml:11:77 components.schemas.A.properties.items.items.allOf[1].default: "
        'default-invalid: "" is shorter than 1 character',
    ]
    written = loaded.api.document["components"]["schemas"]["A"]["properties"]
    modelled = loaded.api.schemas["components"]["schemas"]["A"]["properties"]
    assert written["at"] == {"type": "string", "format": "date-time", "default": "now"}
    assert modelled["at"] == {"type": "string", "format": "date-time"}
    assert modelled["fits"] == {"type": "integer", "default": 1}
    assert modelled["items"]["items"]["allOf"] == [{"type": "string", "minLength": 1}, {}]
