"""When a schedule runs, in words instead of a cron expression."""

from __future__ import annotations

import re

from saas.platform.i18n import LazyStr, _, _l, ngettext

_WEEKDAYS: tuple[LazyStr, ...] = (
    _l("Sunday"), _l("Monday"), _l("Tuesday"), _l("Wednesday"), _l("Thursday"), _l("Friday"), _l("Saturday"),
)  # fmt: skip
_NUMBER = re.compile(r"\d+")
_EVERY = re.compile(r"\*/(\d+)")


def when_in_words(cron: str) -> str:
    """`30 2 * * *` is "every day at 02:30"; what has no short words is "at set times"."""
    minute, hour, day, month, weekday = cron.split()
    if month != "*" or not _is_number_or_any(day, weekday):
        return _("at set times")
    if step := _EVERY.fullmatch(minute):
        return _every_minutes(int(step[1])) if (hour, day, weekday) == ("*", "*", "*") else _("at set times")
    if not _NUMBER.fullmatch(minute):
        return _("every minute") if cron == "* * * * *" else _("at set times")
    if hour == "*":
        return _("every hour") if (day, weekday) == ("*", "*") else _("at set times")
    if not _NUMBER.fullmatch(hour):
        return _("at set times")
    return _on_days(f"{int(hour):02}:{int(minute):02}", day, weekday)


def _on_days(time: str, day: str, weekday: str) -> str:
    if day != "*":
        return _("on day %(day)s of every month at %(time)s", day=int(day), time=time)
    if weekday != "*":
        return _("every %(weekday)s at %(time)s", weekday=_WEEKDAYS[int(weekday) % 7], time=time)
    return _("every day at %(time)s", time=time)


def _every_minutes(minutes: int) -> str:
    return ngettext("every %(num)s minute", "every %(num)s minutes", minutes, num=minutes)


def _is_number_or_any(*fields: str) -> bool:
    return all(field == "*" or _NUMBER.fullmatch(field) for field in fields)
