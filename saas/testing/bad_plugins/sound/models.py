"""The notes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from saas.plugin_api import DataCategory, Sealed, TenantModel, Versioned, code_text, personal, ref


class Note(Versioned, TenantModel):
    """A note on a customer. caller: who called, sealed. heard: how often the plugin heard that it was done."""

    __tablename__ = "sound_note"
    __table_args__ = (UniqueConstraint("tenant_id", "code"),)

    customer_id: Mapped[int] = ref("customer")
    code: Mapped[str] = code_text()
    body: Mapped[str] = mapped_column(info=personal(DataCategory.COMMUNICATION))
    caller: Mapped[str | None] = mapped_column(
        Sealed("sound_note.caller"), info=personal(DataCategory.CONTACT)
    )
    done: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))
    link_hash: Mapped[str] = code_text(default="")
    link_until: Mapped[datetime | None]
    heard: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))


class Remark(TenantModel):
    """What was added to a note later."""

    __tablename__ = "sound_remark"

    note_id: Mapped[int] = ref("sound_note", ondelete="CASCADE")
    words: Mapped[str] = mapped_column(info=personal(DataCategory.COMMUNICATION))
