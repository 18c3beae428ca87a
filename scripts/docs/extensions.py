"""docs/extensions.md: what the library's extensions.schema.json says, for people."""

from typing import Any, Final

import yaml
from exactapi.generate.document.rules.extensions.vocabulary import PLACES, Vocabulary

_NOTICE: Final = (
    "<!-- Written by `task docs:pages` from the vocabulary of exactapi; do not edit. -->"
)


def page() -> str:
    """Return the whole page, in Markdown."""
    vocabulary = Vocabulary()
    schema = vocabulary.schema
    known = [key for key in vocabulary.keys if vocabulary.places(key)]
    reserved = [key for key in vocabulary.keys if not vocabulary.places(key)]
    parts = [_NOTICE, f"# {schema['title']}", schema["description"]]
    for key in known:
        parts += _section(key, vocabulary)
    parts += [
        "## Reserved",
        "These names are ours as well, but have no effect yet; so they are refused: "
        + ", ".join(f"`{key}`" for key in reserved)
        + ".",
    ]
    return "\n\n".join(parts) + "\n"


def _section(key: str, vocabulary: Vocabulary) -> list[str]:
    definitions = vocabulary.schema["$defs"]
    definition = definitions[key]
    places = ", ".join(
        definitions[place]["title"] for place in PLACES if place in vocabulary.places(key)
    )
    members = definition if "properties" in definition else definitions[_target(definition)]
    return [
        f"## `{key}`: {definition['title'].lower()}",
        f"Stands on: {places}.",
        definition["description"],
        _table(members),
        "For example:",
        *(_example(key, example) for example in definition["examples"]),
    ]


def _target(definition: dict[str, Any]) -> str:
    return str(definition["$ref"]).removeprefix("#/$defs/")


def _table(members: dict[str, Any]) -> str:
    lines = ["| member | value | meaning |", "|---|---|---|"]
    for name, member in members["properties"].items():
        meaning = member["description"]
        if name in members.get("required", ()):
            meaning = f"**Required.** {meaning}"
        lines.append(f"| `{name}` | {_value(member)} | {meaning} |")
    return "\n".join(lines)


def _value(member: dict[str, Any]) -> str:
    if "enum" in member:
        default = member.get("default")
        return ", ".join(
            f"`{value}` (unless said otherwise)" if value == default else f"`{value}`"
            for value in member["enum"]
        )
    if "maximum" in member:
        return f"{member['type']}, {member['minimum']} to {member['maximum']}"
    return str(member["type"])


def _example(key: str, example: Any) -> str:
    text = yaml.safe_dump({key: example}, sort_keys=False, width=100, default_flow_style=None)
    return f"```yaml\n{text}```"
