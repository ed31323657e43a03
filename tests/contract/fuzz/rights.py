"""The rights that the product comes with, and which of them a route asks for.

They are read once: reading all plugins anew for each route would take longest of all.
"""

from __future__ import annotations

from functools import cache

from flask import Flask
from werkzeug.routing import Rule

from saas.parts import load_registry
from saas.platform.permissions.catalogue import Catalogue, catalogue_of


@cache
def shipped_rights() -> Catalogue:
    """The permissions and roles of the product and its modules."""
    return catalogue_of(load_registry())


def permission_of(app: Flask, rule: Rule) -> str:
    """The permission that a route asks for; empty for none."""
    return str(getattr(app.view_functions[rule.endpoint], "required_permission", ""))


def holders(permission: str) -> set[str]:
    """The built-in roles that have a permission from the start, themselves or by one that implies it."""
    catalogue = shipped_rights()
    names = catalogue.sources[permission]
    return {role for role, has in catalogue.defaults.items() if any(name in has for name in names)}
