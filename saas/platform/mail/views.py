"""The development mailbox: what would have been sent, with its links. It does not exist in production."""

from __future__ import annotations

from flask import Blueprint, Flask, render_template
from sqlalchemy import select

from saas.config import Settings
from saas.platform.database import global_session
from saas.platform.errors import NotFound
from saas.platform.i18n import _
from saas.platform.mail.jobs import ask_to_send
from saas.platform.mail.models import MailMessage
from saas.platform.mail.operations import wake_by

mailbox = Blueprint("mailbox", __name__, url_prefix="/dev/mailbox")
_SHOWN = 100


def install_mail(app: Flask, settings: Settings) -> None:
    """Give the application the mail's templates and, outside production, the mailbox."""
    wake_by(app, ask_to_send)
    app.register_blueprint(Blueprint("mail", __name__, template_folder="templates"))
    if not settings.production:
        app.register_blueprint(mailbox)


@mailbox.get("/")
def messages() -> str:
    """The last hundred messages, newest first."""
    with global_session() as work:
        found = work.scalars(select(MailMessage).order_by(MailMessage.id.desc()).limit(_SHOWN)).all()
        return render_template("mail/mailbox.html", messages=found)


@mailbox.get("/<int:message_id>")
def message(message_id: int) -> str:
    """One message."""
    with global_session() as work:
        found = work.get(MailMessage, message_id)
        if found is None:
            raise NotFound(_("This message does not exist."))
        return render_template("mail/mailbox_message.html", message=found)
