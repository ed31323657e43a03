"""Groups on stage: switching the plugin in one, and giving it rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from saas.platform.i18n import locale_context
from saas.platform.plugins import disable_plugin, enable_plugin
from saas.platform.plugins.manifest import Availability
from saas.platform.tenancy import TenantModel
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person
from saas.testing.factories.members import as_member
from saas.testing.kit.rows import Ids, NoStage, add_rows, ids_in, paint, seed
from saas.testing.kit.subject import Subject
from saas.testing.kit.watching import Watch

RAW = "<i data-typed>"
"""What nobody may type into a page."""


class NoTables(NoStage):
    """The plugin's tables are not there, which the checks of its migrations tell."""


@dataclass(slots=True, kw_only=True)
class Place:
    """A group with somebody who may do everything in it, and rows; `ids` are those rows by table."""

    group: Group
    person: Person
    word: str
    ids: Ids = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The group's id."""
        return self.group.id

    @contextmanager
    def acting(self) -> Iterator[Session]:
        """One unit of work of the person."""
        with locale_context("en"), inside(self.group.id, as_member(self.person)) as work:
            yield work


def expect_tables(subject: Subject, watch: Watch) -> None:
    """Raise NoTables where a table is missing that the plugin declares."""
    missing = sorted({model.__tablename__ for model in subject.models} - watch.tables())
    if missing:
        raise NoTables(f"its tables are not there: {', '.join(missing)}")


def fill(subject: Subject, place: Place, *, count: int) -> None:
    """Give a place rows: by the plugin's `seed_demo`, and by the columns of each table that it left empty.

    Raises NoStage where that fails.
    """
    if fault := seed(place.group, place.person, subject.name):
        raise NoStage(fault)
    text = f"{place.word}{RAW}"
    place.ids.update(ids_in(place.group, subject.models))
    empty = [model for model in subject.models if not place.ids[model.__tablename__]]
    _add(place, empty, word=text, count=count)
    with place.acting() as work:
        paint(work, place.id, text, [model for model in subject.models if not model.append_only])


def multiply(subject: Subject, place: Place, count: int) -> None:
    """Give each table of a place more rows, of the same customer and its things; raises NoStage."""
    _add(place, subject.models, word=place.word, count=count)


def _add(place: Place, models: list[type[TenantModel]], *, word: str, count: int) -> None:
    for model in models:
        add_rows(place.group, place.person, model, place.ids, word=word, count=count)


def switch(subject: Subject, watch: Watch, of: Group, *, on: bool) -> None:
    """Switch the plugin for a group, and on the way all that it requires; raises NoStage when it refuses."""
    for name in [*_required(subject), subject.name] if on else [subject.name]:
        availability = _availability(subject, name)
        if availability is Availability.SYSTEM:
            continue
        if on and availability is Availability.RESTRICTED:
            _entitle(watch, of, name)
        with locale_context("en"), inside(of.id, as_member(of.admin)):
            try:
                (enable_plugin if on else disable_plugin)(name)
            except Exception as error:
                raise NoStage(f"it cannot be switched {'on' if on else 'off'}: {error!r}") from error


def _entitle(watch: Watch, of: Group, name: str) -> None:
    watch.execute(
        "INSERT INTO tenant_plugin (tenant_id, plugin, entitled, settings_version) VALUES (:tenant, :name, true, 0)"
        " ON CONFLICT (tenant_id, plugin) DO UPDATE SET entitled = true",
        tenant=of.id,
        name=name,
    )


def _required(subject: Subject) -> list[str]:
    found: list[str] = []

    def add(name: str) -> None:
        info = subject.registry.info(name)
        for other in sorted(info.requires) if info else ():
            if other not in found:
                add(other)
                found.append(other)

    add(subject.name)
    return found


def _availability(subject: Subject, name: str) -> Availability | None:
    info = subject.registry.info(name)
    return info.availability if info else None
