# ruff: noqa: E501  # the line that a user reads is one line here as well
"""Where YAML is not what people mean, the refusal names the trap and the way out."""

import pytest

from exactapi.generate.refusals.refusals import RefusedError
from exactapi.generate.source.places import Places
from exactapi.generate.source.text import decode
from exactapi.generate.source.yaml_reader import read_yaml


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: Books: and loans\n", "1:9 #: yaml-syntax: a colon with a space after it ends the text before it; put the text in quotes"),
        ("a: `b` c\n", "1:4 #: yaml-syntax: a text without quotes cannot begin with this character; put the text in quotes"),
        ("a: @b\n", "1:4 #: yaml-syntax: a text without quotes cannot begin with this character; put the text in quotes"),
        ('a: "^\\d+$"\n', "1:6 #: yaml-syntax: this is no escape in double quotes; write the text in single quotes, in which a backslash is itself"),
        ("a: *b* c\n", "1:6 #: yaml-syntax: `*` and `&` at the beginning of a text without quotes are an alias and an anchor; put the text in quotes"),
        ("a: *b\n", "1:4 #: yaml-alias: the alias *b stands inside its own anchor, or has none; write the value out; put a text that begins with `*` in quotes"),
        ("a: !b c\n", "1:4 #: yaml-tag: the tag !b gives no JSON value; remove the tag; put a text that begins with `!` in quotes"),
        ("a: {b: [a-z]+}\n", "1:13 #: yaml-syntax: in braces and brackets a value ends here, and no comma follows; add the comma; if this belongs to a text, put the text in quotes"),
        ("x: 1\na: [a-z]+\n", "2:9 #: yaml-syntax: a text that begins with a bracket or brace ends with the other one; put the text in quotes"),
        ("a: 'it's so'\n", "1:8 #: yaml-syntax: something follows the quotes that end the text before it; put the whole text in quotes, and double the quotes of that kind inside it"),
        ('a: "b" or "c"\n', "1:8 #: yaml-syntax: something follows the quotes that end the text before it; put the whole text in quotes, and double the quotes of that kind inside it"),
        ("a:\n  b: c\n d: e\n", "3:2 #: yaml-syntax: this line is indented otherwise than the lines before it; indent the members of one object alike"),
        ("a: {$ref: #/b}\nc: d\n", "1:11 #: yaml-syntax: `#` begins a comment, and the braces or brackets around it are not closed before it; put the text in quotes"),
        ("a: [b, #c]\nd: e\n", "1:8 #: yaml-syntax: `#` begins a comment, and the braces or brackets around it are not closed before it; put the text in quotes"),
        ("x: y\na: \"b\nc: d\n", "2:4 #: yaml-syntax: the quote that opens here is closed nowhere; close it"),
        ("x: y\na: 'b\nc: d\ne: 'f'\n", "2:4 #: yaml-syntax: the text that this quote opens ends lines below, where another text was to begin; close it"),
        ("a: {b: 'see #1 and #2', c: d: e}\n", "1:29 #: yaml-syntax: in braces and brackets a value ends here, and no comma follows; add the comma; if this belongs to a text, put the text in quotes"),
        ("a: {b: 1, # a good comment\n c: [a-z]+}\n", "2:10 #: yaml-syntax: in braces and brackets a value ends here, and no comma follows; add the comma; if this belongs to a text, put the text in quotes"),
        ('a: "foo\n  bar" baz\n', "2:8 #: yaml-syntax: did not find expected key (while parsing a block mapping); correct the YAML"),
        ("a: {b: 'c\n  d'}\ne: {b: [a-z]+}\n", "3:13 #: yaml-syntax: in braces and brackets a value ends here, and no comma follows; add the comma; if this belongs to a text, put the text in quotes"),
        ("a:\n\tb: c\n", "2:1 #: yaml-syntax: a tab stands where YAML wants spaces; indent with spaces"),
    ],
)  # fmt: skip
def test_the_trap_is_named_with_its_cure(text: str, said: str) -> None:
    with pytest.raises(RefusedError) as caught:
        read_yaml(decode("a.yaml", text.encode()), Places())
    assert str(caught.value) == f"a.yaml:{said}"
