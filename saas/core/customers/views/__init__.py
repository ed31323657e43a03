"""The pages of this room, by subject."""

from saas.core.customers.views import contacts, detail, editing, history, list_facts, lists
from saas.core.customers.views.blueprint import pages
from saas.core.customers.views.search import search

__all__ = ["contacts", "detail", "editing", "history", "list_facts", "lists", "pages", "search"]
