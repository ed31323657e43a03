"""The gate's rules against the order in which they are written, for any facts."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.core.privacy.decision import (
    ALLOWED_UNTIL_REFUSED,
    ContactFacts,
    QuietHours,
    decide,
    is_purpose,
    quiet_hours_of,
    quiet_until,
)
from saas.core.privacy.models import ConsentDecision, GateResult, Purpose

ZONES = ("Asia/Shanghai", "Asia/Urumqi", "Europe/Berlin")
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
purposes = st.sampled_from([*(p.value for p in Purpose), "sensitive:disability"])
times = st.times().map(lambda t: t.replace(second=0, microsecond=0))
quiet = st.none() | st.builds(QuietHours, start=times, end=times)
facts = st.builds(
    ContactFacts,
    purpose=purposes,
    moment=st.integers(0, 525_600).map(lambda minutes: NEW_YEAR + timedelta(minutes=minutes)),
    zone=st.sampled_from(ZONES),
    customer_blocked=st.booleans(),
    number_blocked=st.booleans(),
    statement=st.none() | st.sampled_from(ConsentDecision),
    quiet=quiet,
)


@given(facts)
def test_decide_never_passes_a_block(given_facts: ContactFacts) -> None:
    verdict = decide(given_facts)
    if given_facts.customer_blocked or given_facts.number_blocked:
        assert verdict.result is GateResult.DENY
    assert verdict.reasons
    assert (verdict.defer_until is not None) == (verdict.result is GateResult.DEFER)


@given(facts)
def test_decide_follows_what_was_said_else_the_default(given_facts: ContactFacts) -> None:
    if given_facts.customer_blocked or given_facts.number_blocked:
        return
    said = given_facts.statement
    may = said is ConsentDecision.GRANT or (said is None and given_facts.purpose in ALLOWED_UNTIL_REFUSED)
    assert (decide(given_facts).result is not GateResult.DENY) == may


@given(facts)
def test_decide_defers_to_a_moment_at_which_it_allows(given_facts: ContactFacts) -> None:
    verdict = decide(given_facts)
    if verdict.result is not GateResult.DEFER:
        return
    assert verdict.defer_until is not None
    assert timedelta() < verdict.defer_until - given_facts.moment <= timedelta(hours=26)
    later = ContactFacts(
        purpose=given_facts.purpose,
        moment=verdict.defer_until,
        zone=given_facts.zone,
        statement=given_facts.statement,
        quiet=given_facts.quiet,
    )
    assert decide(later).allowed


@pytest.mark.parametrize(
    ("clock", "until"),
    [
        ("19:59", None),
        ("20:00", "2026-11-22 08:00"),
        ("23:30", "2026-11-22 08:00"),
        ("07:59", "2026-11-21 08:00"),
        ("08:00", None),
    ],
)
def test_quiet_until_is_the_end_of_the_night_in_the_store(clock: str, until: str | None) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    moment = datetime.fromisoformat(f"2026-11-21 {clock}").replace(tzinfo=zone).astimezone(UTC)
    found = quiet_until(QuietHours(start=time(20), end=time(8)), moment, "Asia/Shanghai")
    expected = datetime.fromisoformat(until).replace(tzinfo=zone) if until else None
    assert found == expected


def test_quiet_hours_of_a_purpose_come_before_those_of_all() -> None:
    hours = {"marketing": ["20:00", "08:00"], "*": ["22:00", "07:00"]}
    assert quiet_hours_of(hours, "marketing") == QuietHours(start=time(20), end=time(8))
    assert quiet_hours_of(hours, "service") == QuietHours(start=time(22), end=time(7))
    assert quiet_hours_of({"marketing": ["20:00", "08:00"]}, "service") is None


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("service", True), ("sensitive:disability", True), ("sensitive:", False), ("spam", False), ("", False)],
)
def test_is_purpose(text: str, is_one: bool) -> None:
    assert is_purpose(text) is is_one
