"""How a message leaves the house: the mail server, the group's own gateway, or among our files, to try things out."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass

from flask import current_app

from saas.config import Settings
from saas.core.messaging.models import Adapter
from saas.core.messaging.setup import ChannelSetup
from saas.core.privacy.models import ContactChannel, ContactUse
from saas.platform.clock import now
from saas.platform.files import store_file
from saas.platform.mail.smtp import Letter, deliver
from saas.platform.outbound import Problem, Unsent, call, signed_headers

FILE_OWNER = "message"
NO_SERVER = "no mail server"
NO_WAY_OUT = "no way out"
# Answers of a gateway that say: not now. All other 4xx say: never.
_LATER = frozenset({408, 409, 425, 429})
_CERTAIN = frozenset(
    {Problem.UNKNOWN_HOST, Problem.TLS, Problem.ADDRESS, Problem.PORT, Problem.INTERNAL_HOST}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message as it goes out. key: the same at each try of it. number: the same, as a number. html: of a mail."""

    message_id: int
    key: str
    number: int
    channel: ContactChannel
    purpose: str
    to: str
    subject: str
    text: str
    html: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """It was taken. provider_ref: under which name, where the provider tells one."""

    provider_ref: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTaken:
    """Why not, as a code. final: another try is of no use. uncertain: it may have gone out all the same."""

    problem: str
    final: bool = False
    uncertain: bool = False


def hand_over(use: ContactUse, setup: ChannelSetup, outgoing: Outgoing) -> Taken | NotTaken:
    """Give a message away. use: of the decision that allows this one contact; without one nothing goes out."""
    if not use.made:
        raise ValueError("the decision of this message was not used for it")
    if setup.adapter is Adapter.GATEWAY:
        return _by_gateway(setup, outgoing)
    if setup.adapter is Adapter.FILE:
        return _into_folder(outgoing)
    return _by_mail(outgoing) if setup.adapter is Adapter.SMTP else NotTaken(problem=NO_WAY_OUT, final=True)


def _by_mail(outgoing: Outgoing) -> Taken | NotTaken:
    settings = _settings()
    if not settings.smtp_url:
        return NotTaken(problem=NO_SERVER, final=True)
    letter = Letter(
        number=outgoing.number,
        to=outgoing.to,
        subject=outgoing.subject,
        text=outgoing.text,
        html=outgoing.html,
    )
    failure = deliver(settings, letter)
    if failure is None:
        return Taken()
    # A server that fell silent may have taken the letter before.
    silent = failure.problem in ("TimeoutError", "SMTPServerDisconnected", "ConnectionResetError")
    return NotTaken(problem=failure.problem, final=failure.final, uncertain=silent)


def _by_gateway(setup: ChannelSetup, outgoing: Outgoing) -> Taken | NotTaken:
    told = {
        "message": outgoing.key, "channel": outgoing.channel.value, "purpose": outgoing.purpose,
        "to": outgoing.to, "subject": outgoing.subject, "text": outgoing.text,
    }  # fmt: skip
    body = json.dumps(told, ensure_ascii=False).encode()
    headers = {
        **signed_headers(outgoing.key, now(), body, [setup.secret]),
        "Idempotency-Key": outgoing.key,
        "Content-Type": "application/json",
    }
    try:
        answer = call("POST", setup.gateway_url, headers=headers, body=body)
    except Unsent as unsent:
        return NotTaken(problem=unsent.problem, final=unsent.final, uncertain=unsent.problem not in _CERTAIN)
    if 200 <= answer.status < 300:
        return Taken(provider_ref=_ref(answer.body))
    never = 300 <= answer.status < 500 and answer.status not in _LATER
    return NotTaken(problem=f"http {answer.status}", final=never, uncertain=answer.status >= 500)


def _ref(body: bytes) -> str:
    try:
        told = json.loads(body)
    except ValueError:
        return ""
    return str(told.get("ref", ""))[:200] if isinstance(told, dict) else ""


def _into_folder(outgoing: Outgoing) -> Taken | NotTaken:
    if _settings().production:
        return NotTaken(problem=NO_WAY_OUT, final=True)
    text = "\n\n".join(filter(None, (outgoing.to, outgoing.subject, outgoing.text)))
    name = f"{outgoing.key}.txt"
    store_file(
        io.BytesIO(text.encode()), name=name, owner_type=FILE_OWNER, owner_id=outgoing.message_id,
        accepted=("text/plain",),
    )  # fmt: skip
    return Taken(provider_ref=name)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["saas_settings"]
    return settings
