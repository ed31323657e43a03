"""What an operation may refuse with; rendered once, at the edge, as page, fragment or problem details."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar


class DomainError(Exception):
    """A refusal that the caller can understand and act upon.

    `message` is shown to people: it says what happened, what was kept and what to do.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "error"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(DomainError):
    """No such thing, or none that this group or person may know of: the two answer alike."""

    status = 404
    code = "not_found"


class Forbidden(DomainError):
    """The person is known and may not do this."""

    status = 403
    code = "forbidden"


class Unauthenticated(DomainError):
    """Nobody is signed in, or the token is not valid."""

    status = 401
    code = "unauthenticated"


class Conflict(DomainError):
    """Somebody else changed the thing, or its state does not allow this.

    `current` maps field names to the stored values, so that both versions can be shown.
    """

    status = 409
    code = "conflict"

    def __init__(self, message: str, *, current: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.current = dict(current or {})


class VersionConflict(Conflict):
    """The thing has moved on since the version that the person or program saw; the API answers 412."""

    code = "version_conflict"


class Invalid(DomainError):
    """Input that cannot be taken, with the reason at each field (`""` is the whole input)."""

    status = 422
    code = "invalid"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.fields: dict[str, list[str]] = {field: [message]}

    @classmethod
    def many(cls, fields: Mapping[str, Sequence[str]]) -> Invalid:
        """Several fields at once, each with its messages."""
        name, messages = next(iter(fields.items()))
        error = cls(name, messages[0])
        error.fields = {key: list(value) for key, value in fields.items()}
        return error


class TooMany(DomainError):
    """Too many tries; `retry_after` is in seconds."""

    status = 429
    code = "too_many_requests"

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(DomainError):
    """Something that this needs does not answer now; trying again later may work."""

    status = 503
    code = "unavailable"
