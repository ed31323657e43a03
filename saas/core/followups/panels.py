"""What follow-ups show on the pages of customers and vehicles."""

from __future__ import annotations

from saas.core.followups.queries import READ, TaskFilter, tasks_page
from saas.core.followups.words import STATUS, TYPES
from saas.platform.i18n import _l
from saas.platform.web import Panel, Rendered, SlotContext

_SHOWN = 10


def _customer_tasks(context: SlotContext) -> Rendered:
    page = tasks_page(TaskFilter(state="all", customer_id=context.object_id), limit=_SHOWN)
    if not page.rows:
        return Rendered(empty=_l("No follow-up yet"))
    return Rendered(
        template="followups/panel.html",
        context={"rows": page.rows, "states_in_words": STATUS, "types": TYPES},
    )


PANELS = (
    Panel(
        key="tasks",
        slot="core.customer",
        title=_l("Follow-ups"),
        render=_customer_tasks,
        permission=READ,
        icon="phone-call",
        weight=30,
    ),
)
