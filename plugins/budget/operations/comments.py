"""What is said of a version of a budget, or of one of its lines, until it is settled."""

from __future__ import annotations

from plugins.budget.models import Budget, BudgetComment, BudgetVersion
from plugins.budget.operations.categories import check_category
from plugins.budget.permissions import READ
from saas.plugin_api import NotFound, _, allowed, current_actor, load, load_for_change, now, record, session


def comment(version_id: int, text: str, *, category_id: int | None = None) -> BudgetComment:
    """Say something of a version, or of a category in it; raises NotFound out of reach."""
    budget = budget_of_version(version_id)
    if category_id is not None:
        check_category(category_id)
    said = BudgetComment(
        version_id=version_id, category_id=category_id, text=text, author_id=current_actor().member_id
    )
    session().add(said)
    session().flush()
    record("budget.sheet.commented", "budget_sheet", budget.id, detail={"version_id": version_id})
    return said


def settle_comment(comment_id: int) -> int:
    """Mark a comment as settled, and say of which budget; settling it twice does nothing. Raises NotFound out of reach."""
    said = load_for_change(BudgetComment, comment_id)
    budget = budget_of_version(said.version_id)
    if said.settled_at is None:
        said.settled_at, said.settled_by_id = now(), current_actor().member_id
        session().flush()
        record("budget.sheet.comment_settled", "budget_sheet", budget.id, detail={"comment_id": said.id})
    return budget.id


def budget_of_version(version_id: int) -> Budget:
    """The budget of a version; raises NotFound out of reach."""
    budget = load(Budget, load(BudgetVersion, version_id).budget_id)
    if not allowed(READ, store_id=budget.store_id):
        raise NotFound(_("This does not exist, or no longer."))
    return budget
