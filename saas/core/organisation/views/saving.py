"""Saving a form: what was refused comes back into it, with both versions when somebody else was faster."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from saas.platform.database import session
from saas.platform.errors import Conflict, Invalid
from saas.platform.web import Form, form_version

Difference = tuple[object, object, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflicted:
    """Why a form was not saved."""

    error: Invalid
    status: int

    def version(self, row: object) -> int | None:
        """The version that the form carries on: after a conflict that of the stored row, which was now seen."""
        return int(getattr(row, "row_version", 0)) if self.status == 409 else form_version()

    def differences(self, form: Form, row: object) -> list[Difference]:
        """After a conflict each field's label, what was typed and what is stored."""
        if self.status != 409:
            return []
        fields = [field for field in form.all() if not field.name.startswith("_")]
        return [
            (
                field.label,
                _shown(form, field.name, field.text),
                _shown(form, field.name, _text(getattr(row, field.name, ""))),
            )
            for field in fields
        ]


def save(work: Callable[[], None]) -> Conflicted | None:
    """Do the work; what it refuses is taken back and given to the form. Returns none when it was done."""
    try:
        with session().begin_nested():
            work()
    except Invalid as error:
        return Conflicted(error=error, status=422)
    except Conflict as error:
        return Conflicted(error=Invalid("", error.message), status=409)
    return None


def _text(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    return "" if value is None else str(value)


def _shown(form: Form, name: str, value: str) -> object:
    names = dict(form.field(name).choices)
    return names.get(value, value)
