"""A table of the tests' own: storage is tested without any feature."""

from sqlalchemy import Column, Integer, MetaData, String, Table

UNIQUE = "notes_title_key"

NOTES = Table(
    "notes",
    MetaData(),  # not the service's, which the migrations are compared with
    Column("id", Integer, primary_key=True),
    Column("title", String(100), nullable=False),
    Column("body", String(100), nullable=False),
)

CREATE = (
    "CREATE TABLE notes (id serial CONSTRAINT notes_pkey PRIMARY KEY, "
    f"title text NOT NULL CONSTRAINT {UNIQUE} UNIQUE, body text NOT NULL)"
)
