"""KPI trees, cycles and cards for tests, made by the product's own operations as whoever may do each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from plugins.kano.jobs.cards import compute
from plugins.kano.models import Card, Objection, SourceKind
from plugins.kano.operations.cycles import ask_for_cards, begin_cycle
from plugins.kano.operations.trees import approve_tree, start_tree
from plugins.kano.queries.trees import indicators_of
from saas.core.accounts.models import Member, MemberStatus
from saas.platform.clock import now
from saas.platform.database import load, session
from saas.platform.permissions import assign_role
from saas.platform.tenancy import Actor
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person
from saas.testing.factories.members import as_member

OCTOBER = date(2026, 10, 15)


def new_tree(template: str = "individual") -> int:
    """A draft of a starter, made by whoever acts now."""
    return start_tree(template, title="考核").id


def new_approved_tree(template: str = "individual") -> int:
    """An approved tree, of whoever acts now, who may do both."""
    return approve_tree(new_tree(template)).id


def approved_tree(of: Group, builder: Person, template: str = "individual") -> int:
    """A tree that one built and the group's administrator approved."""
    with inside(of.id, as_member(builder)):
        tree_id = new_tree(template)
    with inside(of.id, as_member(of.admin)):
        return approve_tree(tree_id).id


def new_cycle(tree_id: int, members: Sequence[int], month: date = OCTOBER) -> int:
    """An open cycle of these members over a month that is past, begun by whoever acts now."""
    return begin_cycle(tree_id, month, members).id


def new_subject(name: str, store_id: int) -> int:
    """A member without a sign-in who can be appraised in a store."""
    made = Member(display_name=name, status=MemberStatus.ACTIVE)
    session().add(made)
    session().flush()
    assign_role(made.id, "followup_specialist", store_id=store_id)
    return made.id


def objected_to(card_id: int, indicator_id: int, reason: str = "少算两单") -> int:
    """An open objection to a value on a card, which is published by nobody for it."""
    load(Card, card_id).published_at = now()
    made = Objection(card_id=card_id, indicator_id=indicator_id, reason=reason, raised_at=now())
    session().add(made)
    session().flush()
    return made.id


def first_indicator(tree_id: int) -> int:
    """The first indicator of a tree."""
    return indicators_of(tree_id)[0].id


def rated_indicator(tree_id: int) -> int:
    """The first indicator of a tree that superiors rate."""
    return next(one.id for one in indicators_of(tree_id) if one.source_kind is SourceKind.RATING)


def computed(tenant_id: int, cycle_id: int, actor: Actor) -> None:
    """Ask for the cards of a cycle as somebody and compute them here."""
    with inside(tenant_id, actor):
        run = ask_for_cards(cycle_id).runs_asked
    with inside(tenant_id):
        compute(cycle_id=cycle_id, run=run)
