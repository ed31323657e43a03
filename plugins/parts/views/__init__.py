"""The pages, by subject."""

from plugins.parts.views import catalogue, counts, group_map, part, place, stock
from plugins.parts.views.blueprint import pages

__all__ = ["catalogue", "counts", "group_map", "pages", "part", "place", "stock"]
