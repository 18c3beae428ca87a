"""The document's words as Python: names, docstrings, types of content."""
