"""What plugins put on every page and into the headers of others' pages, each kind by a request of its own.

A page never waits for them: it leaves a place, and the browser asks here. Counts of the navigation come together, the
chips of a header by plugin, so that one that sleeps holds up nobody else's.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, g, url_for

from saas.platform.errors import NotFound
from saas.platform.i18n import _
from saas.platform.permissions import allowed
from saas.platform.plugins import (
    CORE,
    Answer,
    Contribution,
    Slot,
    SlotContext,
    ask_declared,
    contributions,
)
from saas.platform.plugins.returns import checked
from saas.platform.web.blueprint import GroupPages
from saas.platform.web.extending import Fact, FactSource
from saas.platform.web.navigation import NavItem
from saas.platform.web.rendering import render
from saas.platform.web.slots import answer_panel

later = GroupPages("later", __name__, path="later")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The chips of a header: those that are there at once, and the addresses that answer those of plugins."""

    now: list[Fact]
    later: list[str]


def facts_of(slot: str, object_id: int) -> Facts:
    """The chips of a slot's object that the person may see, light ones first; those of plugins come later."""
    sources = _sources(slot)
    own = [
        fact
        for source in sources
        if source.owner == CORE
        for fact in _chips(source, slot, object_id).value or ()
    ]
    owners = dict.fromkeys(source.owner for source in sources if source.owner != CORE)
    return Facts(
        now=sorted(own, key=lambda fact: fact.weight),
        later=[
            url_for("later.facts", group=g.tenant.code, slot=slot, object_id=object_id, owner=owner)
            for owner in owners
        ],
    )


@later.get("/facts/<slot>/<int:object_id>/<owner>")
def facts(slot: str, object_id: int, owner: str) -> Response:
    """The chips of one plugin for the object of a slot, for whom the slot's owner lets see it."""
    opened = next((one.value for one in contributions(Slot) if one.value.name == slot), None)
    sources = [one for one in _sources(slot) if one.owner == owner and owner != CORE]
    if opened is None or opened.look is None or not sources:
        raise NotFound(_("This does not exist, or no longer."))
    opened.look(object_id)
    return render(
        "later_facts.html", block="content", answers=[_chips(one, slot, object_id) for one in sources]
    )


@later.get("/panels/<slot>/<int:object_id>/<name>")
def panel(slot: str, object_id: int, name: str) -> Response:
    """The inside of one panel of a slot, for whom the slot's owner lets see the object; so plugins need no such route."""
    opened = next((one.value for one in contributions(Slot) if one.value.name == slot), None)
    if opened is None or opened.look is None:
        raise NotFound(_("This does not exist, or no longer."))
    opened.look(object_id)
    return answer_panel(slot, name, object_id)


@later.get("/badges")
def badges() -> Response:
    """The counts that plugins show beside their entries of the navigation."""
    counted = [
        (one, one.value.badge)
        for one in contributions(NavItem)
        if one.owner != CORE and (not one.value.permission or allowed(one.value.permission))
    ]
    counts = {
        badge_id(one): ask_declared(one, f"badge.{one.value.key}", badge, int | None).value
        for one, badge in counted
        if badge is not None
    }
    return render("later_badges.html", block="content", counts=counts)


def badge_id(found: Contribution[NavItem]) -> str:
    """The id of the element that shows the count of an entry."""
    return f"badge-{found.owner}-{found.value.key}"


def _sources(slot: str) -> list[Contribution[FactSource]]:
    return [
        one for one in contributions(FactSource) if one.value.slot == slot and allowed(one.value.permission)
    ]


def _chips(source: Contribution[FactSource], slot: str, object_id: int) -> Answer[list[Fact]]:
    def ask() -> list[Fact]:
        found = checked(source.value.facts(SlotContext(slot=slot, object_id=object_id)), tuple[Fact, ...])
        return sorted(found, key=lambda fact: fact.weight)

    return ask_declared(source, f"facts.{source.value.key}", ask)
