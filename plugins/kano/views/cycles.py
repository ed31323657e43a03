"""Appraisal cycles: the list, a new one, one with its cards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.kano.models import CycleState
from plugins.kano.operations import cycles as operations
from plugins.kano.permissions import CARD_PUBLISH, CARD_READ, CYCLE, SUBJECT
from plugins.kano.queries.cards import cards_page, cycle_row, cycles_page, grade_counts
from plugins.kano.queries.trees import approved_trees
from plugins.kano.schemas.cards import KanoCycleSchema
from plugins.kano.views.blueprint import pages
from plugins.kano.views.trees import WORDS
from plugins.kano.words import cards as words
from saas.plugin_api import (
    Conflict,
    Form,
    Invalid,
    _,
    active_members_with,
    allowed,
    read_form,
    render,
    requires,
    session,
    tell,
)

PAGE = 50


@pages.get("/cycles/", endpoint="cycles")
@requires(CARD_READ)
def show_cycles() -> Response:
    """The cycles in which a card is within reach."""
    page = cycles_page(limit=PAGE, after=request.args.get("after"), before=request.args.get("before"))
    return render(
        "kano/cycles.html",
        page=page,
        cycle_states=words.CYCLE_STATES,
        link=lambda **changes: url_for("kano.cycles", **changes),
        may_begin=allowed(CYCLE),
    )


@pages.get("/cycles/new", endpoint="new_cycle")
@requires(CYCLE)
def show_new() -> Response:
    """The form of a new cycle."""
    return _new_page()


@pages.post("/cycles/new", endpoint="begin_cycle")
@requires(CYCLE)
def begin() -> AnyResponse:
    """Begin a cycle."""
    try:
        with session().begin_nested():
            cycle = operations.begin_cycle(**read_form(KanoCycleSchema, request))
    except Invalid as error:
        return _new_page(error)
    tell(_("The cycle has begun. Superiors can rate; compute the cards when they have."))
    return redirect(url_for("kano.cycle", cycle_id=cycle.id), 303)


@pages.get("/cycles/<int:cycle_id>", endpoint="cycle")
@requires(CARD_READ)
def show_cycle(cycle_id: int) -> Response:
    """A cycle with the cards within reach."""
    return _page(cycle_id)


@pages.post("/cycles/<int:cycle_id>/compute", endpoint="compute_cards")
@requires(CYCLE)
def compute(cycle_id: int) -> AnyResponse:
    """Have its cards computed."""
    return _act(
        cycle_id,
        lambda: operations.ask_for_cards(cycle_id),
        _("The cards are being computed. Load this page again in a moment."),
    )


@pages.post("/cycles/<int:cycle_id>/publish", endpoint="publish_cards")
@requires(CARD_PUBLISH)
def publish(cycle_id: int) -> AnyResponse:
    """Lock the cards within reach."""
    return _act(
        cycle_id,
        lambda: operations.publish_cards(cycle_id),
        _("The cards are published. Nothing of them changes any more."),
    )


def _act(cycle_id: int, act: Callable[[], Any], said: str) -> AnyResponse:
    cycle_row(cycle_id)
    try:
        with session().begin_nested():
            act()
    except Conflict as error:
        return _page(cycle_id, error.message, status=409)
    tell(said)
    return redirect(url_for("kano.cycle", cycle_id=cycle_id), 303)


def _new_page(error: Invalid | None = None) -> Response:
    choices: dict[str, list[tuple[str, Any]]] = {
        "tree_id": [(str(one.id), f"{one.title} · v{one.version}") for one in approved_trees()],
        "member_ids": [(str(one), name) for one, name in active_members_with(SUBJECT)],
    }
    return render(
        "kano/cycle_new.html",
        status=422 if error else 200,
        form=Form(KanoCycleSchema, {}, error=error, choices=choices),
        trees=choices["tree_id"],
        people=choices["member_ids"],
    )


def _page(cycle_id: int, problem: str = "", *, status: int = 200) -> Response:
    row = cycle_row(cycle_id)
    session().refresh(row.Cycle)
    page = cards_page(
        cycle_id, limit=PAGE, after=request.args.get("after"), before=request.args.get("before")
    )
    counts = grade_counts(cycle_id)
    is_open = row.Cycle.state is CycleState.OPEN
    return render(
        "kano/cycle.html",
        status=status,
        cycle=row.Cycle,
        tree=row.Tree,
        page=page,
        problem=problem,
        counts=counts,
        chart=_chart(row.Tree.bands, counts),
        cycle_states=words.CYCLE_STATES,
        link=lambda **changes: url_for("kano.cycle", cycle_id=cycle_id, **changes),
        may_compute=is_open and allowed(CYCLE),
        may_publish=is_open and allowed(CARD_PUBLISH),
        **WORDS,
    )


def _chart(bands: list[dict[str, Any]], counts: dict[str, int]) -> dict[str, Any]:
    names = [words.grade_name(bands, band["code"]) for band in bands]
    numbers = [counts.get(band["code"], 0) for band in bands]
    summary = _(", ").join(f"{name} {number}" for name, number in zip(names, numbers, strict=True))
    series = [{"name": _("People"), "values": numbers}] if any(numbers) else []
    return {"kind": "bar", "labels": names, "labelsTitle": _("Grade"), "series": series, "summary": summary}
