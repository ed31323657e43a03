"""How values are written: money, dates in the store's zone, numbers, masks; unknown is a dash."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from flask import Flask, g, has_app_context

from saas.platform.clock import now
from saas.platform.i18n import _, ngettext

DASH = "—"
DEFAULT_ZONE = "Asia/Shanghai"

Number = int | float | Decimal


def display_zone() -> str:
    """The zone of the store in view; the shell sets `g.timezone`."""
    return str(getattr(g, "timezone", DEFAULT_ZONE)) if has_app_context() else DEFAULT_ZONE


def money(fen: int | None) -> str:
    """An amount in fen as `¥1,234.50`."""
    if fen is None:
        return DASH
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    return f"{sign}¥{yuan:,}.{rest:02d}"


def number(value: Number | None, digits: int | None = None) -> str:
    """A number with thousands separators; `digits` after the point, else as many as it has."""
    if value is None:
        return DASH
    if digits is not None:
        return f"{value:,.{digits}f}"
    return f"{value:,}"


def percent(share: float | None, digits: int = 1) -> str:
    """A share of 0 to 1 as per cent."""
    return DASH if share is None else f"{share * 100:.{digits}f}%"


def day(value: date | datetime | None, zone: str | None = None) -> str:
    """A calendar day as `2026-11-21`; an instant is seen from the zone."""
    if value is None:
        return DASH
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(zone or display_zone())).date()
    return value.isoformat()


def moment(value: datetime | None, zone: str | None = None) -> str:
    """An instant as `2026-11-21 14:05` in the zone."""
    if value is None:
        return DASH
    return value.astimezone(ZoneInfo(zone or display_zone())).strftime("%Y-%m-%d %H:%M")


def ago(value: datetime | None) -> str:
    """How long ago an instant was, in the largest unit that fits."""
    if value is None:
        return DASH
    seconds = int((now() - value).total_seconds())
    if seconds < 60:
        return _("just now")
    if seconds < 3600:
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", seconds // 60)
    if seconds < 86_400:
        return ngettext("%(n)d hour ago", "%(n)d hours ago", seconds // 3600)
    return ngettext("%(n)d day ago", "%(n)d days ago", seconds // 86_400)


def duration(seconds: float | None) -> str:
    """A length of time in at most two units."""
    if seconds is None:
        return DASH
    whole = round(seconds)
    if whole < 60:
        return _("%(n)s s", n=whole)
    if whole < 3600:
        return _("%(minutes)s min %(seconds)s s", minutes=whole // 60, seconds=whole % 60)
    return _("%(hours)s h %(minutes)s min", hours=whole // 3600, minutes=whole % 3600 // 60)


def masked(value: str | None, head: int = 3, tail: int = 4) -> str:
    """A text with its middle hidden (`138****1234`); one that is too short to hide anything is hidden whole."""
    if not value:
        return DASH
    if len(value) <= head + tail:
        return "****"
    return f"{value[:head]}****{value[-tail:]}"


def dash(value: object) -> object:
    """The value, or a dash for what is not known."""
    return DASH if value is None or value == "" else value


def listed(values: Iterable[object]) -> str:
    """Several things in one line, between them what the language of the page puts there."""
    return _(", ").join(map(str, values))


def install_filters(app: Flask) -> None:
    """Make the filters known to templates."""
    filters = (money, number, percent, day, moment, ago, duration, masked, dash, listed)
    app.jinja_env.filters.update({made.__name__: made for made in filters})
    app.jinja_env.filters["datetime"] = moment
    app.jinja_env.filters["date"] = day
