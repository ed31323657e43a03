"""The blueprint that all pages of this room hang on."""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from saas.core.organisation.queries import open_stores
from saas.platform.i18n import LazyStr
from saas.platform.web import GroupPages

pages = GroupPages("vehicles", "saas.core.vehicles", path="")

Choices = list[tuple[str, LazyStr]]


def back_to(vehicle_id: int) -> AnyResponse:
    """To the vehicle's page."""
    return redirect(url_for("vehicles.show", vehicle_id=vehicle_id), 303)


def store_choices() -> dict[str, Choices]:
    """The stores that a form lets choose from."""
    return {"store_id": [(str(store.id), store.name) for store in open_stores()]}
