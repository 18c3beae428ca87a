from exactapi.generate.models.render.derived import document
from exactapi.generate.models.shapes.shapes import Alias, Array, Models, Named


def test_a_list_of_itself_is_not_said_as_a_bare_list() -> None:
    """datamodel-code-generator renders a list that is a component, and holds itself, as `list`."""
    models = Models(aliases={"Tree": Alias("Tree", "", Array(Named("Tree")))})
    itself = {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}
    assert document(models)["components"]["schemas"] == {"Tree": {"anyOf": [itself]}}
