"""The category that a text speaks for: proposed with its reasons, taken by a click, never set by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from plugins.complaints.models import Case, Category
from plugins.complaints.operations import CategoryDetails, acknowledge_case, change_category
from plugins.complaints.permissions import READ
from plugins.complaints.proposing import LEAST, proposed_category
from plugins.complaints.tests.conftest import Browser, House
from plugins.complaints.tests.flowing import acting
from plugins.complaints.tests.warning_history import write
from saas.platform.database import load, session
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person, store
from saas.testing.factories.members import api_token
from tests.factories.complaints import complaint, group_with_complaints

Open = Callable[[Person], Browser]
WAITING = ("预约后等待三小时才接车", "等待太久无人接待", "等待时间过长", "排队等待两小时", "约好时间还要等待")
LEAKS = ("保养后机油渗漏", "换油后底壳渗油", "发动机渗油严重", "更换密封圈仍渗油", "机油渗漏返修无效")


def category(code: str) -> int:
    return session().scalars(select(Category.id).where(Category.code == code)).one()


@pytest.fixture(scope="module")
def learned(house: House) -> House:
    """Ten complaints about waiting and ten about oil, which somebody has classified."""
    with inside(house.group.id):
        for texts, code in ((WAITING, "waiting_time"), (LEAKS, "repair_quality")):
            for text in texts:
                write(house.store_id, [(3, 2)], category_id=category(code), description=text)
    return house


def told(house: House, text: str) -> int:
    """A complaint that was acknowledged and has no category."""
    with acting(house.manager):
        case_id = complaint(house.store_id, description=text, demand="请说明原因").id
        acknowledge_case(case_id, text="已致电确认")
    return case_id


@pytest.mark.req("Q-15", "Q-04")
def test_proposal_says_what_speaks_for_it_and_is_taken_by_a_click(learned: House, browser: Open) -> None:
    case_id = told(learned, "上午到店等待了四个小时")
    at = browser(learned.manager)
    page = at.get(f"/{case_id}").text
    assert "The text speaks for: Waiting time" in page
    assert "等待" in page.partition("Because it says:")[2].partition("Learned from")[0]
    assert "Learned from 20 classified complaints; you decide." in page
    with inside(learned.group.id):
        wanted = category("waiting_time")
        assert load(Case, case_id).category_id is None

    address = re.search(rf'href="[^"]*(/{case_id}\?step=classify&amp;category_id={wanted})"', page)
    assert address
    taken = at.get(address[1].replace("&amp;", "&")).text
    assert f'<option value="{wanted}" selected>' in taken
    assert "Take this category" not in taken
    with inside(learned.group.id):
        assert load(Case, case_id).category_id is None


@pytest.mark.req("Q-15")
def test_api_tells_the_proposal_and_none_where_the_text_says_nothing(
    learned: House, client: FlaskClient
) -> None:
    api: Any = client  # answers are read as they come
    sent = {"headers": {"Authorization": f"Bearer {api_token(learned.group, READ)}"}}
    case_id, unknown = told(learned, "到店后又等待了三个小时"), told(learned, "zzz")
    with inside(learned.group.id):
        wanted = category("waiting_time")
    base = f"/api/v1/t/{learned.group.code}/x/complaints/cases"
    found = api.get(f"{base}/{case_id}/proposal", **sent).json
    assert (found["category_id"], found["learned"]) == (wanted, 20)
    assert "等待" in found["words"]
    nothing: dict[str, Any] = {"category_id": None, "words": [], "learned": 0}
    assert api.get(f"{base}/{unknown}/proposal", **sent).json == nothing


def test_nothing_is_proposed_where_the_text_says_nothing(learned: House, browser: Open) -> None:
    unknown = told(learned, "zzz")
    assert "The text speaks for" not in browser(learned.manager).get(f"/{unknown}").text
    assert browser(learned.manager).get(f"/{unknown}?step=classify&category_id=999999").status_code == 200


def test_retired_category_is_not_proposed(learned: House) -> None:
    case_id = told(learned, "换机油后渗油")
    with inside(learned.group.id):
        proposed = proposed_category(load(Case, case_id))
        assert proposed is not None
        assert proposed.category_id == category("repair_quality")
        assert any("渗" in word for word in proposed.words)
    with acting(learned.head):
        names = CategoryDetails(name_zh="维修质量", name_en="Quality of repair", active=False)
        row = load(Category, category("repair_quality"))
        change_category(row.id, names, version=row.row_version)
    with inside(learned.group.id):
        # Of one category alone nothing can be told apart.
        assert proposed_category(load(Case, case_id)) is None


@pytest.mark.parametrize(("number", "proposes"), [(LEAST - 2, False), (LEAST, True)])
def test_few_classified_complaints_say_nothing(number: int, proposes: bool) -> None:
    made = group_with_complaints()
    place = store(made)
    with inside(made.id):
        for text, code in (("等待时间过长", "waiting_time"), ("机油渗漏", "repair_quality")):
            write(place, [(2, number // 2)], category_id=category(code), description=text)
        lone = write(place, [(1, 1)], description="又要等待很久")[0]
        assert (proposed_category(load(Case, lone)) is not None) == proposes
