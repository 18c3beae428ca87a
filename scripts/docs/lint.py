"""docs/lint.md: the house rules of `exactapi lint`, each with its reason."""

from exactapi.lint.rules import RULES

_HEAD = """\
<!-- Written by `task docs:pages` from the list of exactapi; do not edit. -->

# House rules

`exactapi check` refuses what cannot be served. `exactapi lint` (a part of `task lint`) says the
same of a document, warnings included, and goes on to what can be served but would be regretted:

    exactapi lint                   # the project's document
    exactapi lint other.yaml        # any document

    openapi/openapi.yaml:41:9 components.schemas.Note: string-unbounded: takes a text ...; write ...

It looks at what an operation takes and gives, as a whole: `$ref` and `allOf` are followed, and each
alternative of `oneOf` and `anyOf` is looked at together with what stands beside it. A pattern is
read as an automaton, so that "can a text with U+0000 match?" and "can anything match?" are
answered, not guessed. What cannot be decided is let pass.

## Waivers

A rule may be wrong for one place. Then pyproject.toml says so, with the reason:

    [[tool.exactapi.lint-waivers]]
    code = "scope-missing"
    at = "paths./api/v1/auth/*"     # as the finding names it; * stands for any text
    reason = "Whoever is logged in may end their own sessions."

Somebody else's document keeps the rules of somebody else: `at = "*"` waives a rule for all of it.
A waiver that waives nothing is a finding itself. What `exactapi check` refuses cannot be waived;
its warnings ([refusals.md](refusals.md)) can.

## Rules

This list is closed, but for the codes of [refusals.md](refusals.md).

| Code | Why | What to do |
|---|---|---|
"""


def page() -> str:
    rows = [f"| `{code}` | {rule.why} | {rule.cure} |" for code, rule in RULES.items()]
    return _HEAD + "\n".join(rows) + "\n"
