"""docs/refusals.md: the codes of what the generator may say of a document."""

from exactapi.generate.refusals.codes import CODES

_HEAD = """\
<!-- Written by `task docs:pages` from the list of exactapi; do not edit. -->

# What the generator refuses

The generator honours a document to the letter or says where it cannot, one line each:

    openapi/openapi.yaml:41:9 paths./users.get.parameters[2]: code: reason; cure

Then `exactapi generate` changes nothing and exits with 1. `exactapi generate SPEC OUT
--allow-unsupported` generates the rest: refused operations answer 501, and `--report FILE` lists
every operation with what was honoured and what refused. Lines that begin with `warning:` stop
nothing.

This list is closed: no other code is ever printed.

| Code | What it means | What to do |
|---|---|---|
"""
_BOUNDS = """
## Bounds

A file has at most 64 MiB and nests at most 200 levels. Its YAML aliases repeat at most a million
values (a text counts as one for every 100 characters), references to path items that others refer
to as well repeat at most 200,000. A schema applies at most 100,000 others to one value, at most
100 within each other (`$ref`, `allOf`, `anyOf` ...). A path has at most 100 segments, a number
1,000 digits, a chain of references 50 links. Models have at most 10,000 members and one more for
each value of the document, and choose between at most 500 types; what is beyond is `Any` in Python,
and its schema decides as ever.

Within these bounds reading takes time in proportion to the size of the document: a few seconds for
each megabyte of the densest text, and nothing waits for a network unless `--allow-remote` is given
(10 seconds for each file).
"""


def page() -> str:
    rows = [
        f"| `{name}` | {code.meaning}{' Only a warning.' if code.warns else ''} | {code.cure} |"
        for name, code in CODES.items()
    ]
    return _HEAD + "\n".join(rows) + "\n" + _BOUNDS
