"""The blueprint that all pages of this room hang on."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, g

pages = Blueprint("accounts", "saas.core.accounts", template_folder="templates")


@pages.url_value_preprocessor
def _take_group(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    # The pipeline has bound the group already; views need not carry it.
    if values is not None:
        values.pop("group", None)


@pages.url_defaults
def _give_group(endpoint: str, values: dict[str, Any]) -> None:
    if "tenant" in g and current_app.url_map.is_endpoint_expecting(endpoint, "group"):
        values.setdefault("group", g.tenant.code)
