"""The pages of this room, by subject."""

from saas.core.imports.views import columns, downloads, lists, steps
from saas.core.imports.views.blueprint import pages

__all__ = ["columns", "downloads", "lists", "pages", "steps"]
