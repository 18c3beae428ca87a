"""What the generator says when it cannot honour a document."""

import re
from dataclasses import dataclass

from scripts.generate.ir import Location, Pointer

CODES: dict[str, str] = {
    "file-unreadable": "The file does not exist, is no file, or may not be read.",
    "file-too-large": "The file is larger than the generator reads.",
    "encoding": "The file is not UTF-8 text, or holds characters that neither YAML nor JSON allow.",
    "yaml-syntax": "The file is not YAML.",
    "json-syntax": "The file is not JSON.",
    "duplicate-key": "An object names the same member twice.",
    "number-range": "A number is infinite, not a number, or too large for a JSON reader.",
    "yaml-tag": "A YAML tag asks for a value that JSON does not have.",
    "yaml-key": "A YAML key is a list or an object; JSON has only strings.",
    "yaml-merge": "A YAML merge key (`<<`) does not hold an object or a list of objects.",
    "yaml-alias": "A YAML alias has no anchor, or stands inside what it repeats.",
    "too-deep": "The document nests deeper than the generator reads.",
    "too-many-nodes": "The YAML aliases repeat more than the generator expands.",
    "openapi-version": "The document is not OpenAPI 3.0, 3.1 or 3.2.",
    "schema-dialect": "A schema is written in another dialect than JSON Schema 2020-12.",
    "structure": "A value is of another type than OpenAPI gives this place, or is missing.",
    "ref-syntax": "A `$ref` is no URI reference.",
    "ref-unknown": "A `$ref` names something that does not exist.",
    "ref-ambiguous": "A `$ref` uses an `$id` or an anchor that several schemas have.",
    "ref-kind": "A `$ref` names an object of another kind than is needed in this place.",
    "ref-cycle": "A chain of references leads back to itself and never reaches a value.",
    "ref-outside-folder": "A `$ref` leads to a file outside the folder of the document.",
    "ref-remote": "A `$ref` leads to another machine.",
    "schema-invalid": "A schema is not valid JSON Schema 2020-12.",
    "schema-pattern": "A `pattern` is no regular expression that the validator can run.",
    "schema-dynamic": "A `$dynamicRef` depends on the way to it, over files without an `$id`.",
    "schema-nullable": "`nullable` of OpenAPI 3.0 has no effect in this place (a warning).",
    "example-invalid": "An example does not match its schema (a warning).",
    "discriminator-mapping": "A discriminator maps a value to a schema that does not exist.",
    "path-syntax": "A path does not start with a slash, or holds `?`, `#` or an unmatched brace.",
    "path-duplicate": "Two paths differ in the names of their parameters only.",
    "path-parameter": "The parameters in a path's template and those declared differ.",
    "parameter-duplicate": "Two parameters have the same name and location.",
    "parameter-schema": "A parameter has both `schema` and `content`, or several of the latter.",
    "operation-duplicate": "Two operations have the same operationId.",
    "security-unknown": "A security requirement names a scheme that is not declared.",
    "extension-unknown": "A key looks like one of our extensions, but is spelt otherwise.",
    "extension-reserved": "An extension of ours has no effect yet.",
    "extension-place": "An extension of ours stands where it has no effect.",
    "extension-value": "The value of an extension of ours cannot be honoured.",
    "status-invalid": "A response is declared for something that is no status.",
}
"""Every code a refusal can carry, and what it means."""


def readable(pointer: Pointer) -> str:
    """Write a JSON pointer the way people do: `paths./users.get.parameters[2]`."""
    text = ""
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        text += f"[{name}]" if name.isdecimal() and text else f".{name}" if text else name
    return text or "#"


def one_line(text: str) -> str:
    """Escape what would break the line or the terminal; a document may hold anything."""
    return re.sub(
        r"[^ -~\u00a0-\U0010ffff]|[\u2028\u2029\ud800-\udfff]",
        lambda match: match[0].encode("unicode_escape").decode(),
        text,
    )


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing in the source that cannot be honoured, and what to do about it.

    `pointer` is into the canonical document; "" when the file could not be read that far.
    """

    code: str
    location: Location
    pointer: Pointer
    reason: str
    cure: str

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise ValueError(f"{self.code} is not in the list of codes")

    def __str__(self) -> str:
        at = self.location
        place = f"{at.file}:{at.line}:{at.column}"
        line = f"{place} {readable(self.pointer)}: {self.code}: {self.reason}; {self.cure}"
        return one_line(line)


class Refused(Exception):
    """The document cannot be read at all; `refusals` say why."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        super().__init__("\n".join(str(refusal) for refusal in refusals))
        self.refusals = refusals
