"""Answers: by the link without a name, by staff within the contact gate, each questionnaire once, only while open."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from plugins.kano.models import Answers, Mode, Response
from plugins.kano.operations import Pair, close_study, enter_answers, new_submission, open_study, send_answers
from plugins.kano.queries import answer_counts
from plugins.kano.tests.conftest import Browser, House
from saas.core.privacy.models import BlockSource
from saas.core.privacy.operations import block_contact
from saas.platform.database import session
from saas.platform.errors import Conflict, Forbidden, Invalid, NotFound
from saas.platform.permissions import assign_role
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Person
from tests.factories.kano import Made, answer, asked_ids, open_for_answers, study

Open = Callable[[Person], Browser]


def pairs(of: Made, functional: int = 1, dysfunctional: int = 5) -> list[Pair]:
    return [
        Pair(study_factor_id=one, functional=functional, dysfunctional=dysfunctional) for one in asked_ids(of)
    ]


def count(study_id: int) -> int:
    return session().scalar(select(func.count(Response.id)).where(Response.study_id == study_id)) or 0


@pytest.mark.req("K-04")
def test_ways_of_answering_are_kept(house: House) -> None:
    with house.acting(house.analyst):
        made = open_for_answers()
        for mode in (Mode.INTERVIEW, Mode.PHONE, Mode.PHONE, Mode.EMAIL):
            answer(made, mode=mode)
        send_answers(made.link_token, new_submission(), pairs(made))
        assert answer_counts(made.id) == {Mode.INTERVIEW: 1, Mode.PHONE: 2, Mode.EMAIL: 1, Mode.LINK: 1}


def test_what_is_sent_twice_counts_once(house: House) -> None:
    with house.acting(house.analyst):
        made = open_for_answers()
        assert send_answers(made.link_token, "abcdefgh1", pairs(made))
        assert not send_answers(made.link_token, "abcdefgh1", pairs(made, 5, 1))
        assert enter_answers(made.id, Mode.PHONE, "abcdefgh1", pairs(made)) is not None
        assert enter_answers(made.id, Mode.PHONE, "abcdefgh1", pairs(made)) is None
        assert count(made.id) == 2
        kept = session().scalars(
            select(Answers.functional)
            .join(Response, Response.id == Answers.response_id)
            .where(Response.study_id == made.id)
        )
        assert set(kept) == {1}


@pytest.mark.req("K-02")
@pytest.mark.parametrize("kind", ["one missing", "one twice", "foreign", "no such answer"])
def test_pairs_are_checked_for_completeness(house: House, kind: str) -> None:
    with house.acting(house.analyst):
        made, other = open_for_answers(), open_for_answers()
        whole = pairs(made)
        sent = {
            "one missing": whole[:1],
            "one twice": [whole[0], whole[0]],
            "foreign": [whole[0], pairs(other)[1]],
            "no such answer": [
                whole[0],
                Pair(study_factor_id=whole[1].study_factor_id, functional=6, dysfunctional=1),
            ],
        }[kind]
    with house.acting(house.analyst), pytest.raises(Invalid):
        send_answers(made.link_token, new_submission(), sent)
    with house.acting(house.analyst):
        assert count(made.id) == 0


def test_short_form_has_three_answers(house: House) -> None:
    with house.acting(house.analyst):
        made = open_for_answers(table_name="short form")
        assert send_answers(made.link_token, new_submission(), pairs(made, 1, 3))
    with house.acting(house.analyst), pytest.raises(Invalid):
        send_answers(made.link_token, new_submission(), pairs(made, 1, 4))


def test_only_an_open_study_takes_answers(house: House) -> None:
    with house.acting(house.analyst):
        made = study()
        token = made.link_token
    for step in (open_study, close_study):
        with house.acting(house.analyst), pytest.raises(NotFound):
            send_answers(token, new_submission(), pairs(made))
        with house.acting(house.analyst), pytest.raises(Conflict):
            enter_answers(made.id, Mode.PHONE, new_submission(), pairs(made))
        with house.acting(house.analyst):
            step(made.id)
            if step is open_study:
                close_study(made.id)
                break


def test_study_without_a_link_takes_none_by_it(house: House) -> None:
    with house.acting(house.analyst):
        made = open_for_answers(by_link=False)
    with house.acting(house.analyst), pytest.raises(NotFound):
        send_answers(made.link_token, new_submission(), pairs(made))


@pytest.mark.req("K-04")
def test_customer_who_must_not_be_asked_is_not(house: House) -> None:
    with house.acting(house.analyst):
        assign_role(house.analyst.member_id, "crm_specialist")
    with house.acting(house.analyst):
        made = open_for_answers()
        owner = customer("赵先生", store_id=house.store_id).id
        block_contact(owner, source=BlockSource.VERBAL, reason="")
    with house.acting(house.analyst), pytest.raises(Forbidden):
        enter_answers(made.id, Mode.PHONE, new_submission(), pairs(made), customer_id=owner)
    with house.acting(house.analyst):
        # Whoever stands at the counter is not contacted.
        told = enter_answers(
            made.id, Mode.INTERVIEW, new_submission(), pairs(made), customer_id=owner, store_id=house.store_id
        )
        assert told is not None
        assert (told.customer_id, told.store_id, told.entered_by_id) == (
            owner,
            house.store_id,
            house.analyst.member_id,
        )


def test_customer_who_is_not_there_is_a_fault_of_the_field(house: House) -> None:
    with house.acting(house.analyst):
        made = open_for_answers()
    for field in ("customer_id", "store_id"):
        with house.acting(house.analyst), pytest.raises(Invalid) as refused:
            enter_answers(made.id, Mode.INTERVIEW, new_submission(), pairs(made), **{field: 999_999_999})
        assert field in refused.value.fields


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def filled(page: str, count: int) -> dict[str, str]:
    """The form of a questionnaire, every question answered."""
    sent = {
        "submission": hidden(page, "submission"),
        "_csrf": hidden(page, "_csrf"),
        "_request": hidden(page, "_request"),
    }
    for place in range(count):
        sent[f"pairs-{place}-study_factor_id"] = hidden(page, f"pairs-{place}-study_factor_id")
        sent |= {f"pairs-{place}-functional": "2", f"pairs-{place}-dysfunctional": "5"}
    return sent


@pytest.mark.req("K-02", "K-04")
def test_questionnaire_is_answered_by_its_link_without_a_sign_in(house: House, client: FlaskClient) -> None:
    with house.acting(house.analyst):
        made = open_for_answers("您最看重什么", purpose="请告诉我们", asked=3)
        path = f"/p/{house.group.code}/x/kano/{made.link_token}"
    page = client.get(path)
    assert page.status_code == 200
    assert "您最看重什么" in page.text
    sent = filled(page.text, 3)
    lacking = client.post(
        path, data={name: value for name, value in sent.items() if name != "pairs-1-functional"}
    )
    assert lacking.status_code == 422
    assert [hidden(lacking.text, f"pairs-{n}-study_factor_id") for n in range(3)] == [
        sent[f"pairs-{n}-study_factor_id"] for n in range(3)
    ]
    done = client.post(path, data=sent)
    assert (done.status_code, done.headers["Location"].endswith("/x/kano/thanks")) == (303, True)
    assert client.get(done.headers["Location"]).status_code == 200
    assert client.post(path, data=sent).status_code == 303
    with house.acting(house.analyst):
        (kept,) = session().scalars(select(Response).where(Response.study_id == made.id))
        assert (kept.mode, kept.customer_id, kept.entered_by_id) == (Mode.LINK, None, None)


def test_link_that_is_not_open_is_an_address_that_is_not_there(house: House, client: FlaskClient) -> None:
    with house.acting(house.analyst):
        made = open_for_answers()
        path, answers = f"/p/{house.group.code}/x/kano/{made.link_token}", pairs(made)
        assert client.get(path).status_code == 200
        send_answers(made.link_token, new_submission(), answers)
        close_study(made.id)
    assert client.get(path).status_code == 404
    assert client.get(f"/p/{house.group.code}/x/kano/nothing").status_code == 404


def test_staff_enter_one_questionnaire_after_the_other(house: House, browser: Open) -> None:
    with house.acting(house.analyst):
        made = open_for_answers()
    analyst = browser(house.analyst)
    page = analyst.get(f"/studies/{made.id}/answers/new").text
    saved = analyst.post(
        f"/studies/{made.id}/answers/new", **filled(page, 2), mode="phone", store_id=house.store_id
    )
    assert (saved.status_code, saved.headers["Location"].endswith("/answers/new")) == (303, True)
    with house.acting(house.analyst):
        assert answer_counts(made.id) == {Mode.PHONE: 1}
        close_study(made.id)
    late = analyst.post(
        f"/studies/{made.id}/answers/new",
        **(filled(page, 2) | {"submission": "another-one", "_request": "another-one-too"}),
    )
    assert late.status_code == 409
    assert "takes no answers now" in late.text
    assert browser(house.manager).get(f"/studies/{made.id}/answers/new").status_code == 403
