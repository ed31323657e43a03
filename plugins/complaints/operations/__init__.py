"""The verbs: what is done to complaints."""

from plugins.complaints.operations.categories import CategoryDetails, add_category, change_category
from plugins.complaints.operations.closing import close_case, reopen_case
from plugins.complaints.operations.handling import (
    acknowledge_case,
    assign_case,
    classify_case,
    edit_case,
    reveal_phone,
)
from plugins.complaints.operations.overdue import flag_overdue
from plugins.complaints.operations.registering import CaseDetails, NewCase, register_case
from plugins.complaints.operations.routing import route_case
from plugins.complaints.operations.setting_up import seed_categories

__all__ = [
    "CaseDetails",
    "CategoryDetails",
    "NewCase",
    "acknowledge_case",
    "add_category",
    "assign_case",
    "change_category",
    "classify_case",
    "close_case",
    "edit_case",
    "flag_overdue",
    "register_case",
    "reopen_case",
    "reveal_phone",
    "route_case",
    "seed_categories",
]
