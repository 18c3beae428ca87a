"""The violations; to import a module of them is to have them."""

from scripts.mutants.violations import (  # noqa: F401  registers the mutants
    access,
    headers,
    kept,
    lenient,
    lists,
    members,
    statuses,
    strict,
)
