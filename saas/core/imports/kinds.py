"""What the file of an import can hold: customers, vehicles and visits, or what an importer of a plugin takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from saas.core.contracts.importers import ImportColumn, Importer, may_import
from saas.core.imports.headers import OWN, Vocabulary, vocabulary_of
from saas.core.imports.models import ImportRun
from saas.core.imports.permissions import OWN_WRITE, WRITE
from saas.core.imports.words import FIELDS, TABLES
from saas.platform.errors import Conflict, NotFound
from saas.platform.i18n import LOCALES, LazyStr, _, _l, locale_context
from saas.platform.permissions import allowed, require
from saas.platform.plugins import Contribution, contributions


class ImporterAway(Exception):
    """The plugin of an import under way was switched off; what was written stays, and it can go on later."""


class ImporterFailed(RuntimeError):
    """The importer of a plugin, or its schema, raised or gave back nonsense; what it wrote of the piece is undone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a file holds. key: of the importer, empty for customers, vehicles and visits.

    fields: what a column can become. tables: what rows become, as the report counts it. importer: none for our own, and
    for one whose plugin is off or gone, which is not `here`.
    """

    key: str = ""
    title: LazyStr
    summary: LazyStr = ""
    fields: Mapping[str, LazyStr]
    tables: Mapping[str, LazyStr]
    importer: Contribution[Importer] | None = None
    here: bool = True

    @property
    def own(self) -> bool:
        """Whether these are customers, vehicles and visits."""
        return not self.key

    @property
    def columns(self) -> Mapping[str, ImportColumn]:
        """The columns of an importer, by key; none for our own."""
        return {column.key: column for column in self.importer.value.columns} if self.importer else {}

    @property
    def vocabulary(self) -> Vocabulary:
        """The headers by which the columns are recognised."""
        return _vocabulary(self.importer.value) if self.importer else OWN

    @property
    def permission(self) -> str:
        """What somebody needs beside the right to import at all, empty where the plugin is away."""
        if self.own:
            return WRITE
        return self.importer.value.permission if self.importer else ""


CUSTOMERS: Final = Kind(title=_l("Customers, vehicles and visits"), fields=FIELDS, tables=TABLES)


def offered() -> list[Kind]:
    """What whoever acts may import; our own first, then those of plugins by title."""
    plugins = [_kind(one) for one in contributions(Importer) if may_import(one.value)]
    return [*([CUSTOMERS] if allowed(WRITE) else []), *sorted(plugins, key=lambda kind: str(kind.title))]


def kind_of(key: str) -> Kind:
    """The kind of an import, also where its plugin is off or gone: a past import stays readable."""
    if not key:
        return CUSTOMERS
    found = next((one for one in contributions(Importer) if one.value.key == key), None)
    if found is not None:
        return _kind(found)
    title = _l("%(key)s (module not active)")
    return Kind(key=key, title=_(title.message, key=key), fields={}, tables={key: key}, here=False)


def kind_to_take(key: str) -> Kind:
    """The kind that somebody wants to bring in; raises NotFound where it is not there, Forbidden without its right."""
    kind = kind_of(key)
    if not kind.here:
        raise NotFound(_("This does not exist, or no longer."))
    require(kind.permission)
    return kind


def may_work_on(run: ImportRun) -> bool:
    """Whether whoever acts may go on with an import that they see, stop it, and take its rows."""
    return all(allowed(permission) for permission in _rights_over(run))


def require_work_on(run: ImportRun) -> None:
    """Refuse with Forbidden whoever may see an import but not work on it."""
    for permission in _rights_over(run):
        require(permission)


def _rights_over(run: ImportRun) -> list[str]:
    # Whose plugin is away can still be stopped.
    return [OWN_WRITE, *filter(None, [kind_of(run.importer).permission])]


def kind_to_go_on(run: ImportRun) -> Kind:
    """The kind of an import that somebody goes on with; raises Conflict while its plugin is off, Forbidden likewise."""
    if not kind_of(run.importer).here:
        raise Conflict(_("The module of this import is not active; switch it on to go on."))
    return kind_to_take(run.importer)


def _kind(found: Contribution[Importer]) -> Kind:
    importer = found.value
    return Kind(
        key=importer.key,
        title=importer.title,
        summary=importer.summary,
        fields={column.key: column.title for column in importer.columns},
        tables={importer.key: importer.title},
        importer=found,
    )


@cache
def _vocabulary(importer: Importer) -> Vocabulary:
    words = {column.key: {column.key, *column.words, *_titles(column)} for column in importer.columns}
    return vocabulary_of(words)


def _titles(column: ImportColumn) -> set[str]:
    # A file may have been written by people of either language.
    found = set()
    for locale in LOCALES:
        with locale_context(locale):
            found.add(str(column.title))
    return found
