"""What an error of the database is to whoever asked, and an application that meets it while it can still answer."""

from __future__ import annotations

import structlog
from flask import Flask, Response
from psycopg.errors import ForeignKeyViolation, NumericValueOutOfRange, UniqueViolation
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError

from saas.platform.database.extension import db
from saas.platform.errors import Conflict, DomainError, Invalid, VersionConflict
from saas.platform.i18n import _

log = structlog.get_logger(__name__)

REFUSED = (StaleDataError, DataError, IntegrityError)
"""The errors that may be the doing of whoever asked."""


class Application(Flask):
    """A Flask application that writes what a view has changed before its answer is final.

    What the database refuses is then an error of the view, with an answer; at the commit it would be a defect.
    """

    def dispatch_request(self) -> Response:
        """Call the view and flush what it did, unless its answer is a refusal."""
        answer = self.make_response(super().dispatch_request())
        if answer.status_code < 400 and db.session.registry.has():
            db.session.flush()
        return answer


def refusal_of(error: SQLAlchemyError) -> DomainError | None:
    """What an error of the database is to whoever asked, none for a defect of ours."""
    if isinstance(error, StaleDataError):
        return VersionConflict(_("Somebody else changed this in the meantime."))
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    if isinstance(error, IntegrityError):
        return _clash(error, state)
    if state == NumericValueOutOfRange.sqlstate:
        return Invalid("", _("A number is larger than can be stored."))
    if isinstance(error, DataError) and state is None:
        # The driver itself refuses a text with NUL in it, before there is a state.
        return Invalid("", _("A text has characters that cannot be stored."))
    return None


def _clash(error: DBAPIError, state: str | None) -> Conflict | None:
    # Operations look first and say more; these are for two who act at the same moment.
    if state not in (UniqueViolation.sqlstate, ForeignKeyViolation.sqlstate):
        return None
    constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", "")
    log.warning("clash", state=state, constraint=constraint)
    if state == UniqueViolation.sqlstate:
        return Conflict(_("Somebody else has just added the same. Look at what is there now."))
    if (error.statement or "").startswith("DELETE"):
        return Conflict(_("This is still in use elsewhere, so it stays. Nothing was changed."))
    return Conflict(
        _("What this belongs to was removed in the meantime. Nothing was saved; look at what is there now.")
    )
