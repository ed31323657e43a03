"""Notices and companies as a form offers them."""

from __future__ import annotations

from collections.abc import Iterable

from marshmallow import fields

from saas.core.organisation.queries import all_legal_entities
from saas.core.privacy.notice_models import ConsentNotice
from saas.core.privacy.schemas import NoticeSchema
from saas.core.privacy.words import purpose_title
from saas.platform.i18n import LazyStr, _, current_locale


class NoticeFormSchema(NoticeSchema):
    """A new version of one notice: its purpose and company stand in the page's address."""

    purpose = fields.String(required=True, metadata={"widget": "hidden"})
    legal_entity_id = fields.Integer(load_default=None, allow_none=True, metadata={"widget": "hidden"})


def company_choices() -> list[tuple[str, LazyStr]]:
    """The companies of the group, after all of them together."""
    return [(str(one.id), one.name) for one in all_legal_entities()]


def company_names() -> dict[int, str]:
    """Companies by id."""
    return {one.id: one.name for one in all_legal_entities()}


def notice_choices(notices: Iterable[ConsentNotice]) -> list[tuple[str, LazyStr]]:
    """Notices to choose from."""
    names = company_names()
    return [(str(one.id), notice_title(one, names.get(one.legal_entity_id or 0, ""))) for one in notices]


def notice_title(notice: ConsentNotice, company: str = "") -> str:
    """A notice as people call it: purpose, version, company."""
    words = _(
        "%(purpose)s, version %(version)s",
        purpose=purpose_title(notice.purpose),
        version=notice.version,
    )
    return f"{words} · {company}" if company else words


def notice_text(notice: ConsentNotice) -> str:
    """The text in the reader's language, in Chinese where there is no other."""
    return notice.text_zh if current_locale().startswith("zh") else notice.text_en or notice.text_zh
