"""Write templates; each change is a version of its own, since messages name the one they were made of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import exists, select

from saas.core.messaging.models import MessageTemplate, MessageTemplateVersion
from saas.core.messaging.setup import CHANNELS
from saas.core.messaging.texts import faulty_places
from saas.core.privacy.models import ContactChannel, Purpose
from saas.platform.audit.recording import record
from saas.platform.database import load_for_change, session
from saas.platform.errors import Invalid
from saas.platform.i18n import _
from saas.platform.tenancy import current_actor, current_tenant

PURPOSES = (Purpose.SERVICE, Purpose.SURVEY, Purpose.MARKETING)
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateWords:
    """What a template says, in Chinese and, if it is to be sent so, in English. Subjects are those of mail."""

    subject_zh: str = ""
    body_zh: str
    subject_en: str = ""
    body_en: str = ""


def add_template(
    *, code: str, name: str, channel: ContactChannel, purpose: str, words: TemplateWords
) -> MessageTemplate:
    """Add a template; raises Invalid for a code that is none or taken, a missing name, and words that cannot be."""
    if not _CODE.fullmatch(code):
        raise Invalid("code", _("Small letters, digits and _, beginning with a letter."))
    taken = exists().where(MessageTemplate.tenant_id == current_tenant(), MessageTemplate.code == code)
    if session().scalar(select(taken)):
        raise Invalid("code", _("There is a template with this code."))
    if channel not in CHANNELS:
        raise Invalid("channel", _("Messages are not sent by this channel."))
    if purpose not in set(PURPOSES):
        raise Invalid("purpose", _("There is no such purpose."))
    _check(channel, words)
    template = MessageTemplate(code=code, name=_named(name), channel=channel, purpose=purpose)
    session().add(template)
    session().flush()
    _keep(template, words)
    record("messaging.template.added", "message_template", template.id, detail={"code": code})
    return template


def change_template(
    template_id: int, words: TemplateWords, *, name: str, version: int | None = None
) -> MessageTemplate:
    """Let other words hold from now on; messages that were written keep theirs. Raises NotFound, Invalid, VersionConflict."""
    template = load_for_change(MessageTemplate, template_id, version=version)
    _check(template.channel, words)
    template.name, template.version = _named(name), template.version + 1
    session().flush()
    _keep(template, words)
    detail = {"code": template.code, "version": template.version}
    record("messaging.template.changed", "message_template", template.id, detail=detail)
    return template


def set_retired(template_id: int, *, retired: bool) -> MessageTemplate:
    """Offer a template no more, or again; raises NotFound."""
    template = load_for_change(MessageTemplate, template_id)
    if template.retired is not retired:
        template.retired = retired
        session().flush()
        record(
            "messaging.template.retired" if retired else "messaging.template.offered",
            "message_template",
            template.id,
            detail={"code": template.code},
        )
    return template


def _named(name: str) -> str:
    if not name.strip():
        raise Invalid("name", _("Enter a name."))
    return name.strip()


def _keep(template: MessageTemplate, words: TemplateWords) -> None:
    session().add(
        MessageTemplateVersion(
            template_id=template.id,
            version=template.version,
            subject_zh=" ".join(words.subject_zh.split()),
            body_zh=words.body_zh.strip(),
            subject_en=" ".join(words.subject_en.split()),
            body_en=words.body_en.strip(),
            created_by=current_actor().member_id,
        )
    )
    session().flush()


def _check(channel: ContactChannel, words: TemplateWords) -> None:
    if not words.body_zh.strip():
        raise Invalid("body_zh", _("Write a text."))
    mail = channel is ContactChannel.EMAIL
    for locale in ("zh", "en"):
        subject, body = getattr(words, f"subject_{locale}"), getattr(words, f"body_{locale}")
        if mail and body.strip() and not subject.strip():
            raise Invalid(f"subject_{locale}", _("A mail needs a subject."))
        for field, text in ((f"subject_{locale}", subject), (f"body_{locale}", body)):
            _check_text(field, text, signed=not mail)


def _check_text(field: str, text: str, *, signed: bool) -> None:
    faulty = faulty_places(text)
    if faulty:
        raise Invalid(field, _("There is no such variable: %(names)s", names=", ".join(faulty)))
    if signed and any(sign in text for sign in "【】"):
        raise Invalid(field, _("The signature in 【】 is added by itself."))
