"""How cells of a file look on a page: personal ones masked, whatever column they stand in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from saas.core.imports.fields import ImportField
from saas.core.imports.kinds import Kind

F = ImportField
_NAMES: Final = frozenset({F.CUSTOMER_NAME, F.ADVISER})
_NUMBERS: Final = frozenset({F.PHONE, F.SECOND_PHONE, F.ID_NUMBER, F.EMAIL})
_OPEN_NAME = re.compile(r"姓名|[人主]$|联系人|客户名|name", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"(?<![A-Za-z\d])(\d{3})[\d\s-]{4,}(\d{4}|\d{3}[Xx])(?![A-Za-z\d])")
_ADDRESS_HEAD = 6
_SHOWN = 40


Mask = Callable[[str, str, str], str]
"""A cell, its field and its header to what is shown."""


def mask_of(kind: Kind) -> Mask:
    """How the cells of an import look: a plugin says which of its columns are personal; all are while it is off."""
    if kind.own:
        return masked_cell
    columns = kind.columns

    def mask(text: str, field: str, label: str) -> str:
        if not kind.here or (field in columns and columns[field].personal):
            return text[:1] + "***" if text else ""
        return masked_cell(text, "", "" if field else label)

    return mask


def masked_cell(text: str, field: str, label: str) -> str:
    """A cell as people see it who have not asked for it: enough to know the column by.

    field: target of the column, `""` while it is open; then the header and the cell itself tell what must be hidden.
    """
    if not text:
        return ""
    if field in _NAMES or (not field and _OPEN_NAME.search(label)):
        return text[:1] + "*" * min(len(text) - 1, 2)
    if field in _NUMBERS:
        return f"{text[:3]}****{text[-4:]}" if len(text) > 8 else "****"
    if field == F.ADDRESS:
        return text[:_ADDRESS_HEAD] + "***"
    if field == F.BIRTHDAY:
        return text[:4] + "****"
    if field in (F.VIN, F.RO_NUMBER, F.SOURCE_ID):
        return text[:_SHOWN]
    return _LONG_NUMBER.sub(r"\1****\2", text)[:_SHOWN]
