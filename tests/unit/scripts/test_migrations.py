"""Migrations that lock a table in use, or break the release before, are found."""

import pytest

from scripts.migrations import judge, main


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("CREATE INDEX users_email ON users (email);", "require-concurrent-index-creation"),
        ("ALTER TABLE users ADD COLUMN age integer NOT NULL;", "adding-required-field"),
        ("ALTER TABLE users ALTER COLUMN email SET NOT NULL;", "adding-not-nullable-field"),
        ("ALTER TABLE users ALTER COLUMN email TYPE text;", "changing-column-type"),
        (
            "ALTER TABLE users ADD CONSTRAINT adult CHECK (age > 17);",
            "constraint-missing-not-valid",
        ),
        ("ALTER TABLE users DROP COLUMN email;", "ban-drop-column"),
        ("ALTER TABLE users RENAME COLUMN email TO mail;", "renaming-column"),
        ("DROP TABLE users;", "ban-drop-table"),
    ],
)
def test_a_statement_that_stops_the_service_is_found(statement: str, rule: str) -> None:
    sql = f"BEGIN;\n{statement}\nCOMMIT;\n"
    found = judge("migrations/versions/0009_bad.py", sql)
    assert rule in {each.rule for each in found}
    assert all(each.line == statement and each.why for each in found)
    assert rule not in {each.rule for each in judge("0009_bad.py", sql, {rule: "It is empty."})}


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE users ADD COLUMN nickname VARCHAR(40);",
        "CREATE TABLE pets (id UUID PRIMARY KEY, name VARCHAR(40) NOT NULL);",
        "INSERT INTO users (id) VALUES (1);",
    ],
)
def test_a_statement_that_harms_nobody_is_not(statement: str) -> None:
    assert judge("migrations/versions/0009_good.py", f"BEGIN;\n{statement}\nCOMMIT;\n") == []


def test_the_migrations_of_this_service_pass(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0, capsys.readouterr().err
