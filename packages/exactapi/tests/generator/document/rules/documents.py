"""What the small documents of these tests begin with, and a response that is nothing special."""

HEAD = """\
openapi: 3.1.0
info: {title: T, version: "1"}
"""
