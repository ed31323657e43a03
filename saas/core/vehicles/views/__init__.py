"""The pages of this room, by subject."""

from saas.core.vehicles.views import detail, editing, lists, plans
from saas.core.vehicles.views.blueprint import pages

__all__ = ["detail", "editing", "lists", "pages", "plans"]
