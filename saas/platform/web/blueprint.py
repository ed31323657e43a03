"""The blueprint of a room's pages: the group is in its address, and views need not carry it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g


class GroupPages(Blueprint):
    """Pages below `/t/<group>/<path>`; the tenant is bound before they run, and `url_for` fills in the group.

    room: the endpoint's first part and, unless `path` says otherwise, the first part of the address. area: `p` for pages
    without a sign-in, below `/p/<group>/<path>`.
    """

    def __init__(self, room: str, import_name: str, *, path: str | None = None, area: str = "t") -> None:
        place = room if path is None else path
        super().__init__(
            room, import_name, template_folder="templates", url_prefix=f"/{area}/<group>/{place}".rstrip("/")
        )
        self.url_value_preprocessor(_take_group)
        self.url_defaults(_give_group)


def _take_group(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values is not None:
        values.pop("group", None)


def _give_group(_endpoint: str, values: dict[str, Any]) -> None:
    if "tenant" in g:
        values.setdefault("group", g.tenant.code)
