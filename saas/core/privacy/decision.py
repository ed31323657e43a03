"""The contact gate's rules on plain values: what was said, what is blocked, which hours are quiet, how often it is enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from saas.core.privacy.caps import Cap, MadeContact, opens_at
from saas.core.privacy.models import ConsentDecision, GateResult, Purpose

SENSITIVE = "sensitive:"
ALLOWED_UNTIL_REFUSED = frozenset({Purpose.SERVICE.value, Purpose.SURVEY.value})
OTHER_PURPOSES = "*"
VALID_FOR = timedelta(minutes=10)
"""How long a decision that allows can be used: what it looked at changes."""


class SpecialGroup(StrEnum):
    """Who is served with particular care: sensitive data. No table holds them; the agreement in the ledger is all."""

    VETERAN = "veteran"
    DISABILITY = "disability"
    PREGNANCY = "pregnancy"


def purpose_of(group: SpecialGroup) -> str:
    """The purpose under which a customer agrees that this is known of them."""
    return f"{SENSITIVE}{group.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """Hours of the day in which nobody is contacted; an end before the start is on the next day."""

    start: time
    end: time


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFacts:
    """All that the gate looks at for one customer, purpose and channel.

    statement: what the customer said last of this purpose, on this channel or on any. moment: aware. zone: IANA name
    of the customer's store. caps: those that this contact would count for. contacts: those of this purpose that were made
    lately.
    """

    purpose: str
    moment: datetime
    zone: str
    customer_blocked: bool = False
    number_blocked: bool = False
    statement: ConsentDecision | None = None
    quiet: QuietHours | None = None
    caps: tuple[Cap, ...] = ()
    contacts: tuple[MadeContact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The gate's answer with the codes of its reasons; `defer_until` is aware, in UTC terms of the asked moment."""

    result: GateResult
    reasons: tuple[str, ...]
    defer_until: datetime | None = None

    @property
    def allowed(self) -> bool:
        """Whether the contact may be made now."""
        return self.result is GateResult.ALLOW


def decide(facts: ContactFacts) -> Verdict:
    """Allow, deny or defer, in the order: do-not-contact, what the customer said, the purpose's default, quiet hours and caps.

    A deferred contact may be asked for again at `defer_until`: then the hour is not quiet and every cap has room, unless
    another contact was made in between.
    """
    blocked = tuple(
        code
        for code, holds in (
            ("do_not_contact", facts.customer_blocked),
            ("number_blocked", facts.number_blocked),
        )
        if holds
    )
    if blocked:
        return Verdict(result=GateResult.DENY, reasons=blocked)
    basis = _basis(facts)
    if basis in ("refused", "not_granted"):
        return Verdict(result=GateResult.DENY, reasons=(basis,))
    held, until = _held_back(facts)
    if held:
        return Verdict(result=GateResult.DEFER, reasons=(basis, *held), defer_until=until)
    return Verdict(result=GateResult.ALLOW, reasons=(basis,))


def _held_back(facts: ContactFacts) -> tuple[tuple[str, ...], datetime]:
    """Why not now, and until when; no reasons when nothing holds the contact back."""
    quiet = quiet_until(facts.quiet, facts.moment, facts.zone)
    opening = [(cap.window, opens_at(cap, facts.contacts, facts.moment)) for cap in facts.caps]
    reached = [(window, at) for window, at in opening if at is not None]
    held = [*(["quiet_hours"] if quiet else []), *sorted({f"cap_{window}" for window, _at in reached})]
    until = max([quiet or facts.moment, *(at for _window, at in reached)]).astimezone(facts.moment.tzinfo)
    # A cap may open in the middle of a night.
    return tuple(held), quiet_until(facts.quiet, until, facts.zone) or until


def _basis(facts: ContactFacts) -> str:
    if facts.statement is not None:
        return "granted" if facts.statement is ConsentDecision.GRANT else "refused"
    return "default_allow" if facts.purpose in ALLOWED_UNTIL_REFUSED else "not_granted"


def quiet_until(quiet: QuietHours | None, moment: datetime, zone: str) -> datetime | None:
    """The end of the quiet hours that `moment` falls into, as people in `zone` see the clock; None outside them."""
    if quiet is None or quiet.start == quiet.end:
        return None
    local = moment.astimezone(ZoneInfo(zone))
    clock = local.time().replace(tzinfo=None)
    overnight = quiet.end < quiet.start
    inside = (clock >= quiet.start or clock < quiet.end) if overnight else quiet.start <= clock < quiet.end
    if not inside:
        return None
    ends_tomorrow = overnight and clock >= quiet.start
    day = local.date() + timedelta(days=int(ends_tomorrow))
    return datetime.combine(day, quiet.end, ZoneInfo(zone)).astimezone(moment.tzinfo)


def quiet_hours_of(hours: Mapping[str, Sequence[str]], purpose: str) -> QuietHours | None:
    """The quiet hours of a purpose in a stored policy, else those of all other purposes, else none.

    Raises ValueError for times that are none.
    """
    pair = hours.get(purpose, hours.get(OTHER_PURPOSES))
    if not pair:
        return None
    start, end = (time.fromisoformat(text) for text in pair)
    return QuietHours(start=start, end=end)


def is_purpose(text: str) -> bool:
    """Whether a text names a purpose: one of `Purpose`, or `sensitive:` with something behind it."""
    return text in set(Purpose) or (text.startswith(SENSITIVE) and len(text) > len(SENSITIVE))
