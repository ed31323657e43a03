"""Counts: what is due, one to be counted without seeing the books, and one to be decided on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, redirect, request, url_for
from marshmallow import Schema, fields, validate
from werkzeug.wrappers import Response as AnyResponse

from plugins.parts import words
from plugins.parts.models import CountLine, CountSession, CountState, LineState
from plugins.parts.numbers import MOST, plain
from plugins.parts.operations import (
    Found,
    approve_count,
    cancel_count,
    enter_counts,
    open_count,
    recount_lines,
    submit_count,
)
from plugins.parts.operations.approving import permission_for
from plugins.parts.operations.judging import difference_fen
from plugins.parts.permissions import COUNT_APPROVE, COUNT_WRITE, STOCK_READ
from plugins.parts.queries.counts import (
    count_row,
    counts_page,
    due_for_count,
    lines_a_day,
    lines_with_parts,
    record_accuracy,
)
from plugins.parts.schemas.counts import CountOpenSchema
from plugins.parts.views.blueprint import WORDS, pages
from saas.plugin_api import (
    Conflict,
    Form,
    Invalid,
    _,
    allowed,
    form_version,
    open_stores,
    read_form,
    render,
    requires,
    session,
    tell,
)

PAGE = 50
SHOWN_DUE = 10


@pages.get("/counts/", endpoint="counts")
@requires(STOCK_READ)
def show_counts() -> Response:
    """The counts within reach; of one store also what is due and how right its records are."""
    return _list()


@pages.post("/counts/", endpoint="open_count")
@requires(COUNT_WRITE)
def begin() -> AnyResponse:
    """Open a count of what is due in a store."""
    try:
        with session().begin_nested():
            typed = read_form(CountOpenSchema, request)
            count = open_count(typed["store_id"], typed["part_ids"], limit=typed["limit"])
    except Invalid as error:
        return _list(error)
    return redirect(url_for("parts.count", count_id=count.id), 303)


@pages.get("/counts/<int:count_id>", endpoint="count")
@requires(STOCK_READ)
def show_count(count_id: int) -> Response:
    """A count within reach."""
    return _page(count_id)


@pages.post("/counts/<int:count_id>/enter", endpoint="enter_counts")
@requires(COUNT_WRITE)
def enter(count_id: int) -> AnyResponse:
    """Write down what was found."""
    lines = {row.CountLine.id: row.CountLine for row in lines_with_parts(count_row(count_id).CountSession.id)}
    schema = entry_schema([line for line in lines.values() if line.state in _TO_COUNT])

    def act() -> None:
        typed = read_form(schema, request)
        found = [
            Found(line_id=int(name.removeprefix("counted-")), quantity=value)
            for name, value in typed.items()
            if value is not None
        ]
        enter_counts(count_id, found)
        if request.form.get("_then") == "submit":
            submit_count(count_id)

    return _do(count_id, act, _("What you counted was saved."))


@pages.post("/counts/<int:count_id>/submit", endpoint="submit_count")
@requires(COUNT_WRITE)
def hand_in(count_id: int) -> AnyResponse:
    """Hand the count in."""
    return _do(count_id, lambda: submit_count(count_id), _("The count was handed in."))


@pages.post("/counts/<int:count_id>/cancel", endpoint="cancel_count")
@requires(COUNT_WRITE)
def give_up(count_id: int) -> AnyResponse:
    """Give the count up."""
    return _do(count_id, lambda: cancel_count(count_id), _("The count was given up; nothing was posted."))


@pages.post("/counts/<int:count_id>/approve", endpoint="approve_count")
@requires(COUNT_APPROVE)
def approve(count_id: int) -> AnyResponse:
    """Approve all differences and post them."""
    return _do(
        count_id, lambda: approve_count(count_id, version=form_version()), _("The differences were posted.")
    )


@pages.post("/counts/<int:count_id>/recount", endpoint="recount")
@requires(COUNT_APPROVE)
def count_again(count_id: int) -> AnyResponse:
    """Have all lines that wait counted again."""
    return _do(
        count_id, lambda: recount_lines(count_id, version=form_version()), _("The lines are counted again.")
    )


_TO_COUNT = (LineState.OPEN, LineState.RECOUNT)


def entry_schema(lines: list[CountLine]) -> Schema:
    """A form with one quantity for each line that is to be counted; what stays empty is counted later."""
    return Schema.from_dict(
        {
            f"counted-{line.id}": fields.Decimal(
                load_default=None,
                allow_none=True,
                allow_nan=False,
                validate=validate.Range(min=0, max=MOST),
                metadata={"label": _("Counted"), "min": "0", "autocomplete": "off"},
            )
            for line in lines
        }
    )()


def _do(count_id: int, act: Callable[[], object], said: str) -> AnyResponse:
    try:
        with session().begin_nested():
            act()
    except Invalid as error:
        return _page(count_id, error, status=422)
    except Conflict as error:
        return _page(count_id, Invalid("", error.message), status=409)
    tell(said)
    return redirect(url_for("parts.count", count_id=count_id), 303)


def _list(error: Invalid | None = None) -> Response:
    stores = [(store.id, store.name) for store in open_stores() if allowed(STOCK_READ, store_id=store.id)]
    chosen = _chosen(dict(stores))
    page = counts_page(
        store_id=chosen, limit=PAGE, after=request.args.get("after"), before=request.args.get("before")
    )
    offered = [(str(one), name) for one, name in stores if allowed(COUNT_WRITE, store_id=one)]
    form = Form(
        CountOpenSchema,
        {"store_id": chosen or (offered[0][0] if len(offered) == 1 else None), "limit": 30},
        error=error,
        choices={"store_id": offered},
    )
    return render(
        "parts/counts.html",
        status=422 if error else 200,
        page=page,
        stores=stores,
        chosen=chosen,
        form=form if offered else None,
        due=due_for_count(chosen, limit=SHOWN_DUE) if chosen else (),
        a_day=lines_a_day(chosen) if chosen else None,
        accuracy=record_accuracy(chosen) if chosen else (),
        **_WORDS,
    )


def _chosen(stores: Mapping[int, str]) -> int | None:
    given = request.args.get("store_id", "")
    wanted = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None
    if wanted in stores:
        return wanted
    return next(iter(stores)) if len(stores) == 1 else None


def _page(count_id: int, error: Invalid | None = None, *, status: int = 200) -> Response:
    row = count_row(count_id)
    count: CountSession = row.CountSession
    session().refresh(count)
    lines = lines_with_parts(count_id)
    open_lines = [one.CountLine for one in lines if one.CountLine.state in _TO_COUNT]
    may_count = allowed(COUNT_WRITE, store_id=count.store_id) and count.state is CountState.COUNTING
    shown = count.state is not CountState.COUNTING
    waits = count.state is CountState.REVIEW
    needed = permission_for(count, [one.CountLine for one in lines]) if waits else COUNT_APPROVE
    return render(
        "parts/count.html",
        status=status,
        row=row,
        count=count,
        lines=lines,
        form=Form(entry_schema(open_lines), {}, error=error) if may_count else None,
        refused="" if may_count or error is None else error.message,
        shown=shown,
        values={one.CountLine.id: difference_fen(one.CountLine) for one in lines} if shown else {},
        may_count=may_count,
        may_cancel=allowed(COUNT_WRITE, store_id=count.store_id) and (may_count or waits),
        may_approve=waits and allowed(needed, store_id=count.store_id),
        may_send_back=waits and allowed(COUNT_APPROVE, store_id=count.store_id),
        left=len(open_lines),
        **_WORDS,
    )


_WORDS: Mapping[str, Any] = {
    **WORDS,
    "count_states": words.COUNT_STATES,
    "line_states": words.LINE_STATES,
    "plain": plain,
}
