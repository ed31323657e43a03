"""Every column that could hold something about a person says what it holds."""

import pytest
from flask import Flask
from sqlalchemy import Column, Date, LargeBinary, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

import saas.models  # noqa: F401
from saas.core.privacy.inventory import undeclared_columns
from saas.core.privacy.inventory.lines import personal_columns
from saas.core.privacy.inventory.uses import CORE_USES
from saas.platform.audit.models import AuditEntry, ExportLog
from saas.platform.permissions import current_catalogue
from saas.platform.security.sealed import Sealed
from saas.platform.tenancy import NOT_PERSONAL, Base, DataCategory, personal
from saas.platform.tenancy.columns import DATA

# A date tells of a person when it is the person's own; the others are days of things.
_TELLING = (String, Text, JSONB, LargeBinary, TypeDecorator)


def untagged(column: Column[object]) -> bool:
    """Whether a column of a telling type, or with a telling name, has no category."""
    telling = isinstance(column.type, _TELLING) or (isinstance(column.type, Date) and "birth" in column.name)
    return telling and not isinstance(column.info.get(DATA), DataCategory)


def _columns() -> list[Column[object]]:
    return [column for table in Base.metadata.sorted_tables for column in table.columns]


def test_every_telling_column_has_a_category() -> None:
    assert [f"{column.table.name}.{column.name}" for column in _columns() if untagged(column)] == []


def test_sealed_columns_are_never_called_harmless() -> None:
    sealed = [column for column in _columns() if isinstance(column.type, Sealed)]
    assert len(sealed) >= 5
    for column in sealed:
        if column.name != "secrets":  # a plugin's keys to other systems tell of no person
            assert column.info[DATA] is not DataCategory.NONE, column


def test_identifiers_of_people_are_sealed_or_hashed_or_only_tails() -> None:
    clear = [
        f"{column.table.name}.{column.name}"
        for column in _columns()
        if column.info.get(DATA) in {DataCategory.CONTACT, DataCategory.DOCUMENT}
        and not isinstance(column.type, Sealed)
        and not column.name.endswith(("_hash", "tail", "label"))
    ]
    assert clear == []


def test_what_people_type_into_the_audit_is_called_personal() -> None:
    typed = (AuditEntry.sealed_reason, ExportLog.sealed_reason, ExportLog.sealed_filters)
    categories = [column.property.columns[0].info[DATA] for column in typed]
    assert categories == [DataCategory.COMMUNICATION, DataCategory.COMMUNICATION, DataCategory.IDENTITY]


def test_an_untagged_column_is_found() -> None:
    assert untagged(Column("nickname", Text))
    assert untagged(Column("birth_date", Date))
    assert not untagged(Column("nickname", Text, info=personal(DataCategory.IDENTITY)))
    assert not untagged(Column("code", Text, info=NOT_PERSONAL))
    assert not untagged(Column("due_on", Date))


def test_every_personal_column_has_a_purpose_in_the_inventory(app: Flask) -> None:
    with app.app_context():
        assert undeclared_columns() == [], "say why it is kept: saas/core/privacy/inventory/uses.py"


def test_inventory_names_only_tables_and_rights_that_there_are(app: Flask) -> None:
    tables = Base.metadata.tables
    assert [name for name in CORE_USES if name not in tables or not personal_columns(tables[name])] == []
    with app.app_context():
        known = current_catalogue().permissions
        assert {right for use in CORE_USES.values() for right in use.seen_with} <= known.keys()


def test_a_column_without_a_purpose_is_found(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(CORE_USES, "customer_contact_point")  # type: ignore[arg-type]  # a dict behind the type
    with app.app_context():
        assert "customer_contact_point.value" in undeclared_columns()
