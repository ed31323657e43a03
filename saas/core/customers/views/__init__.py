"""The pages of this room, by subject."""

from saas.core.customers.views import contacts, detail, editing, lists
from saas.core.customers.views.blueprint import pages

__all__ = ["contacts", "detail", "editing", "lists", "pages"]
