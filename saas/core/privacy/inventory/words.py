"""Kinds of data in words."""

from __future__ import annotations

from collections.abc import Mapping

from saas.core.privacy.inventory.lines import DataLine
from saas.platform.i18n import LazyStr, _, _l
from saas.platform.plugins import CORE
from saas.platform.tenancy import DataCategory
from saas.platform.web.unavailable import plugin_title

CATEGORIES: Mapping[DataCategory, LazyStr] = {
    DataCategory.IDENTITY: _l("Who somebody is"),
    DataCategory.CONTACT: _l("How somebody is reached"),
    DataCategory.DOCUMENT: _l("Identity documents"),
    DataCategory.VEHICLE: _l("Vehicles"),
    DataCategory.LOCATION: _l("Whereabouts"),
    DataCategory.SERVICE_HISTORY: _l("What was done for somebody"),
    DataCategory.COMMUNICATION: _l("What was said and written"),
    DataCategory.PREFERENCE: _l("Wishes"),
    DataCategory.EMPLOYMENT: _l("Work of staff"),
    DataCategory.CREDENTIAL: _l("Keys of the sign-in"),
    DataCategory.DEVICE: _l("Devices and addresses in the network"),
    DataCategory.SENSITIVE: _l("Sensitive data"),
}


def owner_words(line: DataLine) -> str:
    """Which module keeps it, and whether it is on."""
    if line.owner == CORE:
        return str(_l("Core"))
    title = plugin_title(line.owner)
    return str(title) if line.on else _("%(plugin)s (off)", plugin=title)


def columns_words(line: DataLine) -> str:
    """The columns by name, with how they are protected."""
    # Outside the loop's text: what stands in braces of a text is not found by the extractor.
    sealed, hashed = _("encrypted"), _("keyed hash")
    return ", ".join(
        f"{column.name} [{sealed if column.sealed else hashed}]"
        if column.sealed or column.hashed
        else column.name
        for column in line.columns
    )
