"""The group's library of improvement factors; every change of words is a version."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import func, select

from plugins.kano.models import Factor, FactorVersion
from plugins.kano.models.factors import Dimension
from plugins.kano.permissions import FACTORS
from saas.plugin_api import (
    Invalid,
    _,
    changes_of,
    current_actor,
    current_tenant,
    load_for_change,
    record,
    require,
    session,
)

_OF_VERSIONS = ("names", "definitions", "dimension", "process_step", "metric")


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorDetails:
    """What a factor says, where it stands in the library (none: at the end), and whether studies may take it in."""

    name_zh: str
    name_en: str = ""
    definition_zh: str = ""
    definition_en: str = ""
    dimension: Dimension
    process_step: str = ""
    metric: str = ""
    position: int | None = None
    active: bool = True

    @property
    def names(self) -> dict[str, str]:
        """The names by locale, those that were given."""
        return _given(self.name_zh, self.name_en)

    @property
    def definitions(self) -> dict[str, str]:
        """The definitions by locale, those that were given."""
        return _given(self.definition_zh, self.definition_en)


def add_factor(details: FactorDetails) -> Factor:
    """Add a factor as its version 1. Raises Forbidden without the right, Invalid without a name or with another's."""
    require(FACTORS)
    factor = Factor(code=f"own_{secrets.token_hex(4)}", version=1)
    _write(factor, details)
    session().add(factor)
    session().flush()
    keep_version(factor)
    record("kano.factor.added", "kano_factor", factor.id, detail={"names": factor.names})
    return factor


def change_factor(factor_id: int, details: FactorDetails, *, version: int) -> Factor:
    """Reword, move, retire or take back a factor; studies that have it keep the words that they took.

    Raises as `add_factor`, NotFound, and VersionConflict when it moved on.
    """
    require(FACTORS)
    factor = load_for_change(Factor, factor_id, version=version)
    _write(factor, details)
    changes = changes_of(factor)
    if any(name in changes for name in _OF_VERSIONS):
        factor.version += 1
        keep_version(factor)
    if changes:
        record("kano.factor.changed", "kano_factor", factor.id, changes=changes)
    session().flush()
    return factor


def keep_version(factor: Factor) -> None:
    """Write down how a factor reads now, under its version."""
    kept = {name: getattr(factor, name) for name in _OF_VERSIONS}
    actor = current_actor().member_id
    session().add(FactorVersion(factor_id=factor.id, version=factor.version, saved_by_id=actor, **kept))
    session().flush()


def _write(factor: Factor, details: FactorDetails) -> None:
    if not details.name_zh and not details.name_en:
        raise Invalid("name_zh", _("Enter a name in at least one language."))
    _check_names(factor.id, details)
    # Asked before anything is written: a query in between would flush what the audit is to see as changed.
    position = _last() + 1 if details.position is None else details.position
    factor.names, factor.definitions = details.names, details.definitions
    factor.dimension = details.dimension
    factor.process_step, factor.metric = details.process_step, details.metric
    factor.active = details.active
    factor.position = position


def _check_names(factor_id: int | None, details: FactorDetails) -> None:
    statement = select(Factor).where(Factor.tenant_id == current_tenant())
    if factor_id is not None:
        statement = statement.where(Factor.id != factor_id)
    others = session().scalars(statement).all()
    for field, locale in (("name_zh", "zh_CN"), ("name_en", "en")):
        name = details.names.get(locale)
        if name and name in {one.names.get(locale) for one in others}:
            raise Invalid(field, _("There is a factor of this name."))


def _last() -> int:
    statement = select(func.max(Factor.position)).where(Factor.tenant_id == current_tenant())
    return session().scalar(statement) or 0


def _given(zh: str, en: str) -> dict[str, str]:
    return {locale: text for locale, text in (("zh_CN", zh), ("en", en)) if text}
