"""Calling hooks: order, arguments, and that a failing plugin loses its own part and nothing else."""

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select, text

from saas.platform.database import session
from saas.platform.plugins import Answer, PluginVeto, ask, enable_plugin, filtered, guard, perform
from saas.platform.plugins.attempts import TOO_SLOW_SECONDS
from saas.platform.plugins.breaker import FAILURES
from saas.platform.plugins.isolation import SQL_LIMIT_MS, TransactionEnded, reading, writing
from saas.platform.plugins.markers import HookKind
from saas.platform.plugins.models import PluginSetting
from saas.testing.plugin_modules import module, plugin
from tests.integration.plugins import call_hooks
from tests.integration.plugins.call_hooks import before_save, before_send, erase, facts, greeting
from tests.integration.plugins.conftest import Build, House


def home_of(house: Build, **plugins: dict[str, Any]) -> tuple[House, int]:
    """A house and a group with these plugins on."""
    home = house(*(plugin(name, **hooks) for name, hooks in plugins.items()), specs=(call_hooks,))
    tenant = home.group()
    with home.work(tenant):
        for name in plugins:
            enable_plugin(name)
    return home, tenant


def note(name: str) -> None:
    session().add(PluginSetting(plugin=name, values={}))


def notes(home: House, tenant: int) -> list[str]:
    with home.work(tenant) as work:
        return list(work.scalars(select(PluginSetting.plugin).order_by(PluginSetting.plugin)))


def _raise() -> Any:
    raise ZeroDivisionError


def _leave() -> Any:
    sys.exit(1)


def _break_database() -> Any:
    session().execute(text("SELECT * FROM no_such_table"))


def _swallow_database_error() -> list[str]:
    try:
        session().execute(text("SELECT * FROM no_such_table"))
    except Exception:  # noqa: BLE001 - what a careless author writes
        return ["fine"]
    return []


def _add_bad_row() -> list[str]:
    session().add(PluginSetting(plugin=None, values={}))
    return ["fine"]


def _write() -> list[str]:
    note("written by a page")
    session().flush()
    return ["written"]


def _half() -> Iterator[str]:
    yield "first"
    raise ZeroDivisionError


def test_ask_gives_each_answer_with_its_owner_and_only_the_arguments_that_are_wanted(house: Build) -> None:
    home, tenant = home_of(
        house,
        two={"facts": lambda customer_id: [f"two {customer_id}"]},
        one={"facts": lambda tenant_id: (f"one {tenant_id}",)},
    )

    with home.work(tenant):
        answers = ask(facts, tenant_id=tenant, customer_id=9)

    assert answers == [
        Answer(owner="one", value=(f"one {tenant}",)),
        Answer(owner="two", value=("two 9",)),
    ]


def test_ask_does_not_call_a_plugin_that_is_off(house: Build) -> None:
    home, _ = home_of(house, one={"facts": _raise})
    other = home.group()

    with home.work(other):
        assert ask(facts, tenant_id=other, customer_id=9) == []


@pytest.mark.parametrize(
    "bad",
    [
        _raise,
        _leave,
        _break_database,
        _swallow_database_error,
        _write,
        lambda: "text",
        lambda: [1],
        lambda: None,
        _half,
    ],
)
def test_ask_isolates_a_failing_plugin_and_the_commit_stands(house: Build, bad: Callable[[], Any]) -> None:
    home, tenant = home_of(house, bad={"facts": bad}, good={"facts": lambda: ["fine"]})

    with home.work(tenant):
        note("before")
        answers = ask(facts, tenant_id=tenant, customer_id=9)
        note("after")

    kept = [answer for answer in answers if answer.owner == "good"]
    assert kept == [Answer(owner="good", value=("fine",))]
    assert notes(home, tenant) == ["after", "before"]
    if bad is not _swallow_database_error:
        failed = next(answer for answer in answers if answer.owner == "bad")
        assert failed.failed
        assert failed.value is None


