"""Settings: which data of people are kept, why, how long, and who sees them."""

from __future__ import annotations

from flask import Response, url_for

from saas.core.organisation.plugin_words import BASES
from saas.core.privacy.inventory import EXPORTER, data_lines
from saas.core.privacy.inventory.words import CATEGORIES, columns_words, owner_words
from saas.core.privacy.permissions import INVENTORY
from saas.core.privacy.views.blueprint import pages
from saas.platform.permissions import requires
from saas.platform.web import render


@pages.get("/settings/data-inventory", endpoint="inventory")
@requires(INVENTORY)
def show() -> Response:
    """The inventory, made of what the columns and the plugins say of themselves."""
    return render(
        "privacy/inventory.html",
        lines=data_lines(),
        categories=CATEGORIES,
        bases=BASES,
        owner=owner_words,
        columns=columns_words,
        export_url=url_for("exports.export", table_key=EXPORTER.key),
    )
