"""Whatever is done in whatever order: no contact without a decision that allowed just it, was valid, and was used once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saas.core.privacy.caps import SPANS, Cap, CapWindow
from saas.core.privacy.contact_gate import begin_contact, may_contact, note_not_made, use_decision
from saas.core.privacy.decision import VALID_FOR
from saas.core.privacy.models import (
    BlockSource,
    ConsentDecision,
    ContactChannel,
    ContactDecision,
    DoNotContact,
    GateResult,
)
from saas.core.privacy.operations import block_contact, record_consent, unblock_contact
from saas.core.privacy.policy import set_contact_policy
from saas.platform.clock import moved, now
from saas.platform.database import load, session
from saas.platform.errors import Conflict, Forbidden
from saas.platform.tenancy import Actor, ActorKind, tenant_context
from saas.testing.factories import groups
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group

START = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
"""Ten in the morning in Shanghai."""
PURPOSES = ("service", "marketing")
CHANNELS = (ContactChannel.SMS, ContactChannel.PHONE)

purposes, channels = st.sampled_from(PURPOSES), st.sampled_from(CHANNELS)
words = st.sampled_from([ConsentDecision.GRANT, ConsentDecision.GRANT, ConsentDecision.WITHDRAW])
caps = st.builds(
    Cap,
    purpose=purposes,
    channel=st.sampled_from([ContactChannel.ANY, *CHANNELS]),
    window=st.sampled_from(CapWindow),
    most=st.integers(1, 2),
)
policies = st.lists(caps, max_size=3, unique_by=lambda cap: (cap.purpose, cap.channel, cap.window))
quiet = st.sampled_from([{}, {"*": ["20:00", "08:00"]}, {"marketing": ["10:00", "12:00"]}])
# A contact is asked for and used far more often than anything else happens, else most sequences would contact nobody.
asks = st.tuples(st.just("ask"), purposes, channels)
uses = st.tuples(st.just("use"), st.integers(0, 5), purposes, channels)
steps = st.one_of(
    asks,
    uses,
    uses,
    st.tuples(st.just("use_last")),
    st.tuples(st.just("use_last")),
    st.tuples(st.just("begin"), purposes, channels),
    st.tuples(st.just("not_made"), st.integers(0, 5)),
    st.tuples(st.just("wait"), st.sampled_from([1, 5, 11, 60, 600, 1440, 8 * 1440])),
    st.tuples(st.just("say"), purposes, st.sampled_from([ContactChannel.ANY, *CHANNELS]), words),
    st.tuples(st.just("block"), st.sampled_from([ContactChannel.ANY, *CHANNELS])),
    st.tuples(st.just("unblock")),
    st.tuples(st.just("policy"), quiet, policies),
)


@dataclass
class Made:
    """A contact as the test remembers it."""

    purpose: str
    channel: ContactChannel
    at: datetime
    counts: bool = True


@dataclass
class Model:
    """The same rules kept by hand, and the gate beside them."""

    customer_id: int
    clock: ExitStack
    asked: list[ContactDecision] = field(default_factory=list)
    used: dict[int, Made] = field(default_factory=dict)
    said: list[tuple[str, ContactChannel, ConsentDecision]] = field(default_factory=list)
    blocks: list[DoNotContact] = field(default_factory=list)
    quiet: dict[str, list[str]] = field(default_factory=dict)
    caps: list[Cap] = field(default_factory=list)

    def ask(self, purpose: str, channel: ContactChannel) -> None:
        self.asked.append(may_contact(self.customer_id, purpose, channel, module="tests"))

    def use_last(self) -> None:
        if self.asked:
            self._use(self.asked[-1], self.asked[-1].purpose, self.asked[-1].channel)

    def use(self, which: int, purpose: str, channel: ContactChannel) -> None:
        if self.asked:
            self._use(self.asked[-1 - which % len(self.asked)], purpose, channel)

    def _use(self, decision: ContactDecision, purpose: str, channel: ContactChannel) -> None:
        usable = (
            (decision.purpose, decision.channel) == (purpose, channel)
            and decision.result is GateResult.ALLOW
            and now() - decision.decided_at <= VALID_FOR
            and decision.id not in self.used
            and self._may(purpose, channel)
        )
        try:
            use_decision(decision.id, customer_id=self.customer_id, purpose=purpose, channel=channel)
        except (Conflict, Forbidden):
            assert not usable
        else:
            assert usable
            self.used[decision.id] = Made(purpose=purpose, channel=channel, at=now())

    def begin(self, purpose: str, channel: ContactChannel) -> None:
        may = self._may(purpose, channel)
        decision = begin_contact(self.customer_id, purpose, channel, module="tests")
        assert (decision.result is GateResult.ALLOW) == may
        self.asked.append(decision)
        if may:
            self.used[decision.id] = Made(purpose=purpose, channel=channel, at=now())

    def not_made(self, which: int) -> None:
        if self.used:
            decision_id = sorted(self.used)[which % len(self.used)]
            note_not_made(decision_id)
            self.used[decision_id].counts = False

    def wait(self, minutes: int) -> None:
        self.clock.enter_context(moved(now() + timedelta(minutes=minutes)))

    def say(self, purpose: str, channel: ContactChannel, word: ConsentDecision) -> None:
        record_consent(self.customer_id, purpose, word, channel=channel)
        self.said.append((purpose, channel, word))

    def block(self, channel: ContactChannel) -> None:
        self.blocks.append(block_contact(self.customer_id, source=BlockSource.VERBAL, channel=channel))

    def unblock(self) -> None:
        if self.blocks:
            lifted = self.blocks.pop()
            unblock_contact(lifted.id, reason="asked for it")
            self.blocks = [one for one in self.blocks if one.id != lifted.id]

    def policy(self, hours: dict[str, list[str]], some: list[Cap]) -> None:
        set_contact_policy(hours, caps=some)
        self.quiet, self.caps = hours, some

    def _may(self, purpose: str, channel: ContactChannel) -> bool:
        heard = (ContactChannel.ANY, channel)
        words = [word for about, on, word in self.said if about == purpose and on in heard]
        agreed = words[-1] is ConsentDecision.GRANT if words else purpose == "service"
        blocked = any(block.channel in heard for block in self.blocks)
        return agreed and not blocked and not self._is_quiet(purpose) and self._has_room(purpose, channel)

    def _is_quiet(self, purpose: str) -> bool:
        start, end = self.quiet.get(purpose) or self.quiet.get("*") or ("", "")
        clock = (now() + timedelta(hours=8)).strftime("%H:%M")
        return start <= clock < end if start < end else bool(start) and (clock >= start or clock < end)

    def _has_room(self, purpose: str, channel: ContactChannel) -> bool:
        return all(
            self._count(cap) < cap.most
            for cap in self.caps
            if cap.purpose == purpose and cap.channel in (ContactChannel.ANY, channel)
        )

    def _count(self, cap: Cap) -> int:
        return sum(
            made.counts and made.purpose == cap.purpose and now() - made.at < SPANS[cap.window]
            for made in self.used.values()
            if cap.channel in (ContactChannel.ANY, made.channel)
        )


@pytest.fixture(scope="module")
def there(app: Flask) -> Group:
    return groups.group()


@pytest.fixture
def at_work(app: Flask, there: Group) -> Iterator[None]:
    with app.app_context(), tenant_context(there.id, Actor(kind=ActorKind.MEMBER, id=there.admin.member_id)):
        yield
        session().rollback()


@pytest.mark.req("C-50")
@settings(
    max_examples=40,
    deadline=None,
    # All examples share the group and its transaction; each has a customer and a policy of its own.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(steps, min_size=5, max_size=25))
def test_gate_lets_nothing_through_that_the_rules_forbid(
    at_work: None, todo: list[tuple[object, ...]]
) -> None:
    with ExitStack() as clock:
        clock.enter_context(moved(START))
        set_contact_policy({}, caps=[])
        model = Model(customer_id=customer().id, clock=clock)
        for name, *arguments in todo:
            act: Callable[..., None] = getattr(model, str(name))
            act(*arguments)
        for decision_id, made in model.used.items():
            decision = load(ContactDecision, decision_id)
            assert (decision.customer_id, decision.purpose, decision.channel, decision.result) == (
                model.customer_id, made.purpose, made.channel, GateResult.ALLOW,
            )  # fmt: skip
            assert decision.valid_until is not None
            assert decision.decided_at <= made.at <= decision.valid_until
