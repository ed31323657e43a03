"""A plugin of tests that fills a place of every kind on the core's pages; how each behaves is the test's to say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from marshmallow import Schema, fields, validate
from sqlalchemy import select, update

from saas.core.customers.models import Customer
from saas.core.followups.models import FollowupTask
from saas.core.vehicles.models import Vehicle
from saas.platform.database import session
from saas.platform.permissions import Permission, Scope
from saas.platform.plugins import Candidate
from saas.platform.tenancy import current_tenant
from saas.platform.web import (
    Fact,
    FactSource,
    FormExtension,
    ListFilter,
    Panel,
    Rendered,
    SearchHit,
    SearchSource,
    SlotContext,
)
from saas.testing.plugin_modules import manifest, module

READ = "club.member:read"
ROLES = ("group_admin", "store_manager", "followup_specialist", "followup_manager")


class CardSchema(Schema):
    """The number of a club card."""

    card = fields.String(
        load_default="", validate=validate.Length(max=8), metadata={"label": "Card", "maxlength": 8}
    )
    gold = fields.Boolean(load_default=False, metadata={"label": "Gold"})
    since = fields.Date(metadata={"label": "Since", "when": "gold"})


class Club:
    """What the plugin does next; `reset` brings back what works."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """As it is when nothing is wrong."""
        self.load: Callable[[SlotContext], Any] = lambda context: {"card": note_of(context)}
        self.save: Callable[[SlotContext, Mapping[str, Any]], Any] = write_note
        self.find: Callable[[str, int], Any] = find
        self.guard: Callable[[int, str], Any] = lambda _task, _result: None
        self.rank: Callable[[Mapping[int, int], Mapping[int, int]], Any] = lambda value, _customers: value
        self.criterion: Callable[[], Any] = lambda: Customer.source_system != ""
        self.facts: Callable[[SlotContext], Any] = lambda context: [Fact(text=f"Club {context.object_id}")]
        self.seed: Callable[[Any, float], Any] = lambda _rng, _size: None


_TABLES: Mapping[str, type[Any]] = {
    "core.customer_form": Customer, "core.vehicle_form": Vehicle, "core.followup_outcome": FollowupTask,
}  # fmt: skip
_COLUMNS = {Customer: "source_system", Vehicle: "colour", FollowupTask: "defer_reason"}


def note_of(context: SlotContext) -> str:
    """What stands in the column that the plugin of this test writes."""
    table = _TABLES[context.slot]
    column = getattr(table, _COLUMNS[table])
    mine = (table.tenant_id == current_tenant(), table.id == context.object_id)
    return session().scalars(select(column).where(*mine)).one() or ""


def write_note(context: SlotContext, values: Mapping[str, Any]) -> None:
    """Write the card into a column of the form's row."""
    table = _TABLES[context.slot]
    mine = (table.tenant_id == current_tenant(), table.id == context.object_id)
    session().execute(update(table).where(*mine).values({_COLUMNS[table]: values["card"]}))


def find(text: str, limit: int) -> Sequence[SearchHit]:
    """Cards by number."""
    hits = [SearchHit(title=f"Card {text}-{n}", endpoint="customers.index", text="gold") for n in range(9)]
    return hits[:limit]


CLUB = Club()


def late(name: str) -> Callable[..., Any]:
    """What the club does by then."""

    def call(*args: Any) -> Any:
        return getattr(CLUB, name)(*args)

    return call


def _part(number: int, slot: str) -> FormExtension:
    return FormExtension(
        key=f"card{number}",
        slot=slot,
        title="Club card",
        schema=CardSchema,
        load=late("load"),
        save=late("save"),
        permission=READ,
    )


def _before_followup_complete(task_id: int, result: str) -> None:
    CLUB.guard(task_id, result)


def _followup_priority(value: Mapping[int, int], customers: Mapping[int, int]) -> Mapping[int, int]:
    return CLUB.rank(value, customers)  # type: ignore[no-any-return]


def _seed_demo(rng: Any, size: float) -> None:
    CLUB.seed(rng, size)


SLOTS = ("core.customer", "core.vehicle", "core.followup_task")

MODULE = module(
    # In a real package, since texts are looked for beside the module.
    "tests.integration.points.plugin",
    info=manifest("club"),
    register_permissions=lambda: [
        Permission(READ, "Read club", default_roles=dict.fromkeys(ROLES, Scope.GROUP)),
    ],
    register_form_extensions=lambda: [_part(number, slot) for number, slot in enumerate(_TABLES)],
    register_facts=lambda: [
        FactSource(key=f"f{n}", slot=slot, facts=late("facts"), permission=READ)
        for n, slot in enumerate(SLOTS)
    ],
    register_panels=lambda: [
        Panel(
            key=f"p{n}", slot=slot, title="Club panel", permission=READ,
            render=lambda context: Rendered(empty=f"panel {context.slot} {context.object_id}"),
        )
        for n, slot in enumerate(SLOTS)
    ],
    register_search=lambda: [
        SearchSource(key="cards", title="Club cards", find=late("find"), permission=READ)
    ],
    register_list_filters=lambda: [
        ListFilter(
            key="noted", slot="core.customers", label="Has a card", permission=READ,
            criterion=late("criterion"),
        )
    ],
    before_followup_complete=_before_followup_complete,
    followup_priority=_followup_priority,
    seed_demo=_seed_demo,
)  # fmt: skip
CANDIDATE = Candidate(name="club", reference=MODULE.__name__, load=lambda: MODULE)
