"""Webhooks and callbacks: what the service sends to others, as one Protocol for each tag."""

from collections.abc import Iterable

from exactapi.generate.models.shapes.annotations import Imports
from exactapi.generate.models.shapes.reader import Reader
from exactapi.generate.models.shapes.unions import union
from exactapi.generate.plan import PlannedOperation, is_callback, sent_name
from exactapi.generate.python.names import Namespace, pascal_case
from exactapi.generate.python.text import docstring, printable
from exactapi.generate.routers.results import Success, success
from exactapi.generate.routers.schemas import OperationSchemas
from exactapi.generate.routers.signatures import (
    argument,
    argument_names,
    body_argument,
    method_doc,
)
from exactapi.generate.routers.view import MethodView, SenderView, WebhooksView

_PROTOCOL = "WebhookSender"
_IMPORTED = ("Result", "Any", "AsyncIterable", "AwareDatetime", "ClassVar", "Literal", "Protocol")


def webhooks_view(
    webhooks: Iterable[PlannedOperation], reader: Reader, notice: str
) -> WebhooksView:
    imports = Imports(".")
    imports.add("typing", "Protocol")
    namespace = Namespace((*_IMPORTED, "UUID", "UploadFile", _PROTOCOL), separator="")
    by_tag: dict[str | None, list[PlannedOperation]] = {}
    for planned in webhooks:
        tag = planned.operation.tags[0] if planned.operation.tags else None
        by_tag.setdefault(tag, []).append(planned)
    protocols = {tag: _protocol(tag, namespace) for tag in by_tag}
    built = {
        tag: [_webhook(each, reader, namespace, imports) for each in of_tag]
        for tag, of_tag in by_tag.items()
    }
    return WebhooksView(
        doc=docstring("Webhooks and callbacks: requests that this API sends", notice, indent=0),
        imports=tuple(imports.lines()),
        results=tuple(
            cls for of_tag in built.values() for _, results in of_tag for cls in results.classes
        ),
        senders=tuple(
            SenderView(
                protocol=protocols[tag],
                doc=docstring(
                    "One method for each of them",
                    "It returns what the receiver answered; `url` is where a callback goes to.",
                    indent=4,
                ),
                methods=tuple(method for method, _ in of_tag),
            )
            for tag, of_tag in built.items()
        ),
    )


def _protocol(tag: str | None, namespace: Namespace) -> str:
    """Return the name of a tag's Protocol, so that each feature implements what it sends."""
    return _PROTOCOL if tag is None else namespace.claim(pascal_case(tag, "Tag") + _PROTOCOL)


def _webhook(
    planned: PlannedOperation, reader: Reader, namespace: Namespace, imports: Imports
) -> tuple[MethodView, Success]:
    schemas = OperationSchemas(reader, planned.class_prefix, sent=True)
    operation, body = planned.operation, planned.operation.body
    arguments = ["url: str"] if is_callback(operation) else []
    names = argument_names(operation.parameters, taken=("url",))
    for parameter, name in zip(operation.parameters, names, strict=True):
        shape = schemas.parameter(parameter)
        arguments.append(argument(parameter, name, shape, imports, reader.models))
    if body and body.content:
        shape = union(schemas.request(body, media_type) for media_type in body.content)
        arguments.append(body_argument(shape, imports, required=body.required))
    results = success(planned, schemas, namespace, imports)
    method = MethodView(
        name=planned.handler,
        arguments=("self", "*", *arguments) if arguments else ("self",),
        returns=results.returns,
        doc=method_doc(
            f"{operation.method} {_named(planned)}",
            operation.summary,
            operation.description,
            _destination(planned),
            "Deprecated." if operation.deprecated else "",
        ),
    )
    return method, results


def _named(planned: PlannedOperation) -> str:
    kind = "callback" if is_callback(planned.operation) else "webhook"
    return f"{kind} {printable(sent_name(planned.operation))}"


def _destination(planned: PlannedOperation) -> str:
    if not is_callback(planned.operation):
        return ""
    return f"The document finds its URL by `{printable(planned.operation.path)}`."
