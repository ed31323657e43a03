"""What a check is, and what it found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from saas.testing.kit.stage import Stage


class Family(StrEnum):
    """The families of checks, in the order of the report."""

    MANIFEST = "Manifest"
    NAMESPACING = "Namespacing"
    GATING = "Gating"
    TENANCY = "Tenancy"
    AUTH = "Auth"
    ROBUSTNESS = "Robustness"
    SCHEMA = "Schema"
    PRIVACY = "Privacy"
    UI = "UI"
    DOCS = "Docs"


class Needs(StrEnum):
    """What must be there before a check can be run."""

    CODE = "code"
    """The installed plugin, also one that the engine refused."""
    LOADED = "loaded"
    """A plugin that the engine has admitted."""
    STAGE = "stage"
    """An application on a database, with the plugin switched on for a group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault: where it is, what is wrong, how to mend it."""

    where: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}\n    → {self.mend}"


@dataclass(slots=True)
class Report:
    """What one check looked at and found."""

    cases: int = 0
    """How many things were looked at; none: the plugin has nothing of the kind."""
    findings: list[Finding] = field(default_factory=list)
    unproven: list[str] = field(default_factory=list)
    """What could not be shown either way, in words."""

    def expect(self, holds: bool, where: str, what: str, mend: str) -> None:
        """Count a case; where it does not hold, note what is wrong."""
        self.cases += 1
        if not holds:
            self.findings.append(Finding(where=where, what=what, mend=mend))

    def fault(self, where: str, what: str, mend: str) -> None:
        """Note what is wrong."""
        self.expect(False, where, what, mend)

    def unsure(self, where: str, why: str) -> None:
        """Note what was looked at and shows nothing: it counts as no case."""
        self.unproven.append(f"{where}: {why}")


Run = Callable[["Stage", Report], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check. id: `KIT-C01` or `GATE-07`. title: what holds when it passes."""

    id: str
    family: Family
    title: str
    needs: Needs
    run: Run


CHECKS: dict[str, Check] = {}
"""All checks by id, in the order in which they were declared."""


def check(id_: str, family: Family, title: str, needs: Needs = Needs.STAGE) -> Callable[[Run], Run]:
    """Declare a check; raises ValueError for an id that is taken."""

    def declare(run: Run) -> Run:
        if id_ in CHECKS:
            raise ValueError(f"{id_} is declared twice")
        CHECKS[id_] = Check(id=id_, family=family, title=title, needs=needs, run=run)
        return run

    return declare
