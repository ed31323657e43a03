"""Times of schedules in words."""

from collections.abc import Iterator

import pytest

from saas.core.organisation.schedule_words import when_in_words
from saas.platform.i18n import locale_context


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with locale_context("en"):
        yield


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("30 2 * * *", "every day at 02:30"),
        ("5 8 * * 1", "every Monday at 08:05"),
        ("5 8 * * 7", "every Sunday at 08:05"),
        ("0 6 1 * *", "on day 1 of every month at 06:00"),
        ("0 * * * *", "every hour"),
        ("*/15 * * * *", "every 15 minutes"),
        ("* * * * *", "every minute"),
        ("0 8 * 1 *", "at set times"),
        ("0 8-18 * * *", "at set times"),
        ("0 8 * * 1-5", "at set times"),
        ("*/15 8 * * *", "at set times"),
        ("0 * 1 * *", "at set times"),
    ],
)
def test_cron_is_told_in_words(cron: str, words: str) -> None:
    assert when_in_words(cron) == words
