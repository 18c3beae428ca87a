"""How long a login lasts, and what ends it."""
