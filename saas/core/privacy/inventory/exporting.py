"""The inventory as a table to take out: the record of processing that a regulator asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from saas.core.contracts.exporters import Exporter
from saas.core.organisation.plugin_words import BASES
from saas.core.privacy.inventory.lines import data_lines
from saas.core.privacy.inventory.words import CATEGORIES, columns_words, owner_words
from saas.core.privacy.permissions import INVENTORY
from saas.platform.i18n import _, _l


def inventory_rows(_filters: Mapping[str, Any], limit: int) -> Iterable[list[str]]:
    """One row for each line."""
    for line in data_lines()[:limit]:
        yield [
            owner_words(line),
            str(line.what),
            _(", ").join(str(CATEGORIES[one]) for one in line.categories),
            columns_words(line),
            str(line.purpose),
            str(BASES[line.basis]),
            str(line.kept),
            _(", ").join(map(str, line.permissions)),
            _(", ").join(map(str, line.roles)),
            str(line.leaves) or _("No"),
        ]


EXPORTER = Exporter(
    key="privacy.inventory",
    title=_l("Data inventory"),
    columns=(
        _l("Module"),
        _l("Data"),
        _l("Kinds"),
        _l("Columns"),
        _l("What for"),
        _l("Legal basis"),
        _l("Kept for"),
        _l("Seen with the right"),
        _l("Roles"),
        _l("Leaves the system"),
    ),
    rows=inventory_rows,
    permission=INVENTORY,
    list_endpoint="privacy.inventory",
)
