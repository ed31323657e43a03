"""The rights that the product comes with, read once: reading all plugins anew for each route would take longest of all."""

from __future__ import annotations

from functools import cache

from saas.parts import load_registry
from saas.platform.permissions.catalogue import Catalogue, catalogue_of


@cache
def shipped_rights() -> Catalogue:
    """The permissions and roles of the product and its modules."""
    return catalogue_of(load_registry())
