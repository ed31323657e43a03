"""Run all checks over a migrated database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text

from saas.platform.tenancy.lint.catalogue import CHECKS
from saas.platform.tenancy.lint.declared import (
    Declared,
    distinct_nulls,
    undeclared_tables,
    writable_ledgers,
    wrong_policies,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A violation: the check's code, what it means, and the table, key or role that is at fault."""

    check: str
    meaning: str
    culprit: str

    def __str__(self) -> str:
        return f"{self.check} {self.culprit}: {self.meaning}"


def run_lint(
    connection: Connection, declared: Mapping[str, Declared], *, app_role: str, schema: str = "public"
) -> list[Finding]:
    """All findings, in the order of the checks; none in a healthy database.

    declared: table to its declared kind. app_role: the database role of web and workers.
    """
    found = [*_catalogue(connection, app_role, schema)]
    own: dict[str, tuple[str, Iterator[str]]] = {
        "L0": (
            "table of no declared kind, or against it",
            undeclared_tables(connection, declared, schema),
        ),
        "L13": ("not exactly the policy of the house", wrong_policies(connection, declared, schema)),
        "L14": (
            "append-only table that can lose rows",
            writable_ledgers(connection, declared, schema, app_role),
        ),
        "L15": ("unique key that NULLs slip past", distinct_nulls(connection, schema)),
    }
    for check, (meaning, culprits) in own.items():
        found += [Finding(check=check, meaning=meaning, culprit=culprit) for culprit in culprits]
    return found


def _catalogue(connection: Connection, app_role: str, schema: str) -> Iterator[Finding]:
    for check, (meaning, statement) in CHECKS.items():
        wanted = {name for name in ("schema", "app") if f":{name}" in statement}
        values = {"schema": schema, "app": app_role}
        rows = connection.execute(text(statement), {name: values[name] for name in wanted})
        for (culprit,) in rows:
            yield Finding(check=check, meaning=meaning, culprit=culprit)
