"""What never reaches a log line: secrets, personal data, and the values inside database errors."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Mapping
from types import TracebackType

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from structlog.typing import EventDict, WrappedLogger

LEFT_OUT = "[left out]"

# Parts of names: a key is left out when one of its words is here, so `customer_phone` goes as `phone` does.
SENSITIVE = frozenset(
    {
        "password", "secret", "token", "authorization", "cookie", "credential", "otp", "csrf",
        "phone", "mobile", "email", "mail", "address", "plate", "vin", "login", "recipient",
        "name", "body", "subject", "note", "text", "content", "params", "parameters",
    }
)  # fmt: skip
# Names with a sensitive word that tell nothing of a person.
HARMLESS = frozenset({"logger_name", "plugin_name", "endpoint_name", "hook_name", "job_name"})


def drop_sensitive(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A structlog processor: replace the values of sensitive keys, at any depth."""
    for key in event:
        if key != "event":
            event[key] = _clean(key, event[key])
    return event


def _clean(key: str, value: object) -> object:
    if key not in HARMLESS and SENSITIVE.intersection(key.lower().replace("-", "_").split("_")):
        return LEFT_OUT
    if isinstance(value, Mapping):
        return {name: _clean(str(name), inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(key, inner) for inner in value]
    return value


def tell_exception(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A structlog processor: turn `exc_info` into where it happened and what it was, without the values."""
    error = _exception(event.pop("exc_info", None))
    if error is not None:
        event["trace"] = describe(error)
    return event


def _exception(given: object) -> BaseException | None:
    if given is True:
        return sys.exc_info()[1]
    if isinstance(given, BaseException):
        return given
    if isinstance(given, tuple) and isinstance(given[1], BaseException):
        return given[1]
    return None


def describe(error: BaseException) -> list[str]:
    """One line for each exception of the chain, each followed by its frames, innermost last."""
    return _lines(error, _told)


def outline(error: BaseException) -> list[str]:
    """As `describe`, without any message: for what is stored longer than a log, where no value may be."""
    return _lines(error, _head)


def _lines(error: BaseException, head: Callable[[BaseException], str]) -> list[str]:
    lines: list[str] = []
    link: BaseException | None = error
    while link is not None and len(lines) < 200:
        lines.append(head(link))
        lines += _frames(link.__traceback__)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return lines


def _head(error: BaseException) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    if not isinstance(error, DBAPIError):
        return kind
    # PostgreSQL quotes the row in its message; the state and the constraint are enough to find the place.
    state = getattr(error.orig, "sqlstate", "")
    constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", "") or ""
    return f"{kind} {state} {constraint}".rstrip()


def _told(error: BaseException) -> str:
    quotes = isinstance(error, SQLAlchemyError) or type(error).__module__.startswith("psycopg")
    return _head(error) if quotes else f"{_head(error)}: {error}"


def _frames(trace: TracebackType | None) -> list[str]:
    return [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
