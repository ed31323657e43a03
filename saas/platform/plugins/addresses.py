"""Where the pages and the API of a plugin stand, and whose address a path is."""

from __future__ import annotations

import re

from flask import Blueprint

_BASES = {"": "/t/<group>", "_api": "/api/v1/t/<group>", "_public": "/p/<group>"}
_PLUGIN_PATH = re.compile(r"/(?:api/v1/t|t|p)/[^/]+/x/([a-z0-9_]+)(?:/|$)")


def blueprint_names(plugin: str) -> frozenset[str]:
    """The names that blueprints of a plugin may have."""
    return frozenset(plugin + suffix for suffix in _BASES)


def mount_prefix(plugin: str, blueprint: Blueprint) -> str:
    """The address below which a blueprint of a plugin is mounted, whatever prefix it names itself."""
    return f"{_BASES[blueprint.name.removeprefix(plugin)]}/x/{plugin}"


def plugin_of_path(path: str) -> str | None:
    """The plugin below whose address a path lies, or none."""
    found = _PLUGIN_PATH.match(path)
    return found.group(1) if found else None
