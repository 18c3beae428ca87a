import ast
from types import SimpleNamespace

import jinja2
import pytest

from exactapi.generate.models.render import inputs

TEMPLATES = inputs.__file__.rpartition("/")[0] + "/templates/pydantic_v2"


@pytest.mark.parametrize("extra", [None, "'allow'", "'forbid'"])
@pytest.mark.parametrize("doc", ["", '"""Empty."""'])
def test_a_class_without_members_is_python(extra: str | None, doc: str) -> None:
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=False)
    config = SimpleNamespace(extra=extra) if extra else None
    template = environment.get_template("BaseModel.jinja2")
    ast.parse(template.render(class_name="Empty", base_class="Model", doc=doc, config=config))
