"""The one column type that personal identifiers are written through."""

from __future__ import annotations

from sqlalchemy import LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from saas.platform.security.keys import PLATFORM, seal, unseal
from saas.platform.tenancy import current_tenant


class Sealed(TypeDecorator[str]):
    """Text that is stored encrypted under the current tenant's data key, or the platform's.

    place: `table.column`, bound into the ciphertext. platform: for tables that belong to no tenant.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str, *, platform: bool = False) -> None:
        super().__init__()
        self.place = place
        self.platform = platform

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002  # as SQLAlchemy calls it
        """Seal on the way in."""
        return None if value is None else seal(self._owner(), self.place, value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:  # noqa: ARG002  # as SQLAlchemy calls it
        """Open on the way out."""
        return None if value is None else unseal(self._owner(), self.place, bytes(value))

    def _owner(self) -> int:
        return PLATFORM if self.platform else current_tenant()
