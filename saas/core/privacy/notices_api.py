"""The REST API of notices, over the same operations as the pages."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from saas.core.privacy.duties_api import api
from saas.core.privacy.notice_models import ConsentNotice
from saas.core.privacy.notices import current_notices, publish_notice
from saas.core.privacy.permissions import NOTICE, READ
from saas.core.privacy.schemas import NoticeSchema
from saas.platform.permissions import requires

__all__ = ["api"]


class NoticeOutSchema(Schema):
    """One published version of a notice."""

    id = fields.Integer()
    purpose = fields.String()
    legal_entity_id = fields.Integer(allow_none=True)
    version = fields.Integer()
    text_zh = fields.String()
    text_en = fields.String()
    asks_again = fields.Boolean()
    published_at = fields.AwareDateTime()


@api.get("/notices")
@requires(READ)
@api.response(200, NoticeOutSchema(many=True))
def list_notices() -> list[ConsentNotice]:
    """The notice that holds for each purpose and company; an agreement names one of these."""
    return current_notices()


@api.post("/notices")
@requires(NOTICE)
@api.arguments(NoticeSchema)
@api.response(201, NoticeOutSchema)
def add_notice(body: dict[str, Any]) -> ConsentNotice:
    """Publish the next version of a notice; it cannot be changed afterwards."""
    return publish_notice(**body)
