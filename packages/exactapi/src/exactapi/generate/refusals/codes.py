"""Everything that the generator may say about a document: a closed list."""

from typing import NamedTuple


class Code(NamedTuple):
    """`warns`: it is never a refusal; others are refusals, and some of them at times warnings."""

    meaning: str
    cure: str
    warns: bool = False


CODES: dict[str, Code] = {
    "file-unreadable": Code(
        "The file does not exist, is no file, or may not be read.",
        "Correct the path, or the file's permissions.",
    ),
    "file-too-large": Code(
        "The file is larger than the generator reads.",
        "Split it into several files (64 MiB each at most).",
    ),
    "encoding": Code(
        "The file is not UTF-8 text, or holds characters that neither YAML nor JSON allow.",
        "Save the file as UTF-8; write control characters as escapes inside quotes.",
    ),
    "yaml-syntax": Code(
        "The file is not YAML.",
        "Correct the syntax at the place named.",
    ),
    "json-syntax": Code(
        "The file is not JSON.",
        "Correct the syntax at the place named.",
    ),
    "duplicate-key": Code(
        "An object names the same member twice.",
        "Remove or rename one of the two.",
    ),
    "number-range": Code(
        "A number is infinite, not a number, or too large for a JSON reader.",
        "Write a finite number of at most 1000 digits, or a string.",
    ),
    "yaml-tag": Code(
        "A YAML tag asks for a value that JSON does not have.",
        "Remove the tag, or quote the value.",
    ),
    "yaml-key": Code(
        "A YAML key is a list or an object; JSON has only strings.",
        "Quote the key.",
    ),
    "yaml-merge": Code(
        "A YAML merge key (`<<`) does not hold an object or a list of objects.",
        "Let it hold an alias of an object.",
    ),
    "yaml-alias": Code(
        "A YAML alias has no anchor, or stands inside what it repeats.",
        "Write the value out, or correct the name of the alias.",
    ),
    "too-deep": Code(
        "The document nests deeper than the generator reads.",
        "Move inner parts into components and refer to them.",
    ),
    "too-many-nodes": Code(
        "Aliases, or references to path items or schemas, stand for more than can be expanded.",
        "Use `$ref` instead of aliases; let fewer path items or schemas refer to each other.",
    ),
    "openapi-version": Code(
        "The document is not OpenAPI 3.0, 3.1 or 3.2.",
        "Convert the document to OpenAPI 3.0 or later.",
    ),
    "schema-dialect": Code(
        "A schema is written in a dialect that is not known: its metaschema is none of JSON "
        "Schema's, cannot be read, or asks for a vocabulary of its own.",
        "Rewrite the schema for 2020-12, or save the metaschema beside the document.",
    ),
    "structure": Code(
        "A value is of another type than OpenAPI gives this place, or is missing.",
        "See the OpenAPI Specification for the object named.",
    ),
    "member-unknown": Code(
        "OpenAPI has no member of this name in this place: it has no effect.",
        "Correct the name, or let it begin with `x-`.",
        warns=True,
    ),
    "ref-syntax": Code(
        "A `$ref` is no URI reference.",
        "Write a URI reference, percent-encoding what a URI does not allow.",
    ),
    "ref-unknown": Code(
        "A `$ref` names something that does not exist.",
        "Correct the name; similar ones are offered.",
    ),
    "ref-ambiguous": Code(
        "A `$ref` uses an `$id` or an anchor that several schemas have.",
        "Give each schema a name of its own.",
    ),
    "ref-kind": Code(
        "A `$ref` names an object of another kind than is needed in this place.",
        "Refer to an object of the kind that is needed.",
    ),
    "ref-cycle": Code(
        "A chain of references leads back to itself and never reaches a value.",
        "Let one of the references name a value.",
    ),
    "ref-outside-folder": Code(
        "A `$ref` leads to a file outside the folder of the document, or of `--root`.",
        "Move the file into the folder, or name one that holds it with `--root DIR`.",
    ),
    "ref-remote": Code(
        "A `$ref` leads to another machine.",
        "Save the file beside the document, or pass `--allow-remote`.",
    ),
    "schema-invalid": Code(
        "A schema is not valid JSON Schema 2020-12. In what only people read, only a warning.",
        "See JSON Schema 2020-12.",
    ),
    "schema-pattern": Code(
        "A `pattern` is no regular expression of ECMA-262; where browsers run it, only a warning.",
        "Correct the pattern, so that it is valid with the flag `u`.",
    ),
    "schema-dynamic": Code(
        "A `$dynamicRef` depends on the way to it, over files without an `$id`.",
        "Give the schema of each file an `$id`, or write `$ref`.",
    ),
    "schema-nullable": Code(
        "`nullable` of OpenAPI 3.0 has no effect in this place.",
        "Say that null is allowed in `type` or `enum`, if that is meant.",
        warns=True,
    ),
    "schema-content": Code(
        "What a schema tells of a text's content is not checked: JSON Schema forbids it.",
        "Say it by `format`, or check it in the handler.",
        warns=True,
    ),
    "example-invalid": Code(
        "An example does not match its schema.",
        "Correct the example, or the schema.",
        warns=True,
    ),
    "default-invalid": Code(
        "A default does not match its schema: models do not fill it in.",
        "Correct the default, or the schema.",
        warns=True,
    ),
    "schema-unread": Code(
        "A schema describes content that is not read as values, or that XML cannot say. Only a "
        "warning in a response that offers other content beside it, which is sent as octets.",
        "Describe the octets alone, or offer JSON, XML, a form or a text instead.",
    ),
    "problem-schema": Code(
        "The runtime's own errors do not fit the schema, or the headers, declared for them.",
        "Allow what RFC 9457 names, and `errors`; let other headers be optional.",
        warns=True,
    ),
    "discriminator-mapping": Code(
        "A discriminator maps a value to a schema that does not exist. Only a warning.",
        "Map to the name of a schema component, or to a reference.",
    ),
    "discriminator-overlap": Code(
        "Alternatives of a `oneOf` with a discriminator take the same bodies, which it refuses.",
        "Tie the property to a value in each alternative by `const` or `enum`, or write `anyOf`.",
        warns=True,
    ),
    "path-syntax": Code(
        "A path has no slash at its start, holds `?`, `#` or an unmatched brace, or is too long.",
        "Start with a slash; what follows `?` belongs into query parameters.",
    ),
    "path-duplicate": Code(
        "Two operations match the same requests, server base paths included.",
        "Remove one of them.",
    ),
    "path-parameter": Code(
        "The parameters in a path's template and those declared differ. Only a warning where the "
        "rest is clear: an undeclared variable is a text, a parameter without a place is left out.",
        "Declare each parameter of the path, and no other.",
    ),
    "method-invalid": Code(
        "A key of `additionalOperations` is no method, or one with a member of its own. Only a "
        "warning of one that uvicorn reads with h11 alone.",
        "Write the method as it is sent (`COPY`); get, post and so on stand beside it.",
    ),
    "parameter-duplicate": Code(
        "Two parameters have the same name and location; headers have names without case.",
        "Remove one of them.",
    ),
    "parameter-schema": Code(
        "A parameter has both `schema` and `content`, or several of the latter. With neither, any "
        "text will do: only a warning.",
        "Keep `schema`, or one media type of `content`.",
    ),
    "parameter-style": Code(
        "A style does not fit a parameter's location or type. Where it is clear how the value is "
        "written all the same, only a warning.",
        "Write a style that the location and the type have (OpenAPI 3.1, Style Values).",
    ),
    "header-name": Code(
        "A header or a cookie has a name that HTTP cannot send.",
        "Use letters, digits and hyphens (RFC 9110, section 5.6.2).",
    ),
    "operation-duplicate": Code(
        "Two operations have the same operationId. Where they are one text, only a warning.",
        "Give each operation an id of its own.",
    ),
    "tag-parent": Code(
        "A tag is below one that is not declared, or below itself.",
        "Declare the parent, or take it out.",
        warns=True,
    ),
    "security-scope": Code(
        "A security requirement wants a scope that no flow of its OAuth 2.0 scheme lists. Only a "
        "warning.",
        "Correct the scope, or list it in a flow.",
    ),
    "security-unmet": Code(
        "A security requirement wants two Authorization headers at once. Only a warning.",
        "Write an item of `security` for each scheme, if one of them is enough.",
    ),
    "security-unknown": Code(
        "A security requirement names a scheme that is not declared.",
        "Declare it under components/securitySchemes.",
    ),
    "extension-unknown": Code(
        "A key looks like one of our extensions, but is spelt otherwise.",
        "Correct the spelling; docs/extensions.md has the list.",
    ),
    "extension-reserved": Code(
        "An extension of ours has no effect yet.",
        "Remove it until it has.",
    ),
    "extension-place": Code(
        "An extension of ours stands where it has no effect.",
        "Move it where docs/extensions.md says.",
    ),
    "extension-value": Code(
        "The value of an extension of ours cannot be honoured.",
        "See docs/extensions.md.",
    ),
    "response-content": Code(
        "A response has `content` whose status never has any.",
        "Remove the content, or write another status.",
        warns=True,
    ),
    "status-invalid": Code(
        "A response is declared for something that is no status.",
        "Write a status (`404`), a range (`4XX`) or `default`.",
    ),
}
"""Every code that a refusal or warning can carry."""
