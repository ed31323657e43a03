"""Why a plugin's migration failed, in words without any value of a row."""

from __future__ import annotations

import traceback
from pathlib import Path

from alembic.util import CommandError
from sqlalchemy.exc import DBAPIError

from saas.platform.database.data_steps import BareDataStep
from saas.platform.database.migrations import Chain
from saas.platform.errors import DomainError

_WITHOUT_VALUES = ("23", "42")
"""Classes of errors whose first line names columns and constraints: broken rules, and statements that cannot be."""


def told(error: BaseException, chain: Chain) -> str:
    """The reason and the line of the migration, for whoever upgrades."""
    what = _what(error)
    lines = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).parent == chain.versions
    ]
    return f"{Path(lines[-1].filename).name}:{lines[-1].lineno}: {what}" if lines else what


def _what(error: BaseException) -> str:
    if isinstance(error, CommandError | BareDataStep | DomainError):
        return str(error)
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    if isinstance(error, DBAPIError) and state and state.startswith(_WITHOUT_VALUES):
        return str(getattr(error.orig, "diag").message_primary)  # noqa: B009  # the driver's errors have it
    return type(error).__name__ + (f" {state}" if state else "")
