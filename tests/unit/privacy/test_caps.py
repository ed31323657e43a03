"""Caps against a count that was written another way, for any contacts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from saas.core.privacy.caps import (
    SPANS,
    Cap,
    CapWindow,
    MadeContact,
    caps_for,
    caps_of,
    opens_at,
    stored_caps,
)
from saas.core.privacy.decision import ContactFacts, decide
from saas.core.privacy.models import ConsentDecision, ContactChannel, GateResult

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
channels = st.sampled_from(ContactChannel)
real_channels = st.sampled_from([one for one in ContactChannel if one is not ContactChannel.ANY])
caps = st.builds(
    Cap,
    purpose=st.just("marketing"),
    channel=channels,
    window=st.sampled_from(CapWindow),
    most=st.integers(1, 4),
)
contacts = st.lists(
    st.builds(
        MadeContact,
        channel=real_channels,
        at=st.integers(0, 40 * 24).map(lambda hours: NOW - timedelta(hours=hours)),
    ),
    max_size=12,
)


def counted(cap: Cap, made: list[MadeContact], moment: datetime) -> int:
    return sum(moment - one.at < SPANS[cap.window] and cap.channel in ("any", one.channel) for one in made)


@given(caps, contacts)
def test_opens_at_is_the_first_moment_with_room(cap: Cap, made: list[MadeContact]) -> None:
    opens = opens_at(cap, made, NOW)
    assert (opens is None) == (counted(cap, made, NOW) < cap.most)
    if opens is not None:
        assert opens > NOW
        assert counted(cap, made, opens) < cap.most
        assert counted(cap, made, opens - timedelta(seconds=1)) >= cap.most


@given(st.lists(caps, max_size=4), contacts, real_channels)
def test_decide_defers_to_a_moment_at_which_every_cap_has_room(
    some: list[Cap], made: list[MadeContact], channel: ContactChannel
) -> None:
    facts = ContactFacts(
        purpose="marketing",
        moment=NOW,
        zone="Asia/Shanghai",
        statement=ConsentDecision.GRANT,
        caps=caps_for(some, "marketing", channel),
        contacts=tuple(made),
    )
    verdict = decide(facts)
    full = [cap for cap in facts.caps if counted(cap, made, NOW) >= cap.most]
    assert (verdict.result is GateResult.DEFER) == bool(full)
    assert set(verdict.reasons) == {"granted", *(f"cap_{cap.window}" for cap in full)}
    if verdict.defer_until is not None:
        assert decide(replace(facts, moment=verdict.defer_until)).allowed


@given(st.lists(caps, max_size=6))
def test_stored_caps_come_back(some: list[Cap]) -> None:
    assert set(caps_of(stored_caps(some))) == set(some)


def test_caps_for_are_those_of_the_purpose_on_the_channel_or_any() -> None:
    some = [
        Cap(purpose=purpose, channel=channel, window=CapWindow.DAY, most=1)
        for purpose in ("marketing", "survey")
        for channel in (ContactChannel.ANY, ContactChannel.SMS, ContactChannel.PHONE)
    ]
    assert caps_for(some, "survey", ContactChannel.SMS) == (some[3], some[4])
