"""Objections to cards and talks about them, to read; raising and deciding is left to people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from plugins.kano.api.blueprint import api
from plugins.kano.models import CardVersion, Objection, Talk
from plugins.kano.permissions import CARD_READ
from plugins.kano.queries.cards import card_row
from plugins.kano.queries.objections import (
    ObjectionFilter,
    objection_row,
    objections_page,
    talks_of,
    versions_of,
)
from plugins.kano.schemas.objections import (
    KanoCardVersionOut,
    KanoObjectionOut,
    KanoObjectionQuery,
    KanoTalkOut,
)
from saas.plugin_api import Page, listed, page_of, requires, tell_version


@api.get("/objections")
@api.arguments(KanoObjectionQuery, location="query")
@api.response(200, page_of(KanoObjectionOut))
@requires(CARD_READ)
def list_objections(query: dict[str, Any]) -> dict[str, object]:
    """List the objections to cards within reach, the newest first."""
    wanted = ObjectionFilter(state=query.pop("state"))
    page = objections_page(wanted, **query)
    return listed(Page(rows=[row.Objection for row in page.rows], after=page.after, before=page.before))


@api.get("/objections/<int:objection_id>")
@api.response(200, KanoObjectionOut)
@requires(CARD_READ)
def read_objection(objection_id: int) -> Objection:
    """Show one objection."""
    objection: Objection = objection_row(objection_id).Objection
    tell_version(objection)
    return objection


@api.get("/cards/<int:card_id>/versions")
@api.response(200, KanoCardVersionOut(many=True))
@requires(CARD_READ)
def list_versions(card_id: int) -> Sequence[CardVersion]:
    """List what a card said before objections to it were upheld, the first one first."""
    card_row(card_id)
    return versions_of(card_id)


@api.get("/cards/<int:card_id>/talks")
@api.response(200, KanoTalkOut(many=True))
@requires(CARD_READ)
def list_talks(card_id: int) -> Sequence[Talk]:
    """List the notes of talks about a card, the first one first."""
    card_row(card_id)
    return [row.Talk for row in talks_of(card_id)]
