"""A request sent twice with one key is done once."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask, Response
from sqlalchemy import select, text

from saas.platform.clock import moved, now
from saas.platform.database import session, unit_of_work
from saas.platform.security.idempotency import (
    IdempotencyKey,
    KeyReused,
    fingerprint,
    forget_old_answers,
    once,
)
from saas.platform.tenancy import Actor, ActorKind, tenant_context

MEMBER = Actor(kind=ActorKind.MEMBER, id=7)


@pytest.fixture
def work() -> Callable[[], Response]:
    """Answers with the number of times it was done."""
    times = 0

    def done() -> Response:
        nonlocal times
        times += 1
        return Response(f"phone 13800000000 done {times}", status=201, headers={"Location": "/x"})

    return done


def test_once_gives_the_kept_answer_to_the_second_request(group: int, work: Callable[[], Response]) -> None:
    for _request in range(2):
        with unit_of_work():
            answer = once("k1", fingerprint("POST", "/x", b"{}"), work)
    assert answer.get_data(as_text=True) == "phone 13800000000 done 1"
    assert (answer.status_code, answer.headers["Location"]) == (201, "/x")
    assert answer.headers["Idempotency-Replayed"] == "true"


def test_once_keeps_the_answer_sealed(group: int, work: Callable[[], Response]) -> None:
    with unit_of_work():
        once("k1", fingerprint("POST", "/x", b"{}"), work)
        stored = (
            session()
            .execute(
                text("SELECT body, request_hash FROM idempotency_key WHERE tenant_id = :t"), {"t": group}
            )
            .one()
        )
    assert b"13800000000" not in bytes(stored.body)


def test_once_refuses_a_key_that_came_with_another_request(group: int, work: Callable[[], Response]) -> None:
    with unit_of_work():
        once("k1", fingerprint("POST", "/x", b"{}"), work)
    with pytest.raises(KeyReused), unit_of_work():
        once("k1", fingerprint("POST", "/x", b'{"a":1}'), work)


def test_once_keeps_nothing_of_a_refused_request(group: int, work: Callable[[], Response]) -> None:
    def refused() -> Response:
        raise ValueError

    with pytest.raises(ValueError), unit_of_work():  # noqa: PT011
        once("k1", fingerprint("POST", "/x", b"{}"), refused)
    with unit_of_work():
        assert once("k1", fingerprint("POST", "/x", b"{}"), work).get_data(as_text=True).endswith("done 1")


def test_once_keeps_actors_and_groups_apart(group: int, work: Callable[[], Response]) -> None:
    mark = fingerprint("POST", "/x", b"{}")
    with unit_of_work():
        once("k1", mark, work)
    with tenant_context(group, Actor(kind=ActorKind.API_CLIENT, id=7)), unit_of_work():
        assert once("k1", mark, work).get_data(as_text=True).endswith("done 2")


def test_once_does_the_work_again_after_a_day(group: int, work: Callable[[], Response]) -> None:
    mark = fingerprint("POST", "/x", b"{}")
    with unit_of_work():
        once("k1", mark, work)
    with moved(now() + timedelta(hours=25)), unit_of_work():
        assert once("k1", mark, work).get_data(as_text=True).endswith("done 2")


def test_forget_old_answers_leaves_the_young(group: int, work: Callable[[], Response]) -> None:
    with unit_of_work():
        once("old", fingerprint("POST", "/x", b""), work)
    with moved(now() + timedelta(hours=25)), unit_of_work():
        once("young", fingerprint("POST", "/x", b""), work)
        assert forget_old_answers() == 1
        assert session().scalars(select(IdempotencyKey.key)).all() == ["young"]


def test_once_makes_a_concurrent_twin_wait_and_then_repeat(
    platform: Flask, group: int, work: Callable[[], Response]
) -> None:
    mark = fingerprint("POST", "/x", b"{}")
    answers: list[str] = []
    inside = threading.Event()

    def twin() -> None:
        with platform.app_context(), tenant_context(group, MEMBER), unit_of_work():
            inside.set()
            answers.append(once("k1", mark, work).get_data(as_text=True))

    with unit_of_work():
        once("k1", mark, work)
        thread = threading.Thread(target=twin)
        thread.start()
        inside.wait(5)
        assert answers == []
    thread.join(5)
    assert answers == ["phone 13800000000 done 1"]
