"""What is being killed at: a piece of background work that can be counted."""

from __future__ import annotations

from typing import Protocol


class Subject(Protocol):
    """Work whose rows are numbered, so that each can be looked for afterwards.

    Its methods are called inside an application context, without a tenant.
    """

    application: str
    """`package.module:function` that makes the application from settings; the processes are started with it."""
    queue: str
    """`short` or `long`: whose worker does the work."""

    def prepare(self) -> None:
        """Make groups and whatever else the work stands on."""

    def ask(self, size: int) -> None:
        """Ask for work on `size` rows; it has returned when the asking is committed."""

    def done(self) -> int:
        """How many rows are there that the latest asking made, visible to everybody."""

    def finished(self) -> bool:
        """Whether the latest work has come to its end."""

    def faults(self) -> list[str]:
        """What is missing or there twice, of all askings; empty when all is well."""
