"""docs/changes.md: what `exactapi diff` tells of, and the version that each change needs."""

from exactapi.diff.rules import RULES, Rule

_HEAD = """\
<!-- Written by `task docs:pages` from the list of exactapi; do not edit. -->

# Changes of the API

`exactapi diff` (`task diff`) compares the document with `openapi/released.json`, which is what
consumers have:

    exactapi diff                                   # what changes for them, and what it touches
    exactapi diff --fail-on breaking --check-version
    exactapi diff --format markdown                 # for a pull request; or json
    exactapi diff old.yaml --spec new.yaml          # any two documents
    exactapi diff --release                         # with a release: they have it from now on

A breaking change raises the first number of `info.version`, a compatible one the second, words the
third; before 1.0 a break raises the second, all else the third. `--check-version` fails where
`info.version` has not risen so, and `--release` then writes nothing.

What consumers send may be allowed more, never less; what they receive may be promised more, never
less. Clients must keep members and values of an `enum` that they do not know, as the SDKs do: an
answer may gain those. References and `allOf` are followed first, so that moving a schema is no
change. What cannot be decided, such as another `pattern`, counts as breaking.

This list is closed: no other code is ever printed.

| Code | In requests | In answers | Why |
|---|---|---|---|
"""
_NAMES = {1: "patch", 2: "minor", 3: "**major**"}


def page() -> str:
    return _HEAD + "\n".join(_row(code, rule) for code, rule in RULES.items()) + "\n"


def _row(code: str, rule: Rule) -> str:
    sent, received = _NAMES[rule.of("sent")], _NAMES[rule.of("received")]
    return f"| `{code}` | {sent} | {received} | {rule.why} |"
