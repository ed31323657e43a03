"""The verbs: what is done to budgets."""

from plugins.budget.operations.categories import (
    CategoryDetails,
    add_category,
    change_category,
    seed_categories,
    uncategorised,
)
from plugins.budget.operations.comments import budget_of_version, comment, settle_comment
from plugins.budget.operations.limits import LimitDetails, set_limit
from plugins.budget.operations.pots import Place
from plugins.budget.operations.rates import RateDetails, set_rate
from plugins.budget.operations.review import (
    activate_budget,
    approve_budget,
    begin_revision,
    close_budget,
    drop_version,
    return_budget,
    start_review,
    submit_budget,
    withdraw_budget,
)
from plugins.budget.operations.sheets import (
    Assumptions,
    SeriesDetails,
    change_budget,
    create_budget,
    remove_series,
    write_series,
)
from plugins.budget.operations.spending import (
    OverBudget,
    check_spend,
    release,
    set_aside,
    spent,
    take_back,
)
from plugins.budget.operations.taking import take_step
from plugins.budget.operations.transfers import (
    TransferDetails,
    cancel_transfer,
    decide_transfer,
    request_transfer,
)
from plugins.budget.operations.volumes import (
    MonthVolume,
    ask_for_count,
    count_visits,
    keep_volumes,
    write_volumes,
)

__all__ = [
    "Assumptions",
    "CategoryDetails",
    "LimitDetails",
    "MonthVolume",
    "OverBudget",
    "Place",
    "RateDetails",
    "SeriesDetails",
    "TransferDetails",
    "activate_budget",
    "add_category",
    "approve_budget",
    "ask_for_count",
    "begin_revision",
    "budget_of_version",
    "cancel_transfer",
    "change_budget",
    "change_category",
    "check_spend",
    "close_budget",
    "comment",
    "count_visits",
    "create_budget",
    "decide_transfer",
    "drop_version",
    "keep_volumes",
    "release",
    "remove_series",
    "request_transfer",
    "return_budget",
    "seed_categories",
    "set_aside",
    "set_limit",
    "set_rate",
    "settle_comment",
    "spent",
    "start_review",
    "submit_budget",
    "take_back",
    "take_step",
    "uncategorised",
    "withdraw_budget",
    "write_series",
    "write_volumes",
]
