"""How often a customer may be contacted: caps on plain values, and when one that is reached opens again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from saas.core.privacy.models import ContactChannel


class CapWindow(StrEnum):
    """Over which span a cap counts, ending at the moment that is asked for."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


SPANS: Mapping[CapWindow, timedelta] = {
    CapWindow.DAY: timedelta(days=1),
    CapWindow.WEEK: timedelta(days=7),
    CapWindow.MONTH: timedelta(days=30),
}
LONGEST = max(SPANS.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """No more than `most` contacts for a purpose within a window; channel `any`: over all channels together."""

    purpose: str
    channel: ContactChannel
    window: CapWindow
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeContact:
    """A contact of one purpose that was made. at: aware."""

    channel: ContactChannel
    at: datetime


def caps_for(caps: Iterable[Cap], purpose: str, channel: ContactChannel) -> tuple[Cap, ...]:
    """The caps that a contact for this purpose on this channel would count for."""
    channels = (ContactChannel.ANY, channel)
    return tuple(cap for cap in caps if cap.purpose == purpose and cap.channel in channels)


def opens_at(cap: Cap, contacts: Sequence[MadeContact], moment: datetime) -> datetime | None:
    """When a cap that is reached at `moment` lets one more contact through; None while it does.

    contacts: of the cap's purpose, in any order. A contact leaves the window when it is as old as the window is long.
    """
    span = SPANS[cap.window]
    counted = sorted(
        contact.at
        for contact in contacts
        if cap.channel in (ContactChannel.ANY, contact.channel) and contact.at > moment - span
    )
    return counted[-cap.most] + span if len(counted) >= cap.most else None


def stored_caps(caps: Iterable[Cap]) -> list[dict[str, Any]]:
    """Caps as a policy keeps them, in one order."""
    ordered = sorted(caps, key=lambda cap: (cap.purpose, cap.channel, list(CapWindow).index(cap.window)))
    return [
        {"purpose": cap.purpose, "channel": cap.channel.value, "window": cap.window.value, "most": cap.most}
        for cap in ordered
    ]


def caps_of(stored: Iterable[Mapping[str, Any]]) -> tuple[Cap, ...]:
    """The caps of a stored policy."""
    return tuple(
        Cap(
            purpose=one["purpose"],
            channel=ContactChannel(one["channel"]),
            window=CapWindow(one["window"]),
            most=one["most"],
        )
        for one in stored
    )
