"""One message to the mail server."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

from saas.config import Settings
from saas.platform.clock import now

TIMEOUT_S = 10
MOST_ATTEMPTS = 8
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is sent: to one person, as text and as HTML. number: makes the Message-ID the same at each try."""

    number: int
    to: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a letter did not go, as a code. final: another try is of no use."""

    problem: str
    final: bool = False


def deliver(settings: Settings, letter: Letter) -> Failure | None:
    """Hand a letter to the mail server of the settings; tells why when it did not go."""
    try:
        _send(settings, letter)
    except smtplib.SMTPRecipientsRefused as error:
        return _refusal(next(iter(error.recipients.values()), (550, b""))[0])
    except smtplib.SMTPResponseException as error:
        return _refusal(error.smtp_code)
    except (OSError, smtplib.SMTPException) as error:
        return Failure(problem=type(error).__name__)
    return None


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many tries that failed: a minute, doubled each time."""
    return timedelta(minutes=2 ** (attempts - 1))


def _refusal(code: int) -> Failure:
    return Failure(problem=f"smtp {code}", final=code >= 500)


def _send(settings: Settings, letter: Letter) -> None:
    address = urlsplit(settings.smtp_url)
    with _connected(address.scheme, address.hostname or "localhost", address.port) as server:
        if address.username:
            server.login(unquote(address.username), unquote(address.password or ""))
        server.send_message(compose(settings, letter))


def compose(settings: Settings, letter: Letter) -> EmailMessage:
    """The message as it goes over the wire."""
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(now())
    domain = parseaddr(settings.mail_from)[1].rpartition("@")[2] or "localhost"
    message["Message-ID"] = f"<{letter.number}.aftercare@{domain}>"
    # Keeps out-of-office answers from being sent back.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


def _connected(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    secure = ssl.create_default_context()
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT_S, context=secure)
    server = smtplib.SMTP(host, port or 587, timeout=TIMEOUT_S)
    try:
        server.ehlo()
        # Over a network nothing goes in clear; a server on this machine may do without.
        if host not in _LOCAL or server.has_extn("starttls"):
            server.starttls(context=secure)
    except BaseException:
        server.close()
        raise
    return server
