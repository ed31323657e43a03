# file: pages|panel|facts|widget
"""What notes show on others' pages."""

from __future__ import annotations

from saas.plugin_api import (
    Action,
    Fact,
    FactSource,
    Panel,
    Rendered,
    SlotContext,
    Widget,
    _l,
    ngettext,
)

from aftercare_plugname.permissions import READ, WRITE
from aftercare_plugname.queries import group_day, late_count, notes_page, open_count

# >>> panel
SHOWN = 5


def customer_panel(context: SlotContext) -> Rendered:
    """The customer's newest open notes."""
    page = notes_page(customer_id=context.object_id, limit=SHOWN)
    if not page.rows:
        return Rendered(empty=_l("No open note"))
    shown = {"rows": page.rows, "today": group_day()}
    return Rendered(template="plugname/panel.html", context=shown)


PANELS = [
    Panel(
        key="notes",
        slot="core.customer",
        title=_l("Plugtitle"),
        render=customer_panel,
        permission=READ,
        icon="notes",
    )
]


# <<<
# >>> facts
def customer_facts(context: SlotContext) -> list[Fact]:
    """A chip that says how many notes are open, if any."""
    count = open_count(context.object_id)
    return [Fact(text=ngettext("%(n)d open note", "%(n)d open notes", count), icon="notes")] if count else []


FACTS = [FactSource(key="open", slot="core.customer", facts=customer_facts, permission=READ)]


# <<<
# >>> widget
def late_tile() -> Rendered:
    """How many notes are late."""
    late = late_count()
    if late is None:
        return Rendered(empty=_l("No note is late"))
    return Rendered(template="plugname/tile.html", context={"late": late})


WIDGETS = [
    Widget(
        key="late",
        title=_l("Plugtitle"),
        render=late_tile,
        permission=READ,
    )
]


# <<<
# >>> pages
ACTIONS = [
    Action(
        key="write",
        slot="core.customer",
        label=_l("Write a note"),
        endpoint="plugname.new",
        argument="customer_id",
        permission=WRITE,
        icon="notes",
    )
]
# <<<
