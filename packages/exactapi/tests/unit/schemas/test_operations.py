from exactapi.schemas.operations import METHODS, method_of, path_item_of, served_operations


def test_every_method_and_every_additional_one_is_an_operation() -> None:
    item = {
        **{method: {"responses": {}} for method in METHODS},
        "summary": "no operation",
        "parameters": [],
        "additionalOperations": {"COPY": {"responses": {}}, "link": {}, "x": "not one"},
    }
    document = {"paths": {"/a~/b": item, "x-note": {"get": {}}}}
    found = [pointer for pointer, _ in served_operations(document)]
    below = [*METHODS, "additionalOperations/COPY", "additionalOperations/link"]
    assert found == [f"/paths/~1a~0~1b/{each}" for each in below]
    named = {method.upper() for method in METHODS} | {"COPY", "link"}
    assert {method_of(pointer) for pointer in found} == named
    assert {path_item_of(pointer) for pointer in found} == {"/paths/~1a~0~1b"}


def test_a_path_item_may_be_called_as_the_member_for_other_methods() -> None:
    pointer = "/webhooks/additionalOperations/post"
    assert path_item_of(pointer) == "/webhooks/additionalOperations"


def test_a_document_without_paths_has_no_operations() -> None:
    assert list(served_operations({})) == []