def test_ask_drops_an_object_that_a_page_hook_adds(house: Build) -> None:
    home, tenant = home_of(house, bad={"facts": _add_bad_row})

    with home.work(tenant):
        note("before")
        ask(facts, tenant_id=tenant, customer_id=9)

    assert notes(home, tenant) == ["before"]


def test_sql_in_a_hook_has_a_limit_that_ends_with_it(house: Build) -> None:
    limits = list[str]()

    def sleep_in_database() -> list[str]:
        limits.append(session().execute(text("SHOW statement_timeout")).scalar_one())
        session().execute(text("SELECT pg_sleep(5)"))
        return []

    home, tenant = home_of(house, slow={"facts": sleep_in_database}, polite={"before_save": lambda: None})

    with home.work(tenant) as work:
        usual = work.execute(text("SHOW statement_timeout")).scalar_one()
        answers = ask(facts, tenant_id=tenant, customer_id=9)
        guard(before_save, tenant_id=tenant, thing="x")
        afterwards = work.execute(text("SHOW statement_timeout")).scalar_one()

    # Without the limit it would have slept to its end, however busy the machine is.
    assert answers[0].failed
    assert limits == [f"{SQL_LIMIT_MS // 1000}s"]
    assert afterwards == usual


def test_error_of_core_is_raised(house: Build) -> None:
    home = house(specs=(call_hooks,), rooms=(module("saas.core.first.room", facts=_raise),))
    tenant = home.group()

    with home.work(tenant), pytest.raises(ZeroDivisionError):
        ask(facts, tenant_id=tenant, customer_id=9)


def test_guard_veto_reaches_the_caller(house: Build) -> None:
    def veto(thing: str) -> None:
        raise PluginVeto(f"not {thing}", "because")

    home, tenant = home_of(house, strict={"before_save": veto})

    with home.work(tenant):
        with pytest.raises(PluginVeto, match="not this") as caught:
            guard(before_save, tenant_id=tenant, thing="this")
        note("the session still works")

    assert caught.value.reason == "because"
    assert notes(home, tenant) == ["the session still works"]


@pytest.mark.parametrize("bad", [_raise, _break_database, _add_bad_row, _leave])
def test_failing_guard_allows_or_blocks_as_its_hook_says(house: Build, bad: Callable[[], Any]) -> None:
    home, tenant = home_of(house, bad={"before_save": bad, "before_send": bad})

    with home.work(tenant):
        note("before")
        guard(before_save, tenant_id=tenant, thing="x")
        with pytest.raises(PluginVeto) as caught:
            guard(before_send, tenant_id=tenant, thing="x")
        note("after")

    assert caught.value.reason == "guard_unavailable"
    assert notes(home, tenant) == ["after", "before"]


def test_guard_may_write_and_what_it_wrote_is_committed_with_the_rest(house: Build) -> None:
    home, tenant = home_of(house, writer={"before_save": lambda: note("by the guard")})

    with home.work(tenant):
        guard(before_save, tenant_id=tenant, thing="x")

    assert notes(home, tenant) == ["by the guard"]


@pytest.mark.parametrize(
    "end", [lambda: session().commit(), lambda: session().rollback(), lambda: session().close()]
)
def test_hook_cannot_end_the_transaction(house: Build, end: Callable[[], Any]) -> None:
    home, tenant = home_of(house, bad={"before_save": end, "facts": end})

    with home.work(tenant) as work:
        note("taken back with the rest")
        guard(before_save, tenant_id=tenant, thing="x")
        answers = ask(facts, tenant_id=tenant, customer_id=9)
        work.rollback()

    assert [answer.failed for answer in answers] == [True]
    assert notes(home, tenant) == []


def test_hook_within_a_hook_leaves_the_outer_one_held_and_limited(house: Build) -> None:
    limits = []

    def call_and_end() -> None:
        reading(session(), lambda: None)
        writing(session(), lambda: None)
        limits.append(session().scalar(text("SHOW statement_timeout")))
        session().commit()

    home, tenant = home_of(house, bad={"before_save": call_and_end})

    with home.work(tenant) as work:
        note("taken back with the rest")
        guard(before_save, tenant_id=tenant, thing="x")
        limits.append(work.scalar(text("SHOW statement_timeout")))
        work.rollback()

    assert (limits[0], notes(home, tenant)) == ("2s", [])
    assert limits[1] != "2s"


