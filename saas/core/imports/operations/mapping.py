"""Settle what each column means and which stores are named, and remember both for the next file of this kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from saas.core.imports.faults import forget_faults
from saas.core.imports.fields import ImportField
from saas.core.imports.kinds import Kind, kind_to_go_on
from saas.core.imports.labels import fingerprint
from saas.core.imports.models import ImportRun, ImportSource, ImportStatus, Phase
from saas.core.imports.operations.standing import OPEN, standing_of
from saas.core.imports.permissions import WRITE
from saas.core.organisation.queries import open_stores
from saas.platform.audit import record
from saas.platform.database import load_for_change, session
from saas.platform.errors import Conflict, Invalid
from saas.platform.i18n import _
from saas.platform.permissions import allowed, current_grants
from saas.platform.tenancy import current_tenant

F = ImportField
_SUBJECTS = frozenset({F.CUSTOMER_NAME, F.PHONE, F.ID_NUMBER, F.VIN, F.PLATE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """What a person settled. fields: target of each column, `""` for one left out. stores: name in the file to store id.

    source_name: the system that the file comes from; its ids are unique there. It, the stores and the default one are of
    customers, vehicles and visits only.
    """

    fields: Sequence[str]
    source_name: str = ""
    stores: Mapping[str, int] = field(default_factory=dict)
    default_store_id: int | None = None


def settle_mapping(import_run_id: int, mapped: Mapped, *, version: int) -> ImportRun:
    """Write the mapping of an import that does not run; an earlier dry run no longer counts.

    version: the row version that the person saw. Raises NotFound, VersionConflict, Conflict for an import that is
    busy or over or whose module is off, Invalid for a mapping that cannot work.
    """
    run = load_for_change(ImportRun, import_run_id, version=version)
    if standing_of(run).status not in OPEN:
        raise Conflict(_("The columns of this import can no longer be changed."))
    kind = kind_to_go_on(run)
    _check(run, kind, mapped)
    source = _source(kind, mapped.source_name.strip())
    _remember(source, run, mapped)
    run.source_id = source.id
    run.default_store_id = mapped.default_store_id
    run.mapping = {**run.mapping, "fields": list(mapped.fields), "stores": dict(mapped.stores)}
    run.status = ImportStatus.MAPPED
    run.checked = {}
    forget_faults(run.id, Phase.CHECK)
    session().flush()
    detail = {"source_id": source.id, "columns": sum(1 for name in mapped.fields if name)}
    record("imports.run.mapped", "import_run", run.id, detail=detail)
    return run


def reachable_stores(permission: str) -> list[int] | None:
    """The stores for which whoever acts now holds a permission, none for all of them."""
    grant = current_grants().of(permission)
    if grant is None:
        return []
    return None if grant.everything else sorted(grant.stores)


def _check(run: ImportRun, kind: Kind, mapped: Mapped) -> None:
    faults: dict[str, list[str]] = {}
    if len(mapped.fields) != len(run.columns):
        raise Invalid("fields", _("The file has other columns; reload the page."))
    unknown = [name for name in mapped.fields if name and name not in kind.fields]
    if unknown:
        raise Invalid("fields", _("There is no such field: %(name)s.", name=unknown[0]))
    for name, count in Counter(name for name in mapped.fields if name).items():
        if count > 1:
            text = _("Two columns are %(field)s; leave one of them out.", field=str(kind.fields[name]))
            faults.setdefault("fields", []).append(text)
    (_check_own if kind.own else _check_required)(kind, mapped, faults)
    if faults:
        raise Invalid.many(faults)


def _check_required(kind: Kind, mapped: Mapped, faults: dict[str, list[str]]) -> None:
    missing = [
        column for column in kind.columns.values() if column.required and column.key not in mapped.fields
    ]
    for column in missing:
        text = _("Choose a column for %(field)s.", field=str(column.title))
        faults.setdefault("fields", []).append(text)
    if not any(mapped.fields):
        faults.setdefault("fields", []).append(_("Choose what the columns are."))


def _check_own(_kind: Kind, mapped: Mapped, faults: dict[str, list[str]]) -> None:
    if not mapped.source_name.strip():
        faults["source_name"] = [_("Say which system this file comes from.")]
    if not _SUBJECTS & set(mapped.fields):
        faults.setdefault("fields", []).append(
            _("Choose a column for the customer (name, phone) or the vehicle (VIN, plate).")
        )
    _check_stores(mapped, faults)


def _check_stores(mapped: Mapped, faults: dict[str, list[str]]) -> None:
    known = {store.id for store in open_stores()}
    if mapped.default_store_id is not None and (
        mapped.default_store_id not in known or not allowed(WRITE, store_id=mapped.default_store_id)
    ):
        faults["default_store_id"] = [_("There is no such store.")]
    if not set(mapped.stores.values()) <= known:
        faults["stores"] = [_("There is no such store.")]


def _source(kind: Kind, named: str) -> ImportSource:
    name = named if kind.own else kind.key
    mine = (
        ImportSource.tenant_id == current_tenant(),
        ImportSource.importer == kind.key,
        ImportSource.name == name,
    )
    source = session().scalars(select(ImportSource).where(*mine).with_for_update()).one_or_none()
    if source is None:
        source = ImportSource(importer=kind.key, name=name)
        session().add(source)
        session().flush()
    return source


def _remember(source: ImportSource, run: ImportRun, mapped: Mapped) -> None:
    before = source.mapping
    source.fingerprint = fingerprint(run.columns)
    source.mapping = {
        **before,
        "fields": {**before.get("fields", {}), **dict(zip(run.columns, mapped.fields, strict=True))},
        "stores": {**before.get("stores", {}), **mapped.stores},
        # Only where there was a choice.
        **({"sheet": run.layout["sheet"]} if run.layout.get("sheets") else {}),
    }
    session().flush()
