"""The pages: registering from the call, the list, the way of a complaint, two people at once, masks, statements."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from plugins.complaints.models import Case, Category
from plugins.complaints.operations import assign_case
from plugins.complaints.tests.conftest import Browser, House
from saas.platform.audit import AuditEntry
from saas.platform.clock import now
from saas.platform.database import session
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.followups import task
from saas.testing.factories.groups import Person
from saas.testing.factories.members import as_member, member
from saas.testing.factories.vehicles import vehicle
from tests.factories.complaints import complaint, switch

Open = Callable[[Person], Browser]

FORM = {
    "description": "变速箱顿挫",
    "demand": "检修",
    "channel": "walk_in",
    "severity": 3,
    "model_text": "朗逸",
    "complainant_name": "钱女士",
    "complainant_phone": "139 1111 2222",
}


def registered(house: House, by: Person, **fields: object) -> int:
    with inside(house.group.id, as_member(by)):
        return complaint(house.store_id, **fields).id


def stored(house: House, case_id: int) -> Case:
    with inside(house.group.id) as work:
        case = work.scalars(select(Case).where(Case.id == case_id)).one()
        work.expunge(case)
        return case


def newest(house: House) -> Case:
    with inside(house.group.id) as work:
        case = work.scalars(select(Case).order_by(Case.id.desc()).limit(1)).one()
        work.expunge(case)
        return case


def test_complaint_is_registered_from_a_page_once_even_when_sent_twice(house: House, browser: Open) -> None:
    at = browser(house.manager)
    sent = {**FORM, "store_id": house.store_id, "_request": "one-and-the-same-form"}

    answers = [at.post("/new", **sent), at.post("/new", **sent)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    shown = at.get(answers[0].location.partition("/x/complaints")[2])
    assert "变速箱顿挫" in shown.text
    assert newest(house).document_no in shown.text


def test_known_customer_is_picked_on_the_form(house: House, browser: Open) -> None:
    with inside(house.group.id):
        owner = customer("孙丽", store_id=house.store_id).id
    at = browser(house.manager)

    assert f'data-picker-url="/t/{house.group.code}/customers/pick"' in at.get("/new").text
    plain = {**FORM, "store_id": house.store_id, "complainant_name": "", "complainant_phone": ""}
    again = at.post("/new", **{**plain, "description": "", "customer_id": owner})
    assert again.status_code == 422
    assert "孙丽" in again.text
    assert at.post("/new", **plain, customer_id=owner).status_code == 303
    assert newest(house).customer_id == owner
    assert at.post("/new", **plain, customer_id=owner + 1_000_000).status_code == 404


def test_call_fills_in_customer_vehicle_and_store(house: House, browser: Open) -> None:
    with inside(house.group.id):
        owner = customer("孙丽", store_id=house.store_id)
        car = vehicle(owner_id=owner.id)
        called = task(
            owner, vehicle_id=car.id, store_id=house.store_id, assignee_id=house.specialist.member_id
        )
        task_id, owner_id, car_id, plate = called.id, owner.id, car.id, car.plate
    at = browser(house.specialist)

    form = at.get(f"/new?task_id={task_id}").text
    fields = {
        key: value for key, value in FORM.items() if not key.startswith("complainant") and key != "model_text"
    }
    answer = at.post(
        "/new", **{**fields, "channel": "followup_call"},
        store_id=house.store_id, task_id=task_id, vehicle_id=car_id,
    )  # fmt: skip

    assert "孙丽" in form
    assert plate in form
    assert f'<option value="{house.store_id}" selected' in form
    assert '<option value="followup_call" selected' in form
    assert answer.status_code == 303
    case = newest(house)
    assert (case.customer_id, case.vehicle_id, case.task_id) == (owner_id, car_id, task_id)
    assert case.registered_by_id == house.specialist.member_id


@pytest.mark.parametrize("on", [True, False])
def test_call_screen_has_the_button_where_complaints_are_on(house: House, browser: Open, on: bool) -> None:
    with inside(house.group.id):
        called = task(customer(store_id=house.store_id), assignee_id=house.specialist.member_id)
        task_id = called.id
    switch(house.group, on=on)
    try:
        screen = browser(house.specialist).outside(f"/followups/workbench/{task_id}")
    finally:
        switch(house.group, on=True)

    assert screen.status_code == 200
    assert (f"/x/complaints/new?task_id={task_id}" in screen.text) == on


def test_call_of_somebody_else_is_not_there(house: House, browser: Open) -> None:
    with inside(house.group.id):
        called = task(customer(store_id=house.store_id), assignee_id=house.manager.member_id)
        task_id = called.id
    assert browser(house.specialist).get(f"/new?task_id={task_id}").status_code == 404
    assert browser(house.specialist).post("/new", **FORM, task_id=task_id).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"description": ""}, "description"),
        ({"complainant_name": ""}, "complainant_name"),
        ({"complainant_phone": "call me"}, "complainant_phone"),
        ({"store_id": 0}, "store_id"),
        ({"occurred_on": "2999-01-01"}, "occurred_on"),
        ({"received_at": "2999-01-01T10:00"}, "received_at"),
        ({"vehicle_id": 1}, "vehicle_id"),
        ({"severity": 5}, "severity"),
    ],
)
def test_form_keeps_what_was_typed_and_marks_what_is_wrong(
    house: House, browser: Open, wrong: dict[str, object], field: str
) -> None:
    before = newest_id(house)
    answer = browser(house.manager).post(
        "/new", **{**FORM, "store_id": house.store_id, "demand": "退车", **wrong}
    )

    assert answer.status_code == 422
    assert "退车" in answer.text
    marked = re.findall(
        r'name="(\w+)"[^>]*aria-invalid="true"|id="f-(\w+)"[^>]*aria-invalid="true"', answer.text
    )
    assert field in {name for pair in marked for name in pair} or field == "vehicle_id"
    assert newest_id(house) == before


def newest_id(house: House) -> int:
    with inside(house.group.id) as work:
        return work.scalar(select(func.max(Case.id))) or 0


def test_complaint_goes_its_way_on_its_page(house: House, browser: Open) -> None:
    case_id = registered(house, house.manager)
    manager, handler = browser(house.manager), browser(house.handler)
    with inside(house.group.id):
        category = session().scalars(select(Category.id)).first()

    first = manager.get(f"/{case_id}").text
    steps = [
        manager.post(f"/{case_id}/assign", member_id=house.handler.member_id),
        handler.post(f"/{case_id}/acknowledge", text="已致电客户"),
        handler.post(f"/{case_id}/classify", category_id=category, severity=4, safety="true"),
        handler.post(f"/{case_id}/close", result="repaired", text="已更换"),
    ]
    last = manager.get(f"/{case_id}").text

    assert [answer.status_code for answer in steps] == [303] * 4
    assert "complaint-acknowledge" in first
    assert "complaint-close" not in last.replace("complaint-closed", "")
    for told in ("已致电客户", "已更换", "to 处理人", "Repaired", "complaint-confirm", "step=reopen"):
        assert told in last
    assert manager.post(f"/{case_id}/reopen", reason="仍有异响").status_code == 303
    assert "opened again 1 time" in manager.get(f"/{case_id}").text


def test_second_of_two_finds_their_text_beside_the_new_state(house: House, browser: Open) -> None:
    case_id = registered(house, house.manager)
    at = browser(house.manager)
    seen = stored(house, case_id).row_version
    at.post(f"/{case_id}/assign", member_id=house.handler.member_id, _version=seen)

    late = at.post(f"/{case_id}/acknowledge", text="我也打了电话", _version=seen)
    both = at.post(
        f"/{case_id}/edit", description="另一种说法", complainant_name="赵先生", severity=1, _version=seen
    )

    assert (late.status_code, both.status_code) == (409, 409)
    assert "我也打了电话" in late.text
    assert "处理人" in late.text
    assert "另一种说法" in both.text
    assert "保养后异响" in both.text
    assert stored(house, case_id).description.startswith("保养后异响")


def test_list_shows_what_is_within_reach_and_what_waits_too_long(house: House, browser: Open) -> None:
    late = stored(house, registered(house, house.manager, received_at=now() - timedelta(days=20)))
    mine = stored(house, registered(house, house.specialist))

    everything = browser(house.manager).get("/?state=overdue").text
    own = browser(house.specialist).get("/").text

    assert late.document_no in everything
    assert "overdue" in everything
    assert mine.document_no in own
    assert late.document_no not in own
    assert browser(house.specialist).get(f"/{late.id}").status_code == 404


def test_filters_narrow_and_pages_follow_each_other(house: House, browser: Open) -> None:
    grave = stored(house, registered(house, house.manager, severity=4))
    slight = stored(house, registered(house, house.manager, severity=1))
    at = browser(house.manager)

    narrowed = at.get("/?severity=4").text
    found = at.get(f"/?q={slight.document_no.lower()}").text

    assert grave.document_no in narrowed
    assert slight.document_no not in narrowed
    assert slight.document_no in found
    assert grave.document_no not in found


def test_navigation_counts_what_waits_too_long(house: House, browser: Open) -> None:
    registered(house, house.manager, received_at=now() - timedelta(days=20))
    page = browser(house.manager).get("/").text
    entry = re.search(r'<a[^>]*href="/t/[^"]+/x/complaints/"[^>]*>.*?</a>', page, re.DOTALL)
    assert entry
    assert 'id="badge-complaints-cases"' in entry.group(0)
    counts = browser(house.manager).outside("/later/badges").text
    assert re.search(r'id="badge-complaints-cases"[^>]*>\s*[1-9]\d*\s*<', counts)


def test_number_is_masked_until_a_logged_click(house: House, browser: Open) -> None:
    case_id = registered(house, house.manager)
    at = browser(house.manager)

    before = at.get(f"/{case_id}").text
    revealed = at.post(f"/{case_id}/reveal").text

    assert "13900001234" not in before
    assert "*******1234" in before
    assert "+8613900001234" in revealed
    with inside(house.group.id) as work:
        looks = work.scalars(
            select(AuditEntry.actor_id).where(
                AuditEntry.action == "complaints.complainant.revealed", AuditEntry.object_id == case_id
            )
        ).all()
    assert looks == [house.manager.member_id]


def test_analyst_sees_no_names_and_no_number(house: House, browser: Open) -> None:
    case_id = registered(house, house.manager)
    at = browser(member(house.group, role="data_analyst"))

    shown = at.get(f"/{case_id}").text

    assert "赵**" in shown
    assert "赵先生" not in shown
    assert at.post(f"/{case_id}/reveal").status_code == 403
    assert at.post(f"/{case_id}/close", result="repaired", text="x").status_code == 403


@pytest.mark.parametrize("path", ["/?state=all", "/{case_id}", "/new"])
def test_page_sends_as_many_statements_for_many_rows_as_for_few(
    house: House,
    browser: Open,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
    path: str,
) -> None:
    case_id = registered(house, house.manager)
    at = browser(house.manager)
    address = path.format(case_id=case_id)
    at.get(address)
    with count_queries() as few:
        at.get(address)
    with inside(house.group.id, as_member(house.manager)):
        for _ in range(6):
            made = complaint(house.store_id)
            assign_case(made.id, house.handler.member_id)
            assign_case(case_id, house.handler.member_id)
    with count_queries() as many:
        at.get(address)

    assert len(many) == len(few) <= 21
