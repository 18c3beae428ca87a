"""The features of the service: one package each, with the same module names in each.

    handlers.py    between the API's models and plain arguments
    service.py     the rules; the only module that other features may import
    repository.py  the SQL
    tables.py      the tables
    errors.py      what the service raises; `impl.errors` says which problem each becomes

A feature has those that it needs.
"""
