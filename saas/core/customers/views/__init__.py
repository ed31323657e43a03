"""The pages of this room, by subject."""

from saas.core.customers.views import contacts, detail, editing, history, list_facts, lists
from saas.core.customers.views.blueprint import pages

__all__ = ["contacts", "detail", "editing", "history", "list_facts", "lists", "pages"]
