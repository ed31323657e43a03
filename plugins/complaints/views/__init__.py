"""The pages, by subject."""

from plugins.complaints.views import case, cases, categories, registering, rules, work
from plugins.complaints.views.blueprint import pages

__all__ = ["case", "cases", "categories", "pages", "registering", "rules", "work"]
