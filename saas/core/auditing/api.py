"""The REST API of the audit, over the same query as the page."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from saas.core.auditing.permissions import READ
from saas.core.auditing.queries import AuditFilter, entries_page, entry_line
from saas.core.auditing.schemas import AuditQuery
from saas.platform.api import ApiBlueprint, listed, page_of
from saas.platform.i18n import _l
from saas.platform.permissions import requires
from saas.platform.tenancy import ActorKind

api = ApiBlueprint("auditing", __name__, description=_l("The audit: who did what, when and why"))


class FieldSchema(Schema):
    """A field that was changed; of a personal one only that it was."""

    name = fields.String()
    before = fields.Raw(allow_none=True)
    after = fields.Raw(allow_none=True)
    told = fields.Boolean()


class EntrySchema(Schema):
    """One entry."""

    id = fields.Integer()
    occurred_at = fields.AwareDateTime()
    actor_kind = fields.Enum(ActorKind, by_value=True)
    actor_id = fields.Integer(allow_none=True)
    actor = fields.String()
    in_place_of = fields.List(fields.String())
    action = fields.String()
    object_type = fields.String()
    object_id = fields.Integer(allow_none=True)
    fields_ = fields.List(fields.Nested(FieldSchema), attribute="fields", data_key="fields")
    detail = fields.Dict()
    reason = fields.String()
    address = fields.String()
    request_id = fields.String()
    sealed = fields.Boolean()


@api.get("/")
@requires(READ)
@api.arguments(AuditQuery, location="query")
@api.response(200, page_of(EntrySchema))
def list_entries(query: dict[str, Any]) -> dict[str, object]:
    """List the audit, the newest entry first."""
    wanted = {name: value for name, value in query.items() if name not in ("limit", "after")}
    return listed(entries_page(AuditFilter(**wanted), limit=query["limit"], after=query["after"]))


@api.get("/<int:entry_id>")
@requires(READ)
@api.response(200, EntrySchema)
def show_entry(entry_id: int) -> object:
    """Show one entry."""
    return entry_line(entry_id)
