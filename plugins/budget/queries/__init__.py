"""Reads, by concept."""

from plugins.budget.queries.categories import above, all_categories, category_choices, category_tree

__all__ = ["above", "all_categories", "category_choices", "category_tree"]
