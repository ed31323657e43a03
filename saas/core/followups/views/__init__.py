"""The pages of this room, by subject."""

from saas.core.followups.views import board, rules, tasks, workbench
from saas.core.followups.views.blueprint import pages

__all__ = ["board", "pages", "rules", "tasks", "workbench"]
