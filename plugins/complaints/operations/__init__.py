"""The verbs: what is done to complaints."""

from plugins.complaints.operations.categories import CategoryDetails, add_category, change_category
from plugins.complaints.operations.closing import close_case, reopen_case
from plugins.complaints.operations.confirming import confirm_case, heard_in_call
from plugins.complaints.operations.evidence import add_evidence
from plugins.complaints.operations.handling import (
    acknowledge_case,
    assign_case,
    classify_case,
    edit_case,
    reveal_phone,
)
from plugins.complaints.operations.implementing import finish_task, plan_task, resolve_case
from plugins.complaints.operations.intake import (
    BY_CUSTOMERS,
    file_case,
    store_taking_complaints,
    stores_taking_complaints,
)
from plugins.complaints.operations.investigating import (
    answer_of_third_party,
    ask_third_party,
    investigate_case,
    settle_facts,
)
from plugins.complaints.operations.older import keep_older_times
from plugins.complaints.operations.overdue import flag_overdue
from plugins.complaints.operations.own_page import agree_by_customer, decline_by_customer, make_link
from plugins.complaints.operations.registering import CaseDetails, NewCase, register_case
from plugins.complaints.operations.routing import route_case
from plugins.complaints.operations.rules import RuleDetails, add_rule, remove_rule
from plugins.complaints.operations.setting_up import seed_categories
from plugins.complaints.operations.solving import (
    Proposal,
    agree_solution,
    decide_solution,
    decline_solutions,
    offer_solutions,
    propose_solution,
)
from plugins.complaints.operations.times import continue_case, escalate, wait_case

__all__ = [
    "BY_CUSTOMERS", "CaseDetails", "CategoryDetails", "NewCase", "Proposal", "RuleDetails", "acknowledge_case",
    "add_category", "add_evidence", "add_rule", "agree_by_customer", "agree_solution", "answer_of_third_party",
    "ask_third_party", "assign_case", "change_category", "classify_case", "close_case", "confirm_case",
    "continue_case", "decide_solution", "decline_by_customer", "decline_solutions", "edit_case", "escalate",
    "file_case", "finish_task", "flag_overdue", "heard_in_call", "investigate_case", "keep_older_times",
    "make_link", "offer_solutions", "plan_task", "propose_solution", "register_case", "remove_rule", "reopen_case",
    "resolve_case", "reveal_phone", "route_case", "seed_categories", "settle_facts", "store_taking_complaints",
    "stores_taking_complaints", "wait_case",
]  # fmt: skip