def test_hook_that_gets_past_that_is_told(house: Build) -> None:
    def end() -> None:
        transaction = session().get_transaction()
        assert transaction
        transaction.rollback(_to_root=True)

    home, tenant = home_of(house, bad={"before_save": end, "facts": end})

    with pytest.raises(TransactionEnded), home.work(tenant):
        guard(before_save, tenant_id=tenant, thing="x")
    with pytest.raises(TransactionEnded), home.work(tenant):
        ask(facts, tenant_id=tenant, customer_id=9)


def test_filters_pass_the_value_on_and_a_failing_one_leaves_it(house: Build) -> None:
    home, tenant = home_of(
        house,
        a={"greeting": lambda value: value + "a"},
        b={"greeting": lambda value: _raise()},
        c={"greeting": lambda value: 3},
        d={"greeting": lambda value, customer_id: f"{value}d{customer_id}"},
    )

    with home.work(tenant):
        assert filtered(greeting, tenant_id=tenant, value="-", customer_id=9) == "-ad9"


def test_duty_is_performed_also_where_the_plugin_is_off_and_a_failing_one_is_undone(house: Build) -> None:
    def fail() -> int:
        note("undone")
        session().flush()
        raise ZeroDivisionError

    def succeed() -> int:
        note("done")
        return 1

    home = house(plugin("bad", erase=fail), plugin("good", erase=succeed), specs=(call_hooks,))
    tenant = home.group()

    with home.work(tenant):
        answers = perform(erase, tenant_id=tenant, customer_id=9)

    assert [(answer.owner, answer.value, answer.failed) for answer in answers] == [
        ("bad", None, True),
        ("good", 1, False),
    ]
    assert notes(home, tenant) == ["done"]


def test_breaker_rests_a_failing_hook_for_its_group_only(house: Build) -> None:
    calls: list[int] = []

    def fail(tenant_id: int) -> None:
        calls.append(tenant_id)
        raise ZeroDivisionError

    home, tenant = home_of(house, bad={"before_send": fail, "facts": fail})
    other = home.group()
    with home.work(other):
        enable_plugin("bad")

    def blocked(group: int) -> str:
        with home.work(group), pytest.raises(PluginVeto) as caught:
            guard(before_send, tenant_id=group, thing="x")
        return caught.value.reason

    reasons = {blocked(tenant) for _ in range(FAILURES + 3)}

    assert calls == [tenant] * FAILURES
    assert reasons == {"guard_unavailable"}
    assert blocked(other) == "guard_unavailable"
    assert calls[FAILURES:] == [other]


def test_resting_page_hook_is_not_called_and_says_so(house: Build) -> None:
    home, tenant = home_of(house, bad={"facts": _raise})

    with home.work(tenant):
        answers = [ask(facts, tenant_id=tenant, customer_id=9)[0] for _ in range(FAILURES + 1)]

    assert [answer.rests for answer in answers] == [False] * FAILURES + [True]
    assert all(answer.failed for answer in answers)


def test_slow_filter_counts_as_failed(house: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TOO_SLOW_SECONDS, HookKind.FILTER, 0.0)
    calls: list[str] = []

    def slow(value: str) -> str:
        calls.append(value)
        return value

    home, tenant = home_of(house, bad={"greeting": slow})

    with home.work(tenant):
        values = {filtered(greeting, tenant_id=tenant, value="v", customer_id=1) for _ in range(FAILURES + 2)}

    assert values == {"v"}
    assert len(calls) == FAILURES


def test_calling_a_hook_as_another_kind_is_an_error(house: Build) -> None:
    home, tenant = home_of(house)

    with home.work(tenant), pytest.raises(TypeError, match="facts is no duty hook"):
        perform(facts, tenant_id=tenant, customer_id=1)
