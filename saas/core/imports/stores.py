"""Which store a row of a file means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from saas.core.customers.search_tokens import fold
from saas.core.organisation.models import Store
from saas.core.organisation.queries import open_stores


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The stores of a group as a file may name them.

    by_name: folded name, code or settled name to id. zones: id to IANA name. default: for rows that name none.
    reach: the stores that whoever started the import may write to; none for all.
    """

    by_name: Mapping[str, int]
    zones: Mapping[int, str]
    default: int | None = None
    reach: frozenset[int] | None = None

    def find(self, name: str) -> int | None:
        """The store of this name, the default one for no name; none when the name is not known."""
        return self.by_name.get(fold(name)) if name else self.default

    def is_open_to(self, store_id: int | None) -> bool:
        """Whether rows may be written to a store (none: to the group)."""
        return self.reach is None or store_id in self.reach


def places(
    settled: Mapping[str, int], default: int | None = None, reach: Iterable[int] | None = None
) -> Places:
    """The current group's open stores; settled: names of the file that somebody said the store of."""
    stores = open_stores()
    known = {store.id for store in stores}
    names = {name: store_id for name, store_id in settled.items() if store_id in known}
    return Places(
        by_name=_own_names(stores) | {fold(name): store_id for name, store_id in names.items()},
        zones={store.id: store.timezone for store in stores},
        default=default if default in known else None,
        reach=None if reach is None else frozenset(reach),
    )


def unknown_names(names: Iterable[str], among: Places) -> list[str]:
    """The names that mean no store yet, in their order."""
    return [name for name in names if name and among.find(name) is None]


def _own_names(stores: Iterable[Store]) -> dict[str, int]:
    found: dict[str, int] = {}
    for store in stores:
        found.setdefault(fold(store.name), store.id)
        found.setdefault(fold(store.code), store.id)
    return found
