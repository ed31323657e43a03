"""Column helpers: references that carry the tenant, checked codes, and what data a column holds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import BigInteger, Enum, Text
from sqlalchemy.orm import MappedColumn, mapped_column

E = TypeVar("E", bound=StrEnum)


class DataCategory(StrEnum):
    """What a column says about a person, for the data inventory; `none` says it was looked at."""

    NONE = "none"
    IDENTITY = "identity"
    CONTACT = "contact"
    DOCUMENT = "document"
    VEHICLE = "vehicle"
    LOCATION = "location"
    SERVICE_HISTORY = "service_history"
    COMMUNICATION = "communication"
    PREFERENCE = "preference"
    EMPLOYMENT = "employment"
    CREDENTIAL = "credential"
    DEVICE = "device"
    SENSITIVE = "sensitive"


DATA = "data_category"
NOT_PERSONAL: dict[str, object] = {DATA: DataCategory.NONE}


def personal(category: DataCategory) -> dict[str, object]:
    """The `info` of a column that holds personal data of a category."""
    return {DATA: category}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A composite foreign key `(tenant_id, column) → (tenant_id, id)` of `table`."""

    table: str
    ondelete: str
    index: bool


def ref(table: str, *, ondelete: str = "NO ACTION", index: bool = True) -> MappedColumn[int]:
    """A column that refers to a row of another tenant table, with key and index.

    ondelete: `CASCADE` or `NO ACTION`; Citus refuses `SET NULL`, so what must survive is cleared in code.
    index: false only where another index of the table starts with the same two columns.
    """
    reference = Reference(table=table, ondelete=ondelete, index=index)
    return mapped_column(BigInteger, nullable=False, info={"reference": reference})


def optional_ref(table: str, *, ondelete: str = "NO ACTION", index: bool = True) -> MappedColumn[int | None]:
    """Like `ref`, and may be empty."""
    reference = Reference(table=table, ondelete=ondelete, index=index)
    return mapped_column(BigInteger, nullable=True, info={"reference": reference})


def choice(kind: type[E], *, default: E | None = None, nullable: bool = False) -> MappedColumn[E]:
    """A column that holds a code of `kind` as text under a check constraint (a native enum has no leakproof operators)."""
    column_type = Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
        name=_snake(kind.__name__),
    )
    return mapped_column(column_type, default=default, nullable=nullable, info=NOT_PERSONAL)


def code_text(*, default: str | None = None, nullable: bool = False) -> MappedColumn[str]:
    """A short text that names a thing of ours (a key, a code, a status of another system); never personal data."""
    return mapped_column(Text, default=default, nullable=nullable, info=NOT_PERSONAL)


def _snake(name: str) -> str:
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name).lstrip("_")
